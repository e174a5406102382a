package slack

import (
	"fmt"
	"testing"
	"time"

	"countersign/bot"
)

// answered has a client ask and a colleague answer in the thread; it gives the case
// and the time of the answer.
func (r *rig) answered(question string) (k *bot.Case, answer string) {
	r.t.Helper()
	k = r.asks(question)
	ev := r.slack.says(clientChannel, "U0JOHN", "At nine!", map[string]any{"thread_ts": k.Thread})
	r.deliver(ev)
	k = r.state(k.ID, bot.StateWithdrawn)
	r.quiet()
	return k, fmt.Sprint(ev["ts"])
}

// sweeps sweeps once, some time later.
func (r *rig) sweeps(later time.Duration) {
	r.t.Helper()
	r.now.advance(later)
	if _, err := r.listener.Sweep(r.t.Context(), time.Hour); err != nil {
		r.t.Fatal(err)
	}
	r.quiet()
}

// Points 13 and 14.
func TestTheSweepFindsThatAColleagueDeletedTheirAnswer(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		until []time.Duration // sweeps while it stands there
		found time.Duration   // after the last of them
		want  bot.State
	}{
		"soon":                              {[]time.Duration{time.Minute}, 10 * time.Minute, bot.StateInReview},
		"in an outage":                      {nil, 8 * time.Hour, bot.StateInReview},
		"once it was read":                  {[]time.Duration{50 * time.Minute, 20 * time.Minute}, 10 * time.Minute, bot.StateWithdrawn},
		"within its hour, found afterwards": {[]time.Duration{55 * time.Minute}, 10 * time.Minute, bot.StateInReview},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.sweeps(0)
			k, answer := r.answered("When are you open?")
			for _, later := range x.until {
				r.sweeps(later)
			}
			r.slack.deletes(clientChannel, answer) // no delivery tells
			for range 2 {                          // a second sweep finds nothing more
				r.sweeps(x.found)
			}
			k = r.state(k.ID, x.want)
			if m := k.Messages[len(k.Messages)-1]; m.ID != answer || !m.Deleted {
				t.Errorf("the answer is %+v, want it deleted", m)
			}
			if n := r.noted("deletion_found"); n != 1 {
				t.Errorf("%d notes of a deletion, want one", n)
			}
			r.wantAnswers()
		})
	}
}

func TestTheSweepFindsThatAColleagueEditedTheirAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k, answer := r.answered("When are you open?")
	r.sweeps(time.Minute)
	r.slack.edits(clientChannel, answer, "At ten, I mean!")
	for range 2 {
		r.sweeps(time.Minute)
	}
	k = r.state(k.ID, bot.StateWithdrawn)
	if m := k.Messages[len(k.Messages)-1]; m.Text != "At ten, I mean!" {
		t.Errorf("the answer reads %q", m.Text)
	}
	if n := r.noted("edit_found"); n != 1 {
		t.Errorf("%d notes of an edit, want one", n)
	}
}

// askedAgain has a colleague answer a question and its client ask another one in the
// thread, which has a draft now. It gives the case and the colleague's answer.
func (r *rig) askedAgain() (k *bot.Case, answer string) {
	r.t.Helper()
	k, answer = r.answered("When are you open?")
	r.deliver(r.slack.says(clientChannel, "U0CLIENT", "And where are you?", map[string]any{"thread_ts": k.Thread}))
	r.state(k.ID, bot.StateInReview)
	r.quiet()
	return k, answer
}

func TestWhatAColleagueDidToAnEarlierAnswerIsFoundWhileTheCaseIsOpen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k, answer := r.askedAgain()
	r.sweeps(50 * time.Minute)
	for range 4 { // the answer is older than what a sweep reads again
		r.sweeps(time.Hour)
	}
	r.slack.edits(clientChannel, answer, "At ten, I mean!")
	r.sweeps(time.Minute)
	if m := r.load(k.ID).Messages[1]; m.Text != "At ten, I mean!" || r.noted("edit_found") != 1 {
		t.Errorf("the answer reads %q, %d notes", m.Text, r.noted("edit_found"))
	}
	r.slack.deletes(clientChannel, answer)
	r.sweeps(time.Minute)
	if m := r.load(k.ID).Messages[1]; !m.Deleted || r.noted("deletion_found") != 1 {
		t.Errorf("the answer is %+v, %d notes", m, r.noted("deletion_found"))
	}
}

// Point 27.
func TestAnAnswerDoesNotLeaveForLessThanIsOpenSinceAColleagueDeletedTheirs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k, answer := r.askedAgain()
	r.now.advance(2 * time.Minute)
	r.slack.deletes(clientChannel, answer)
	r.presses("U0PRIYA", r.load(k.ID), bot.Approve)
	r.eventually("cancelled", func() bool { return len(r.events(bot.EventCancelled)) == 1 })
	if k = r.state(k.ID, bot.StateInReview); len(k.Asked()) != 2 {
		t.Errorf("%d messages wait for an answer, want both", len(k.Asked()))
	}
	r.wantAnswers()
}

func TestALostDeletionInTheThreadOfASecondMessageIsFound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	second := r.burst(k, "On Sundays, I mean")
	ev := r.slack.says(clientChannel, "U0JOHN", "We are shut on Sundays.", map[string]any{"thread_ts": second})
	r.deliver(ev)
	r.state(k.ID, bot.StateWithdrawn)
	r.sweeps(time.Minute)
	r.slack.deletes(clientChannel, fmt.Sprint(ev["ts"]))
	r.sweeps(5 * time.Minute)
	if r.state(k.ID, bot.StateInReview); r.noted("deletion_found") != 1 {
		t.Errorf("%d notes", r.noted("deletion_found"))
	}
}

func TestTheSweepFindsThatWhatStoodBesideAQuestionWasDeleted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	ev := r.slack.says(clientChannel, "U0JOHN", "At nine, Bea!", nil)
	r.deliver(ev)
	r.besides(k.ID)
	r.sweeps(2 * time.Minute)
	r.slack.deletes(clientChannel, fmt.Sprint(ev["ts"]))
	for range 2 {
		r.sweeps(2 * time.Minute)
	}
	if k = r.load(k.ID); k.Beside != nil || r.noted("deletion_found") != 1 {
		t.Errorf("beside the question stands %+v, %d notes", k.Beside, r.noted("deletion_found"))
	}
}

// Point 5 of the sweep: what nobody deleted costs no call.
func TestALookForDeletedAnswersCostsNoCallWhereNoneIsGone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 8 {
		r.answered(fmt.Sprintf("Question %d?", i))
	}
	r.sweeps(2 * time.Minute)
	before := len(r.slack.called("conversations.replies"))
	r.sweeps(2 * time.Minute)
	if n := len(r.slack.called("conversations.replies")) - before; n != 8 {
		t.Errorf("%d calls for 8 threads", n)
	}
	_, answer := r.answered("And one more?")
	r.now.advance(2 * time.Minute)
	r.slack.deletes(clientChannel, answer)
	before = len(r.slack.called("conversations.replies"))
	r.sweeps(time.Minute)
	if n := len(r.slack.called("conversations.replies")) - before; n != 10 {
		t.Errorf("%d calls for 9 threads and one answer that is gone", n)
	}
}

func TestAListThatHoldsNothingProvesNoAnswerDeleted(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{"an empty list": "empty", "no permission": "error:missing_scope", "not answered": "500-before"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			k, _ := r.answered("When are you open?")
			r.now.advance(2 * time.Minute)
			r.slack.until("conversations.replies", fault)
			_, err := r.listener.Sweep(t.Context(), time.Hour)
			if fault != "empty" && err == nil {
				t.Error("a sweep that could not read a thread is called complete")
			}
			r.state(k.ID, bot.StateWithdrawn)
			if n := r.noted("deletion_found"); n != 0 {
				t.Errorf("%d deletions found", n)
			}
		})
	}
}
