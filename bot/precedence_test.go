package bot

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAStepWaitsForMessagesBeingTakenInButNotForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p precedence
		waited := func() time.Duration {
			began := time.Now()
			p.yield(t.Context())
			return time.Since(began)
		}
		if got := waited(); got != 0 {
			t.Errorf("with no message coming in a step waits %s, want none", got)
		}
		first, second := p.enter(), p.enter()
		if got := waited(); got != giveWay {
			t.Errorf("while messages keep coming in a step waits %s, want %s", got, giveWay)
		}
		time.AfterFunc(giveWay/4, first)
		time.AfterFunc(giveWay/2, second)
		if got := waited(); got != giveWay/2 {
			t.Errorf("a step waits %s, want until the last message is in: %s", got, giveWay/2)
		}
		if got := waited(); got != 0 {
			t.Errorf("once all are in a step waits %s, want none", got)
		}
	})
}
