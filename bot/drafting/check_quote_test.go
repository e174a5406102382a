package drafting

import (
	"testing"

	"countersign/bot"
	"countersign/knowledge"
)

func TestQuoteVerbatim(t *testing.T) {
	quoting := func(quote string) subject {
		return on("x", "The fee — paid “in full” — is  £90.").with(func(s *subject) { s.sentences[0].quote = quote })
	}
	twoPages := func(s *subject) {
		s.passages["q"], s.sentences[0].cite = "A second page.", []string{"p", "q"}
	}
	try(t, checkQuoteVerbatim, []row{
		{"none", quoting(""), "", ""},
		{"exact", quoting("is  £90."), "", ""},
		{"other quotes, dashes and spaces", quoting("The fee - paid \"in full\" - is £90"), "", ""},
		{"other case", quoting("the FEE"), "", ""},
		{"other words", quoting("The fee is £90"), bot.NoDraft, "“The fee is £90”"},
		{"of the second page cited", quoting("A second page.").with(twoPages), "", ""},
		{"over the joint of two pages", quoting("is £90. A second").with(twoPages), bot.NoDraft, "A second"},
		{"of a page that is not cited", quoting("£90").with(func(s *subject) { s.sentences[0].cite = nil }), bot.NoDraft, "“£90”"},
	})
}

func TestAQuoteStandsUnderThePageThatHoldsIt(t *testing.T) {
	p := prompt{passages: map[string]knowledge.Passage{"a": {ID: "p", File: "one.md", Text: "We open at 9."}, "b": {ID: "q", File: "two.md", Text: "We close at 5."}}}
	got := p.cite(nil, sentence{text: "We close at 5.", cite: []string{"p", "q"}, quote: "We close at 5."})
	if len(got) != 2 || got[0].Quote != "" || got[1].File != "two.md" || got[1].Quote != "We close at 5." {
		t.Errorf("citations %+v; want the quote with two.md", got)
	}
}
