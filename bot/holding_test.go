package bot_test

import (
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

const closedUntilMonday = "We are closed and answer on Monday 30 November at 09:00."

func TestOutOfHoursAClientGetsOneHoldingLineInTheFirmsWords(t *testing.T) {
	d := newLadderDesk(t)
	d.at("2026-11-27 18:00") // Friday evening
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.wantClientsSaw(closedUntilMonday)
	k := d.wantState(r.Case, bot.StateEscalated)
	if !k.AnsweredAt.IsZero() || slices.Contains(d.kinds(r.Case), bot.EventAnswered) || len(k.Asked()) != 1 {
		t.Errorf("the holding line counts as an answer: %+v", k)
	}
	if s := d.platform.shown[0]; s.Kind != bot.PostNotice || s.Notice != "holding" || s.Label != "Automatic notice" || s.Thread != "m1" {
		t.Errorf("the line went out as %+v", s)
	}
	d.says("m2", "Another complaint", "m1")
	d.settle()
	d.clock.advance(23 * time.Hour)
	d.says("m3", "And a third complaint", "m1")
	d.settle()
	d.wantClientsSaw(closedUntilMonday)
	d.clock.advance(2 * time.Hour)
	d.says("m4", "Is anybody there, or is a complaint of no use?", "m1")
	d.settle()
	d.wantClientsSaw(closedUntilMonday, closedUntilMonday)
	d.says("m5", "A complaint in another thread")
	d.settle()
	d.wantClientsSaw(closedUntilMonday, closedUntilMonday, closedUntilMonday)
}

func TestNoHoldingLineWhereNoneIsDue(t *testing.T) {
	for _, c := range []struct {
		name, at, text string
		before         func(d *desk)
		want           []string
	}{
		{"in hours", "2026-11-27 10:00", "This is a complaint", nil, nil},
		{"a routine question", "2026-11-27 18:00", "When are you open?", nil, nil},
		{"a risk to life is signposted", "2026-11-27 18:00", "I am in danger", nil, []string{"In danger call 999."}},
		{"the sorting failed", "2026-11-27 18:00", "this fails", nil, []string{closedUntilMonday}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newLadderDesk(t)
			d.at(c.at)
			d.says("m1", c.text)
			d.settle()
			d.wantClientsSaw(c.want...)
		})
	}
}

func TestAClientWhoseCaseAPersonHasTakenGetsNoHoldingLine(t *testing.T) {
	d := newLadderDesk(t)
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.decided(r.Case, bot.Claim, 0)
	d.at("2026-11-23 19:00")
	d.says("m2", "More of my complaint", "m1")
	d.settle()
	d.wantClientsSaw()
}

func TestAHoldingLineThatCouldNotLeaveIsDroppedOnceTheFirmIsOpen(t *testing.T) {
	d := newLadderDesk(t)
	d.at("2026-11-27 18:00")
	d.platform.next(outcome{posting: bot.Posting{Outcome: bot.NotSent, RetryAfter: 70 * time.Hour}})
	r := d.says("m1", "This is a complaint")
	d.settle()
	d.at("2026-11-30 17:00")
	d.drain()
	d.wantClientsSaw()
	d.wantEvent(r.Case, bot.EventCancelled)
}
