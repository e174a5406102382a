package slack

import (
	"testing"
	"time"

	"countersign/bot"
)

// comesLate has a question come five minutes after it was written, which a
// colleague answered meanwhile: of that answer no delivery tells.
func (r *rig) comesLate() (thread string) {
	r.t.Helper()
	thread = ago(5*time.Minute, 1)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", map[string]any{"ts": thread})
	r.slack.says(clientChannel, "U0JOHN", "At nine!", map[string]any{"thread_ts": thread})
	if code := r.deliver(ev, "X-Slack-Retry-Num", "2"); code != 200 {
		r.t.Fatalf("delivery: status %d", code)
	}
	return thread
}

func TestALookBehindALateQuestionIsRepeatedUntilItSucceedsWithoutASweep(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.next("conversations.replies", "500-before", "drop-before")
	thread := r.comesLate()
	r.caseOf(thread, bot.StateWithdrawn)
	if n := len(r.slack.called("conversations.replies")); n != 3 {
		t.Errorf("%d looks, want two that failed and one", n)
	}
	r.wantAnswers()
}

func TestALookBehindThatAStopCutOffIsMadeAfterTheStart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.until("conversations.replies", "500-before")
	thread := r.comesLate()
	k := r.caseOf(thread, bot.StateInReview)
	r.restart()
	r.eventually("a look after the start", func() bool { return len(r.slack.called("conversations.replies")) > 1 })
	r.slack.until("conversations.replies", "")
	r.state(k.ID, bot.StateWithdrawn)
	r.wantAnswers()
}

func TestALookBehindEndsWithItsCase(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.until("conversations.replies", "500-before")
	thread := r.comesLate()
	k := r.caseOf(thread, bot.StateInReview)
	r.deliver(r.slack.says(clientChannel, "U0PRIYA", "At nine.", map[string]any{"thread_ts": thread}))
	r.state(k.ID, bot.StateWithdrawn)
	r.listener.lookAt(t.Context(), behind{id: k.ID, tries: 3})
	r.listener.lookAt(t.Context(), behind{id: 4711}) // no such case
	r.eventually("nothing waits", func() bool {
		r.listener.overdue.mu.Lock()
		defer r.listener.overdue.mu.Unlock()
		return len(r.listener.overdue.cases) == 0
	})
}

func TestALookBehindIsMadeEverLater(t *testing.T) {
	var last time.Duration
	for failed := range 40 {
		next := again(failed)
		if next < last || next < time.Second || next > 10*time.Minute {
			t.Fatalf("after %d failures: %s, before %s", failed, next, last)
		}
		last = next
	}
	o := newOverdue()
	now := time.Now()
	o.add(behind{id: 1, at: now.Add(time.Minute)})
	o.add(behind{id: 2, at: now.Add(time.Second)})
	if _, wait, due := o.next(now); due || wait != time.Second {
		t.Errorf("waits %s, due %t; want the second that the first one needs", wait, due)
	}
	if b, _, due := o.next(now.Add(2 * time.Second)); !due || b.id != 2 {
		t.Errorf("got %+v, due %t, want case 2", b, due)
	}
}

func TestACaseThatIsToBeLookedBehindWaitsOnce(t *testing.T) {
	o := newOverdue()
	now := time.Now()
	o.add(behind{id: 1, tries: 3, at: now.Add(time.Minute)})
	for range 5 {
		o.add(behind{id: 1, at: now})
	}
	o.add(behind{id: 1, at: now.Add(time.Hour)})
	if b, _, due := o.next(now); !due || b.id != 1 || b.tries != 3 {
		t.Errorf("got %+v, due %t, want case 1 at the earliest time", b, due)
	}
	if b, _, due := o.next(now.Add(2 * time.Hour)); due {
		t.Errorf("it waits once more: %+v", b)
	}
}
