package autonomy_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/bottest"
	"countersign/bot/clock"
	"countersign/bot/measure"
	"countersign/bot/store"
)

// firm is a desk over a real store and a real workflow. Time moves only when the
// test says so, and pages, policy and the switch over all sending are the test's.
type firm struct {
	*bot.Copilot
	t        *testing.T
	path     string
	key      string
	store    *store.Store
	clock    *bottest.Clock
	desk     *autonomy.Desk
	platform *bottest.Messenger
	assessor *bottest.Assessor
	drafter  *bottest.Drafter
	n        int

	mu      sync.Mutex // guards what follows, which replicas share
	pages   map[string]string
	policy  bot.Policy
	off     string
	owners  []string
	between func() // done once, when it is asked next by what a draft would come about: between a reading and what follows from it
	sheets  []bot.Sheet
	unread  func(what string) error // what of the store cannot be read

	baseline *autonomy.Baseline // nil: none was imported
}

var (
	owner = bot.Person{ID: "U_PRIYA", Name: "Priya"}
	tom   = bot.Person{ID: "U_TOM", Name: "Tom"}
)

const topic = "opening_hours"

func newFirm(t *testing.T) *firm {
	t.Helper()
	f := &firm{t: t, path: filepath.Join(t.TempDir(), "firm.db"), key: store.NewMasterKey(), clock: bottest.NewClock(),
		platform: bottest.NewMessenger(), assessor: &bottest.Assessor{}, drafter: &bottest.Drafter{},
		owners: []string{owner.ID}, pages: map[string]string{"hours.md": "hash-1"}, policy: bot.Policy{Model: "bottest/bottest-1", Prompt: "answer@1", Rules: "bottest"}}
	f.assessor.When(sorted)
	f.drafter.When(func(_ context.Context, b bot.Brief) (bot.Draft, error) { return f.draft(b), nil })
	f.store, f.desk, f.Copilot = f.replica()
	return f
}

// sorted sends what holds "complain" or "person" to people; the topic is the one
// that the text names after "about".
func sorted(s bot.Situation) (bot.Assessment, error) {
	a := bottest.Routine(s)
	text := a.Cleaned
	switch {
	case strings.Contains(text, "complain"):
		a = bottest.Human(s, bot.Complaint)
		a.Records = []string{"complaint"}
	case strings.Contains(text, "displeased"):
		a = bottest.Human(s, bot.Anger)
		a.MustMark = true
	case strings.Contains(text, "person"):
		a = bottest.Human(s, bot.RequestHuman)
	}
	a.Topic = topic
	if _, named, ok := strings.Cut(text, "about "); ok {
		a.Topic = strings.Fields(named)[0]
	}
	return a, nil
}

// draft is a sound draft on the page as it stands.
func (f *firm) draft(b bot.Brief) bot.Draft {
	f.mu.Lock()
	defer f.mu.Unlock()
	d := bottest.Answer(b)
	d.Text = fmt.Sprintf("We are open from nine to half past five, Monday to Friday [1]. (%d)", b.Case)
	d.Hash = bot.TextHash(d.Text)
	d.Citations[0].Page = f.pages["hours.md"]
	d.PromptID, d.Model = f.policy.Prompt, strings.TrimPrefix(f.policy.Model, "bottest/")
	if strings.Contains(b.Question, "doubt") {
		d.Checks = append(d.Checks, bot.Check{Name: "names", Verdict: bot.Warn, Detail: "nobody of that name"})
	}
	return d
}

// replica opens the firm's store once more, with a desk and a workflow of its own.
func (f *firm) replica() (*store.Store, *autonomy.Desk, *bot.Copilot) {
	f.t.Helper()
	s, err := store.Open(f.t.Context(), store.Options{URL: "sqlite://" + f.path, MasterKey: f.key}, slog.New(slog.DiscardHandler))
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			f.t.Error(err)
		}
	})
	hours := clock.Default(time.UTC)
	desk := autonomy.New(autonomy.Deps{Owners: func() []string { f.mu.Lock(); defer f.mu.Unlock(); return slices.Clone(f.owners) },
		Store: s, Now: f.clock.Now, Zone: time.UTC, Rules: measure.DefaultRules(hours),
		Policy: func() bot.Policy {
			f.mu.Lock()
			between := f.between
			f.between = nil
			f.mu.Unlock()
			if between != nil {
				between()
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.policy
		},
		Page: func(file string) (string, bool) {
			f.mu.Lock()
			defer f.mu.Unlock()
			h, ok := f.pages[file]
			return h, ok
		},
		IDs: func(id string) string {
			return map[bool]string{true: "console", false: "slack"}[strings.HasPrefix(id, "s-")]
		},
		Topics: []string{topic, "booking", "keys", "documents", "refunds", "complaint", "other"},
		Baseline: func(context.Context) (autonomy.Baseline, bool, error) {
			if f.baseline == nil {
				return autonomy.Baseline{}, false, nil
			}
			return *f.baseline, true, nil
		},
		Tell: func(_ bot.Tx, s bot.Sheet) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.sheets = append(f.sheets, s)
			return nil
		},
	})
	opts := bottest.Options()
	opts.QuietWindow = 0
	c := bot.New(opts, bot.Deps{Store: unread{s, f}, Assessor: f.assessor, Drafter: f.drafter, Directory: bottest.NewDirectory(),
		CardText: func(k *bot.Case) string { return string(k.State) }, Now: f.clock.Now, Autonomy: desk,
		SendingOff: func(context.Context) string { f.mu.Lock(); defer f.mu.Unlock(); return f.off },
		Messengers: map[bot.Platform]bot.Messenger{bot.Console: f.platform}}, slog.New(slog.NewTextHandler(f.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	return s, desk, c
}

// set changes what replicas share.
func (f *firm) set(fn func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	fn()
}

// granted gives a topic its grant, as a signature would leave it.
func (f *firm) granted(topics ...string) {
	f.t.Helper()
	f.write(func(tx bot.Tx) error {
		for _, topic := range topics {
			s, err := tx.Standing(topic)
			if err != nil {
				return err
			}
			f.mu.Lock()
			s.State, s.Since, s.Start = bot.Granted, f.clock.Now(), f.clock.Now().AddDate(0, 0, -40)
			s.Grant = &bot.Grant{ID: "G_" + topic, By: owner, At: f.clock.Now(), Until: f.clock.Now().AddDate(0, 0, 90),
				Policy: f.policy, Pages: maps.Clone(f.pages)}
			f.mu.Unlock()
			err = errors.Join(tx.SetStanding(&s), tx.Append(&bot.Event{Kind: bot.EventAutonomyGranted, At: f.clock.Now(), Actor: "staff:" + owner.ID,
				Facts: map[string]any{"topic": topic, "grant": s.Grant.ID}}))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *firm) write(fn func(tx bot.Tx) error) {
	f.t.Helper()
	if err := f.store.Write(f.t.Context(), fn); err != nil {
		f.t.Fatal(err)
	}
}

// says has a client of an account write, and everything be done that is due.
func (f *firm) says(account, text string) int64 {
	f.t.Helper()
	id := f.receive(account, text)
	f.drain()
	return id
}

func (f *firm) receive(account, text string) int64 {
	f.t.Helper()
	f.n++
	f.clock.Advance(time.Second)
	r, err := f.Receive(f.t.Context(), bot.Enquiry{Platform: bot.Console, Channel: account, MessageID: fmt.Sprintf("m%d", f.n), Text: text,
		Author: bot.Person{ID: "C_" + account, Name: "Jo"}})
	if err != nil {
		f.t.Fatal(err)
	}
	return r.Case
}

func (f *firm) drain() {
	f.t.Helper()
	if err := f.Drain(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

func (f *firm) decide(id int64, d bot.Decision) {
	f.t.Helper()
	if d.By.ID == "" {
		d.By = owner
	}
	if _, err := f.Decide(f.t.Context(), id, d); err != nil {
		f.t.Fatalf("%s of case %d: %v", d.Action, id, err)
	}
	f.drain()
}

func (f *firm) kase(id int64) *bot.Case {
	f.t.Helper()
	k, err := f.store.Case(f.t.Context(), id)
	if err != nil {
		f.t.Fatal(err)
	}
	return k
}

// automatic lists the cases whose client got an answer that no person saw.
func (f *firm) automatic() []int64 {
	var out []int64
	for _, p := range f.platform.ToClients() {
		if p.Label == bot.AutoLabel {
			out = append(out, p.Case)
		}
	}
	return out
}

func (f *firm) standing(topic string) bot.Standing {
	f.t.Helper()
	all, err := f.store.Standings(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, s := range all {
		if s.Topic == topic {
			return s
		}
	}
	return bot.Standing{Topic: topic, State: bot.CoPilot}
}

func (f *firm) wantState(topic string, want bot.AutonomyState) {
	f.t.Helper()
	if s := f.standing(topic); s.State != want {
		f.t.Errorf("%s is %s (%s), want %s", topic, s.State, s.Cause, want)
	}
}

// events counts the events of a kind.
func (f *firm) events(kind bot.EventKind) int {
	f.t.Helper()
	n := 0
	err := f.store.Events(f.t.Context(), bot.EventFilter{Kinds: []bot.EventKind{kind}}, func(bot.Event) error { n++; return nil })
	if err != nil {
		f.t.Fatal(err)
	}
	return n
}

func (f *firm) told(part string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.ContainsFunc(f.sheets, func(s bot.Sheet) bool { return strings.Contains(s.Text(), part) })
}
