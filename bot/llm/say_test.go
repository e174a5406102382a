package llm

import (
	"strings"
	"testing"
)

func TestARowOfATableIsSaidInASentence(t *testing.T) {
	all := func(cell) bool { return true }
	for _, tc := range []struct {
		cells []cell
		want  func(cell) bool
		says  string
	}{
		{[]cell{{"Service", "Let only"}, {"Fee", "8% plus VAT"}}, all, "Let only: the fee is 8% plus VAT."},
		{[]cell{{"Service", "Let only"}, {"Fees", "8% and £90"}}, all, "Let only: the fees are 8% and £90."},
		{[]cell{{"Plan", "Full"}, {"Includes", "Repairs, inspections"}}, all, "Full: includes repairs, inspections."},
		{[]cell{{"Priority", "Urgent"}, {"Examples", "no heating"}, {"Contractor attends", "within 24 hours"}}, all, "Urgent (no heating): contractor attends within 24 hours."},
		{[]cell{{"Service", "VAT return"}, {"VAT", "20%"}}, all, "VAT return: the VAT is 20%."},
		{[]cell{{"Service", "Let only"}, {"Fee", "8%"}, {"Includes", "viewings"}}, func(c cell) bool { return c.head == "Fee" }, "Let only: the fee is 8%."},
		{[]cell{{"Priority", "Two"}, {"First reply", "one hour"}}, all, "Priority two: the first reply is one hour."},
		{[]cell{{"Class", "3"}, {"Fee", "£8"}}, all, "Class 3: the fee is £8."},
		{[]cell{{"Service", "Let only"}}, all, "Let only."},
		{nil, all, ""},
	} {
		if got := sayRow(tc.cells, tc.want); got != tc.says {
			t.Errorf("%v: %q, want %q", tc.cells, got, tc.says)
		}
	}
}

func TestSentencesEndWhereAReaderSeesThemEnd(t *testing.T) {
	for text, want := range map[string]string{
		"One. Two.": "One.|Two.", "Fees, e.g. for letters. Ask.": "Fees, e.g. for letters.|Ask.", "Mr. Finch calls. He is late.": "Mr. Finch calls.|He is late.",
		"At 9 a.m. we open. Come in.": "At 9 a.m. we open.|Come in.", "It costs £6.50. Really!": "It costs £6.50.|Really!", "Is it? Yes.": "Is it?|Yes.",
		"He said “no.” Then he left.": "He said “no.”|Then he left.", "J. R. Price signs. I. Then others.": "J. R. Price signs.|I.|Then others.",
		"First line\nsecond line.": "First line|second line.", "portal.firm.example is up. See it.": "portal.firm.example is up.|See it.", "": "", "no end": "no end",
	} {
		if got := strings.Join(sentencesOf(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("One. Two! e.g. three? “Four.” \n- five")
	f.Add("a.m. p.m.\t\u00a0. . .")
	f.Fuzz(func(t *testing.T, text string) {
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := squeeze(strings.Join(sentencesOf(text), " ")); got != squeeze(text) {
			t.Errorf("%q became %q", squeeze(text), got)
		}
	})
}
