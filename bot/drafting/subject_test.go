package drafting

import (
	"strings"
	"testing"

	"countersign/bot"
)

// on makes a subject of one sentence that rests on one passage.
func on(text, passage string) subject {
	return subject{text: text, sentences: []sentence{{text: text, cite: []string{"p"}}}, passages: map[string]string{"p": passage},
		citations: []bot.Citation{{Passage: "p", File: "p.md"}}, caseID: 1}
}

// with changes a subject.
func (s subject) with(change func(*subject)) subject {
	change(&s)
	return s
}

// row is one subject and what a check must say of it.
type row struct {
	name string
	s    subject
	want bot.Verdict
	says string // stands in the words for staff
}

func try(t *testing.T, run func(subject) bot.Check, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			got := run(r.s)
			if got.Verdict != r.want || !strings.Contains(got.Detail, r.says) {
				t.Errorf("verdict %q, %q; want %q saying %q", got.Verdict, got.Detail, r.want, r.says)
			}
			if (got.Verdict != "") != (got.Detail != "") {
				t.Errorf("verdict %q with the words %q", got.Verdict, got.Detail)
			}
		})
	}
}

const refunds = "Refunds are paid within 10 working days of the date we agree them. If you cancel before we have started work, we refund the whole fee. " +
	"See portal.firm.example/refunds or write to pay@firm.example."
