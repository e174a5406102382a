package drafting

import (
	"testing"

	"countersign/bot"
)

func TestHiddenText(t *testing.T) {
	try(t, checkHidden, []row{
		{"a letter for a digit", on("The fee is £24O.", "p"), bot.NoDraft, "£24O"},
		{"a letter for a one", on("The fee is £l50.", "p"), bot.NoDraft, "£l50"},
		{"a plain amount", on("The fee is £240, or 13% of £1,150.50.", "p"), "", ""},
		{"emoji, accents and lines", on("Café 👩‍👧 ❤️\n\tsee you", ""), "", ""},
		{"a word of another script", on("ИП номер 7, α and β", ""), "", ""},
		{"a Cyrillic letter in a Latin word", on("We will w\u0430ive the fee.", ""), bot.NoDraft, "two scripts"},
		{"zero-width", on("ok\u200b", ""), bot.NoDraft, "cannot be seen"},
		{"joiner between letters", on("o\u200dk", ""), bot.NoDraft, "cannot be seen"},
		{"right to left", on("ok \u202eko", ""), bot.NoDraft, "cannot be seen"},
		{"tag", on("ok\U000e0041", ""), bot.NoDraft, "cannot be seen"},
		{"control", on("ok\x07", ""), bot.NoDraft, "cannot be seen"},
		{"soft hyphen", on("refund\u00aded", ""), bot.NoDraft, "cannot be seen"},
	})
}
