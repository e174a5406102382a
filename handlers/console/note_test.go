package console

import (
	"net/url"
	"strings"
	"testing"

	"countersign/bot"
)

// TestANoteInWhichACheckFindsSomethingIsShownBackFirst holds for a note what
// holds for an edit, with a draft and without one.
func TestANoteInWhichACheckFindsSomethingIsShownBackFirst(t *testing.T) {
	for _, drafts := range [][]bot.Draft{routineCase("When?").Drafts, nil} {
		s, d, _ := newTestConsole(t, Options{Demo: true})
		d.cases[7].Drafts = drafts
		d.checks = []bot.Check{{Name: "commitment", Verdict: bot.NoAutonomy, Detail: "No document promises a refund."}}
		form := url.Values{"action": {"escalate"}, "text": {"You get a refund."}}
		kind := []string{"Content-Type", "application/x-www-form-urlencoded"}
		status, body := call(t, s, "POST", "/cases/7/decisions", form.Encode(), kind...)
		signed := bot.TextHash("You get a refund.")
		if status != 422 || !strings.Contains(body, "No document promises a refund.") || !strings.Contains(body, `name="signed" value="`+signed+`"`) || len(d.decided) != 0 {
			t.Fatalf("%d, %d decisions; want the finding, a way to stand by it, and nothing sent: %s", status, len(d.decided), body)
		}
		form.Set("signed", signed)
		status, body = call(t, s, "POST", "/cases/7/decisions", form.Encode(), append(kind, "Accept", "application/json")...)
		if status != 200 || len(d.decided) != 1 || d.decided[0].Text != "You get a refund." {
			t.Fatalf("%d %s: %+v", status, body, d.decided)
		}
	}
}
