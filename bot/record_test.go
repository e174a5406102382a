package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// TestAComplaintsClockStartsAtReceipt holds that neither the quiet window nor an
// outage costs the client any of the time that the firm has.
func TestAComplaintsClockStartsAtReceipt(t *testing.T) {
	d := newDesk(t)
	received := d.clock.now()
	r := d.says("m1", "I have a complaint")
	d.clock.advance(5 * time.Hour) // nothing ran
	d.drain()
	k := d.wantState(r.Case, bot.StateEscalated)
	if len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Fatalf("records %+v, want one opened at %s", k.Records, received)
	}
	d.clock.advance(time.Hour)
	d.says("m2", "As I said, a complaint", "m1")
	d.settle()
	if again := d.kase(r.Case).Records; len(again) != 1 || !again[0].OpenedAt.Equal(k.Records[0].OpenedAt) {
		t.Errorf("saying it again made it %+v", again)
	}
}

func TestAComplaintInALaterMessageCountsFromThatMessage(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.settle()
	d.clock.advance(3 * time.Hour)
	received := d.clock.now()
	later := d.says("m2", "That was wrong, I have a complaint", "m1")
	d.clock.advance(5 * time.Hour) // nothing ran
	d.drain()
	k := d.wantState(later.Case, bot.StateEscalated)
	if len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Errorf("records %+v, want one opened at %s", k.Records, received)
	}
}
