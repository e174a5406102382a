package bot_test

import (
	"fmt"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
)

func TestAnAnswerThatDidNotArriveIsNotSentOnceNobodyWaitsForIt(t *testing.T) {
	for name, x := range map[string]struct {
		meanwhile func(d *desk)
		want      bot.State
		why       string
	}{
		"a person answered": {func(d *desk) { d.staffSay("s1", "From nine.", "m1") }, bot.StateWithdrawn, "a person answered in the thread"},
		"the question was deleted": {func(d *desk) { d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted}) },
			bot.StateWithdrawn, "the client deleted the question"},
		"answered, then deleted": {func(d *desk) {
			d.staffSay("s1", "From nine.", "m1")
			d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted})
		}, bot.StateWithdrawn, "a person answered in the thread"},
		"answered, then more was asked": {func(d *desk) {
			d.staffSay("s1", "From nine.", "m1")
			d.clock.advance(time.Second)
			d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "And on Sundays?", SentAt: d.clock.now()})
		}, bot.StateInReview, "a person answered in the thread"},
		"answered, then more was asked, and no time is told": {func(d *desk) {
			d.receive(bot.Enquiry{MessageID: "s1", Thread: "m1", Role: bot.RoleStaff, Author: priya, Text: "From nine."})
			d.says("m2", "And on Sundays?", "m1")
		}, bot.StateInReview, "a person answered in the thread"},
		"a person's answer that was taken back": {func(d *desk) {
			d.staffSay("s1", "From nine.", "m1")
			d.receive(bot.Enquiry{MessageID: "s1", Change: bot.ChangeDeleted, ChangedAt: d.clock.now()})
		}, bot.StateAnswered, ""},
		"nothing": {func(*desk) {}, bot.StateAnswered, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			r := d.clientAsks("m1", "When are you open?")
			d.settle()
			d.platform.next(neverArrived)
			d.decided(r.Case, bot.Approve, 1)
			d.drain()
			d.wantState(r.Case, bot.StateSending)
			x.meanwhile(d)
			d.wantState(r.Case, bot.StateSending)
			for range 3 {
				d.clock.advance(time.Minute)
				d.drain()
			}
			k := d.wantState(r.Case, x.want)
			if x.why == "" {
				d.wantClientsSaw("We are open from 9:00am. (1)")
				return
			}
			d.wantClientsSaw()
			if n := len(k.Asked()); x.want == bot.StateWithdrawn && n != 0 || x.want == bot.StateInReview && k.Question() != "And on Sundays?" {
				t.Errorf("%d messages wait: %q", n, k.Question())
			}
			if is := k.Deliveries[0]; is.State != bot.PostCancelled || is.Detail != x.why {
				t.Errorf("the delivery is %s: %q", is.State, is.Detail)
			}
			if got := d.events(r.Case, bot.EventCancelled); len(got) != 1 || got[0].Facts["why"] != x.why {
				t.Errorf("cancelled: %+v", got)
			}
		})
	}
}

// TestWhatWasSaidAnewAfterAColleagueWroteIsNotAnswered by that colleague, when the
// answer that was on its way has arrived.
func TestWhatWasSaidAnewAfterAColleagueWroteIsNotAnswered(t *testing.T) {
	for name, told := range map[string]bool{"the platform tells when": true, "it does not": false} {
		t.Run(name, func(t *testing.T) {
			d, id := unclearAnswer(t, acceptedButLost)
			d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "And on Sundays?", SentAt: d.clock.now()})
			d.staffSay("s1", "From nine.", "m1")
			d.clock.advance(time.Second)
			edit := bot.Enquiry{MessageID: "m2", Change: bot.ChangeEdited, Text: "And on bank holidays?"}
			if told {
				edit.ChangedAt = d.clock.now()
			}
			d.receive(edit)
			d.settlesDelivery(id, bot.Arrived)
			d.settle()
			if k := d.wantState(id, bot.StateInReview); k.Question() != edit.Text {
				t.Errorf("staff are asked %q", k.Question())
			}
		})
	}
}

// TestWhatCameWhileAnAutomaticAnswerWasOnItsWayIsSorted where that is held back
// because of it, and the answer is to all of it.
func TestWhatCameWhileAnAutomaticAnswerWasOnItsWayIsSorted(t *testing.T) {
	d := automaticDesk(t)
	r := d.clientAsks("m1", "When are you open?")
	d.platform.next(neverArrived)
	d.settle()
	d.wantState(r.Case, bot.StateSending)
	d.says("m2", "And on Sundays?", "m1")
	for range 6 {
		d.clock.advance(time.Minute)
		d.drain()
	}
	d.wantState(r.Case, bot.StateAnswered)
	d.wantClientsSaw("We are open from 9:00am. (2)")
}

// TestWhatCannotWaitIsOnRecordAsSortedAgainWhileAnAnswerIsOnItsWay: the words that it is
// of, and that the case had been sorted before.
func TestWhatCannotWaitIsOnRecordAsSortedAgainWhileAnAnswerIsOnItsWay(t *testing.T) {
	d, id := unclearAnswer(t, neverArrived)
	before, cards := d.kase(id).Assessment, len(d.events(id, bot.EventCard))
	d.says("m2", "This is a complaint", "m1")
	d.settle()
	k := d.wantState(id, bot.StateUnknown)
	if k.Tier() != bot.TierRoutine || !k.Assessment.At.Equal(before.At) {
		t.Errorf("the assessment of what the answer is for was %+v and is %+v", before, k.Assessment)
	}
	if n := len(d.events(id, bot.EventCard)) - cards; n != 1 {
		t.Errorf("the card was brought up to date %d times, want once", n)
	}
	d.says("m3", "And on Sundays?", "m1")
	d.settle()
	if n := len(d.events(id, bot.EventCard)) - cards; n != 1 {
		t.Errorf("the card was brought up to date %d times, want not for what can wait", n)
	}
	if now := d.kase(id); now.Version != k.Version+2 {
		t.Errorf("%d commits, want that it is taken in and looked at, and nothing more", now.Version-k.Version)
	}
	sorted := d.events(id, bot.EventAssessed)
	if len(sorted) != 2 || sorted[0].Facts["reassessed"] != false || sorted[1].Facts["reassessed"] != true || fmt.Sprint(sorted[1].Facts["messages"]) != "[m2]" || len(k.OpenRecords()) != 1 {
		t.Errorf("on record: %+v, %d open records", sorted, len(k.OpenRecords()))
	}
}

// TestDangerStaysOnTheLadderWhileAnAnswerGoesOnceMore: who has the answer sent again
// has not taken the case.
func TestDangerStaysOnTheLadderWhileAnAnswerGoesOnceMore(t *testing.T) {
	d, id := unclearAnswer(t, neverArrived)
	d.ladder = bottest.Ladder()
	d.gate(func() string { return "wrong page online" }, nil)
	d.says("m2", "I am in danger", "m1")
	d.settle()
	before := d.wantState(id, bot.StateUnknown).Climb
	d.settlesDelivery(id, bot.Resend)
	if k := d.wantState(id, bot.StateDecided); k.Climb.Level != bot.P0 || k.Climb.Round != before.Round {
		t.Errorf("on the ladder %+v, want it to climb on from %+v", k.Climb, before)
	}
}
