package pilot

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/baseline"
	"countersign/bot/measure"
)

// TestTheFirstPageInWordsSaysWhatThePageSays: a no is told as carefully as a go, with
// what would have to change and when to run it again.
func TestTheFirstPageInWordsSaysWhatThePageSays(t *testing.T) {
	for name, c := range map[string]struct {
		firm       *firm
		says, hush []string
	}{
		"go": {good(t), []string{"GO IN PART. Go on with the routine part", "Next, by Monday 30 November 2026: Keep the co-pilot on for opening hours, payslips",
			"Drafts: fit to send ", "Ledger: 4711 entries, head abab"}, []string{"What would have to change"}},
		"no": {bad(t), []string{"NO. For this firm, as it works now, drafting costs more than it brings.", "What would have to change:\n- ", "Run it again in six months, on ",
			"Part j says how to leave"}, nil},
		"too early": {newFirm(t), []string{"NOT YET. It is too early for a verdict"}, nil},
	} {
		r := c.firm.report()
		text := r.Text()
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: it does not say %q:\n%s", name, want, text)
			}
		}
		for _, not := range append(c.hush, "%!", "NaN") {
			if strings.Contains(text, not) {
				t.Errorf("%s: it says %q:\n%s", name, not, text)
			}
		}
		for i, f := range r.Reasons {
			if i < 3 && !strings.Contains(text, f.Head) {
				t.Errorf("%s: the reason %q is missing", name, f.Head)
			}
		}
	}
}

// TestClientsWhoAreWorseOffHoldTheVerdict: whatever is better beside it.
func TestClientsWhoAreWorseOffHoldTheVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		changes []baseline.Change
		want    Verdict
		head    string
	}{
		"worse in one thing": {[]baseline.Change{{Name: "First answer", Claim: true, Better: 1, Text: "shorter"}, {Name: "Repeat contact", Claim: true, Better: -1, Text: "more: +2 to +9 points"}},
			NotYet, "Clients are worse off in something"},
		"better in one thing":  {[]baseline.Change{{Name: "First answer", Claim: true, Better: 1, Text: "shorter"}, {Name: "Repeat contact"}}, Go, "Clients are better off than before"},
		"too few to tell":      {[]baseline.Change{{Name: "Repeat contact", Better: -1, Text: "fewer than 30 on one side"}}, Silent, "No difference from before can be told"},
		"nothing was recorded": {nil, Silent, "Whether clients are better off than before is not known"},
	} {
		f := quality(&Report{Changes: c.changes})
		if f.Speaks != c.want || f.Head != c.head || (c.want == NotYet) != strings.Contains(f.Change, "Find out what made it worse") {
			t.Errorf("%s: %+v, want it to speak for %q: %q", name, f, c.want, c.head)
		}
	}
}

// TestDraftsApprovedUnreadHoldTheVerdict: an approval in under five seconds checks
// nothing, and the law does not count it as one.
func TestDraftsApprovedUnreadHoldTheVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		quick int // of a hundred
		want  Verdict
		head  string
	}{
		"a few":   {8, Silent, "Drafts are read before they are approved"},
		"a third": {33, NotYet, "Drafts are approved unread"},
	} {
		r := &Report{}
		for id := range int64(100) {
			r.Figures.Watch.Quick.N = append(r.Figures.Watch.Quick.N, id)
			if id < int64(c.quick) {
				r.Figures.Watch.Quick.K = append(r.Figures.Watch.Quick.K, id)
			}
		}
		f := read(r)
		if f.Speaks != c.want || f.Head != c.head || !strings.Contains(f.Text, "all timed from when the card came, not when it was read") {
			t.Errorf("%s: %+v, want it to speak for %q: %q, and to say how it was timed", name, f, c.want, c.head)
		}
	}
}

// TestADraftThatWasBadIsToldWithWhatMadeItSo, by what staff chose, else by what the
// checks on it said, else by what was done with it.
func TestADraftThatWasBadIsToldWithWhatMadeItSo(t *testing.T) {
	with := func(c bot.Citation) *bot.Case {
		return &bot.Case{Drafts: []bot.Draft{{Version: 1, Citations: []bot.Citation{c}}}}
	}
	for want, c := range map[string]struct {
		d measure.Decision
		k *bot.Case
	}{
		"the wrong client":                      {measure.Decision{Code: "wrong_client", Action: bot.Reject}, with(bot.Citation{Stale: true})},
		"an old document":                       {measure.Decision{Action: bot.Edit}, with(bot.Citation{Stale: true})},
		"two documents disagree":                {measure.Decision{Action: bot.Edit}, with(bot.Citation{Conflict: "fees.md", Stale: true})},
		"it needed a person":                    {measure.Decision{Action: bot.Escalate}, with(bot.Citation{})},
		"rejected, no reason of the list":       {measure.Decision{Action: bot.Reject}, nil},
		"it said something else than it should": {measure.Decision{Action: bot.Edit}, nil},
		"no document covers it":                 {measure.Decision{Code: bot.NotCovered, Action: bot.Escalate}, nil},
	} {
		b := Bad{Version: 1}
		if got := b.cause(&c.d, c.k); got != want {
			t.Errorf("%+v: the cause is %q, want %q", c.d, got, want)
		}
	}
}

func TestAReportMadeBeforeThePeriodEndsCountsTheDaysThatHaveCome(t *testing.T) {
	for made, want := range map[int]int{5: 5, 30: 30, 90: 30} {
		f := good(t)
		f.in.Made = start.AddDate(0, 0, made).Add(2 * time.Hour)
		if got := f.report().Days(); got != want {
			t.Errorf("made on day %d it is of %d days, want %d", made, got, want)
		}
	}
}

func TestADayCountsOnceItIsOver(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		from time.Time
		made time.Time
		want int
	}{
		"the morning of the first day":          {start, start.Add(9 * time.Hour), 0},
		"its evening":                           {start, start.Add(23*time.Hour + 59*time.Minute), 0},
		"its end":                               {start, start.AddDate(0, 0, 1), 1},
		"the last evening of four weeks":        {start, start.AddDate(0, 0, 28).Add(-time.Second), 27},
		"over the night that has 23 hours":      {time.Date(2026, 3, 20, 0, 0, 0, 0, london), time.Date(2026, 4, 17, 0, 0, 0, 0, london), 28},
		"over the night that has 25 hours":      {time.Date(2026, 10, 10, 0, 0, 0, 0, london), time.Date(2026, 11, 7, 0, 0, 0, 0, london), 28},
		"the hour before, over one that has 25": {time.Date(2026, 10, 10, 0, 0, 0, 0, london), time.Date(2026, 11, 6, 23, 30, 0, 0, london), 27},
	} {
		r := &Report{Made: tt.made, Period: measure.Period{Start: tt.from, End: tt.from.AddDate(1, 0, 0)}}
		if got := r.Days(); got != tt.want {
			t.Errorf("%s: %d days, want %d", name, got, tt.want)
		}
	}
}

// TestABoundAboveTheLimitNeverReadsAsTheLimit, which is 5 %.
func TestABoundAboveTheLimitNeverReadsAsTheLimit(t *testing.T) {
	for k := range 10 {
		for n := 60; n < 600; n++ {
			if says := bound(autonomy.Status{K: k, N: n}); !autonomy.Passes(k, n) && says == "5.0 %" {
				t.Fatalf("%d overrides of %d do not pass, and the page says at most %s", k, n, says)
			}
		}
	}
	if says := bound(autonomy.Status{}); says != "n/a" {
		t.Errorf("of nothing it says %s", says)
	}
}
