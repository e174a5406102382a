package bot_test

import (
	"testing"

	"countersign/bot"
)

// looksAt gives the delivery that the case's card asks about.
func (d *desk) looksAt(id int64) string {
	d.t.Helper()
	unclear, ok := d.kase(id).Unclear()
	if !ok {
		d.t.Fatalf("every delivery of case %d is known", id)
	}
	return unclear.Try()
}

func (d *desk) settleDelivery(id int64, action bot.Action, try string) error {
	_, err := d.Decide(d.t.Context(), id, bot.Decision{Action: action, Delivery: try, By: priya})
	return err
}

// settlesDelivery fails the test unless the word on the delivery that is
// unclear now is taken.
func (d *desk) settlesDelivery(id int64, action bot.Action) {
	d.t.Helper()
	if err := d.settleDelivery(id, action, d.looksAt(id)); err != nil {
		d.t.Fatalf("%s: %v", action, err)
	}
}

// unclearAnswer is an answer that reached the client, and nobody knows.
func unclearAnswer(t *testing.T, outcomes ...outcome) (*desk, int64) {
	t.Helper()
	d := newDesk(t)
	d.platform.findable = false
	r := d.asked("m1")
	d.platform.next(outcomes...)
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateUnknown)
	return d, r.Case
}

func TestAPressOnADeliveryThatMovedOnSendsNothingAgain(t *testing.T) {
	d, id := unclearAnswer(t, neverArrived, acceptedButLost)
	first := d.looksAt(id)
	d.settlesDelivery(id, bot.Resend)
	wantSettled(t, d.settleDelivery(id, bot.Resend, first), "already decided by Priya")
	d.drain()
	d.wantState(id, bot.StateUnknown) // the second try is unclear too
	const answer = "We are open from 9:00am. (1)"
	d.wantClientsSaw(answer)

	for _, late := range []bot.Action{bot.Resend, bot.Arrived} {
		wantSettled(t, d.settleDelivery(id, late, first), "already decided by Priya")
	}
	d.drain()
	d.wantState(id, bot.StateUnknown)
	d.wantClientsSaw(answer)

	d.settlesDelivery(id, bot.Arrived)
	d.wantState(id, bot.StateAnswered)
	wantSettled(t, d.settleDelivery(id, bot.Resend, first), "already decided by Priya")
	d.drain()
	d.wantClientsSaw(answer)
}

func TestAWordOnADeliveryNamesTheOneThatWasLookedAt(t *testing.T) {
	d, id := unclearAnswer(t, neverArrived)
	wantInvalid(t, d.settleDelivery(id, bot.Resend, ""), "the field delivery is empty")
	wantSettled(t, d.settleDelivery(id, bot.Resend, "99.1"), "look in the client's thread again")
	d.drain()
	d.wantState(id, bot.StateUnknown)
	d.wantClientsSaw()
}

// escalatedWithNote takes a case to people with words for the client whose
// delivery is unclear.
func escalatedWithNote(t *testing.T, o outcome) (*desk, int64) {
	t.Helper()
	d := newDesk(t)
	d.platform.findable = false
	r := d.asked("m1")
	d.platform.next(o)
	if err := d.decide(r.Case, bot.Escalate, 1, "Owen will call you today."); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantState(r.Case, bot.StateEscalated)
	d.wantEvent(r.Case, bot.EventUnknown)
	return d, r.Case
}

func TestStaffAreAskedAboutANoteWhoseDeliveryIsUnclear(t *testing.T) {
	d, id := escalatedWithNote(t, acceptedButLost)
	d.platform.mu.Lock()
	card := d.platform.lastCard
	d.platform.mu.Unlock()
	if unclear, ok := card.Unclear(); !ok || unclear.Text != "Owen will call you today." {
		t.Fatalf("the card before staff asks about %+v", unclear)
	}
	d.settlesDelivery(id, bot.Arrived)
	d.drain()
	d.wantState(id, bot.StateEscalated) // a note is no answer
	if _, unclear := d.kase(id).Unclear(); unclear {
		t.Error("still unclear")
	}
	d.wantClientsSaw("Owen will call you today.")
}

func TestANoteThatDidNotArriveIsSentAgainOnce(t *testing.T) {
	d, id := escalatedWithNote(t, neverArrived)
	first := d.looksAt(id)
	d.settlesDelivery(id, bot.Resend)
	d.drain()
	wantSettled(t, d.settleDelivery(id, bot.Resend, first), "already decided by Priya")
	d.drain()
	d.wantState(id, bot.StateEscalated)
	d.wantClientsSaw("Owen will call you today.")
}
