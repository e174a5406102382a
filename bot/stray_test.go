package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// stray is a colleague's answer that came before its question, told once more
// after it: r is the receipt of the question.
func stray(d *desk) (wrote bot.Enquiry, r bot.Receipt) {
	asked := d.clock.now()
	wrote = bot.Enquiry{MessageID: "m2", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Until five today.", SentAt: asked.Add(time.Minute)}
	d.receive(wrote)
	r = d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: asked})
	d.settle()
	return wrote, r
}

func TestAMessageOfStaffThatWasTakenInLateHasItsCaseFromThenOn(t *testing.T) {
	d := newDesk(t)
	wrote, r := stray(d)
	if told := d.receive(wrote); told.Case != r.Case || told.Duplicate {
		t.Fatalf("told again: %+v, want it taken into case %d", told, r.Case)
	}
	if third := d.receive(wrote); third.Case != r.Case || !third.Duplicate {
		t.Errorf("told a third time: %+v, want a duplicate of case %d", third, r.Case)
	}
	edit := wrote
	edit.Change, edit.Text, edit.ChangedAt = bot.ChangeEdited, "Until six today.", wrote.SentAt.Add(time.Minute)
	if changed := d.receive(edit); changed.Case != r.Case {
		t.Errorf("edited: %+v, want case %d", changed, r.Case)
	}
	if m := d.kase(r.Case).Messages[1]; m.Text != "Until six today." {
		t.Errorf("after the edit the case holds %q", m.Text)
	}
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Change: bot.ChangeDeleted, ChangedAt: wrote.SentAt.Add(2 * time.Minute)})
	if m := d.kase(r.Case).Messages[1]; !m.Deleted {
		t.Errorf("after the deletion the case holds %+v", m)
	}
	d.wantEvent(r.Case, bot.EventEdited)
	d.wantEvent(r.Case, bot.EventDeleted)
}

func TestAnEditOfAMessageThatHasNoCaseYetTellsItOnceMore(t *testing.T) {
	d := newDesk(t)
	wrote, r := stray(d)
	d.wantState(r.Case, bot.StateInReview)
	wrote.Change, wrote.Text, wrote.ChangedAt = bot.ChangeEdited, "Until six today.", wrote.SentAt.Add(time.Minute)
	if told := d.receive(wrote); told.Case != r.Case {
		t.Fatalf("edited: %+v, want it taken into case %d", told, r.Case)
	}
	if k := d.wantState(r.Case, bot.StateWithdrawn); len(k.Messages) != 2 || k.Messages[1].Text != "Until six today." {
		t.Errorf("the case holds %+v", k.Messages)
	}
}

func TestAColleaguesAnswerThatWasDeletedBeforeItsQuestionCameAnswersNothing(t *testing.T) {
	d := newDesk(t)
	wrote, r := stray(d)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Change: bot.ChangeDeleted, ChangedAt: wrote.SentAt.Add(time.Minute)})
	d.receive(wrote) // Slack delivers it once more
	if k := d.wantState(r.Case, bot.StateInReview); len(k.Messages) != 1 {
		t.Errorf("the case holds %+v", k.Messages)
	}
	wrote.Change, wrote.ChangedAt = bot.ChangeEdited, wrote.SentAt.Add(2*time.Minute)
	d.receive(wrote) // and its author brings it back
	d.wantState(r.Case, bot.StateWithdrawn)
}

// An older program took such messages into their case and left them on record
// as messages of none.
func TestWhatAnOlderProgramLeftWithoutItsCaseGetsIt(t *testing.T) {
	for name, change := range map[string]bot.Enquiry{
		"told again": {},
		"deleted":    {Change: bot.ChangeDeleted},
		"edited":     {Change: bot.ChangeEdited, Text: "Until six today."},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			wrote, r := stray(d)
			err := d.store.Write(t.Context(), func(tx bot.Tx) error {
				k, err := tx.Case(r.Case)
				if err != nil {
					return err
				}
				k.Messages = append(k.Messages, bot.Message{ID: wrote.MessageID, Role: bot.RoleStaff, Author: priya, Text: wrote.Text, SentAt: wrote.SentAt})
				return tx.Update(k)
			})
			if err != nil {
				t.Fatal(err)
			}
			told := wrote
			if change.Change != bot.ChangeNew {
				told.Change, told.Text, told.ChangedAt = change.Change, change.Text, wrote.SentAt.Add(time.Minute)
			}
			if got := d.receive(told); got.Case != r.Case {
				t.Errorf("receipt %+v, want case %d", got, r.Case)
			}
			m := d.kase(r.Case).Messages[1]
			if len(d.kase(r.Case).Messages) != 2 || m.Deleted != (change.Change == bot.ChangeDeleted) || change.Text != "" && m.Text != change.Text {
				t.Errorf("the case holds %+v", d.kase(r.Case).Messages)
			}
			if again := d.receive(wrote); again.Case != r.Case || !again.Duplicate {
				t.Errorf("afterwards: %+v, want a duplicate of case %d", again, r.Case)
			}
		})
	}
}
