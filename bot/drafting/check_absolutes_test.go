package drafting

import (
	"testing"

	"countersign/bot"
)

func TestAbsolutes(t *testing.T) {
	try(t, checkAbsolutes, []row{
		{"none", on("We answer.", "We answer."), "", ""},
		{"ours", on("We always answer.", "We answer."), bot.Warn, "“always”"},
		{"the page's", on("We never charge.", "We never charge for this."), "", ""},
		{"no risk", on("There is no risk in it.", "There is a risk."), bot.Warn, "“no risk”"},
		{"in full per cent", on("It is 100% safe.", "It is safe."), bot.Warn, "100%"},
		{"part of a word", on("Whenever you come, nevertheless.", "p"), "", ""},
	})
}
