package bottest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

var errRefused = errors.New("refused by the test")

func writePromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"WriteIsThereWhenItReturns":          writeIsThere,
		"FailedWriteLeavesNothing":           failedWriteLeavesNothing,
		"FailedWriteHarmsNoOther":            failedWriteHarmsNoOther,
		"PanickingWriteHarmsNoOther":         panickingWriteHarmsNoOther,
		"CancelledWriteLeavesNothing":        cancelledWrite,
		"MessageIsTakenInOnce":               messageOnce,
		"OnceIsOnceAlsoAfterRestart":         once,
		"TombstonesOutliveARestart":          tombstones,
		"ConcurrentOnceHasOneWinner":         onceRace,
		"TransactionIsOfNoUseAfterItsEnd":    txAfterEnd,
		"TransactionSeesItsOwnChanges":       txSeesItself,
		"UnknownThingsAreNotFound":           notFound,
		"WritesOfManyAreAllKeptOverARestart": manyWrites,
	}
}

func writeIsThere(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	c := create(t, s, sample())
	same(t, "loaded case", load(t, s, c.ID), c)
	same(t, "case after a restart", load(t, reopen(), c.ID), c)
}

func failedWriteLeavesNothing(t *testing.T, open OpenStore) {
	s, _ := open(t)
	c, o, ev := sample(), &bot.Outbound{Key: "k", Kind: bot.PostAnswer, State: bot.PostPlanned}, &bot.Event{Kind: bot.EventReceived, At: start}
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if err := tx.Create(c); err != nil {
			return err
		}
		o.Case, ev.Case = c.ID, c.ID
		if _, err := tx.Plan(o); err != nil {
			return err
		}
		if err := tx.Append(ev); err != nil {
			return err
		}
		if _, err := tx.Once("once"); err != nil {
			return err
		}
		return errRefused
	})
	isErr(t, "Write", err, errRefused)
	if c.ID != 0 || c.Version != 0 || o.ID != 0 || o.Version != 0 || ev.Seq != 0 {
		t.Errorf("the caller's values keep what was rolled back: case %d version %d, row %d version %d, event %d",
			c.ID, c.Version, o.ID, o.Version, ev.Seq)
	}
	cases, err := s.Cases(t.Context(), bot.CaseFilter{})
	if err != nil || len(cases) > 0 || len(events(t, s, bot.EventFilter{})) > 0 {
		t.Errorf("something stayed: cases %v, error %v", cases, err)
	}
	write(t, s, func(tx bot.Tx) error {
		first, err := tx.Once("once")
		if !first {
			t.Error("the key of the failed write is still claimed")
		}
		return err
	})
}

// failedWriteHarmsNoOther lets many writes wait at once, so that a store that
// commits them together has good and bad ones in one commit.
func failedWriteHarmsNoOther(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	const n = 60
	ids := make([]int64, n)
	together(n, func(i int) {
		c := sample()
		err := s.Write(t.Context(), func(tx bot.Tx) error {
			if err := tx.Create(c); err != nil {
				return err
			}
			if err := tx.Append(&bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start}); err != nil {
				return err
			}
			if i%3 == 1 {
				return fmt.Errorf("writer %d: %w", i, errRefused)
			}
			return nil
		})
		switch {
		case i%3 == 1 && !errors.Is(err, errRefused):
			t.Errorf("writer %d: got error %v, want its own", i, err)
		case i%3 != 1 && err != nil:
			t.Errorf("writer %d: %v", i, err)
		}
		ids[i] = c.ID
	})
	s = reopen()
	seen := map[int64]bool{}
	for i, id := range ids {
		if i%3 == 1 {
			continue
		}
		if seen[id] {
			t.Errorf("case %d was given out twice", id)
		}
		seen[id] = true
		load(t, s, id)
	}
	evs := events(t, s, bot.EventFilter{})
	if len(evs) != n-n/3 {
		t.Errorf("got %d events, want %d", len(evs), n-n/3)
	}
	noGaps(t, evs)
}

func panickingWriteHarmsNoOther(t *testing.T, open OpenStore) {
	s, _ := open(t)
	together(12, func(i int) {
		err := s.Write(t.Context(), func(tx bot.Tx) error {
			if err := tx.Create(sample()); err != nil {
				return err
			}
			if i%4 == 0 {
				panic("words of a client")
			}
			return nil
		})
		if (err != nil) != (i%4 == 0) {
			t.Errorf("writer %d: got error %v", i, err)
		}
		if err != nil && strings.Contains(err.Error(), "words of a client") {
			t.Errorf("the error repeats what was panicked with: %v", err)
		}
	})
	cases, err := s.Cases(t.Context(), bot.CaseFilter{})
	if err != nil || len(cases) != 9 {
		t.Errorf("got %d cases and error %v, want 9", len(cases), err)
	}
}

func cancelledWrite(t *testing.T, open OpenStore) {
	s, _ := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := s.Write(ctx, func(tx bot.Tx) error { return tx.Create(sample()) })
	isErr(t, "Write with a cancelled context", err, context.Canceled)
	if cases, err := s.Cases(t.Context(), bot.CaseFilter{}); err != nil || len(cases) != 0 {
		t.Errorf("got cases %v and error %v, want none", cases, err)
	}
}

func messageOnce(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	want := bot.Receipt{Case: 7, Thread: "t1", Message: "m1"}
	write(t, s, func(tx bot.Tx) error { return tx.Remember(bot.Slack, "C1", "m1", want) })
	s = reopen()
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.FindMessage(bot.Slack, "C1", "m1")
		same(t, "receipt", got, want)
		for _, other := range []struct {
			p           bot.Platform
			channel, id string
		}{{bot.Teams, "C1", "m1"}, {bot.Slack, "C2", "m1"}, {bot.Slack, "C1", "m2"}} {
			_, err := tx.FindMessage(other.p, other.channel, other.id)
			isErr(t, "message of another place", err, bot.ErrNotFound)
		}
		return err
	})
	err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Remember(bot.Slack, "C1", "m1", bot.Receipt{Case: 8}) })
	isErr(t, "remembering a message again", err, bot.ErrConflict)
	none, later := bot.Receipt{Thread: "t2", Message: "m2"}, bot.Receipt{Case: 9, Thread: "t3", Message: "m2"}
	write(t, s, func(tx bot.Tx) error { return tx.Remember(bot.Slack, "C1", "m2", none) })
	err = s.Write(t.Context(), func(tx bot.Tx) error { return tx.Remember(bot.Slack, "C1", "m2", none) })
	isErr(t, "remembering a message of no case again", err, bot.ErrConflict)
	write(t, s, func(tx bot.Tx) error { return tx.Remember(bot.Slack, "C1", "m2", later) })
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.FindMessage(bot.Slack, "C1", "m2")
		same(t, "receipt of a message that got its case later", got, later)
		return err
	})
}

func tombstones(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	bury := func(id string, at time.Time) {
		write(t, s, func(tx bot.Tx) error { return tx.Bury(bot.Slack, "C1", id, at) })
	}
	bury("m1", start)
	bury("m1", start.Add(-time.Hour)) // told again, late
	bury("old", start.Add(-bot.TombstonesKept-time.Hour))
	bury("m2", start.Add(time.Hour))
	s = reopen()
	write(t, s, func(tx bot.Tx) error {
		at, err := tx.Buried(bot.Slack, "C1", "m1")
		same(t, "time of the deletion", at, start)
		for _, other := range []struct {
			p           bot.Platform
			channel, id string
		}{{bot.Teams, "C1", "m1"}, {bot.Slack, "C2", "m1"}, {bot.Slack, "C1", "m3"}, {bot.Slack, "C1", "old"}} {
			_, err := tx.Buried(other.p, other.channel, other.id)
			isErr(t, "tombstone of "+other.id, err, bot.ErrNotFound)
		}
		return err
	})
}

func once(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	claim := func(key string) (first bool) {
		write(t, s, func(tx bot.Tx) (err error) {
			first, err = tx.Once(key)
			return err
		})
		return first
	}
	same(t, "first claim", claim("digest/2026-W48"), true)
	same(t, "second claim", claim("digest/2026-W48"), false)
	same(t, "another key", claim("digest/2026-W49"), true)
	s = reopen()
	same(t, "claim after a restart", claim("digest/2026-W48"), false)
}

func onceRace(t *testing.T, open OpenStore) {
	s, _ := open(t)
	won := make([]bool, 16)
	together(len(won), func(i int) {
		if err := s.Write(t.Context(), func(tx bot.Tx) (err error) {
			won[i], err = tx.Once("key")
			return err
		}); err != nil {
			t.Errorf("Write: %v", err)
		}
	})
	winners := 0
	for _, w := range won {
		if w {
			winners++
		}
	}
	same(t, "winners", winners, 1)
}

func txAfterEnd(t *testing.T, open OpenStore) {
	s, _ := open(t)
	var kept bot.Tx
	write(t, s, func(tx bot.Tx) error {
		kept = tx
		return nil
	})
	if err := kept.Create(sample()); err == nil {
		t.Error("a transaction could be used after its end")
	}
}

func txSeesItself(t *testing.T, open OpenStore) {
	s, _ := open(t)
	write(t, s, func(tx bot.Tx) error {
		c := sample()
		if err := tx.Create(c); err != nil {
			return err
		}
		c.State = bot.StateAssessed
		if err := tx.Update(c); err != nil {
			return err
		}
		got, err := tx.Case(c.ID)
		same(t, "case in its own transaction", got, c)
		return err
	})
}

func notFound(t *testing.T, open OpenStore) {
	s, _ := open(t)
	_, err := s.Case(t.Context(), 99)
	isErr(t, "Store.Case", err, bot.ErrNotFound)
	write(t, s, func(tx bot.Tx) error {
		_, err := tx.Case(99)
		isErr(t, "Tx.Case", err, bot.ErrNotFound)
		_, err = tx.Post(99)
		isErr(t, "Tx.Post", err, bot.ErrNotFound)
		if found, err := tx.RecentIn(bot.Console, "acme", "t1", 9); err != nil || len(found) > 0 {
			t.Errorf("newest in a thread without cases: %v (%v)", found, err)
		}
		_, err = tx.LatestOf(bot.Console, "acme", "U1")
		isErr(t, "LatestOf", err, bot.ErrNotFound)
		posts, err := tx.Posts(99)
		same(t, "posts of no case", len(posts), 0)
		return err
	})
	err = s.Write(t.Context(), func(tx bot.Tx) error { return tx.Update(&bot.Case{ID: 99, Version: 1}) })
	isErr(t, "Update", err, bot.ErrNotFound)
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Case: 99, Kind: bot.EventReceived, At: start, Words: map[string]string{"text": "x"}})
	})
	isErr(t, "words of no case", err, bot.ErrNotFound)
}

func manyWrites(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	const workers, each = 8, 12
	together(workers, func(w int) {
		for range each {
			err := s.Write(t.Context(), func(tx bot.Tx) error {
				c := sample()
				if err := tx.Create(c); err != nil {
					return err
				}
				return tx.Append(&bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start, Actor: fmt.Sprint("client:", w)})
			})
			if err != nil {
				t.Errorf("Write: %v", err)
			}
		}
	})
	s = reopen()
	cases, err := s.Cases(t.Context(), bot.CaseFilter{Limit: 1000})
	if err != nil || len(cases) != workers*each {
		t.Errorf("got %d cases and error %v, want %d", len(cases), err, workers*each)
	}
	evs := events(t, s, bot.EventFilter{})
	same(t, "events", len(evs), workers*each)
	noGaps(t, evs)
}

func noGaps(t *testing.T, evs []bot.Event) {
	t.Helper()
	for i, ev := range evs {
		if ev.Seq != int64(i+1) {
			t.Fatalf("event %d has sequence number %d", i+1, ev.Seq)
		}
	}
}
