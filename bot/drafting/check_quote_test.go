package drafting

import (
	"testing"

	"countersign/bot"
)

func TestQuoteVerbatim(t *testing.T) {
	quoting := func(quote string) subject {
		return on("x", "The fee — paid “in full” — is  £90.").with(func(s *subject) { s.sentences[0].quote = quote })
	}
	try(t, checkQuoteVerbatim, []row{
		{"none", quoting(""), "", ""},
		{"exact", quoting("is  £90."), "", ""},
		{"other quotes, dashes and spaces", quoting("The fee - paid \"in full\" - is £90"), "", ""},
		{"other case", quoting("the FEE"), "", ""},
		{"other words", quoting("The fee is £90"), bot.NoDraft, "“The fee is £90”"},
		{"of a page that is not cited", quoting("£90").with(func(s *subject) { s.sentences[0].cite = nil }), bot.NoDraft, "“£90”"},
	})
}
