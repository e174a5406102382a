package bottest

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

// OpenStore opens a new, empty store for one test. reopen ends the store that
// was given last and opens the same data again, as after a restart. The
// function sees to it that what is open at the end of the test is closed.
type OpenStore func(t *testing.T) (s bot.Store, reopen func() bot.Store)

// StoreSuite runs every promise of bot.Store, each against a new store.
func StoreSuite(t *testing.T, open OpenStore) {
	for _, group := range []map[string]func(*testing.T, OpenStore){writePromises(), casePromises(), leasePromises(), postPromises(), timerPromises(), ledgerPromises(), autonomyPromises()} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, open)
			})
		}
	}
}

// start is the time of the suite's first events.
var start = time.Date(2026, time.November, 23, 9, 0, 0, 123456789, time.UTC)

// sample is a case with words of every kind in it.
func sample() *bot.Case {
	return &bot.Case{
		State: bot.StateReceived, Platform: bot.Console, Channel: "acme", Thread: "t1", Account: "acme",
		Client: bot.Person{ID: "U1", Team: "T1", Name: "Jo Price"}, OpenedAt: start, UpdatedAt: start, WakeAt: start,
		Messages: []bot.Message{{ID: "m1", Role: bot.RoleClient, Author: bot.Person{ID: "U1", Name: "Jo Price"},
			Text: "When is my return due?", SentAt: start, ReceivedAt: start}},
	}
}

func write(t *testing.T, s bot.Store, fn func(tx bot.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), fn); err != nil {
		t.Fatalf("Write: %v", err)
	}
}

// create stores the case and gives it back.
func create(t *testing.T, s bot.Store, c *bot.Case) *bot.Case {
	t.Helper()
	write(t, s, func(tx bot.Tx) error { return tx.Create(c) })
	return c
}

func load(t *testing.T, s bot.Store, id int64) *bot.Case {
	t.Helper()
	c, err := s.Case(t.Context(), id)
	if err != nil {
		t.Fatalf("Case(%d): %v", id, err)
	}
	return c
}

func events(t *testing.T, s bot.Store, f bot.EventFilter) []bot.Event {
	t.Helper()
	var out []bot.Event
	err := s.Events(t.Context(), f, func(ev bot.Event) error {
		out = append(out, ev)
		return nil
	})
	if err != nil {
		t.Fatalf("Events(%+v): %v", f, err)
	}
	return out
}

func appendEvents(t *testing.T, s bot.Store, evs ...*bot.Event) {
	t.Helper()
	write(t, s, func(tx bot.Tx) error { return tx.Append(evs...) })
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func isErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// together runs fn n times at once and waits for all.
func together(n int, fn func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { fn(i) })
	}
	wg.Wait()
}
