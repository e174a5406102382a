package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// TestWhoeverComesTooLateReadsWhenByTheFirmsClock and not by that of the ledger.
func TestWhoeverComesTooLateReadsWhenByTheFirmsClock(t *testing.T) {
	d := newDesk(t, func(o *bot.Options) { o.Zone = time.FixedZone("BST", 60*60) })
	d.register = recordDesk(t).register
	d.Copilot = d.copilot()
	id := d.asked("m1").Case
	d.decided(id, bot.Approve, 1)
	wantSettled(t, d.decide(id, bot.Approve, 1, ""), "by Priya at 10:00 on 23 November: approve")
	if err := d.record(id, bot.LogRecord, "on the telephone", nil); err != nil {
		t.Fatal(err)
	}
	wantSettled(t, d.record(id, bot.LogRecord, "on the telephone", nil), "since 23 November 10:00")
}
