package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

func TestWaitingForItsTurnCostsAnAnswerNoTry(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for range 40 {
		d.platform.next(rateLimited)
	}
	d.decided(r.Case, bot.Approve, 1)
	for range 40 {
		d.drain()
		d.wantState(r.Case, bot.StateDecided)
		d.clock.advance(61 * time.Second)
	}
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}
