package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// gate gives the desk a switch for sending, and a look at the question.
func (d *desk) gate(held func() string, recheck func(k *bot.Case) error) {
	d.held, d.recheck = held, recheck
	d.Copilot = d.copilot()
}

func TestAnAnswerThatWaitsFillsNoLedger(t *testing.T) {
	d := newDesk(t)
	why := "wrong page online"
	d.gate(func() string { return why }, nil)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	events, version := len(d.kinds(r.Case)), d.kase(r.Case).Version
	d.wantEvent(r.Case, bot.EventNotSent)
	for range 100 {
		d.clock.advance(31 * time.Second)
		d.drain()
	}
	if n := len(d.kinds(r.Case)); n != events || d.kase(r.Case).Version != version {
		t.Errorf("%d events after fifty minutes of waiting, want %d; the case went from version %d to %d", n, events, version, d.kase(r.Case).Version)
	}
	why = "another reason"
	d.clock.advance(31 * time.Second)
	d.drain()
	if n := len(d.kinds(r.Case)); n != events+1 {
		t.Errorf("%d events after a new reason, want one more than %d", n, events)
	}
	why = ""
	d.clock.advance(31 * time.Second)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (1)")
}

func TestAPlatformThatAsksToWaitIsToldOfOnce(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	for range 10 {
		d.platform.next(rateLimited)
	}
	d.decided(r.Case, bot.Approve, 1)
	for range 12 {
		d.clock.advance(time.Minute + time.Second)
		d.drain()
	}
	d.wantState(r.Case, bot.StateAnswered)
	n := map[bot.EventKind]int{}
	for _, kind := range d.kinds(r.Case) {
		n[kind]++
	}
	if n[bot.EventSending] != 1 || n[bot.EventNotSent] != 1 || n[bot.EventSent] != 1 {
		t.Errorf("%d times sending, %d times not sent, %d times sent; want each once", n[bot.EventSending], n[bot.EventNotSent], n[bot.EventSent])
	}
}

func TestAQuestionThatIsGoneWhenTheAnswerIsToLeaveIsNotAnswered(t *testing.T) {
	d := newDesk(t)
	looks := 0
	d.gate(nil, func(*bot.Case) error {
		looks++
		d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted})
		return nil
	})
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateWithdrawn)
	d.wantEvent(r.Case, bot.EventCancelled)
	d.wantClientsSaw()
	if looks != 1 {
		t.Errorf("%d looks, want 1", looks)
	}
}

func TestAnAnswerWhoseQuestionCannotBeLookedAtWaitsAWhileOnly(t *testing.T) {
	d := newDesk(t)
	d.gate(nil, func(*bot.Case) error { return errors.New("no answer") })
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.clock.advance(time.Minute)
	d.drain()
	d.wantState(r.Case, bot.StateDecided)
	d.wantClientsSaw()
	d.clock.advance(61 * time.Second)
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	if !strings.Contains(d.log.String(), "an answer leaves without a look at its question") {
		t.Error("the log does not say so")
	}
}

func TestANoteOfAPersonAsksForNoLook(t *testing.T) {
	d := newDesk(t)
	d.gate(nil, func(*bot.Case) error { t.Error("asked"); return nil })
	r := d.asked("m1")
	if _, err := d.Decide(context.WithoutCancel(t.Context()), r.Case, bot.Decision{Action: bot.Escalate, Version: 1, Text: "I will call you.", By: priya}); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantClientsSaw("I will call you.")
}

// TestAnAnswerLeavesOnlyWhileItsCaseWaitsForIt: whatever took the case elsewhere and left
// the row, the client gets nothing that nobody expects any more.
func TestAnAnswerLeavesOnlyWhileItsCaseWaitsForIt(t *testing.T) {
	for _, state := range bot.States() {
		if state == bot.StateDecided {
			continue
		}
		d := newDesk(t)
		id := d.asked("m1").Case
		d.platform.next(rateLimited)
		d.decided(id, bot.Approve, 1)
		d.drain()
		d.inStore(func(tx bot.Tx) error {
			k, err := tx.Case(id)
			if err != nil {
				return err
			}
			k.State, k.WakeAt = state, time.Time{}
			return tx.Update(k)
		})
		d.clock.advance(2 * time.Minute)
		d.drain()
		if o := d.answerRow(id); o.State != bot.PostCancelled || o.Detail != "the case is no longer waiting for this answer" {
			t.Errorf("%s: the row is %s because of %q", state, o.State, o.Detail)
		}
		d.wantState(id, state)
		d.wantClientsSaw()
	}
}
