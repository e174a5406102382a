package bot_test

import (
	"testing"

	"countersign/bot"
)

// TestADraftThatIsNotTheOneThatWasShownIsNotApproved: somebody changed its words in the database.
func TestADraftThatIsNotTheOneThatWasShownIsNotApproved(t *testing.T) {
	d := newDesk(t)
	id := d.asked("m1").Case
	d.inStore(func(tx bot.Tx) error {
		k, err := tx.Case(id)
		if err != nil {
			return err
		}
		k.Drafts[0].Text = "Pay to another account."
		return tx.Update(k)
	})
	wantInvalid(t, d.decide(id, bot.Approve, 1, ""), "not the one that was shown")
	d.drain()
	d.wantState(id, bot.StateInReview)
	d.wantClientsSaw()
}

// TestADecisionIsOnRecordWithTheAnswerItSends, and on the card.
func TestADecisionIsOnRecordWithTheAnswerItSends(t *testing.T) {
	d := newDesk(t)
	id := d.asked("m1").Case
	d.decided(id, bot.Approve, 1)
	d.drain()
	by := d.events(id, bot.EventDecided)
	if len(by) != 1 || by[0].Actor != "staff:U_PRIYA" || by[0].Facts["hash"] != bot.TextHash(d.kase(id).Draft().Text) {
		t.Errorf("on record: %+v", by)
	}
	if planned := d.events(id, bot.EventPlanned); len(planned) == 0 || planned[len(planned)-1].Actor != "staff:U_PRIYA" {
		t.Errorf("the answer was planned by %+v", planned)
	}
	if card := d.platform.lastCard; len(card.Decisions) != 1 {
		t.Errorf("the card shows the decisions %+v", card.Decisions)
	}
}
