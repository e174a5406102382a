package digest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
	"countersign/bot/store"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// book is a ledger of hand-made events, in the order in which they are written.
type book struct {
	events []bot.Event
}

func (b *book) Events(_ context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range b.events {
		if (!f.Since.IsZero() && ev.At.Before(f.Since)) || (!f.Until.IsZero() && !ev.At.Before(f.Until)) ||
			(len(f.Kinds) > 0 && !slices.Contains(f.Kinds, ev.Kind)) {
			continue
		}
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

// line is one case being written into a book.
type line struct {
	b  *book
	id int64
	at time.Time
}

// monday is the first day of the period that the golden ledger is of.
var monday = time.Date(2026, 11, 2, 0, 0, 0, 0, london)

// open begins a case of an account on a day of the period (0 is Monday), at 10:00.
func (b *book) open(id int64, account string, day int) *line {
	l := &line{b: b, id: id, at: monday.AddDate(0, 0, day).Add(10 * time.Hour)}
	return l.put(bot.EventReceived, map[string]any{"account": account, "platform": "console", "channel": account, "author": "U" + account})
}

func (l *line) put(kind bot.EventKind, facts map[string]any) *line {
	l.b.events = append(l.b.events, bot.Event{Seq: int64(len(l.b.events) + 1), Case: l.id, Kind: kind, At: l.at, Facts: facts})
	return l
}

func (l *line) after(d time.Duration) *line { l.at = l.at.Add(d); return l }

func (l *line) sorted(tier, topic string) *line {
	l.after(time.Second).put(bot.EventAssessed, map[string]any{"tier": tier, "topic": topic, "by": "rules", "codes": []string{"complaint"}})
	if tier == "human" {
		l.put(bot.EventEscalated, map[string]any{"by": "rules", "reason": "complaint"})
	}
	return l
}

func (l *line) drafted(version int) *line {
	return l.after(time.Second).put(bot.EventDrafted, map[string]any{"version": version})
}

// decided notes a decision after some minutes; an approval or edit is sent at once.
func (l *line) decided(action string, version, minutes int, distance float64, material bool) *line {
	l.after(time.Duration(minutes)*time.Minute).put(bot.EventDecided, map[string]any{"action": action, "version": version, "distance": distance,
		"material": material, "system_tier": "routine", "seconds_on_card": minutes * 60})
	switch action {
	case "approve", "edit":
		by := map[string]string{"approve": "approved", "edit": "edited"}[action]
		l.after(time.Second).put(bot.EventSent, map[string]any{"kind": "answer", "version": version}).
			put(bot.EventAnswered, map[string]any{"by": by, "version": version})
	case "escalate", "reject":
		l.put(bot.EventEscalated, map[string]any{"by": "person", "reason": "staff"})
	}
	return l
}

func (l *line) byPerson(minutes int) *line {
	return l.after(time.Duration(minutes)*time.Minute).put(bot.EventStaffMessage, map[string]any{"author": "P"}).
		put(bot.EventAnswered, map[string]any{"by": "person"})
}

func (l *line) complaint() *line {
	return l.put(bot.EventRecordOpened, map[string]any{"record": "complaint"})
}

func (l *line) resolved() *line {
	return l.after(time.Hour).put(bot.EventResolved, map[string]any{"outcome_code": "staff"})
}

// golden is a ledger whose figures were worked out by hand.
func golden() *book {
	b := &book{}
	b.open(1, "a", 0).sorted("routine", "fees").drafted(1).decided("approve", 1, 20, 0, false)
	b.open(2, "b", 0).sorted("routine", "fees").drafted(1).decided("approve", 1, 90, 0, false)
	b.open(3, "c", 0).sorted("routine", "fees").drafted(1).decided("edit", 1, 10, 0.04, false)   // a comma
	b.open(4, "d", 1).sorted("routine", "fees").drafted(1).decided("edit", 1, 10, 0.03, true)    // a figure: material however small
	b.open(5, "e", 1).sorted("routine", "hours").drafted(1).decided("edit", 1, 10, 0.10, false)  // band (.05, .20]
	b.open(6, "f", 1).sorted("routine", "hours").drafted(1).decided("edit", 1, 10, 0.35, true)   // band (.20, .50]
	b.open(7, "g", 1).sorted("routine", "hours").drafted(1).decided("edit", 1, 10, 0.80, true)   // replaced
	b.open(8, "h", 2).sorted("routine", "hours").drafted(1).decided("escalate", 1, 10, 0, false) // X
	b.open(9, "i", 2).sorted("routine", "rent").drafted(1).decided("reject", 1, 10, 0, false)    // R
	b.open(10, "j", 2).sorted("routine", "rent").drafted(1)                                      // undecided: waits
	b.open(11, "k", 2).sorted("human", "complaint").complaint().byPerson(15)                     // the enquiry was the complaint
	b.open(12, "l", 3).sorted("human", "repairs").byPerson(200)                                  // a person, late
	b.open(13, "m", 3).sorted("human", "repairs")                                                // nobody yet
	b.open(14, "n", 3).sorted("routine", "greeting_thanks").put(bot.EventNoReply, nil).put(bot.EventResolved, map[string]any{"outcome_code": "no_reply_needed"})
	b.open(15, "o", 3).sorted("routine", "fees").after(time.Second).put(bot.EventNoDraft, map[string]any{"version": 1})
	b.open(16, "p", 4).sorted("routine", "fees").drafted(1).after(time.Second).put(bot.EventSuperseded, map[string]any{"version": 1}).
		put(bot.EventMessage, map[string]any{"author": "Up"}).drafted(2).decided("approve", 2, 5, 0, false)
	b.open(17, "q", 4).sorted("routine", "fees").drafted(1).decided("approve", 1, 1, 0, false).resolved()
	b.open(18, "r", 4).sorted("routine", "fees").drafted(1).put(bot.EventWithdrawn, map[string]any{"why": "a person answered"}).put(bot.EventStaffMessage, map[string]any{"author": "P"})
	b.open(19, "s", 5).sorted("routine", "fees").put(bot.EventStepFailed, map[string]any{"step": "assessed", "attempt": 3, "parked": true}).
		put(bot.EventEscalated, map[string]any{"by": "failure", "reason": "failure"})
	b.open(20, "t", 6).sorted("routine", "fees").drafted(1).decided("approve", 1, 3, 0, false)
	b.open(21, "z", 9).sorted("routine", "fees") // of the week after
	slices.SortStableFunc(b.events, func(a, c bot.Event) int { return a.At.Compare(c.At) })
	for i := range b.events {
		b.events[i].Seq = int64(i + 1)
	}
	return b
}

func compute(t *testing.T, b *book, asOf time.Time) *digest.Report {
	t.Helper()
	p := measure.PeriodBefore(measure.Weekly, monday.AddDate(0, 0, 7).Add(8*time.Hour))
	r, err := digest.Compute(t.Context(), b, "Harbour & Finch", p, asOf, measure.DefaultRules(clock.Default(london)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

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
func TestWhatAPlatformDidStandsInTheHealthLine(t *testing.T) {
	b := golden()
	for i, ev := range []struct {
		what string
		day  int
	}{{"unknown_event", 1}, {"unknown_event", 2}, {"unknown_event", -3}, {"swept", 3}, {"deletion_found", 3}, {"edit_found", -3}, {"redelivered", 3}} {
		b.events = append(b.events, bot.Event{Seq: int64(1000 + i), Kind: bot.EventPlatform, At: monday.AddDate(0, 0, ev.day), Facts: map[string]any{"what": ev.what}})
	}
	for i, ev := range []bot.Event{
		{Kind: bot.EventDown, At: monday.AddDate(0, 0, 1), Facts: map[string]any{"seconds": 130}}, {Kind: bot.EventDown, At: monday.AddDate(0, 0, -1), Facts: map[string]any{"seconds": 999}},
		{Kind: bot.EventLadder, At: monday.AddDate(0, 0, 2), Facts: map[string]any{"rung": "owner"}}, {Kind: bot.EventLadder, At: monday.AddDate(0, 0, 2), Facts: map[string]any{"rung": "remind"}},
		{Kind: bot.EventSurgeBegan, At: monday.AddDate(0, 0, 3)}, {Kind: bot.EventSurgeEnded, At: monday.AddDate(0, 0, 3)},
	} {
		ev.Seq = int64(2000 + i)
		b.events = append(b.events, ev)
	}
	r := compute(t, b, monday.AddDate(0, 0, 7))
	if r.Edge != (digest.Edge{NotUnderstood: 2, NeverDelivered: 2, Down: 130, ToOwner: 1, Surges: 1}) {
		t.Errorf("counted %+v", r.Edge)
	}
	if text := r.Text(); !strings.Contains(text, "; not at work for 3 min; 1 case that nobody took until the owner was told; 1 surge of cases that waited; 2 events of a platform not understood; 2 messages or changes that a platform never delivered") {
		t.Errorf("the digest does not say so:\n%s", text)
	}
	if text := compute(t, golden(), monday.AddDate(0, 0, 7)).Text(); strings.Contains(text, "not understood") {
		t.Errorf("a digest of nothing special:\n%s", text)
	}
}

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

func TestOptionsSayWhatIsWrong(t *testing.T) {
	for _, tt := range []struct {
		o    digest.Options
		says string
	}{{digest.Options{Schedule: "at eight"}, "cron form"}, {digest.Options{Schedule: "0 8 * * 1", Timezone: "Europe/Lodnon"}, "Europe/Lodnon"}} {
		if err := tt.o.Validate(); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%+v: %v, want it to say %q", tt.o, err, tt.says)
		}
	}
	for spec, want := range map[string]measure.Kind{"0 8 * * 1": measure.Weekly, "0 8 * * *": measure.Daily, "0 8 * * 1-5": measure.Daily} {
		if got := (digest.Options{Schedule: spec}).Kind(); got != want {
			t.Errorf("%s is %s, want %s", spec, got, want)
		}
	}
}

// rig is a scheduler over a real store whose clock the test moves.
type rig struct {
	store *store.Store
	now   time.Time
}

func newRig(t *testing.T, start time.Time) *rig {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(t.TempDir(), "d.db"), MasterKey: store.NewMasterKey()},
		slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventReceived, At: start, Actor: "client:U", Facts: map[string]any{"account": "a"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return &rig{store: s, now: start}
}

func (r *rig) scheduler(t *testing.T, spec string) *digest.Scheduler {
	t.Helper()
	s, err := digest.NewScheduler(digest.Options{Schedule: spec, Timezone: "Europe/London", Firm: "F", Channel: "staff", Rules: measure.DefaultRules(clock.Default(london))}, r.store, digest.Maker{},
		func() time.Time { return r.now }, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// posted lists the periods that have a digest, and how many posts are planned.
func (r *rig) posted(t *testing.T) (starts []string, late int) {
	t.Helper()
	err := r.store.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventDigest}}, func(ev bot.Event) error {
		start, _ := ev.Facts["period_start"].(string)
		starts = append(starts, start[:10])
		if ev.Facts["late"] == true {
			late++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return starts, late
}

func TestOneDigestForEachDayAcrossBothClockChanges(t *testing.T) {
	for _, first := range []time.Time{time.Date(2026, 10, 22, 12, 0, 0, 0, london), time.Date(2027, 3, 25, 12, 0, 0, 0, london)} {
		r := newRig(t, first)
		two := []*digest.Scheduler{r.scheduler(t, "30 1 * * *"), r.scheduler(t, "30 1 * * *")} // 01:30 comes twice, or never
		for range 6 * 24 * 4 {
			r.now = r.now.Add(15 * time.Minute)
			for _, s := range two {
				if err := s.Due(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
		starts, late := r.posted(t)
		if len(starts) != 6 || late != 0 {
			t.Errorf("from %s: digests for %v (%d late), want six days once each, in time", first.Format(time.DateOnly), starts, late)
		}
	}
}

// What was posted can be computed again from the ledger, to the letter, however
// late that is done.
func TestThePostedDigestIsItsOwnRecomputation(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	r.now = time.Date(2026, 11, 11, 11, 0, 0, 0, london)
	if err := r.scheduler(t, "0 8 * * 1").Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	posts, err := r.store.ClaimPosts(t.Context(), "w", r.now, time.Minute, 5)
	if err != nil || len(posts) != 1 {
		t.Fatalf("posts %+v, %v", posts, err)
	}
	p, ok := digest.PeriodOfKey(posts[0].Key)
	if !ok {
		t.Fatalf("key %q", posts[0].Key)
	}
	m := digest.Maker{Ledger: r.store, Firm: "F", Rules: measure.DefaultRules(clock.Default(london))}
	again, err := m.Make(t.Context(), p, p.End)
	if err != nil {
		t.Fatal(err)
	}
	again.Late = true
	if text := again.Text(); text != posts[0].Text || !strings.Contains(text, "(late)") {
		t.Errorf("posted:\n%s\ncomputed again:\n%s", posts[0].Text, text)
	}
}

func TestDowntimeIsMadeUpOnceAndMarkedLate(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 2, 12, 0, 0, 0, london))
	r.now = time.Date(2026, 11, 6, 11, 0, 0, 0, london)
	for range 3 {
		if err := r.scheduler(t, "0 8 * * *").Due(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	starts, late := r.posted(t)
	if want := []string{"2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"}; !slices.Equal(starts, want) || late != 4 {
		t.Errorf("digests for %v, %d late; want %v, all late", starts, late, want)
	}
}

func TestAWeeklyDigestWaitsForItsHour(t *testing.T) {
	r := newRig(t, time.Date(2026, 11, 4, 12, 0, 0, 0, london))
	s := r.scheduler(t, "0 8 * * 1")
	r.now = time.Date(2026, 11, 9, 7, 59, 0, 0, london)
	if err := s.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if starts, _ := r.posted(t); len(starts) != 0 {
		t.Fatalf("posted %v before its hour", starts)
	}
	r.now = time.Date(2026, 11, 9, 8, 0, 1, 0, london)
	if err := s.Due(t.Context()); err != nil {
		t.Fatal(err)
	}
	if starts, late := r.posted(t); !slices.Equal(starts, []string{"2026-11-02"}) || late != 0 {
		t.Errorf("posted %v, %d late", starts, late)
	}
	posts, err := r.store.ClaimPosts(t.Context(), "w", r.now, time.Minute, 5)
	if err != nil || len(posts) != 1 || posts[0].Kind != bot.PostDigest || posts[0].Channel != "staff" {
		t.Errorf("posts %+v, %v; want one digest for the channel staff", posts, err)
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
