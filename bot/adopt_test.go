package bot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	business "countersign/bot/clock"
)

// TestCasesThatWaitedBeforeThereWasALadderAreTakenUp, however many: they are read
// a hundred at a time.
func TestCasesThatWaitedBeforeThereWasALadderAreTakenUp(t *testing.T) {
	d := newDesk(t)
	var ids []int64
	for i := range 101 {
		ids = append(ids, d.says(fmt.Sprint("m", i), "This is a complaint", fmt.Sprint("t", i)).Case)
	}
	answered := d.says("m-answered", "When are you open?", "t-answered")
	d.settle()
	d.decided(answered.Case, bot.Approve, 1)
	d.drain()
	d.ladder, d.hours = bottest.Ladder(), business.Default(london)
	d.Copilot = d.copilot()
	started, end := context.WithCancel(t.Context())
	end()
	if err := d.Run(started); err != nil { // it ends before its first step
		t.Fatal(err)
	}
	for _, id := range ids {
		if k := d.kase(id); k.Climb.Level != bot.P1 {
			t.Fatalf("after the start case %d is not on the ladder: %+v", id, k.Climb)
		}
	}
	if k := d.kase(answered.Case); k.Climb.Level != "" {
		t.Errorf("a case that waits for nobody is on the ladder: %+v", k.Climb)
	}
	d.passes(16 * time.Minute)
	if got := d.paged(); len(got) != len(ids) {
		t.Errorf("%d pages after the upgrade, want one of each case", len(got))
	}
}
