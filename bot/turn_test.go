package bot_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"countersign/bot"
)

// rows gives the outbox rows of a case.
func (d *desk) rows(id int64) []bot.Outbound {
	d.t.Helper()
	var out []bot.Outbound
	err := d.store.Write(d.t.Context(), func(tx bot.Tx) error {
		var err error
		out, err = tx.Posts(id)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

func TestACardThatWaitsForItsTurnIsNotBegunUntilItComes(t *testing.T) {
	d := newDesk(t)
	turn := d.clock.now().Add(10 * time.Minute)
	asked := 0
	d.platform.waits = func(bot.Outbound) time.Duration { asked++; return turn.Sub(d.clock.now()) }
	cases := d.manyAsk(20)
	for range 5 {
		d.clock.advance(time.Minute)
		d.drain()
	}
	if asked != len(cases) {
		t.Errorf("%d questions about the turns of %d cards", asked, len(cases))
	}
	for _, id := range cases {
		if rows := d.rows(id); len(rows) != 1 || rows[0].Version != 1 || rows[0].Attempt != 0 {
			t.Fatalf("rows of case %d: %+v, want its card as it was planned", id, rows)
		}
		if n := len(d.events(id, bot.EventNotSent)); n != 0 {
			t.Fatalf("%d events about a card that was not begun", n)
		}
	}
	d.clock.advance(turn.Sub(d.clock.now()))
	d.drain()
	for _, id := range cases {
		d.wantState(id, bot.StateInReview)
	}
}

// A platform that asks to wait says so for all that goes there, and for as long as it
// likes; the program may be stopped meanwhile.
func TestATextToAClientThatWaitsForItsTurnIsNotBegunUntilItComes(t *testing.T) {
	d := newDesk(t)
	turn := d.clock.now().Add(10 * time.Minute)
	d.platform.waits = func(o bot.Outbound) time.Duration {
		if o.Kind == bot.PostCard {
			return 0
		}
		return turn.Sub(d.clock.now())
	}
	var cases []int64
	for i := range 5 {
		r := d.receive(bot.Enquiry{MessageID: fmt.Sprint("m", i), Text: "When are you open?", Author: bot.Person{ID: fmt.Sprint("U_", i)}})
		d.settle()
		d.decided(r.Case, bot.Approve, 1)
		cases = append(cases, r.Case)
	}
	for range 5 {
		d.clock.advance(time.Minute)
		d.drain()
		d.Copilot = d.copilot() // killed and started anew
	}
	for _, id := range cases {
		d.wantState(id, bot.StateDecided)
		for _, kind := range []bot.EventKind{bot.EventSending, bot.EventNotSent, bot.EventAmbiguous} {
			if n := len(d.events(id, kind)); n != 0 {
				t.Fatalf("%d events %s of an answer that was not begun", n, kind)
			}
		}
		for _, o := range d.rows(id) {
			if o.Kind == bot.PostAnswer && (o.State != bot.PostPlanned || o.Version != 1 || o.Attempt != 0) {
				t.Fatalf("%+v, want the answer as it was planned", o)
			}
		}
	}
	d.wantClientsSaw()
	d.clock.advance(turn.Sub(d.clock.now()))
	d.drain()
	for _, id := range cases {
		d.wantState(id, bot.StateAnswered)
		if n := len(d.events(id, bot.EventSending)); n != 1 {
			t.Errorf("begun %d times", n)
		}
	}
}

func TestACardThatWaitsHoldsUpNoAnswerAndNoOtherCard(t *testing.T) {
	d := newDesk(t)
	first := d.asked("m1")
	d.platform.waits = func(o bot.Outbound) time.Duration {
		if o.Case == first.Case && o.Kind == bot.PostCard {
			return time.Hour
		}
		return 0
	}
	d.decided(first.Case, bot.Approve, 1) // plans an answer, and a card that waits
	other := d.receive(bot.Enquiry{MessageID: "m2", Text: "When are you open?", Author: bot.Person{ID: "U_SAM"}})
	d.settle()
	d.wantState(first.Case, bot.StateAnswered)
	d.wantState(other.Case, bot.StateInReview)
}

func TestOfManyCardsThatWaitThoseWhoseTurnItIsGo(t *testing.T) {
	d := newDesk(t)
	waiting := true
	d.platform.waits = func(o bot.Outbound) time.Duration {
		if waiting || o.Case <= 80 {
			return time.Minute
		}
		return 0
	}
	for i := range 100 {
		d.receive(bot.Enquiry{MessageID: fmt.Sprint("m", i), Text: "When are you open?", Author: bot.Person{ID: fmt.Sprint("U_", i)}})
	}
	d.settle()
	waiting = false
	d.clock.advance(2 * time.Minute)
	d.drain()
	shown := 0
	for id := range int64(100) {
		if d.kase(id+1).State == bot.StateInReview {
			shown++
		}
	}
	if shown != 20 {
		t.Errorf("%d cards stand before staff, want the 20 whose turn it is", shown)
	}
}

// Rows that wait cost nothing until they are due, and workers sleep that long.
func TestWorkersSleepUntilTheNextTurnComes(t *testing.T) {
	d := newDesk(t)
	var asked atomic.Int64
	d.platform.waits = func(bot.Outbound) time.Duration { asked.Add(1); return time.Hour }
	r := d.says("m1", "When are you open?")
	d.settle()
	due, err := d.store.NextDue(t.Context())
	if err != nil || due.Before(d.clock.now().Add(50*time.Minute)) {
		t.Errorf("the next work is due at %s (%v), want it in an hour", due, err)
	}
	d.wantState(r.Case, bot.StateDrafted)
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times about one turn", n)
	}
}

// manyAsk has so many clients ask, each in a thread of their own, and gives the cases.
func (d *desk) manyAsk(n int) (cases []int64) {
	d.t.Helper()
	for i := range n {
		r := d.receive(bot.Enquiry{MessageID: fmt.Sprint("m", i), Text: "When are you open?", Author: bot.Person{ID: fmt.Sprint("U_", i)}})
		cases = append(cases, r.Case)
	}
	d.settle()
	return cases
}

// TestWhoeverLooksPastRowsThatWaitTakesNoMoreThanIsWanted: with one worker one is posted
// after the other, and the program can be ended.
func TestWhoeverLooksPastRowsThatWaitTakesNoMoreThanIsWanted(t *testing.T) {
	d := newDesk(t, func(o *bot.Options) { o.Workers = 1 })
	d.platform.waits = func(bot.Outbound) time.Duration { return time.Hour }
	cases := d.manyAsk(6)
	d.clock.advance(time.Hour)
	d.platform.waits = func(o bot.Outbound) time.Duration {
		if o.Case == cases[0] {
			return time.Hour
		}
		return 0
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	for until := time.Now().Add(20 * time.Second); d.kase(cases[5]).State != bot.StateInReview && time.Now().Before(until); {
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
	d.wantState(cases[0], bot.StateDrafted)
	for _, id := range cases[1:] {
		d.wantState(id, bot.StateInReview)
	}
}
