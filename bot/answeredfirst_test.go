package bot_test

import (
	"errors"
	"testing"
	"time"

	"countersign/bot"
	hours "countersign/bot/clock"
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
	k := d.wantState(r.Case, bot.StateEscalated) // nobody could approve a draft for the rest
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
	at := d.clock.now()
	d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: at.Add(time.Second)})
	d.receive(bot.Enquiry{MessageID: "m0", Thread: "m1", Text: "Hello", SentAt: at}) // it was written first
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

// TestDangerThatWasAnsweredIsAnybodysAgain holds that who answered does not keep others from being
// told, that the client gets the firm's notice, and nothing else.
func TestDangerThatWasAnsweredIsAnybodysAgain(t *testing.T) {
	d := recordDesk(t)
	d.ladder = bot.Ladder{P0: bot.Rungs{Remind: 5 * time.Minute}}
	d.Copilot = d.copilot()
	r := d.complained("m1")
	d.says("m2", "I am in danger", "m1")
	d.staffSay("m3", "So sorry, I look into it.", "m1")
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.OwnerID != "" || k.Climb.Level != bot.P0 {
		t.Errorf("it is %q's, on the ladder %q; want it to be nobody's, on P0", k.OwnerID, k.Climb.Level)
	}
	d.wantClientsSaw("In danger call 999.")
}

// TestDangerInAPartThatWasAnsweredGetsTheNotice of a case that people have as well.
func TestDangerInAPartThatWasAnsweredGetsTheNotice(t *testing.T) {
	d := recordDesk(t)
	r := d.complained("m1")
	at := d.clock.now()
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "I am in danger", SentAt: at})
	d.receive(bot.Enquiry{MessageID: "m3", Thread: "m1", Text: "And a complaint", SentAt: at.Add(2 * time.Second)})
	d.receive(bot.Enquiry{MessageID: "m4", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Sorry.", SentAt: at.Add(time.Second)})
	d.settle()
	if k := d.wantState(r.Case, bot.StateEscalated); k.Assessment.Priority != bot.P0 || k.Assessment.Reasons[0].Code != bot.Complaint {
		t.Errorf("%s for %+v, want the urgency of what was answered with the reasons of what is open", k.Assessment.Priority, k.Assessment.Reasons)
	}
	d.wantClientsSaw("In danger call 999.")
}

// TestWhatCouldNotBeSortedAfterItsAnswerIsAskedAboutAndNotToldToItsClient when the sorting of what was answered
// fails for good: staff are asked whether it is a complaint, and who has it keeps it.
func TestWhatCouldNotBeSortedAfterItsAnswerIsAskedAboutAndNotToldToItsClient(t *testing.T) {
	d := recordDesk(t)
	d.tune = append(d.tune, func(o *bot.Options) { o.AckAfter, o.Acks = time.Minute, bot.Acks{"default": "A person has it."} })
	d.hours = hours.Default(time.UTC) // closed: it is Monday evening
	d.clock.advance(12 * time.Hour)
	d.Copilot = d.copilot()
	received := d.clock.now()
	r := d.says("m1", "This fails")
	d.staffSay("m2", "Until five today.", "m1")
	for range 10 {
		d.settle()
	}
	k := d.wantState(r.Case, bot.StateEscalated)
	if k.Mark == nil || k.Mark.Since.Sub(received).Abs() > time.Second {
		t.Errorf("mark %+v, want staff asked about %s", k.Mark, received)
	}
	d.wantClientsSaw()
	d.assess = func(bot.Situation) (bot.Assessment, error) {
		return bot.Assessment{Tier: bot.TierHuman, Records: []string{bot.RecordComplaint}}, nil
	}
	d.clock.advance(time.Hour)
	d.says("m3", "As I said: a complaint", "m1")
	d.settle()
	d.wantRecordSince(r.Case, received)
}

// TestWhoHasACaseKeepsItThoughSortingFails of what they answered in part.
func TestWhoHasACaseKeepsItThoughSortingFails(t *testing.T) {
	d := recordDesk(t)
	r := d.complained("m1")
	d.must(r.Case, bot.Decision{Action: bot.Claim, By: priya})
	at := d.clock.now()
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "This fails", SentAt: at})
	d.receive(bot.Enquiry{MessageID: "m3", Thread: "m1", Text: "When are you open?", SentAt: at.Add(2 * time.Second)})
	d.receive(bot.Enquiry{MessageID: "m4", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Sorry.", SentAt: at.Add(time.Second)})
	for range 10 {
		d.settle()
	}
	if k := d.wantState(r.Case, bot.StateClaimed); k.Pending() || k.OwnerID != priya.ID {
		t.Errorf("it is %q's, pending %t", k.OwnerID, k.Pending())
	}
}

func TestAComplaintThatWasCorrectedBeforeItWasSortedCountsFromItsReceipt(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "Is there danger?")
	d.settle()
	received := d.clock.now()
	d.says("m2", "I have a complant", "m1")
	d.clock.advance(5 * time.Second)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "I have a complaint", Change: bot.ChangeEdited})
	d.settle()
	d.wantRecordSince(r.Case, received)
}

// TestACaseThatWasWithPeopleGoesToThemAgain, and none is drafted that nobody could approve.
func TestACaseThatWasWithPeopleGoesToThemAgain(t *testing.T) {
	d := recordDesk(t)
	r := d.complained("m1")
	d.staffSay("m2", "So sorry.", "m1")
	d.says("m3", "When are you open?", "m1")
	d.settle()
	if k := d.wantState(r.Case, bot.StateEscalated); len(k.Drafts) != 0 {
		t.Errorf("drafts %+v", k.Drafts)
	}
	d.staffSay("m4", "From nine.", "m1")
	d.says("m5", "thanks", "m1")
	d.settle()
	d.wantState(r.Case, bot.StateAnswered) // nobody is asked about thanks
}

// TestWhatCameWhileAnAnswerWasOnItsWayIsSorted where the answer could not be delivered.
func TestWhatCameWhileAnAnswerWasOnItsWayIsSorted(t *testing.T) {
	d := recordDesk(t)
	r := d.asked("m1")
	d.platform.next(neverArrived, outcome{posting: bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: errors.New("not in the channel")}})
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateSending)
	received := d.clock.now()
	d.says("m2", "I have a complaint", "m1")
	for range 6 {
		d.clock.advance(time.Minute)
		d.drain()
	}
	k := d.wantState(r.Case, bot.StateEscalated)
	if len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second || k.Pending() {
		t.Errorf("records %+v, messages %+v; want the complaint of %s", k.Records, k.Messages, received)
	}
}

// TestWhatAPersonAnsweredWhileAnAnswerWasOnItsWayIsNotAskedAgain, and is sorted.
func TestWhatAPersonAnsweredWhileAnAnswerWasOnItsWayIsNotAskedAgain(t *testing.T) {
	d := recordDesk(t)
	r := d.asked("m1")
	d.platform.next(acceptedButLost)
	d.platform.findable = false
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	k := d.wantState(r.Case, bot.StateUnknown)
	d.says("m2", "I have a complaint", "m1")
	d.staffSay("m3", "So sorry.", "m1")
	at, _ := k.Unclear()
	d.must(r.Case, bot.Decision{Action: bot.Arrived, By: priya, Delivery: at.Try()})
	d.settle()
	if k := d.wantState(r.Case, bot.StateAnswered); len(k.Records) != 1 || len(k.Asked()) != 0 || k.Pending() {
		t.Errorf("records %+v, asks %q", k.Records, k.Question())
	}
	d.says("m4", "When are you open?", "m1") // after the colleague wrote
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
}

// TestAComplaintAndDangerDoNotWaitForADeliveryThatIsNotKnown holds that they are on
// record and seen before anybody has looked what became of an answer.
func TestAComplaintAndDangerDoNotWaitForADeliveryThatIsNotKnown(t *testing.T) {
	d := recordDesk(t)
	d.ladder = bot.Ladder{P0: bot.Rungs{Remind: 5 * time.Minute}, P1: bot.Rungs{Remind: time.Hour}}
	d.Copilot = d.copilot()
	r := d.asked("m1")
	d.platform.next(neverArrived)
	d.platform.findable = false
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.wantState(r.Case, bot.StateUnknown)
	received := d.clock.now()
	d.says("m2", "When are you open?", "m1")
	d.settle()
	d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeEdited, Text: "I have a complaint"})
	d.settle()
	k := d.wantState(r.Case, bot.StateUnknown)
	if len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second || k.Climb.Level != bot.P1 {
		t.Errorf("records %+v, on the ladder %q; want the complaint of %s", k.Records, k.Climb.Level, received)
	}
	d.says("m3", "I am in danger", "m1")
	d.settle()
	d.settle()
	k = d.wantState(r.Case, bot.StateUnknown)
	if k.Climb.Level != bot.P0 || k.Topic() != "opening_hours" || len(d.events(r.Case, bot.EventAssessed)) != 3 {
		t.Errorf("on the ladder %q, assessed %d times", k.Climb.Level, len(d.events(r.Case, bot.EventAssessed)))
	}
	d.wantClientsSaw("In danger call 999.")
	at, _ := k.Unclear()
	d.must(r.Case, bot.Decision{Action: bot.Arrived, By: priya, Delivery: at.Try()})
	d.settle()
	if k := d.wantState(r.Case, bot.StateEscalated); k.Question() != "I have a complaint\nI am in danger" || len(k.Records) != 1 || k.Pending() {
		t.Errorf("people are asked %q, records %+v", k.Question(), k.Records)
	}
}

func TestWhatWasSaidElsewhereAfterAMessageIsNoHistoryOfIt(t *testing.T) {
	d := recordDesk(t)
	other := d.says("m0", "And the car park?", "m0")
	d.settle()
	var turns []bot.Turn
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		turns = s.Turns
		return assessByWord(s)
	}
	r := d.says("m1", "When are you open?", "m1")
	d.staffSay("m2", "So sorry, the car park is closed.", "m0")
	d.staffSay("m3", "Until five today.", "m1")
	d.settle()
	if r.Case == other.Case || len(turns) != 1 || turns[0].Text != "And the car park?" {
		t.Errorf("sorted with the turns %+v before it, want what came before it", turns)
	}
}

// TestAComplaintThatAPersonLogsCountsFromWhatWasNotSortedYet, though it was answered.
func TestAComplaintThatAPersonLogsCountsFromWhatWasNotSortedYet(t *testing.T) {
	d := recordDesk(t)
	received := d.clock.now()
	r := d.says("m1", "I have a complaint")
	d.clock.advance(5 * time.Second)
	d.says("m2", "Hello?", "m1")
	d.staffSay("s1", "So sorry.", "m1")
	if err := d.record(r.Case, bot.LogRecord, "", nil); err != nil {
		t.Fatal(err)
	}
	d.settle()
	d.wantRecordSince(r.Case, received)
}

// wantRecordSince holds that a case has one record, which counts from a time.
func (d *desk) wantRecordSince(id int64, since time.Time) {
	d.t.Helper()
	if k := d.kase(id); len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(since).Abs() > time.Second {
		d.t.Errorf("records %+v, want one that counts from %s", k.Records, since)
	}
}
