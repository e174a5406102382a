package digest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

// TestNoLineOfADigestTellsOfVulnerability: in a firm of few clients a count says who.
func TestNoLineOfADigestTellsOfVulnerability(t *testing.T) {
	b := &book{}
	b.open(1, "a", 0).put(bot.EventAssessed, map[string]any{"tier": "human", "topic": "fees", "by": "rules", "codes": []string{"vulnerability"}}).
		put(bot.EventEscalated, map[string]any{"by": "rules", "reason": "vulnerability"})
	b.open(2, "b", 0).sorted("human", "fees")
	r := compute(t, b, monday.AddDate(0, 0, 7))
	text := r.Text()
	if strings.Contains(strings.ToLower(text), "vulnerab") || !strings.Contains(text, "most often complaint 1") {
		t.Errorf("the digest says\n%s", text)
	}
	whole, err := json.Marshal(r)
	if err != nil || strings.Contains(strings.ToLower(string(whole)), "vulnerab") {
		t.Errorf("the digest as JSON tells of vulnerability (error %v):\n%s", err, whole)
	}
	if n := r.Now.Escalations.Rate; len(n.K) != 2 || len(n.N) != 2 {
		t.Errorf("escalations %v of %v, want both cases: what has no name counts all the same", n.K, n.N)
	}
}

func TestWhoeverWroteLastAndGotNoAnswerStillWaits(t *testing.T) {
	b := &book{}
	again := map[string]any{"author": "U"}
	b.open(1, "a", 0).sorted("routine", "fees").drafted(1).decided("approve", 1, 5, 0, false).after(time.Hour).put(bot.EventMessage, again)
	b.open(2, "b", 0).sorted("human", "fees").byPerson(5).resolved().after(time.Hour).put(bot.EventReopened, nil).put(bot.EventMessage, again).sorted("human", "fees")
	b.open(3, "c", 0).sorted("human", "fees").byPerson(5).after(time.Hour).put(bot.EventMessage, again).byPerson(5)
	b.open(4, "d", 0).sorted("human", "fees").byPerson(5).after(time.Hour).put(bot.EventMessage, again).sorted("human", "fees").put(bot.EventNoReply, nil) // thanks
	b.open(5, "e", -5).sorted("human", "fees")                                                                                                             // of the week before
	b.open(6, "f", -5).sorted("human", "fees").byPerson(5)
	b.open(7, "g", 1).sorted("human", "fees").after(24 * 10 * time.Hour).byPerson(5) // answered when the week was over
	b.open(8, "h", 9).sorted("human", "fees")                                        // of the week after
	b.open(9, "i", 0).sorted("human", "fees").byPerson(5).after(time.Hour).put(bot.EventMessage, again).after(time.Hour).put(bot.EventDeleted, nil).put(bot.EventWithdrawn, nil)
	r := compute(t, b, monday.AddDate(0, 0, 14))
	if w := r.Now.Waiting; !slices.Equal(w.Begun, []int64{1, 2, 7}) || !slices.Equal(w.Earlier, []int64{5}) {
		t.Errorf("waiting %+v", w)
	}
	if want := "3 still wait and 1 from before"; !strings.Contains(r.Verdict(), want) || !strings.Contains(r.Text(), "waiting at the end 4, 1 of them from before") {
		t.Errorf("%s\n%s", r.Verdict(), r.Text())
	}
	if w := r.Past.Waiting; !slices.Equal(w.Begun, []int64{5}) {
		t.Errorf("waiting a week before %+v", w)
	}
	quiet := &book{}
	quiet.open(1, "a", -5).sorted("human", "fees")
	if got := compute(t, quiet, monday.AddDate(0, 0, 7)).Verdict(); got != "No enquiries, 1 from before still waits." {
		t.Errorf("a week without enquiries: %s", got)
	}
}

func TestAComplaintWindowMatures(t *testing.T) {
	b := golden()
	b.events = append(b.events, bot.Event{Seq: 999, Case: 1, Kind: bot.EventRecordOpened, At: monday.AddDate(0, 0, 20), Facts: map[string]any{"record": "complaint"}})
	r := compute(t, b, monday.AddDate(0, 0, 60))
	if !slices.Contains(r.Now.Complaints.AI.K, 1) || len(r.Now.Complaints.AI.N) < 8 {
		t.Errorf("complaint rate %v of %v, want case 1 among the matured", r.Now.Complaints.AI.K, r.Now.Complaints.AI.N)
	}
}

// What a platform sent that nobody understood, or never sent at all, is
// told in the digest, and only what fell into its period.
func TestARateNeverStandsWithoutItsNumbers(t *testing.T) {
	cases := func(n int) measure.Cases { return make(measure.Cases, n) }
	tests := []struct {
		rate measure.Rate
		want string
	}{
		{measure.Rate{Fewest: 20}, "n/a"},
		{measure.Rate{K: cases(3), N: cases(19), Fewest: 20}, "low data (3/19)"},
		{measure.Rate{K: cases(3), N: cases(61), Fewest: 20}, "3/61 (95 %: 1–14 %)"},
	}
	for _, tt := range tests {
		if got := tt.rate.String(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	for _, tt := range []struct {
		k, n int
		want float64
	}{{0, 30, .0950}, {0, 59, .0495}, {1, 59, .0779}, {3, 100, .0757}, {0, 0, 1}} { // check values of the exact bound
		if got := (measure.Rate{K: cases(tt.k), N: cases(tt.n)}).UpperBound(); got < tt.want-.0001 || got > tt.want+.0001 {
			t.Errorf("upper bound of %d of %d: %.4f, want %.4f", tt.k, tt.n, got, tt.want)
		}
	}
}

func TestTheReportIsTheSameEachTimeAndCanBeRecounted(t *testing.T) {
	one, err := json.Marshal(compute(t, golden(), monday.AddDate(0, 0, 7)))
	if err != nil {
		t.Fatal(err)
	}
	two, err := json.Marshal(compute(t, golden(), monday.AddDate(0, 0, 7)))
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("two readings of one ledger differ (%v)", err)
	}
	var r struct {
		Figures struct {
			Drafts struct {
				Override struct {
					K, N  int
					Cases []int64 `json:"k_cases"`
				} `json:"override"`
			} `json:"drafts"`
		} `json:"figures"`
	}
	if err := json.Unmarshal(one, &r); err != nil || r.Figures.Drafts.Override.K != len(r.Figures.Drafts.Override.Cases) || r.Figures.Drafts.Override.K != 5 {
		t.Errorf("override %+v, %v", r.Figures.Drafts.Override, err)
	}
}

func TestTheReportIsTwelveLinesAndSafeToShow(t *testing.T) {
	b := golden()
	b.open(30, "x", 0).sorted("routine", "<script>alert(1)</script>").drafted(1).decided("approve", 1, 1, 0, false)
	r := compute(t, b, monday.AddDate(0, 0, 7))
	if lines := r.Lines(); len(lines) > 12 {
		t.Errorf("%d lines", len(lines))
	}
	page, err := r.HTML()
	if err != nil || strings.Contains(string(page), "<script>") {
		t.Errorf("page %v holds a script: %s", err, page)
	}
	for _, s := range []string{r.Bars(), r.Alt(), r.Text()} {
		if !strings.Contains(s, "2 Nov") {
			t.Errorf("%q names no week", s)
		}
	}
	raw, err := r.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(raw)); err != nil || img.Bounds().Dx() < 600 {
		t.Errorf("the chart is no picture: %v", err)
	}
}

func TestAFailingLedgerIsTold(t *testing.T) {
	_, err := digest.Compute(t.Context(), broken{}, "F", measure.PeriodBefore(measure.Weekly, monday), monday, measure.DefaultRules(clock.Default(london)))
	if err == nil {
		t.Error("no error")
	}
}

type broken struct{}

func (broken) Events(context.Context, bot.EventFilter, func(bot.Event) error) error {
	return errors.New("disk")
}

// TestAMissedDeadlineOfAComplaintIsALineOfItsDigest: in the period in which it
// passed, whenever the complaint came in.
func TestAMissedDeadlineOfAComplaintIsALineOfItsDigest(t *testing.T) {
	b := &book{}
	passed := map[string]any{"record": "complaint", "deadline": "response", "due": "2026-11-04T23:59:59Z"}
	b.open(1, "a", -56).sorted("human", "fees").complaint().byPerson(5).after(56*24*time.Hour).put(bot.EventRecordOverdue, passed)
	b.open(2, "b", 1).sorted("human", "fees").complaint().byPerson(5).after(24*time.Hour).put(bot.EventRecordReminder, passed)
	b.open(3, "c", 1).sorted("human", "fees").complaint().byPerson(5).after(24*time.Hour).put(bot.EventRecordOverdue, passed).put(bot.EventRecordOverdue, passed)
	b.open(4, "d", -9).sorted("human", "fees").complaint().after(24*time.Hour).put(bot.EventRecordOverdue, passed)
	slices.SortStableFunc(b.events, func(a, c bot.Event) int { return a.At.Compare(c.At) })
	for i := range b.events {
		b.events[i].Seq = int64(i + 1)
	}
	r := compute(t, b, monday.AddDate(0, 0, 7))
	if got := r.Now.Complaints.Missed; !slices.Equal(got, []int64{1, 3}) {
		t.Errorf("missed %v, want those of cases 1 and 3", got)
	}
	if !strings.Contains(r.Text(), "deadlines missed 2 (case 1, 3)") || !strings.Contains(r.Verdict(), "2 cases missed a deadline") {
		t.Errorf("%s\n%s", r.Verdict(), r.Text())
	}
}

// TestAWeekIsBusyOnlyBesideAWholeOne: a firm that began last Thursday has no week
// to compare with.
func TestAWeekIsBusyOnlyBesideAWholeOne(t *testing.T) {
	for first, want := range map[int]string{-7: "Busy week: 11 enquiries", -6: "Busy week: 11 enquiries", -5: "11 enquiries", -4: "11 enquiries", 0: "11 enquiries"} {
		b := &book{}
		b.events = append(b.events, bot.Event{Kind: bot.EventPlatform, At: monday.AddDate(0, 0, first)}) // the program is set up
		for i := range int64(11) {
			b.open(i+1, "a", 0).sorted("human", "fees").byPerson(5)
		}
		if got := compute(t, b, monday.AddDate(0, 0, 7)).Verdict(); !strings.HasPrefix(got, want) {
			t.Errorf("the ledger begins on day %d: %q, want %q", first, got, want)
		}
	}
}

// TestTopicsAndReasonsReadAsWords of a sentence, as they do on cards.
func TestTopicsAndReasonsReadAsWords(t *testing.T) {
	b := &book{}
	b.open(1, "a", 0).sorted("routine", "vat_payroll").drafted(1).decided("approve", 1, 5, 0, false)
	b.open(2, "b", 0).sorted("routine", "").put(bot.EventNoDraft, map[string]any{"version": 1})
	b.open(3, "c", 0).sorted("routine", "opening_hours").put(bot.EventNoDraft, map[string]any{"version": 1}).
		put(bot.EventDecided, map[string]any{"action": "escalate", "version": 1, "reason_code": "not_covered"}).put(bot.EventEscalated, map[string]any{"by": "person", "reason": "staff", "version": 1})
	for id, reason := range []string{"request_human", "rejected"} {
		b.open(int64(4+id), "d", 0).sorted("routine", "fees").put(bot.EventEscalated, map[string]any{"by": "person", "reason": reason})
	}
	text := compute(t, b, monday.AddDate(0, 0, 7)).Text()
	for _, want := range []string{"Overrides in 8 weeks: VAT and payroll too few to say", "case 2 (other, no owner), case 3 (opening hours, no owner)",
		"most often no document covers it 1, draft rejected 1, asked for a person 1;"} {
		if !strings.Contains(text, want) {
			t.Errorf("the digest does not say %q:\n%s", want, text)
		}
	}
}
