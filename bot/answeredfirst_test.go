package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// TestAComplaintIsOnRecordThoughAPersonAnsweredBeforeItWasSorted holds that whoever
// is quicker, the firm's register has it from when it was received.
func TestAComplaintIsOnRecordThoughAPersonAnsweredBeforeItWasSorted(t *testing.T) {
	d := recordDesk(t)
	received := d.clock.now()
	r := d.says("m1", "I have a complaint")
	d.clock.advance(time.Second)
	d.staffSay("m2", "I am so sorry, I will look into it.", "m1")
	d.drain()
	k := d.wantState(r.Case, bot.StateWithdrawn)
	if len(k.Records) != 1 || k.Records[0].Kind != bot.RecordComplaint || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Fatalf("records %+v, want a complaint of %s", k.Records, received)
	}
	d.settle()
	if again := d.kase(r.Case); len(again.Records) != 1 || again.Version < k.Version || again.State != bot.StateWithdrawn {
		t.Errorf("later it has records %+v and is %s", again.Records, again.State)
	}
	d.wantClientsSaw() // a person answered: nothing is sent besides
}

func TestAComplaintThatAPersonAnsweredInPartIsOnRecord(t *testing.T) {
	d := recordDesk(t)
	asked := d.clock.now()
	r := d.receive(bot.Enquiry{MessageID: "m1", Text: "I have a complaint", SentAt: asked})
	answered := asked.Add(time.Second)
	d.clock.advance(2 * time.Second)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "When are you open?", SentAt: d.clock.now()})
	d.receive(bot.Enquiry{MessageID: "m3", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "So sorry about that.", SentAt: answered})
	d.settle()
	k := d.wantState(r.Case, bot.StateInReview) // the rest is for staff to decide on
	if len(k.Records) != 1 || k.Tier() != bot.TierHuman {
		t.Errorf("tier %s, records %+v; want the complaint", k.Tier(), k.Records)
	}
	d.wantClientsSaw()
}

func TestAComplaintToACaseThatPeopleHaveIsOnRecordThoughItWasAnsweredAtOnce(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "Is there danger?")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	d.says("m2", "And I have a complaint", "m1")
	d.staffSay("m3", "I am here, and sorry.", "m1")
	d.settle()
	if k := d.wantState(r.Case, bot.StateAnswered); len(k.Records) != 1 {
		t.Errorf("records %+v, want the complaint", k.Records)
	}
}

func TestAQuestionThatAPersonAnsweredBeforeItWasSortedGetsNoDraft(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "When are you open?")
	d.staffSay("m2", "Until five today.", "m1")
	d.settle()
	k := d.wantState(r.Case, bot.StateWithdrawn)
	if len(k.Drafts) != 0 || len(k.Records) != 0 || k.Assessment == nil {
		t.Errorf("drafts %d, records %d, assessment %v; want it sorted and no more", len(k.Drafts), len(k.Records), k.Assessment)
	}
	d.wantClientsSaw()
}

func TestDangerThatAPersonMayHaveMissedIsShownToPeople(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "When are you open? I am in danger.")
	d.staffSay("m2", "Until five today.", "m1")
	d.settle()
	if k := d.wantState(r.Case, bot.StateEscalated); k.Assessment.Priority != bot.P0 {
		t.Errorf("priority %s, want P0", k.Assessment.Priority)
	}
}

func TestWhatCouldNotBeSortedAfterItsAnswerIsShownToPeopleOnce(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "This fails")
	d.staffSay("m2", "Until five today.", "m1")
	for range 40 {
		d.settle()
	}
	k := d.wantState(r.Case, bot.StateEscalated)
	failed := len(d.events(r.Case, bot.EventStepFailed))
	if failed != 3 || len(k.Assessment.Reasons) != 1 {
		t.Errorf("failed %d times, reasons %+v; want it tried three times and then with people", failed, k.Assessment.Reasons)
	}
}

func TestTheAnswerToAMessageIsNoHistoryOfIt(t *testing.T) {
	d := recordDesk(t)
	var turns [][]bot.Turn
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		turns = append(turns, s.Turns)
		return assessByWord(s)
	}
	d.says("m1", "When are you open?")
	d.clock.advance(time.Second)
	d.staffSay("m2", "So sorry, until five today.", "m1")
	d.settle()
	if len(turns) != 1 || len(turns[0]) != 0 {
		t.Errorf("sorted with the turns %v before it, want once with none", turns)
	}
}

// TestAClickTakesNoWakeUpAway holds that a case that waits to be sorted still is
// when staff press a button that has to do with something else.
func TestAClickTakesNoWakeUpAway(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "I have a complaint")
	d.settle()
	d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: d.clock.now().Add(48 * time.Hour), Reason: "the bill"})
	d.staffSay("m2", "I will call you.", "m1")
	d.settle()
	d.says("m3", "And when are you open?", "m1")
	d.wantState(r.Case, bot.StateReopened)
	d.must(r.Case, bot.Decision{Action: bot.Kept, Number: 1})
	d.settle()
	if k := d.kase(r.Case); k.State == bot.StateReopened {
		t.Error("it was not sorted again")
	}
}
