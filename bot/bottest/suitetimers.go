package bottest

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"countersign/bot"
)

func timerPromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"TimersAreListedWhenDueOldestFirst":       timersDue,
		"TimersOutliveARestart":                   timersOverRestart,
		"ATimerFiresOnceHoweverManyTry":           timerFiresOnce,
		"AStoppedTimerNeverFires":                 timerStopped,
		"APlannedTimerStaysAsItIs":                timerPlannedTwice,
		"TimersGoWithTheirTransaction":            timersRollBack,
		"AnIncompleteTimerIsRefused":              timerIncomplete,
		"WaitingCountsCasesOfOnePlatform":         waitingCounts,
		"NextDueKnowsOfTimers":                    nextDueOfTimers,
		"AMarkKeepsItsTimeUntilItIsTakenAway":     markKept,
		"AMarkGoesWithItsTransactionAndItsReopen": markDurable,
	}
}

// timer is one of case 1, due so many minutes after the start.
func timer(rung bot.Rung, minutes int) bot.Timer {
	return bot.Timer{Case: 1, Round: 1, Rung: rung, Level: bot.P1, Platform: bot.Console, DueAt: start.Add(time.Duration(minutes) * time.Minute)}
}

func planTimers(t *testing.T, s bot.Store, timers ...bot.Timer) {
	t.Helper()
	write(t, s, func(tx bot.Tx) error { return tx.PlanTimers(timers...) })
}

func dueAt(t *testing.T, s bot.Store, minutes int) []bot.Timer {
	t.Helper()
	due, err := s.DueTimers(t.Context(), start.Add(time.Duration(minutes)*time.Minute), 10)
	if err != nil {
		t.Fatalf("DueTimers: %v", err)
	}
	return due
}

// fire gives what FireTimer says.
func fire(t *testing.T, s bot.Store, x bot.Timer) bool {
	t.Helper()
	var fired bool
	write(t, s, func(tx bot.Tx) (err error) {
		fired, err = tx.FireTimer(x, start)
		return err
	})
	return fired
}

func timersDue(t *testing.T, open OpenStore) {
	s, _ := open(t)
	late, early, next := timer(bot.RungOwner, 60), timer(bot.RungRemind, 15), timer(bot.RungManager, 30)
	planTimers(t, s, late, early, next)
	same(t, "before the first", dueAt(t, s, 14), []bot.Timer(nil))
	same(t, "at the second", dueAt(t, s, 30), []bot.Timer{early, next})
	same(t, "in the end", dueAt(t, s, 600), []bot.Timer{early, next, late})
	one, err := s.DueTimers(t.Context(), start.Add(time.Hour), 1)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "at most one", one, []bot.Timer{early})
}

func timersOverRestart(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	first, second := timer(bot.RungRemind, 15), timer(bot.RungOwner, 30)
	planTimers(t, s, first, second)
	if !fire(t, s, first) {
		t.Fatal("the first did not fire")
	}
	same(t, "after a restart", dueAt(t, reopen(), 60), []bot.Timer{second})
}

func timerFiresOnce(t *testing.T, open OpenStore) {
	s, _ := open(t)
	x := timer(bot.RungRemind, 0)
	planTimers(t, s, x)
	var fired atomic.Int64
	together(8, func(int) {
		if fire(t, s, x) {
			fired.Add(1)
		}
	})
	same(t, "times fired", fired.Load(), int64(1))
	same(t, "left", dueAt(t, s, 60), []bot.Timer(nil))
}

func timerStopped(t *testing.T, open OpenStore) {
	s, _ := open(t)
	x, other := timer(bot.RungRemind, 0), timer(bot.RungRemind, 0)
	other.Case = 2
	planTimers(t, s, x, other)
	write(t, s, func(tx bot.Tx) error { return tx.StopTimers(1) })
	same(t, "of another case", dueAt(t, s, 60), []bot.Timer{other})
	if fire(t, s, x) {
		t.Error("a stopped timer fired")
	}
}

func timerPlannedTwice(t *testing.T, open OpenStore) {
	s, _ := open(t)
	x := timer(bot.RungRemind, 0)
	planTimers(t, s, x)
	fire(t, s, x)
	again := x
	again.DueAt = start.Add(time.Hour)
	planTimers(t, s, again)
	same(t, "planned again after it fired", dueAt(t, s, 600), []bot.Timer(nil))
	anew := x
	anew.Round = 2
	planTimers(t, s, anew)
	same(t, "of the next round", dueAt(t, s, 600), []bot.Timer{anew})
}

func timersRollBack(t *testing.T, open OpenStore) {
	s, _ := open(t)
	x := timer(bot.RungRemind, 0)
	planTimers(t, s, x)
	fault := errors.New("no")
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if fired, err := tx.FireTimer(x, start); !fired || err != nil {
			t.Errorf("FireTimer: %v, %v", fired, err)
		}
		if err := tx.PlanTimers(timer(bot.RungOwner, 0)); err != nil {
			t.Error(err)
		}
		return fault
	})
	if !errors.Is(err, fault) {
		t.Fatalf("Write: %v", err)
	}
	same(t, "after a rollback", dueAt(t, s, 60), []bot.Timer{x})
}

func timerIncomplete(t *testing.T, open OpenStore) {
	s, _ := open(t)
	for name, x := range map[string]bot.Timer{
		"no case": {Rung: bot.RungRemind, DueAt: start}, "no rung": {Case: 1, DueAt: start}, "no time": {Case: 1, Rung: bot.RungRemind},
	} {
		if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.PlanTimers(x) }); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

func waitingCounts(t *testing.T, open OpenStore) {
	s, _ := open(t)
	human, routine, elsewhere := timer(bot.RungRemind, 0), timer(bot.RungRemind, 0), timer(bot.RungRemind, 0)
	routine.Case, routine.Level = 2, bot.P2
	elsewhere.Case, elsewhere.Platform = 3, bot.Slack
	planTimers(t, s, human, timer(bot.RungOwner, 5), routine, elsewhere)
	fire(t, s, human)
	waiting := func() (q bot.Queue) {
		write(t, s, func(tx bot.Tx) (err error) { q, err = tx.Waiting(bot.Console); return err })
		return q
	}
	same(t, "two cases, whatever has fired", waiting(), bot.Queue{All: 2, Human: 1})
	write(t, s, func(tx bot.Tx) error { return tx.StopTimers(1) })
	same(t, "one is taken", waiting(), bot.Queue{All: 1})
}

func nextDueOfTimers(t *testing.T, open OpenStore) {
	s, _ := open(t)
	x := timer(bot.RungRemind, 15)
	planTimers(t, s, x)
	next, err := s.NextDue(t.Context())
	if err != nil || !next.Equal(x.DueAt) {
		t.Errorf("NextDue = %v, %v; want %v", next, err, x.DueAt)
	}
	fire(t, s, x)
	if next, err = s.NextDue(t.Context()); err != nil || !next.IsZero() {
		t.Errorf("NextDue after it fired = %v, %v; want none", next, err)
	}
}

func mark(t *testing.T, s bot.Store, name string) (at time.Time) {
	t.Helper()
	write(t, s, func(tx bot.Tx) (err error) { at, err = tx.Mark(name); return err })
	return at
}

func setMark(t *testing.T, s bot.Store, name string, at time.Time) {
	t.Helper()
	write(t, s, func(tx bot.Tx) error { return tx.SetMark(name, at) })
}

func markKept(t *testing.T, open OpenStore) {
	s, _ := open(t)
	same(t, "never set", mark(t, s, "a"), time.Time{})
	setMark(t, s, "a", start)
	setMark(t, s, "b", start.Add(time.Hour))
	setMark(t, s, "a", start.Add(time.Minute))
	same(t, "set twice", mark(t, s, "a"), start.Add(time.Minute))
	setMark(t, s, "a", time.Time{})
	same(t, "taken away", mark(t, s, "a"), time.Time{})
	same(t, "another", mark(t, s, "b"), start.Add(time.Hour))
}

func markDurable(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	setMark(t, s, "a", start)
	fault := errors.New("no")
	err := s.Write(t.Context(), func(tx bot.Tx) error { return errors.Join(tx.SetMark("a", start.Add(time.Hour)), fault) })
	if !errors.Is(err, fault) {
		t.Fatalf("Write: %v", err)
	}
	same(t, "after a rollback and a restart", mark(t, reopen(), "a"), start)
}
