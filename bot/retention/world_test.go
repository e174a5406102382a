package retention

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/store"
)

var start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

func days(n int) time.Time { return start.AddDate(0, 0, n) }

// world is a firm's store with cases put in by hand.
type world struct {
	*testing.T
	*store.Store
	path string
	key  string
	n    int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return openWorld(t, filepath.Join(t.TempDir(), "firm.db"), store.NewMasterKey())
}

func openWorld(t *testing.T, path, key string) *world {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + path, MasterKey: key}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return &world{T: t, Store: s, path: path, key: key}
}

// backup copies the firm's database, as a firm does every night.
func (w *world) backup() string {
	w.Helper()
	to := filepath.Join(w.TempDir(), "backup.db")
	db, err := sql.Open("sqlite", "file:"+w.path)
	if err != nil {
		w.Fatal(err)
	}
	if _, err := db.ExecContext(w.Context(), `VACUUM INTO ?`, to); err != nil {
		w.Fatal(err)
	}
	if err := db.Close(); err != nil {
		w.Fatal(err)
	}
	return to
}

var (
	jo  = bot.Person{ID: "U-JO-77", Name: "Jo Marmalade"}
	sam = bot.Person{ID: "U-SAM-88", Name: "Sam Quince"}
	ann = bot.Person{ID: "S-ANN", Name: "Ann Sloe"}
)

// line is one client's message of a case.
type line struct {
	who  bot.Person
	text string
}

// answered stores a case that was asked by the lines, drafted, approved by Ann and
// answered, at the given time. Every place that can hold words holds some.
func (w *world) answered(at time.Time, records []string, lines ...line) *bot.Case {
	w.Helper()
	w.n++
	id := func(s string) string { return fmt.Sprintf("%s-%d", s, w.n) }
	said := lines[0].who.Name + " asks: " + lines[0].text
	k := &bot.Case{
		State: bot.StateAnswered, Platform: bot.Slack, Channel: "C1", Thread: id("t"), Account: "acme", Client: lines[0].who, OpenedAt: at, UpdatedAt: at,
		Assessment: &bot.Assessment{Tier: bot.TierRoutine, Topic: "fees", Weight: 12, Explanation: "explained of " + said, Cleaned: said,
			Flags: []string{"vulnerability:health"}, Reasons: []bot.Reason{{Code: bot.Wording, Points: 12, Evidence: "evidence of " + said}}},
		Drafts: []bot.Draft{{Version: 1, Text: "drafted for " + said, Hash: "h1", CanAnswer: true, Prompt: "prompted with " + said, Response: "responded to " + said,
			Provider: "gemini", Model: "m1", Citations: []bot.Citation{{Title: "Fees page", Quote: "quoted"}}, At: at}},
		Decisions:  []bot.Decision{{Action: bot.Approve, Version: 1, Text: "decided for " + said, By: ann, At: at}},
		Deliveries: []bot.Delivery{{Kind: bot.PostAnswer, State: bot.PostSent, Text: "delivered to " + said, At: at}},
		Outcome:    "outcome of " + said, Owner: ann.Name, OwnerID: ann.ID,
	}
	for i, l := range lines {
		k.Messages = append(k.Messages, bot.Message{ID: fmt.Sprintf("%s-%d", id("m"), i), Role: bot.RoleClient, Author: l.who, Text: l.text, ReceivedAt: at, Assessed: true, Answered: true})
	}
	w.write(func(tx bot.Tx) error {
		for _, r := range records {
			k.Records = append(k.Records, bot.Record{Kind: r, OpenedAt: at, ClosedAt: at})
		}
		if err := tx.Create(k); err != nil {
			return err
		}
		post := &bot.Outbound{Case: k.ID, Key: id("k"), Marker: "x", Kind: bot.PostAnswer, Platform: bot.Slack, State: bot.PostSent, Text: "posted to " + said}
		if _, err := tx.Plan(post); err != nil {
			return err
		}
		card := &bot.Outbound{Case: k.ID, Key: id("c"), Marker: "x", Kind: bot.PostCard, Platform: bot.Slack, State: bot.PostSent, Text: "carded of " + said}
		if _, err := tx.Plan(card); err != nil {
			return err
		}
		return tx.Append(w.events(k, at, said, lines)...)
	})
	if err := w.Show(w.Context(), bot.Shown{ID: id("s"), Case: k.ID, Channel: "C1", Thread: k.Thread, Marker: "x", Author: "Firm", Text: "shown to " + said, At: at}); err != nil {
		w.Fatal(err)
	}
	return k
}

func (w *world) events(k *bot.Case, at time.Time, said string, lines []line) []*bot.Event {
	ev := func(kind bot.EventKind, actor string, words map[string]string) *bot.Event {
		return &bot.Event{Case: k.ID, Kind: kind, At: at, Actor: actor, Facts: map[string]any{"version": 1}, Words: words}
	}
	var out []*bot.Event
	for i, l := range lines {
		kind := bot.EventMessage
		if i == 0 {
			kind = bot.EventReceived
		}
		out = append(out, ev(kind, "client", map[string]string{"text": l.text, "author": l.who.ID}))
	}
	for _, r := range k.Records {
		e := ev(bot.EventRecordOpened, "system", nil)
		e.Facts = map[string]any{"record": r.Kind, "opened_at": at.Format(time.RFC3339)}
		out = append(out, e)
	}
	return append(out,
		ev(bot.EventAssessed, "system", map[string]string{"explanation": "sealed explanation of " + said}),
		ev(bot.EventPrompted, "system", map[string]string{"prompt": "sealed prompt with " + said, "response": "sealed response to " + said}),
		ev(bot.EventDrafted, "system", map[string]string{"text": "sealed draft for " + said}),
		ev(bot.EventCard, "system", map[string]string{"text": "sealed card of " + said}),
		ev(bot.EventDecided, "staff:S-ANN", map[string]string{"text": "sealed decision for " + said, "name": ann.Name}),
	)
}

func (w *world) write(fn func(tx bot.Tx) error) {
	w.Helper()
	if err := w.Write(w.Context(), fn); err != nil {
		w.Fatal(err)
	}
}

// loose adds events of no case.
func (w *world) loose(kind bot.EventKind, at time.Time, words map[string]string) {
	w.Helper()
	w.write(func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: kind, At: at, Actor: "system", Words: words})
	})
}

// holds tells which of the texts the firm still holds: in the bytes of its files
// or, decrypted, in cases, ledger, outbox and what was shown.
func (w *world) holds(texts ...string) []string {
	w.Helper()
	var all bytes.Buffer
	for _, end := range []string{"", "-wal", "-shm"} {
		raw, err := os.ReadFile(w.path + end)
		if err != nil {
			w.Fatal(err)
		}
		all.Write(raw)
	}
	cases, err := w.Cases(w.Context(), bot.CaseFilter{Limit: 1000})
	if err != nil {
		w.Fatal(err)
	}
	for _, k := range cases {
		fmt.Fprintf(&all, "%+v %+v", *k, k.Assessment)
		shown, err := w.ShownIn(w.Context(), k.Channel, k.Thread)
		if err != nil {
			w.Fatal(err)
		}
		fmt.Fprintf(&all, "%+v", shown)
		w.write(func(tx bot.Tx) error {
			posts, err := tx.Posts(k.ID)
			fmt.Fprintf(&all, "%+v", posts)
			return err
		})
	}
	err = w.Events(w.Context(), bot.EventFilter{Words: true}, func(ev bot.Event) error {
		fmt.Fprintf(&all, "%+v", ev)
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	var found []string
	for _, text := range texts {
		if bytes.Contains(all.Bytes(), []byte(text)) {
			found = append(found, text)
		}
	}
	return found
}

func (w *world) verifies() {
	w.Helper()
	if _, err := w.Verify(w.Context()); err != nil {
		w.Errorf("the ledger does not verify: %v", err)
	}
}

func noFault(string) {}

// endAt is a fault that ends the context at the nth point.
func endAt(n int, cancel context.CancelFunc) func(string) {
	return func(string) {
		n--
		if n == 0 {
			cancel()
		}
	}
}
