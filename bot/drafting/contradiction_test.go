package drafting

import (
	"strings"
	"testing"
	"testing/fstest"

	"countersign/bot"
	"countersign/bot/llm"
	"countersign/knowledge"
)

// disagreeing is a firm of two pages with two figures for one thing.
func disagreeing(t *testing.T, a, b string) *knowledge.Base {
	t.Helper()
	base, err := knowledge.OpenFS(fstest.MapFS{"a.md": {Data: []byte(a)}, "b.md": {Data: []byte(b)}}, knowledge.Options{Now: atToday})
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func page(front, text string) string {
	return "---\ntitle: Guide\nowner: Priya\n" + front + "audience: client\n---\n" + text + "\n"
}

const (
	fresh   = "reviewed: 2026-09-01\nreview_due: 2027-09-01\n"
	earlier = "reviewed: 2026-02-01\nreview_due: 2027-02-01\n"
	overdue = "reviewed: 2025-02-01\nreview_due: 2026-02-01\n"
	undated = ""
)

func TestOfTwoPagesThatDisagreeTheOneReviewedLastIsQuotedAndStaffAreTold(t *testing.T) {
	for name, tt := range map[string]struct{ question, old, new, quoted, not string }{
		"a notice":    {"How much notice do I need to cancel an appointment?", "You can cancel an appointment with 24 hours' notice.", "To cancel an appointment, give us 48 hours' notice.", "48 hours", "24 hours"},
		"other words": {"How much notice do I need to cancel a meeting?", "Please give at least 24 hours' notice to cancel a meeting without charge.", "A meeting can be moved or cancelled without charge up to 48 hours before it starts.", "48 hours", "24 hours"},
		"a price":     {"How much is a bookkeeping review?", "A bookkeeping review of a small company costs £60.", "The bookkeeping review costs £75 for each company, plus VAT.", "£75", "£60"},
		"a share":     {"What is the late payment charge?", "The late payment charge is 3% of the invoice.", "A late payment charge of 4% of the invoice applies.", "4%", "3%"},
		"an address":  {"Where is the lettings office?", "The lettings office is at 14 Quay Street, by the fish market.", "Visit our lettings office at 3 Mariner House.", "3 Mariner House", "14 Quay Street"},
		"a closing":   {"When does the lettings office close on Fridays?", "The lettings office closes at 5:30pm on Fridays.", "On Fridays our lettings office closes at 6pm.", "6pm", "5:30pm"},
		"a deadline":  {"By when do you need my payroll changes?", "Send us payroll changes for the month by the 20th.", "We need your payroll changes for the month by the 18th.", "18th", "20th"},
	} {
		for dates, d := range map[string][2]string{"an older review": {earlier, fresh}, "an overdue review": {overdue, earlier}, "no review": {undated, fresh}} {
			for _, swap := range []bool{false, true} {
				pages := [2]string{page(d[0], tt.old), page(d[1], tt.new)}
				if swap {
					pages[0], pages[1] = pages[1], pages[0]
				}
				dr := New(Options{}, disagreeing(t, pages[0], pages[1]), llm.NewOffline(), nil)
				out, err := dr.Draft(t.Context(), ask(tt.question))
				if err != nil || !strings.Contains(out.Text, tt.quoted) || strings.Contains(out.Text, tt.not) {
					t.Errorf("%s against %s: %q (missing %q), error %v, want %s alone", name, dates, out.Text, out.Missing, err, tt.quoted)
				}
				if got := detail(out.Checks, "conflicting_sources"); !strings.Contains(got, tt.not) || verdicts(out.Checks)["conflicting_sources"] != bot.NoAutonomy {
					t.Errorf("%s against %s: staff are told %q, want that another page says %s", name, dates, got, tt.not)
				}
			}
		}
	}
}

// TestWhatANewerPageSaysOfAnotherThingIsNotQuoted: two sentences that share their
// words may be taken to contradict each other and do not.
func TestWhatANewerPageSaysOfAnotherThingIsNotQuoted(t *testing.T) {
	for name, tt := range map[string]struct{ question, old, new, quoted string }{
		"another thing":  {"When are reminders sent?", "Reminders are sent by text message three days before the appointment.", "We send a medical form by text message two days before the appointment.", "three days"},
		"another day":    {"When does the lettings office close on Fridays?", "The lettings office closes at 5:30pm on Fridays.", "The lettings office closes at 2pm on Saturdays.", "5:30pm"},
		"the same":       {"How much notice do I need to cancel an appointment?", "You can cancel an appointment with 24 hours' notice.", "To cancel an appointment, give us 24 hours' notice.", "24 hours"},
		"another kind":   {"When is the tenancy deposit returned?", "The tenancy deposit is returned within ten days of the end of the tenancy.", "The holding deposit is returned within seven days of the end of the checks.", "ten days"},
		"another figure": {"How much is a bookkeeping review?", "A bookkeeping review of a small company costs £60.", "The bookkeeping review of a small company takes three hours.", "£60"},
	} {
		dr := New(Options{}, disagreeing(t, page(earlier, tt.old), page(fresh, tt.new)), llm.NewOffline(), nil)
		if out, err := dr.Draft(t.Context(), ask(tt.question)); err != nil || !strings.Contains(out.Text, tt.quoted) {
			t.Errorf("%s: %q (missing %q), error %v, want %s", name, out.Text, out.Missing, err, tt.quoted)
		}
	}
}

// TestStaffAreToldOfAContradictionOfTheFigureThatIsQuotedAlone: a figure within
// another is another, however either is written.
func TestStaffAreToldOfAContradictionOfTheFigureThatIsQuotedAlone(t *testing.T) {
	for _, tt := range []struct {
		figure, quote string
		want          bool
	}{
		{"£5", "A key costs £5.", true}, {"£5", "A key costs £50.", false}, {"£5", "A key costs £5.50.", false},
		{"8 hours", "Give us 48 hours' notice.", false}, {"48 hours", "Give us 48 Hours' notice.", true},
		{"three days", "It takes 3 days.", true}, {"four days", "It takes twenty-four days.", false},
		{"14 Quay Street", "We are at 14 Quay Street.", true}, {"£5", "", true},
	} {
		if got := concerns(tt.figure, tt.quote); got != tt.want {
			t.Errorf("a contradiction of %q concerns %q: %t, want %t", tt.figure, tt.quote, got, tt.want)
		}
	}
}
