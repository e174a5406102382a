package bot_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"countersign/bot"
)

// brokenRegister cannot open a record.
type brokenRegister struct{ bot.Register }

func (brokenRegister) Opened(bot.Record) bot.Record { panic("out of dates") }

// lostRegister knows no day at all.
type lostRegister struct{ brokenRegister }

func (lostRegister) MarkBy(time.Time) (time.Time, error) { panic("no calendar") }

func TestACaseIsWithPeopleThoughNobodyCanTellByWhenTheyMustSayWhatItIs(t *testing.T) {
	d := recordDesk(t)
	d.register = lostRegister{brokenRegister{d.register}}
	d.Copilot = d.copilot()
	r := d.says("m1", "I have a complaint")
	for range 10 {
		d.settle()
	}
	if k := d.wantState(r.Case, bot.StateEscalated); k.Mark != nil || len(d.events(r.Case, bot.EventStepFailed)) != 3 {
		t.Errorf("mark %+v after %d failures", k.Mark, len(d.events(r.Case, bot.EventStepFailed)))
	}
}

// TestACaseThatCannotBeTakenInIsWithPeopleAndNotTriedForEver, and they are asked
// whether it is a complaint, from when it was received.
func TestACaseThatCannotBeTakenInIsWithPeopleAndNotTriedForEver(t *testing.T) {
	d := recordDesk(t)
	whole := d.register
	d.register = brokenRegister{whole}
	d.Copilot = d.copilot()
	received := d.clock.now()
	r := d.says("m1", "I have a complaint")
	for range 20 {
		d.settle()
	}
	k := d.wantState(r.Case, bot.StateEscalated)
	if failed := len(d.events(r.Case, bot.EventStepFailed)); failed != 3 || k.Pending() || len(k.Asked()) != 1 {
		t.Errorf("failed %d times, messages %+v; want three tries and the question open", failed, k.Messages)
	}
	if k.Mark == nil || k.Mark.Since.Sub(received).Abs() > time.Second {
		t.Errorf("mark %+v, want staff asked about %s", k.Mark, received)
	}
	d.register = whole
	d.Copilot = d.copilot()
	d.says("m2", "Hello?", "m1")
	d.settle()
	if k := d.kase(r.Case); len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Errorf("records %+v, want the complaint of %s", k.Records, received)
	}
}

// TestWhatCannotBeSortedWhileAnAnswerIsOnItsWayIsTakenInAfterIt: it does not take
// the answer from its way, and is not taken for answered by it.
func TestWhatCannotBeSortedWhileAnAnswerIsOnItsWayIsTakenInAfterIt(t *testing.T) {
	d, id := unclearAnswer(t, acceptedButLost)
	whole := recordDesk(t).register
	d.register = brokenRegister{whole}
	d.Copilot = d.copilot()
	d.says("m2", "I have a complaint", "m1")
	for range 10 {
		d.settle()
	}
	if k := d.wantState(id, bot.StateUnknown); k.Mark == nil || len(d.events(id, bot.EventStepFailed)) != 3 {
		t.Errorf("mark %+v after %d failures, want staff asked after three", k.Mark, len(d.events(id, bot.EventStepFailed)))
	}
	d.register = whole
	d.Copilot = d.copilot()
	d.settlesDelivery(id, bot.Arrived)
	d.settle()
	if k := d.wantState(id, bot.StateEscalated); k.Question() != "I have a complaint" || len(k.Records) != 1 {
		t.Errorf("people are asked %q, records %+v", k.Question(), k.Records)
	}
}

// TestFailuresThatLieFarApartParkNoCase holds that a step that worked in the end
// counts for nothing later.
func TestFailuresThatLieFarApartParkNoCase(t *testing.T) {
	d := recordDesk(t)
	broken := false
	d.through = func(s bot.Store) bot.Store {
		return brittle{s, func() bool { was := broken; broken = false; return was }}
	}
	d.Copilot = d.copilot()
	r := d.complained("m1")
	d.must(r.Case, bot.Decision{Action: bot.CallBack, By: priya, Due: d.clock.now().Add(time.Hour), Reason: "the bill"})
	d.drain()
	for range 4 {
		d.clock.advance(25 * time.Hour) // the promise is reminded of each day
		broken = true
		d.drain()
		d.settle()
	}
	k := d.wantState(r.Case, bot.StateEscalated)
	if failed := len(d.events(r.Case, bot.EventStepFailed)); failed != 4 || k.Attempts != 0 || k.Assessment.Reasons[0].Code != bot.Complaint {
		t.Errorf("failed %d times, %d tries, reasons %+v; want four failures that are over", failed, k.Attempts, k.Assessment.Reasons)
	}
}

// TestCasesThatAnOlderProgramLeftAsleepAreWokenAtTheStart, also without a ladder.
func TestCasesThatAnOlderProgramLeftAsleepAreWokenAtTheStart(t *testing.T) {
	d := newDesk(t)
	d.drafter.err = errors.New("not now")
	assessed := d.says("m1", "When are you open?", "m1")
	d.settle()
	received := d.says("m2", "I have a complaint", "m2")
	for id, state := range map[int64]bot.State{assessed.Case: bot.StateAssessed, received.Case: bot.StateReceived} {
		d.wantState(id, state)
		d.inStore(func(tx bot.Tx) error {
			k, err := tx.Case(id)
			if err != nil {
				return err
			}
			k.WakeAt = time.Time{}
			return tx.Update(k)
		})
	}
	d.drafter.err = nil
	d.settle()
	d.wantState(assessed.Case, bot.StateAssessed)
	d.wantState(received.Case, bot.StateReceived)
	started, end := context.WithCancel(t.Context())
	end()
	if err := d.Run(started); err != nil { // it ends before its first step
		t.Fatal(err)
	}
	d.settle()
	d.wantState(assessed.Case, bot.StateInReview)
	d.wantState(received.Case, bot.StateEscalated)
}

// TestNothingIsSortedWhenTheLastThatWasOpenIsDeleted of a case that people have:
// an assessment of no words would take the place of what they need.
func TestNothingIsSortedWhenTheLastThatWasOpenIsDeleted(t *testing.T) {
	d := recordDesk(t)
	r := d.complained("m1")
	at := d.clock.now()
	d.clock.advance(2 * time.Second)
	d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "When are you open?", SentAt: d.clock.now()})
	d.settle()
	d.receive(bot.Enquiry{MessageID: "m3", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "Sorry.", SentAt: at.Add(time.Second)})
	d.settle()
	sorted, before := len(d.events(r.Case, bot.EventAssessed)), d.kase(r.Case).Assessment
	d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeDeleted})
	d.settle()
	k := d.wantState(r.Case, bot.StateEscalated)
	if n := len(d.events(r.Case, bot.EventAssessed)); n != sorted || k.Topic() != before.Topic || k.Assessment.Cleaned != before.Cleaned {
		t.Errorf("sorted %d times, and then %d: %+v", sorted, n, k.Assessment)
	}
}

// TestWhatWasNotSeenAtFirstCountsFromItsReceiptAndIsOfItsAuthor: who asked, and
// when, does not change because the first sorting failed.
func TestWhatWasNotSeenAtFirstCountsFromItsReceiptAndIsOfItsAuthor(t *testing.T) {
	for name, edited := range map[string]bool{"as it was": false, "after it was edited": true} {
		t.Run(name, func(t *testing.T) {
			d := recordDesk(t)
			r := d.complained("m1")
			received := d.clock.now()
			d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Author: bot.Person{ID: "U_SAM"}, Text: "This fails"})
			d.settle()
			d.assess = func(bot.Situation) (bot.Assessment, error) {
				return bot.Assessment{Tier: bot.TierHuman, Records: []string{bot.RecordAccess}, Reasons: []bot.Reason{{Code: bot.DataRights, Message: "m2"}}}, nil
			}
			d.clock.advance(time.Hour)
			if edited {
				d.receive(bot.Enquiry{MessageID: "m2", Change: bot.ChangeEdited, Author: bot.Person{ID: "U_SAM"}, Text: "Send me my data"})
			} else {
				d.says("m3", "Hello?", "m1")
			}
			d.settle()
			got := d.kase(r.Case).Record(bot.RecordAccess)
			if got == nil || got.OpenedAt.Sub(received).Abs() > time.Second || got.Complainant.ID != "U_SAM" {
				t.Errorf("the request is %+v, want it of U_SAM since %s", got, received)
			}
		})
	}
}

func TestAComplaintThatAMessageWasEditedIntoCountsFromTheEdit(t *testing.T) {
	d := recordDesk(t)
	r := d.asked("m1")
	d.clock.advance(time.Hour)
	edited := d.clock.now()
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, Text: "I have a complaint"})
	d.settle()
	if k := d.kase(r.Case); len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(edited).Abs() > time.Second {
		t.Errorf("records %+v, want one of %s", k.Records, edited)
	}
}

// TestWhatAPersonCalledNoComplaintIsNoneThoughItsSortingHadFailed: they have read it.
func TestWhatAPersonCalledNoComplaintIsNoneThoughItsSortingHadFailed(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "This fails, a complaint")
	d.settle()
	if err := d.record(r.Case, bot.NotComplaint, "about the weather", nil); err != nil {
		t.Fatal(err)
	}
	d.assess = complaintIn("m1")
	d.says("m2", "Hello?", "m1")
	d.settle()
	if k := d.kase(r.Case); len(k.Records) != 0 {
		t.Errorf("records %+v", k.Records)
	}
}

// complaintIn finds a complaint in one message.
func complaintIn(id string) func(bot.Situation) (bot.Assessment, error) {
	return func(s bot.Situation) (bot.Assessment, error) {
		a := bot.Assessment{Tier: bot.TierHuman}
		for _, m := range s.Messages {
			if m.ID == id {
				a.Records = []string{bot.RecordComplaint}
			}
		}
		return a, nil
	}
}

// TestAComplaintThatWasNotSeenAtFirstIsANewOne where an earlier one was closed before.
func TestAComplaintThatWasNotSeenAtFirstIsANewOne(t *testing.T) {
	d := recordDesk(t)
	r := d.complained("m1")
	if err := d.record(r.Case, bot.NotComplaint, "about the weather", nil); err != nil {
		t.Fatal(err)
	}
	d.says("m2", "This fails", "m1")
	d.settle()
	d.assess = complaintIn("m2")
	d.says("m3", "Hello?", "m1")
	d.settle()
	if k := d.kase(r.Case); len(k.OpenRecords()) != 1 {
		t.Errorf("records %+v, want one that is open", k.Records)
	}
}

// TestWhatAPersonCalledNoComplaintBeforeItsAnswerArrivedIsNone once it is taken in.
func TestWhatAPersonCalledNoComplaintBeforeItsAnswerArrivedIsNone(t *testing.T) {
	d, id := unclearAnswer(t, acceptedButLost)
	d.says("m2", "I have a complaint", "m1")
	d.settle()
	if err := d.record(id, bot.NotComplaint, "about the weather", nil); err != nil {
		t.Fatal(err)
	}
	d.settlesDelivery(id, bot.Arrived)
	d.settle()
	if k := d.wantState(id, bot.StateEscalated); len(k.OpenRecords()) != 0 || k.Pending() {
		t.Errorf("records %+v", k.Records)
	}
}
