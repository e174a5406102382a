package bot_test

import (
	"context"
	"testing"
	"time"

	"countersign/bot"
)

// holds has the platform hold back what is meant for staff, until it is let go.
func (d *desk) holds(why *string) {
	d.platform.held = func(o bot.Outbound) string {
		if o.Kind.InThread() {
			return ""
		}
		return *why
	}
}

func TestCardsThatAreHeldBackAreToldOfOnceAndGoAtOnceWhenTheyMay(t *testing.T) {
	d := newDesk(t)
	why := "a guest is in it"
	d.holds(&why)
	cases := d.manyAsk(100)
	for range 30 {
		d.clock.advance(time.Minute)
		d.drain()
	}
	for _, id := range cases {
		rows := d.rows(id)
		if len(rows) != 1 || rows[0].State != bot.PostPlanned || rows[0].Attempt != 0 || rows[0].Version != 2 || rows[0].Detail != "held back: "+why {
			t.Fatalf("rows of case %d: %+v, want its card, planned and told of once", id, rows)
		}
		if n := len(d.events(id, bot.EventNotSent)); n != 1 {
			t.Fatalf("told %d times that it is held back", n)
		}
	}
	why = ""
	d.drain() // no time passes
	for _, id := range cases {
		d.wantState(id, bot.StateInReview)
	}
}

func TestWhatIsHeldBackHoldsUpNoAnswerAndOutlivesAStop(t *testing.T) {
	d := newDesk(t)
	first := d.asked("m1")
	why := "a guest is in it"
	d.holds(&why)
	d.decided(first.Case, bot.Approve, 1)
	other := d.says("m2", "When are you open?")
	d.settle()
	d.wantState(first.Case, bot.StateAnswered)
	d.wantState(other.Case, bot.StateDrafted)
	d.runsBriefly() // killed and started anew, and still it may not go
	d.wantState(other.Case, bot.StateDrafted)
	why = ""
	d.drain() // no time passes
	if n := len(d.events(other.Case, bot.EventNotSent)); n != 1 {
		t.Errorf("told %d times that it is held back", n)
	}
	d.wantState(other.Case, bot.StateInReview)
}

// letsGo is a store that counts how often rows that nobody has leased are moved.
type letsGo struct {
	bot.Store
	times *int
}

func (s letsGo) PostponePosts(ctx context.Context, worker string, due map[int64]time.Time) error {
	if worker == "" {
		*s.times++
	}
	return s.Store.PostponePosts(ctx, worker, due)
}

// TestWhatWasLetGoIsForgotten: rows that were held back once are not moved again and again.
func TestWhatWasLetGoIsForgotten(t *testing.T) {
	d := newDesk(t)
	times := 0
	d.through = func(s bot.Store) bot.Store { return letsGo{s, &times} }
	d.Copilot = d.copilot()
	why := "a guest is in it"
	d.holds(&why)
	cases := d.manyAsk(3)
	d.clock.advance(10 * time.Minute) // each is asked again by itself, too
	d.drain()
	why = ""
	for range 5 {
		d.drain()
		d.clock.advance(10 * time.Minute)
	}
	for _, id := range cases {
		d.wantState(id, bot.StateInReview)
	}
	if times != 1 {
		t.Errorf("rows were let go %d times, want once", times)
	}
}
