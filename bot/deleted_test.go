package bot_test

import (
	"testing"

	"countersign/bot"
)

func TestAFollowUpThatIsDeletedHasNoDraftThoughItsThreadWasAnswered(t *testing.T) {
	d := newDesk(t)
	r := d.answered("m1")
	before := d.platform.texts()
	d.says("m2", "And on Sundays?", r.Thread)
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: r.Thread, Change: bot.ChangeDeleted})
	d.settle()
	if k := d.wantState(r.Case, bot.StateWithdrawn); len(k.Drafts) != 2 {
		t.Errorf("%d drafts: nobody asks any more", len(k.Drafts))
	}
	if err := d.decide(r.Case, bot.Approve, 2, ""); err == nil {
		t.Error("the draft for what was deleted can be approved")
	}
	d.drain()
	d.wantClientsSaw(before...)
}

func TestAnAnsweredMessageThatIsDeletedMakesNoSecondDraft(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "When are you open?")
	d.says("m2", "And on Sundays?")
	d.settle()
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeDeleted})
	d.settle()
	if k := d.wantState(r.Case, bot.StateAnswered); len(k.Drafts) != 1 {
		t.Errorf("%d drafts: nobody asks any more", len(k.Drafts))
	}
}

func TestADeletionTakesNoCaseFromPeopleWhileAnyOfItStands(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "When are you open?")
	d.says("m2", "And on Sundays?")
	d.settle()
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.decided(r.Case, bot.Escalate, 0)
	d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeDeleted})
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
}
