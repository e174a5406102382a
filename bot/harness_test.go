package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/store"
)

// desk is a Copilot over a real store with a clock that only the test moves, a
// platform that does as it is told, and an assessor that goes by single words.
type desk struct {
	sessions bot.Sessions // nil: history comes from the store
	*bot.Copilot
	t        *testing.T
	store    *store.Store
	clock    *clock
	platform *platform
	drafter  *drafter
	accounts *directory
	assess   func(s bot.Situation) (bot.Assessment, error)
	register bot.Register // nil: records have no deadlines
	finder   finder       // nil: nothing is found
	ladder   bot.Ladder
	hours    bot.Hours
	beats    chan time.Time
	alarms   chan string
	metrics  *prometheus.Registry
	log      *bytes.Buffer // what logger wrote; read it when nothing runs
	logger   *slog.Logger
	tune     []func(*bot.Options)
	held     func() string           // nil: sending is on
	recheck  func(k *bot.Case) error // nil: deliveries alone tell
	autonomy bot.Autonomy            // nil: nothing is answered automatically
	through  func(bot.Store) bot.Store
}

const quiet = 20 * time.Second

func newDesk(t *testing.T, tune ...func(*bot.Options)) *desk {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{
		URL: "sqlite://" + filepath.Join(t.TempDir(), "desk.db"), MasterKey: store.NewMasterKey(),
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{
		t: t, store: s, clock: &clock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}, platform: newPlatform(),
		drafter: &drafter{}, accounts: &directory{byChannel: map[string]string{"acme": "acct_acme", "bright": "acct_bright"}},
		assess: assessByWord, tune: tune,
	}
	d.beats, d.alarms = make(chan time.Time, 8), make(chan string, 8)
	d.log = &bytes.Buffer{}
	d.logger = slog.New(slog.NewTextHandler(d.log, nil))
	d.Copilot = d.copilot()
	return d
}

// copilot makes a workflow over the desk's store: the first, or one more replica.
func (d *desk) copilot() *bot.Copilot {
	opts := bottest.Options()
	opts.QuietWindow, opts.Ladder = quiet, d.ladder
	d.metrics = prometheus.NewRegistry()
	opts.Notices = map[string]string{"signpost": "In danger call 999.", "fraud": "Ring your bank.", "disclosure": "Software drafts, people decide.",
		"holding": "We are closed and answer {opens}."}
	for _, change := range d.tune {
		change(&opts)
	}
	var through bot.Store = d.store
	if d.through != nil {
		through = d.through(d.store)
	}
	return bot.New(opts, bot.Deps{
		Store: through, Register: d.register, Assessor: assessor(func(s bot.Situation) (bot.Assessment, error) { return d.assess(s) }),
		Drafter: d.drafter, Autonomy: d.autonomy, Finder: finder(func(b bot.Brief) ([]bot.Citation, error) { return d.finder.find(b) }), Directory: d.accounts, CardText: func(k *bot.Case) string { return "card of " + k.Question() },
		Messengers: map[bot.Platform]bot.Messenger{bot.Console: d.platform, bot.Slack: d.platform}, Now: d.clock.now, Hours: d.hours, Beat: func(at time.Time) { d.beats <- at },
		Alarm: func(text string) { d.alarms <- text }, Sessions: d.sessions,
		Stale: func(bot.Draft) string { return d.drafter.staleReason() }, Metrics: d.metrics,
		SendingOff: func(context.Context) string {
			if d.held == nil {
				return ""
			}
			return d.held()
		},
		Recheck: func(_ context.Context, k *bot.Case) error {
			if d.recheck == nil {
				return nil
			}
			return d.recheck(k)
		},
	}, d.logger)
}

// says has a client write, top-level or in a thread.
func (d *desk) says(id, text string, thread ...string) bot.Receipt {
	d.t.Helper()
	return d.receive(bot.Enquiry{Text: text, MessageID: id, Thread: strings.Join(thread, "")})
}

// receive fills in what the test does not care about.
func (d *desk) receive(e bot.Enquiry) bot.Receipt {
	d.t.Helper()
	if e.Platform == "" {
		e.Platform = bot.Console
	}
	if e.Channel == "" {
		e.Channel = "acme"
	}
	if e.Author.ID == "" {
		e.Author = bot.Person{ID: "U_JO", Name: "Jo"}
	}
	r, err := d.Receive(d.t.Context(), e)
	if err != nil {
		d.t.Fatalf("Receive(%q): %v", e.Text, err)
	}
	return r
}

// settle lets the quiet window pass and does all that is due.
func (d *desk) settle() {
	d.t.Helper()
	d.clock.advance(quiet)
	d.drain()
}

func (d *desk) drain() {
	d.t.Helper()
	if err := d.Drain(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// asked takes a routine question to the moment where its draft is before staff.
func (d *desk) asked(id string) bot.Receipt {
	d.t.Helper()
	r := d.says(id, "When are you open?")
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	return r
}

func (d *desk) kase(id int64) *bot.Case {
	d.t.Helper()
	k, err := d.store.Case(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return k
}

func (d *desk) wantState(id int64, want bot.State) *bot.Case {
	d.t.Helper()
	k := d.kase(id)
	if k.State != want {
		d.t.Fatalf("case %d is %s, want %s", id, k.State, want)
	}
	return k
}

func (d *desk) decide(id int64, action bot.Action, version int, text string) error {
	_, err := d.Decide(d.t.Context(), id, bot.Decision{Action: action, Version: version, Text: text, By: priya, Reason: "because"})
	return err
}

// decided fails the test unless the decision is taken.
func (d *desk) decided(id int64, action bot.Action, version int) {
	d.t.Helper()
	if err := d.decide(id, action, version, ""); err != nil {
		d.t.Fatalf("%s of draft %d: %v", action, version, err)
	}
}

var priya = bot.Person{ID: "U_PRIYA", Name: "Priya"}

// kinds lists the events of a case.
func (d *desk) kinds(id int64) []bot.EventKind {
	d.t.Helper()
	var out []bot.EventKind
	err := d.store.Events(d.t.Context(), bot.EventFilter{Case: id}, func(e bot.Event) error {
		out = append(out, e.Kind)
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// events lists those of a case of one kind, with their words.
func (d *desk) events(id int64, kind bot.EventKind) []bot.Event {
	d.t.Helper()
	var out []bot.Event
	err := d.store.Events(d.t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{kind}, Words: true}, func(e bot.Event) error {
		out = append(out, e)
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func (d *desk) wantEvent(id int64, kind bot.EventKind) {
	d.t.Helper()
	if kinds := d.kinds(id); !slices.Contains(kinds, kind) {
		d.t.Errorf("case %d has no event %s, only %v", id, kind, kinds)
	}
}

// wantSettled checks that a decision came too late, and what staff are told.
func wantSettled(t *testing.T, err error, says string) {
	t.Helper()
	settled, ok := errors.AsType[*bot.SettledError](err)
	if !ok || !strings.Contains(settled.Error(), says) {
		t.Errorf("got error %v, want a SettledError that says %q", err, says)
	}
}

func wantInvalid(t *testing.T, err error, says string) {
	t.Helper()
	invalid, ok := errors.AsType[*bot.InvalidError](err)
	if !ok || !strings.Contains(invalid.Error(), says) {
		t.Errorf("got error %v, want an InvalidError that says %q", err, says)
	}
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Microsecond)
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

type assessor func(s bot.Situation) (bot.Assessment, error)

func (a assessor) Assess(_ context.Context, s bot.Situation) (bot.Assessment, error) { return a(s) }

// assessByWord sends what holds the word "complaint" or "bot" to people and
// lets the rest be drafted.
func assessByWord(s bot.Situation) (bot.Assessment, error) {
	var text string
	for _, m := range s.Messages {
		text += m.Text + "\n"
	}
	a := bot.Assessment{Tier: bot.TierRoutine, Topic: "opening_hours", Priority: bot.P2, Cut: 30, Language: "en", Cleaned: text}
	switch {
	case strings.Contains(text, "panic"):
		panic("poison")
	case strings.Contains(text, "fails"):
		return a, errors.New("assessor is down")
	case strings.Contains(text, "complaint"):
		a.Tier, a.Priority, a.Records = bot.TierHuman, bot.P1, []string{"complaint"}
		a.Reasons = []bot.Reason{{Code: bot.Complaint, Points: 50, Evidence: "complaint", Source: "rules"}}
	case strings.Contains(text, "danger"):
		a.Tier, a.Priority, a.Notice = bot.TierHuman, bot.P0, "signpost"
	case strings.TrimSpace(text) == "thanks":
		a.NoReply = true
	}
	return a, nil
}

// drafter answers every question with the same sentence and its number.
type drafter struct {
	mu     sync.Mutex
	calls  int
	err    error
	raise  string
	fails  string // the kind of failure of the model
	block  bool
	sound  bool // each draft was checked, and nothing was found
	stale  string
	briefs []bot.Brief

	checked []bot.Draft // what each text was checked beside
	cleaned []string    // what the client asked, of each check
}

func (d *drafter) set(fn func(d *drafter)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	fn(d)
}

func (d *drafter) staleReason() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stale
}

func (d *drafter) Draft(_ context.Context, b bot.Brief) (bot.Draft, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls++
	d.briefs = append(d.briefs, b)
	if d.err != nil {
		return bot.Draft{}, d.err
	}
	if strings.Contains(b.Question, "bitcoin") {
		return bot.Draft{Missing: "paying in bitcoin"}, nil
	}
	if d.fails != "" {
		return bot.Draft{Failure: d.fails, Raise: "The model did not answer in time.", Provider: "gemini",
			Sources: []bot.Source{{Passage: "hours#1", Title: "Opening hours"}},
			Calls:   []bot.ModelCall{{Purpose: bot.ForDraft, Provider: "gemini", Failure: d.fails, Prompt: "the prompt"}}}, nil
	}
	out := bot.Draft{Text: fmt.Sprintf("We are open from 9:00am. (%d)", d.calls), CanAnswer: true, Raise: d.raise,
		Citations: []bot.Citation{{Marker: 1, Passage: "hours", File: "hours.md"}}, Prompt: "the prompt", Response: "the response",
		Calls: []bot.ModelCall{{Purpose: bot.ForDraft, Provider: "gemini", Asked: "m-1", Served: "m-1", Prompt: "the prompt", Response: "the response"}}}
	if d.sound {
		out.Checks = []bot.Check{{Name: "figures", Verdict: bot.OK}}
	}
	if d.block {
		out.Checks = []bot.Check{{Name: "urls", Verdict: bot.NoDraft, Detail: "a link from nowhere"}}
	}
	return out, nil
}

func (d *drafter) Check(_ context.Context, b bot.Brief, draft bot.Draft, text string) []bot.Check {
	d.mu.Lock()
	d.checked, d.cleaned = append(d.checked, draft), append(d.cleaned, b.Question)
	d.mu.Unlock()
	if strings.Contains(text, "explode") {
		panic("the checks fail")
	}
	if strings.Contains(text, "Priya") && !slices.Contains(b.Names, "Priya") {
		return []bot.Check{{Name: "names", Verdict: bot.NoAutonomy, Detail: "nobody of that name"}}
	}
	if strings.Contains(text, "goodwill") {
		return []bot.Check{{Name: "internal", Verdict: bot.NoDraft, Detail: "words of an internal page"}}
	}
	return nil
}

type directory struct {
	mu        sync.Mutex
	byChannel map[string]string
}

func (d *directory) Account(_ bot.Platform, channel string) bot.Account {
	d.mu.Lock()
	defer d.mu.Unlock()
	return bot.Account{ID: d.byChannel[channel], Name: d.byChannel[channel]}
}

func (d *directory) Accounts() []bot.Account {
	return []bot.Account{{ID: "acct_acme", Name: "Acme"}, {ID: "acct_bright", Name: "Bright Dental"}}
}

func (d *directory) remap(channel, account string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.byChannel[channel] = account
}
