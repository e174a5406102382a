package bot_test

import (
	"testing"

	"countersign/bot"
)

// unsure takes in a message of which the platform did not say who wrote it.
func (d *desk) unsure(id, text, thread string) bot.Receipt {
	d.t.Helper()
	return d.receive(bot.Enquiry{MessageID: id, Text: text, Thread: thread, Unsure: true, Author: bot.Person{ID: "U_OWEN"}})
}

func (d *desk) recognised(r bot.Receipt, role bot.Role) {
	d.t.Helper()
	if err := d.Recognise(d.t.Context(), r.Case, r.Message, bot.Person{ID: "U_OWEN", Team: "T1", Name: "Owen\u200b"}, role); err != nil {
		d.t.Fatal(err)
	}
	d.drain()
}

func TestAColleagueWhoWasTakenForAClientIsNotAnswered(t *testing.T) {
	for name, decided := range map[string]bool{"a draft waits": false, "the answer was approved": true} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.gate(func() string { return "for this test" }, nil)
			r := d.unsure("m1", "Are we open on Sunday?", "")
			d.settle()
			if k := d.wantState(r.Case, bot.StateInReview); !k.Unsure() {
				t.Error("nothing says that it is not known who wrote")
			}
			if decided {
				d.decided(r.Case, bot.Approve, 1)
				d.drain()
			}
			d.recognised(r, bot.RoleStaff)
			d.gate(nil, nil)
			d.settle()
			k := d.wantState(r.Case, bot.StateWithdrawn)
			if m := k.Messages[0]; k.Unsure() || m.Role != bot.RoleStaff || m.Author.Name != "Owen" {
				t.Errorf("the message is now %+v", m)
			}
			if facts := d.factsOf(r.Case, bot.EventAuthor); facts["role"] != "staff" || facts["was"] != "client" || facts["message"] != "m1" {
				t.Errorf("on record: %v", facts)
			}
			d.wantClientsSaw()
		})
	}
}

func TestAColleaguesAnswerThatWasTakenForAClientsWithdrawsTheDraft(t *testing.T) {
	d := newDesk(t)
	first := d.asked("m1")
	reply := d.unsure("m2", "From nine, Jo!", "m1")
	d.settle()
	d.wantState(first.Case, bot.StateInReview)
	d.recognised(reply, bot.RoleStaff)
	k := d.wantState(first.Case, bot.StateWithdrawn)
	if q := k.Questions(); len(q) != 1 || q[0].ID != "m1" {
		t.Errorf("the client asked %+v", q)
	}
	d.wantClientsSaw()
}

func TestAColleagueAtTheTopOfTheChannelWhomThePlatformNamesLaterStandsBesideTheQuestion(t *testing.T) {
	d := newDesk(t)
	first := d.asked("m1")
	beside := d.unsure("m2", "From nine, Jo!", "")
	d.settle()
	if d.kase(first.Case).Beside != nil {
		t.Error("somebody of whom nothing is known stands beside the question")
	}
	d.recognised(beside, bot.RoleStaff)
	if b := d.kase(first.Case).AnsweredBeside(); b == nil || b.By.ID != "U_OWEN" {
		t.Errorf("beside the question stands %+v", b)
	}
	d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeDeleted})
	if b := d.kase(first.Case).Beside; b != nil {
		t.Errorf("it was deleted, and still stands there: %+v", b)
	}
	d.wantState(first.Case, bot.StateInReview)
}

func TestAClientWhoIsRecognisedStaysAClient(t *testing.T) {
	d := newDesk(t)
	r := d.unsure("m1", "When are you open?", "")
	d.settle()
	d.recognised(r, bot.RoleClient)
	d.recognised(r, bot.RoleStaff) // too late: it is known
	k := d.wantState(r.Case, bot.StateInReview)
	if k.Unsure() || k.Messages[0].Role != bot.RoleClient || len(k.Drafts) != 1 {
		t.Errorf("message %+v, %d drafts", k.Messages[0], len(k.Drafts))
	}
}

func TestSoftwareThatWasTakenForAClientIsNotAnswered(t *testing.T) {
	d := newDesk(t)
	r := d.unsure("m1", "Ticket 7 was opened", "")
	d.settle()
	d.recognised(r, bot.RoleBot)
	d.wantState(r.Case, bot.StateWithdrawn)
	d.wantClientsSaw()
}
