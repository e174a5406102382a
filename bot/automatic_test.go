package bot_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// permits is an autonomy that says what the test has it say.
type permits struct {
	granted
	may *func() (bot.Permit, error)
}

func (p permits) May(bot.Tx, *bot.Case, bot.Draft) (bot.Permit, error) { return (*p.may)() }

// automaticWaits gives a desk with an automatic answer that is planned and waits for its
// turn, and what decides from then on whether it may go.
func automaticWaits(t *testing.T) (d *desk, id int64, may *func() (bot.Permit, error)) {
	t.Helper()
	d = newDesk(t)
	say := func() (bot.Permit, error) { return bot.Permit{Grant: "G1"}, nil }
	d.autonomy, d.drafter.sound = permits{may: &say}, true
	d.Copilot = d.copilot()
	d.platform.next(rateLimited)
	id = d.clientAsks("m1", "When are you open?").Case
	d.settle()
	d.wantState(id, bot.StateDecided)
	return d, id, &say
}

// answerRow gives the newest row of an answer of a case.
func (d *desk) answerRow(id int64) bot.Outbound {
	d.t.Helper()
	rows := slices.DeleteFunc(d.rows(id), func(o bot.Outbound) bool { return o.Kind != bot.PostAnswer })
	if len(rows) == 0 {
		d.t.Fatalf("case %d has no answer in the outbox", id)
	}
	return rows[len(rows)-1]
}

// TestAnAutomaticAnswerThatMayNotGoAnyMoreIsCancelledWithTheReason: in the outbox, in the
// case and in the ledger. Its draft is before staff as if nobody had decided on it.
func TestAnAutomaticAnswerThatMayNotGoAnyMoreIsCancelledWithTheReason(t *testing.T) {
	for why, now := range map[string]bot.Permit{
		"it was planned under another grant":     {Grant: "G2"},
		"the grant it was planned under is gone": {},
		"the grant rests: the page changed":      {Why: "the grant rests: the page changed"},
		"automatic answers on keys are stopped":  {Why: "automatic answers on keys are stopped"},
	} {
		d, id, may := automaticWaits(t)
		*may = func() (bot.Permit, error) { return now, nil }
		d.clock.advance(2 * time.Minute)
		d.drain()
		if o := d.answerRow(id); o.State != bot.PostCancelled || o.Detail != why {
			t.Errorf("the row is %s because of %q, want it cancelled: %s", o.State, o.Detail, why)
		}
		k := d.wantState(id, bot.StateInReview)
		if x := k.Deliveries; len(x) != 1 || x[0].State != bot.PostCancelled || x[0].Detail != why {
			t.Errorf("%s: the case shows %+v", why, x)
		}
		if x, ok := k.Decided(1); ok || k.Draft().Status != "" || k.Draft().HeldBack != why {
			t.Errorf("%s: the draft is %q, held back because of %q, decided on by %+v", why, k.Draft().Status, k.Draft().HeldBack, x)
		}
		for _, kind := range []bot.EventKind{bot.EventCancelled, bot.EventHeldBack} {
			if on := d.events(id, kind); len(on) != 1 || on[0].Facts["why"] != why {
				t.Errorf("%s: the ledger says %+v", why, on)
			}
		}
		d.wantClientsSaw()
		d.decided(id, bot.Approve, 1)
		d.drain()
		d.wantState(id, bot.StateAnswered)
		d.wantClientsSaw(k.Draft().Text)
	}
}

// TestWhatCannotBeToldHoldsAnAutomaticAnswer, when its draft is made and when it is about
// to leave: nobody takes an error for a permit. It goes once the error is over.
func TestWhatCannotBeToldHoldsAnAutomaticAnswer(t *testing.T) {
	broken := func() (bot.Permit, error) { return bot.Permit{Grant: "G1"}, errors.New("the standing cannot be read") }
	d, id, may := automaticWaits(t)
	whole := *may
	*may = broken
	d.clock.advance(2 * time.Minute)
	d.drain()
	if o := d.answerRow(id); o.State != bot.PostPlanned {
		t.Errorf("the row is %s", o.State)
	}
	d.wantState(id, bot.StateDecided)
	d.wantClientsSaw()
	other := d.clientAsks("m2", "And where?", "U_SAM").Case
	d.clock.advance(quiet)
	d.drain()
	d.wantState(other, bot.StateAssessed)
	d.wantClientsSaw()
	*may = whole
	d.clock.advance(time.Minute)
	d.drain()
	d.wantState(id, bot.StateAnswered)
	d.wantState(other, bot.StateAnswered)
}

// TestADraftThatCouldNotBePermittedGoesToPeopleInTheEnd: the client is not kept waiting
// for a store that cannot tell.
func TestADraftThatCouldNotBePermittedGoesToPeopleInTheEnd(t *testing.T) {
	d, _, may := automaticWaits(t)
	*may = func() (bot.Permit, error) { return bot.Permit{}, errors.New("the standing cannot be read") }
	id := d.clientAsks("m2", "And where?", "U_SAM").Case
	for range 5 {
		d.settle()
	}
	d.wantState(id, bot.StateEscalated)
	d.wantClientsSaw()
}

// TestAnAutomaticAnswerThatItsClientOvertookIsSetAside: what was written while it was on
// its way is part of the question, and its row is not sent later.
func TestAnAutomaticAnswerThatItsClientOvertookIsSetAside(t *testing.T) {
	d := automaticDesk(t)
	d.platform.next(neverArrived)
	id := d.clientAsks("m1", "When are you open?").Case
	d.settle()
	d.wantState(id, bot.StateSending)
	d.says("m2", "And on Sundays?", "m1")
	for range 6 {
		d.clock.advance(time.Minute)
		d.drain()
	}
	const why = "the client wrote again"
	rows := slices.DeleteFunc(d.rows(id), func(o bot.Outbound) bool { return o.Kind != bot.PostAnswer })
	if len(rows) != 2 || rows[0].State != bot.PostCancelled || rows[0].Detail != why || rows[1].State != bot.PostSent {
		t.Errorf("rows %+v, want the first cancelled because %s", rows, why)
	}
	if on := d.events(id, bot.EventSuperseded); len(on) != 1 || on[0].Facts["why"] != why {
		t.Errorf("the ledger says %+v", on)
	}
	if k := d.kase(id); len(k.Drafts) != 2 || k.Drafts[0].Status != "superseded" || !strings.Contains(k.Drafts[0].HeldBack, why) {
		t.Errorf("the drafts are %+v", k.Drafts)
	}
}

// TestADecisionEndsTheTimersAndTheFailuresOfItsDraft: a case whose answer waits is woken
// for nothing, and tries that failed before count for nothing.
func TestADecisionEndsTheTimersAndTheFailuresOfItsDraft(t *testing.T) {
	d := newDesk(t, func(o *bot.Options) { o.GiveUpAfter = time.Hour })
	id := d.asked("m1").Case
	d.inStore(func(tx bot.Tx) error {
		k, err := tx.Case(id)
		if err != nil {
			return err
		}
		k.Attempts = 2
		return tx.Update(k)
	})
	if k := d.kase(id); k.WakeAt.IsZero() {
		t.Fatal("nothing would take the draft back: this proves nothing")
	}
	d.decided(id, bot.Approve, 1)
	if k := d.wantState(id, bot.StateDecided); k.Attempts != 0 || !k.WakeAt.IsZero() {
		t.Errorf("%d failed tries, woken at %s; want none and never", k.Attempts, k.WakeAt)
	}
}

// TestAnAnswerWhoseDraftWasReplacedIsNotSent, and the one that took its place is left as
// it is: nobody decided on that.
func TestAnAnswerWhoseDraftWasReplacedIsNotSent(t *testing.T) {
	approved := func(t *testing.T) (*desk, int64) {
		d := newDesk(t)
		id := d.asked("m1").Case
		d.decided(id, bot.Approve, 1)
		return d, id
	}
	automatic := func(t *testing.T) (*desk, int64) { d, id, _ := automaticWaits(t); return d, id }
	for name, waits := range map[string]func(t *testing.T) (*desk, int64){"approved": approved, "automatic": automatic} {
		d, id := waits(t)
		d.inStore(func(tx bot.Tx) error {
			k, err := tx.Case(id)
			if err != nil {
				return err
			}
			k.Drafts = append(k.Drafts, bot.Draft{Version: 2, Text: "We are shut.", Status: "withdrawn"})
			return tx.Update(k)
		})
		d.clock.advance(2 * time.Minute)
		d.drain()
		if o := d.answerRow(id); o.State != bot.PostCancelled || o.Detail != "another draft took its place" {
			t.Errorf("%s: the row is %s because of %q", name, o.State, o.Detail)
		}
		if k := d.wantState(id, bot.StateEscalated); k.Draft().Status != "withdrawn" || k.Draft().HeldBack != "" {
			t.Errorf("%s: the new draft is %q, held back because of %q", name, k.Draft().Status, k.Draft().HeldBack)
		}
		d.wantClientsSaw()
	}
}

// TestNothingGoesByItselfToAChannelOfNoAccount, whatever the sorting made of it: nobody
// knows who reads there.
func TestNothingGoesByItselfToAChannelOfNoAccount(t *testing.T) {
	d := automaticDesk(t)
	r := d.receive(bot.Enquiry{Channel: "nobodys", MessageID: "m1", Text: "When are you open?"})
	d.settle()
	if why := d.heldBack(r.Case); why != "the channel belongs to no client" {
		t.Errorf("held back because of %q", why)
	}
	d.wantClientsSaw()
}
