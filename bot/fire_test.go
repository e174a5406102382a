package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// faulty is a store of which single steps fail: fault is asked by the step's name and
// the case it is for, 0 where it is for none.
type faulty struct {
	bot.Store
	fault func(step string, id int64) error
}

func (f faulty) Write(ctx context.Context, fn func(tx bot.Tx) error) error {
	return f.Store.Write(ctx, func(tx bot.Tx) error { return fn(faultyTx{tx, f.fault}) })
}

func (f faulty) DueTimers(ctx context.Context, now time.Time, limit int) ([]bot.Timer, error) {
	if err := f.fault("due timers", 0); err != nil {
		return nil, err
	}
	return f.Store.DueTimers(ctx, now, limit)
}

type faultyTx struct {
	bot.Tx
	fault func(step string, id int64) error
}

func (f faultyTx) FireTimer(t bot.Timer, now time.Time) (bool, error) {
	if err := f.fault("fire", t.Case); err != nil {
		return false, err
	}
	return f.Tx.FireTimer(t, now)
}

func (f faultyTx) Waiting(p bot.Platform) (bot.Queue, error) {
	if err := f.fault("waiting", 0); err != nil {
		return bot.Queue{}, err
	}
	return f.Tx.Waiting(p)
}

func (f faultyTx) Update(k *bot.Case) error {
	if err := f.fault("update", k.ID); err != nil {
		return err
	}
	return f.Tx.Update(k)
}

// failing puts a faulty store under the desk.
func (d *desk) failing(fault func(step string, id int64) error) {
	d.through = func(s bot.Store) bot.Store { return faulty{s, fault} }
	d.Copilot = d.copilot()
}

var errDisk = errors.New("the disk is full")

// TestATimerThatCannotFireKeepsNoOtherBack, and operators are told of it, unless
// somebody else only was quicker. It fires once it can.
func TestATimerThatCannotFireKeepsNoOtherBack(t *testing.T) {
	for name, tt := range map[string]struct {
		fault  func() error
		logged bool
	}{
		"an error":              {func() error { return errDisk }, true},
		"a panic":               {func() error { panic("out of dates") }, true},
		"somebody else changed": {func() error { return bot.ErrConflict }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newLadderDesk(t)
			first := d.says("m1", "This is a complaint", "t1").Case
			second := d.says("m2", "This is a complaint", "t2").Case
			d.settle()
			if first == second {
				t.Fatal("one case alone: this proves nothing")
			}
			broken := true
			d.failing(func(step string, id int64) error {
				if broken && step == "fire" && id == first {
					return tt.fault()
				}
				return nil
			})
			d.passes(16 * time.Minute)
			if a, b := d.rungs(first), d.rungs(second); len(a) != 0 || !slices.Equal(b, []string{"P1 remind"}) {
				t.Errorf("the one that fails came to %q, the other to %q", a, b)
			}
			if got := strings.Contains(d.log.String(), "timer failed"); got != tt.logged {
				t.Errorf("logged: %t, want %t: %s", got, tt.logged, d.log)
			}
			broken = false
			d.drain()
			if got := d.rungs(first); !slices.Equal(got, []string{"P1 remind"}) {
				t.Errorf("once it could fire it came to %q", got)
			}
		})
	}
}

// TestTimersThatCannotBeReadAreNotTakenForNone.
func TestTimersThatCannotBeReadAreNotTakenForNone(t *testing.T) {
	d := newLadderDesk(t)
	d.failing(func(step string, _ int64) error {
		if step == "due timers" {
			return errDisk
		}
		return nil
	})
	if err := d.Drain(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("Drain = %v, want the store's error", err)
	}
}

// seenTwice lists every due timer twice, as two processes that look at once see it.
type seenTwice struct{ bot.Store }

func (s seenTwice) DueTimers(ctx context.Context, now time.Time, limit int) ([]bot.Timer, error) {
	due, err := s.Store.DueTimers(ctx, now, limit)
	return append(due, due...), err
}

// TestARungIsReachedOnceThoughTwoSeeItsTimer, in the ledger and on the card too.
func TestARungIsReachedOnceThoughTwoSeeItsTimer(t *testing.T) {
	d := newLadderDesk(t)
	d.through = func(s bot.Store) bot.Store { return seenTwice{s} }
	d.Copilot = d.copilot()
	id := d.says("m1", "This is a complaint").Case
	d.settle()
	d.passes(16 * time.Minute)
	d.wantPaged("once", bot.ToApprovers)
	if got, steps := d.rungs(id), d.kase(id).Climb.Steps; !slices.Equal(got, []string{"P1 remind"}) || len(steps) != 1 {
		t.Errorf("the ledger holds %q, the case %+v", got, steps)
	}
}

// TestTheLedgerSaysWhoWasToldAndHowLongACaseHadWaited at each rung, and the figures count it.
func TestTheLedgerSaysWhoWasToldAndHowLongACaseHadWaited(t *testing.T) {
	d := newLadderDesk(t)
	id := d.says("m1", "This is a complaint").Case
	d.settle()
	since := d.kase(id).Climb.Since
	d.clock.advance(17 * time.Minute)
	d.drain()
	ladder := d.events(id, bot.EventLadder)
	if len(ladder) != 1 {
		t.Fatalf("the ledger holds %+v", ladder)
	}
	step := d.kase(id).Climb.Steps[0]
	want := fmt.Sprint(map[string]any{
		"level": "P1", "rung": "remind", "round": 1, "told": bot.ToApprovers,
		"due": since.Add(15 * time.Minute).UTC().Format(time.RFC3339), "waited_seconds": int(step.Waited.Seconds()),
	})
	if got := fmt.Sprint(ladder[0].Facts); got != want || ladder[0].Actor != "system" || step.Waited < 17*time.Minute {
		t.Errorf("by %s: %s, want %s", ladder[0].Actor, got, want)
	}
	if n := d.counted("countersign_ladder_total", "rung", "remind"); n != 1 {
		t.Errorf("the figures count %v", n)
	}
}

// TestARungIsTriedAgainWhereTheQueueCannotBeCounted: nothing of it is kept half.
func TestARungIsTriedAgainWhereTheQueueCannotBeCounted(t *testing.T) {
	d := surging(t)
	id := d.asks("m", "This is a complaint", 1)[0]
	broken := true
	d.failing(func(step string, _ int64) error {
		if broken && step == "waiting" {
			return errDisk
		}
		return nil
	})
	d.passes(16 * time.Minute)
	if got := d.rungs(id); len(got) != 0 || len(d.paged()) != 0 {
		t.Errorf("it came to %q and paged %q", got, d.paged())
	}
	broken = false
	d.drain()
	d.wantPaged("once it could be counted", bot.ToApprovers)
}

// TestTheStartTakesUpOtherCasesWhereOneCannotBe: one that somebody changed or erased
// meanwhile is no fault; anything else ends it, and operators are told.
func TestTheStartTakesUpOtherCasesWhereOneCannotBe(t *testing.T) {
	for name, tt := range map[string]struct {
		fault error
		level bot.Priority // of the other
	}{
		"changed meanwhile": {bot.ErrConflict, bot.P1},
		"erased meanwhile":  {bot.ErrErased, bot.P1},
		"a broken disk":     {errDisk, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			other := d.says("m1", "This is a complaint", "t1").Case
			first := d.says("m2", "This is a complaint", "t2").Case // the newest is read first
			d.settle()
			with := newLadderDesk(t)
			d.ladder, d.hours = with.ladder, with.hours
			d.failing(func(step string, id int64) error {
				if step == "update" && id == first {
					return tt.fault
				}
				return nil
			})
			started, end := context.WithCancel(t.Context())
			end()
			if err := d.Run(started); err != nil { // it ends before its first step
				t.Fatal(err)
			}
			if got := d.kase(other).Climb.Level; got != tt.level || d.kase(first).Climb.Level != "" {
				t.Errorf("the other is at %q, want %q", got, tt.level)
			}
		})
	}
}

// TestTheStartLeavesCasesAloneThatNeedNothing.
func TestTheStartLeavesCasesAloneThatNeedNothing(t *testing.T) {
	d := newLadderDesk(t)
	ids := []int64{d.says("m1", "This is a complaint", "t1").Case, d.says("m2", "When are you open?", "t2").Case}
	d.settle()
	ids = append(ids, d.says("m3", "When are you open?", "t3").Case) // due, and not sorted yet
	var was []int64
	for _, id := range ids {
		was = append(was, d.kase(id).Version)
	}
	started, end := context.WithCancel(t.Context())
	end()
	if err := d.Run(started); err != nil { // it ends before its first step
		t.Fatal(err)
	}
	for i, id := range ids {
		if now := d.kase(id).Version; now != was[i] {
			t.Errorf("case %d went from version %d to %d", id, was[i], now)
		}
	}
}
