package pilot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/baseline"
	"countersign/bot/clock"
	"countersign/bot/ledger"
	"countersign/bot/measure"
	"countersign/bot/replay"
	"countersign/bot/store"
)

var (
	start  = time.Date(2026, time.September, 7, 0, 0, 0, 0, time.UTC)
	period = measure.Period{Start: start, End: start.AddDate(0, 0, 30)}
)

// firm is a pilot told event by event.
type firm struct {
	*testing.T
	book  measure.Book
	n     int64
	cases caseMap
	in    Input
}

type caseMap map[int64]*bot.Case

func (m caseMap) Case(_ context.Context, id int64) (*bot.Case, error) {
	if k := m[id]; k != nil {
		return k, nil
	}
	return nil, bot.ErrNotFound
}

func newFirm(t *testing.T) *firm {
	hours := clock.Default(time.UTC)
	return &firm{T: t, cases: caseMap{}, in: Input{Firm: "Harbour & Finch", Made: period.End.AddDate(0, 0, 20), Zone: time.UTC, Period: period, Rules: measure.DefaultRules(hours),
		Record: Record{Entries: 4711, Head: strings.Repeat("ab", 32), Sound: true}, Never: autonomy.Never()}}
}

func (f *firm) take(kind bot.EventKind, at time.Time, actor string, facts map[string]any) {
	f.book.Take(bot.Event{Case: f.n, Kind: kind, At: at, Actor: actor, Facts: facts})
}

// asked is a case that came on a day of the pilot.
func (f *firm) asked(day int, topic string, tier bot.Tier) time.Time {
	f.n++
	at := start.AddDate(0, 0, day).Add(10*time.Hour + time.Duration(f.n%40)*time.Minute)
	f.take(bot.EventReceived, at, "client", map[string]any{"account": fmt.Sprint("a", f.n), "platform": "slack", "channel": "C", "thread": fmt.Sprint(f.n), "message": "m"})
	f.take(bot.EventAssessed, at.Add(time.Second), "system", map[string]any{"tier": string(tier), "topic": topic, "codes": []string{"complaint"}, "by": "rules", "rules": "r1"})
	if tier == bot.TierHuman {
		f.take(bot.EventEscalated, at.Add(time.Second), "system", map[string]any{"by": "rules", "reason": "complaint"})
		f.take(bot.EventStaffMessage, at.Add(20*time.Minute), "staff:ann", nil)
	}
	return at
}

// decided is a routine case whose draft staff decided on.
func (f *firm) decided(day int, topic string, action bot.Action, code string) {
	at := f.asked(day, topic, bot.TierRoutine)
	f.take(bot.EventDrafted, at.Add(2*time.Second), "system", map[string]any{"version": 1, "provider": "gemini", "model": "m"})
	f.take(bot.EventCard, at.Add(3*time.Second), "system", map[string]any{"version": 1})
	who := []string{"staff:ann", "staff:bob"}[f.n%2]
	f.take(bot.EventDecided, at.Add(9*time.Minute), who, map[string]any{"action": string(action), "version": 1, "system_tier": "routine", "material": action == bot.Edit,
		"distance": 0.3, "reason_code": code, "seconds_on_card": 60.0})
	if action == bot.Approve || action == bot.Edit {
		f.take(bot.EventSent, at.Add(10*time.Minute), "system", map[string]any{"kind": "answer", "version": 1})
	} else {
		f.take(bot.EventStaffMessage, at.Add(20*time.Minute), who, nil)
	}
	f.take(bot.EventResolved, at.Add(time.Hour), who, map[string]any{"outcome_code": "staff"})
	f.cases[f.n] = &bot.Case{ID: f.n, Drafts: []bot.Draft{{Version: 1, Text: fmt.Sprintf("Dear client, draft number %d says <b>half past nine</b>.", f.n)}},
		Decisions: []bot.Decision{{Action: action, Version: 1, Text: "what was sent instead", Reason: "the page is old"}}}
}

// many has n drafts decided, spread over the pilot.
func (f *firm) many(n int, topic string, action bot.Action) {
	for i := range n {
		f.decided(i%28, topic, action, "")
	}
}

func (f *firm) uncovered(n int, topic string) {
	for i := range n {
		at := f.asked(i%28, topic, bot.TierRoutine)
		f.take(bot.EventNoDraft, at.Add(2*time.Second), "system", map[string]any{"version": 1})
		f.take(bot.EventStaffMessage, at.Add(time.Hour), "staff:ann", nil)
	}
}

func (f *firm) report() *Report {
	f.Helper()
	f.in.Files = f.book.Files()
	r, err := Make(f.Context(), f.in, f.cases)
	if err != nil {
		f.Fatal(err)
	}
	return r
}

// good is a firm for which it works.
func good(t *testing.T) *firm {
	f := newFirm(t)
	f.many(38, "opening_hours", bot.Approve)
	f.many(19, "payslips", bot.Approve)
	f.many(2, "payslips", bot.Edit)
	f.decided(5, "payslips", bot.Reject, "wrong_fact")
	f.uncovered(4, "parking")
	for i := range 18 {
		f.asked(i, "payslips", bot.TierHuman)
	}
	f.in.Drills = []Drill{{At: period.Start.AddDate(0, 0, 9), Name: "model_down", Passed: true, Reached: true, Seconds: 4.2, Target: 60}}
	f.in.Documents = &Documents{Pages: 31, Stale: []string{"fees.md, review due 1 March 2026"}, Against: []string{"deposit.md says 5 weeks, tenancy.md says 6 weeks"}}
	f.in.Cost = &Cost{Currency: "GBP", Total: 1.84, Low: 17.2, High: 31.5, Weeks: 4, Asked: 64, Enquiries: 82}
	f.in.Exit = []Stored{{"Cases, ledger, outbox", "firm.db", "countersign ledger export", "delete the file and its -wal"}, {"Checkpoints", "firm.db.checkpoints", "copy the file", "delete the file"}}
	f.in.Topics = []autonomy.Status{{Topic: "opening_hours", State: bot.CoPilot, Day: 30, K: 0, N: 38, Words: "Not yet: 38 of 80 decided, at this pace about 12 November 2026."},
		{Topic: "complaints_x", State: bot.Forbidden}}
	return f
}

// bad is a firm for which it does not.
func bad(t *testing.T) *firm {
	f := newFirm(t)
	f.many(12, "fees_advice", bot.Approve)
	f.many(30, "fees_advice", bot.Edit)
	f.many(14, "boundaries", bot.Escalate)
	f.uncovered(9, "boundaries")
	return f
}

func TestTheVerdictFollowsFromTheFiguresAndSaysSo(t *testing.T) {
	for _, x := range []struct {
		name string
		make func(t *testing.T) *firm
		want Verdict
		rule string // a rule among the three reasons
		says string
	}{
		{"it works", good, Go, "drafts", "Most drafts can be sent as they are"},
		{"most drafts are written anew", bad, No, "drafts", "Most drafts have to be written anew"},
		{"too few", func(t *testing.T) *firm { f := newFirm(t); f.many(10, "hours", bot.Edit); return f }, NotYet, "enough to judge by", "It is too early to say"},
		{"an answer did harm", func(t *testing.T) *firm {
			f := good(t)
			f.take(bot.EventReviewed, start.AddDate(0, 0, 3), "staff:ann", map[string]any{"verdict": "harmful"})
			return f
		}, NotYet, "harm", "1 answer was marked as harmful (case 82)"},
		{"a message went astray", func(t *testing.T) *firm { f := good(t); f.in.Breaches = 1; return f }, NotYet, "harm", "1 message was reported"},
		{"the record was changed", func(t *testing.T) *firm { f := good(t); f.in.Record = Record{Why: "event 7 was changed"}; return f }, NotYet, "the record", "event 7"},
		{"the record was changed, and the figures say no", func(t *testing.T) *firm { f := bad(t); f.in.Record = Record{Why: "event 7 was changed"}; return f }, NotYet, "the record", "event 7"},
		{"a deadline was missed", func(t *testing.T) *firm { f := good(t); f.in.Overdue = 2; return f }, NotYet, "deadlines", "2 deadlines"},
		{"the drill failed", func(t *testing.T) *firm {
			f := good(t)
			f.in.Drills = append(f.in.Drills, Drill{At: period.Start.AddDate(0, 0, 20), Name: "model_down"})
			return f
		}, NotYet, "outage drill", "The last outage drill failed"},
		{"no documents", func(t *testing.T) *firm { f := good(t); f.uncovered(120, "parking"); return f }, NotYet, "documents", "do not answer enough"},
		{"the replay says no", func(t *testing.T) *firm {
			f := good(t)
			f.in.Replay = &replay.Report{Verdict: replay.NoGo, Headline: "Most is loaded."}
			return f
		}, No, "enquiries from before", "Most is loaded."},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := x.make(t).report()
			if r.Verdict != x.want || len(r.Reasons) != 3 {
				t.Fatalf("the verdict is %q with %d reasons, want %q: %+v", r.Verdict, len(r.Reasons), x.want, r.Findings)
			}
			if r.Verdict != Go && r.Reasons[0].Speaks != r.Verdict {
				t.Errorf("the first reason speaks for %q", r.Reasons[0].Speaks)
			}
			found := false
			for _, f := range r.Reasons {
				found = found || (f.Rule == x.rule && strings.Contains(f.Head+" "+f.Text, x.says))
			}
			if !found {
				t.Errorf("no reason of %q says %q: %+v", x.rule, x.says, r.Reasons)
			}
			if r.Next.Text == "" || !r.Next.Date.After(r.Made) || r.Next.Date.Weekday() != time.Monday {
				t.Errorf("the next step is %+v", r.Next)
			}
			if x.want != Go && len(r.Change) == 0 {
				t.Error("nothing says what would have to change")
			}
		})
	}
}

func TestEveryPartIsThereWhateverTheVerdictAndWhateverIsMissing(t *testing.T) {
	for name, f := range map[string]*firm{"go": good(t), "no": bad(t), "empty": newFirm(t)} {
		page, err := f.report().HTML()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, part := range strings.Split("abcdefghij", "") {
			if !bytes.Contains(page, []byte(`id="`+part+`"`)) {
				t.Errorf("%s: part %s is missing", name, part)
			}
		}
		for _, want := range []string{"Next, by", "How to leave", "Signed by (name)", "Never, whatever the evidence", strings.Repeat("ab", 32), "What each rule says"} {
			if !bytes.Contains(page, []byte(want)) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
		for _, not := range []string{"<b>half past", "http://", "https://", "<script", "NaN", "%!"} {
			if bytes.Contains(page, []byte(not)) {
				t.Errorf("%s: the page holds %q", name, not)
			}
		}
	}
	empty, err := newFirm(t).report().HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"n/a", "No drill is on record", "nothing is claimed", "not answered", "Not yet"} {
		if !bytes.Contains(empty, []byte(want)) {
			t.Errorf("of a firm with nothing the page does not say %q", want)
		}
	}
}

func TestEachBadDraftIsQuotedWithItsCause(t *testing.T) {
	f := good(t)
	f.cases[f.n-22] = nil // whose words are gone
	r := f.report()
	if len(r.Bad) != 3 || len(r.Fit.Edit.K) != 2 || len(r.Fit.Not.K) != 1 || len(r.Fit.Send.K) != 57 || len(r.Fit.Send.N) != 60 {
		t.Fatalf("%d bad drafts; fit %d, edit %d, not %d of %d", len(r.Bad), len(r.Fit.Send.K), len(r.Fit.Edit.K), len(r.Fit.Not.K), len(r.Fit.Send.N))
	}
	causes := ""
	for _, b := range r.Bad {
		causes += fmt.Sprintf("%s: %s; ", b.Action, b.Cause)
	}
	if !strings.Contains(causes, "reject: a wrong or out-of-date fact") || strings.Count(causes, "edit: it said something else") != 2 {
		t.Errorf("causes are %s", causes)
	}
	page, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"says &lt;b&gt;half past nine&lt;/b&gt;", "what was sent instead", "“the page is old”"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestBeforeAndAfterIsClaimedOnlyWithEnoughOnBothSides(t *testing.T) {
	f := good(t)
	rate := measure.Rate{Fewest: 20}
	var first measure.Wait
	for i := range 60 {
		first.Cases = append(first.Cases, measure.Waited{Case: int64(i), Clock: 4 * time.Hour, Working: 4 * time.Hour, Answered: true})
		rate.N = append(rate.N, int64(i))
	}
	f.in.Baseline = &baseline.Figures{Enquiries: 60, From: start.AddDate(0, 0, -30), To: start, ImportedAt: start, First: first, Resolution: first, Repeat: rate, Reopen: rate, Complaint: rate, SLA: rate}
	r := f.report()
	if len(r.Changes) == 0 {
		t.Fatal("nothing is compared")
	}
	page, err := r.HTML()
	if err != nil || !bytes.Contains(page, []byte("Before: 60 enquiries, 8 August 2026 to 7 September 2026")) || !bytes.Contains(page, []byte("better")) {
		t.Errorf("the page does not compare: %v", err)
	}
}

func TestASignedReportIsOnRecordWithTheDigestOfItsPage(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(t.TempDir(), "firm.db"), MasterKey: store.NewMasterKey()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	f := good(t)
	r := f.report()
	if _, err := Sign(t.Context(), s, r, nil); err == nil {
		t.Error("a report without a name was signed")
	}
	f.in.Signed = &Signature{By: "Priya Shah", ID: "s-priya", At: f.in.Made}
	r = f.report()
	page, err := r.HTML()
	if err != nil || !bytes.Contains(page, []byte("Priya Shah")) {
		t.Fatalf("the page does not name who signs: %v", err)
	}
	seq, err := Sign(t.Context(), s, r, page)
	if err != nil || seq != 1 {
		t.Fatalf("Sign: %d, %v", seq, err)
	}
	err = s.Entries(t.Context(), bot.EventFilter{Words: true}, func(e ledger.Entry) error {
		if e.Words["by"].Text != "Priya Shah" || !bytes.Contains(e.Body, []byte(`"verdict":"go in part"`)) || !bytes.Contains(e.Body, []byte(`"page_sha256":"`)) {
			return errors.New(string(e.Body))
		}
		return nil
	})
	if err != nil {
		t.Errorf("on record: %v", err)
	}
}

func TestTheReplayIsToldWithTwoPairsAndEachMissByName(t *testing.T) {
	f := good(t)
	r := &replay.Report{Verdict: replay.Go, Headline: "Begin with the routine part.", Source: "past.csv"}
	for _, topic := range []string{"refunds", "keys", "rent"} {
		r.Topics = append(r.Topics, replay.Topic{Topic: topic, Routine: 3, Person: 2, Pairs: []replay.Pair{{Routine: topic + "-1", Person: topic + "-2"}, {Routine: topic + "-3", Person: topic + "-4"}}})
		for i := range 5 {
			r.Enquiries = append(r.Enquiries, replay.Line{ID: fmt.Sprintf("%s-%d", topic, i), Text: fmt.Sprintf("words of <i>%s</i> number %d", topic, i)})
		}
	}
	r.Agreement = &replay.Agreement{All: replay.Square{Both: 20, OnlyLabel: 1, OnlyTool: 1, BothRoutine: 30}, Misses: []string{"rent-0"}, Over: []string{"keys-0"}}
	r.Documents = &replay.Coverage{}
	f.in.Replay = r
	page, err := f.report().HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"words of &lt;i&gt;refunds&lt;/i&gt; number 1", "refunds&lt;/i&gt; number 2", "keys&lt;/i&gt; number 1", "rent&lt;/i&gt; number 0", "keys&lt;/i&gt; number 0", "Of 52 that a person labelled"} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, not := range []string{"rent&lt;/i&gt; number 1", "refunds&lt;/i&gt; number 3"} {
		if bytes.Contains(page, []byte(not)) {
			t.Errorf("the page quotes a third pair: %q", not)
		}
	}
}

// TestPagesToLookAt writes pages into the folder that PILOT_PAGES names, for
// looking at them in a browser; it does nothing else.
func TestPagesToLookAt(t *testing.T) {
	dir := os.Getenv("PILOT_PAGES")
	if dir == "" {
		t.Skip("PILOT_PAGES names no folder")
	}
	for name, f := range map[string]*firm{"go": good(t), "no": bad(t), "notyet": newFirm(t)} {
		page, err := f.report().HTML()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheNextStepIsOnADayOnWhichTheFirmWorks: nobody looks at figures together on a
// bank holiday.
func TestTheNextStepIsOnADayOnWhichTheFirmWorks(t *testing.T) {
	for made, want := range map[string]string{
		"2026-10-27": "Monday 30 November 2026",
		"2026-11-25": "Tuesday 29 December 2026", // the Monday is the bank holiday for Boxing Day
		"2027-02-27": "Tuesday 30 March 2027",    // Easter Monday
		"2040-04-02": "Monday 30 April 2040",     // beyond the bank holidays that are known
	} {
		f := good(t)
		var err error
		if f.in.Made, err = time.Parse(time.DateOnly, made); err != nil {
			t.Fatal(err)
		}
		if got := f.report().Next.Date.Format(dayForm); got != want {
			t.Errorf("made on %s the next step is on %s, want %s", made, got, want)
		}
	}
}

func TestTheSizeOfAReportReadsAsOneLine(t *testing.T) {
	r := &Report{Made: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	r.Period.Start, r.Period.End = r.Made.Add(-time.Hour), r.Made
	if got := r.Size(); got != "no enquiries, no days" {
		t.Errorf("of a pilot that began an hour ago: %q", got)
	}
}
