package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// granted lets every draft go by itself that nothing speaks against.
type granted struct{}

func (granted) May(bot.Tx, *bot.Case, bot.Draft) (bot.Permit, error) {
	return bot.Permit{Grant: "G1"}, nil
}
func (granted) Happened(bot.Tx, *bot.Case, bot.Happening) error { return nil }
func (granted) Pause(bot.Tx, string, bot.Person, string) error  { return nil }

// automaticDesk answers every question by itself where it may.
func automaticDesk(t *testing.T) *desk {
	d := newDesk(t)
	d.autonomy, d.drafter.sound = granted{}, true
	d.Copilot = d.copilot()
	return d
}

// staffSay has a colleague write, at the top of the channel or in a thread.
func (d *desk) staffSay(id, text string, thread ...string) bot.Receipt {
	d.t.Helper()
	d.clock.advance(time.Second)
	return d.receive(bot.Enquiry{MessageID: id, Thread: strings.Join(thread, ""), Role: bot.RoleStaff, Author: priya, Text: text, SentAt: d.clock.now()})
}

// clientAsks has a client ask, who is Jo unless somebody else is named.
func (d *desk) clientAsks(id, text string, who ...string) bot.Receipt {
	d.t.Helper()
	d.clock.advance(time.Second)
	return d.receive(bot.Enquiry{MessageID: id, Text: text, Author: bot.Person{ID: strings.Join(who, "")}, SentAt: d.clock.now()})
}

// heldBack gives why the draft of a case was left to staff.
func (d *desk) heldBack(id int64) string {
	d.t.Helper()
	d.wantState(id, bot.StateInReview)
	return d.kase(id).Draft().HeldBack
}

func TestNoAutomaticAnswerFollowsAColleaguesAtTheTopOfTheChannel(t *testing.T) {
	for name, x := range map[string]struct {
		play func(d *desk) bot.Receipt // gives the receipt of the question
		held bool
	}{
		"nobody wrote": {func(d *desk) bot.Receipt { return d.clientAsks("m1", "When are you open?") }, false},
		"a colleague wrote after it": {func(d *desk) bot.Receipt {
			r := d.clientAsks("m1", "When are you open?")
			d.staffSay("s1", "Until five today.")
			return r
		}, true},
		"a colleague wrote before it": {func(d *desk) bot.Receipt {
			d.staffSay("s1", "Your accounts are ready.")
			return d.clientAsks("m1", "When are you open?")
		}, false},
		"another client wrote in between": {func(d *desk) bot.Receipt {
			r := d.clientAsks("m1", "When are you open?")
			d.clientAsks("m2", "Where are you?", "U_SAM")
			d.staffSay("s1", "In the High Street.")
			return r
		}, false},
		"the same client wrote in between": {func(d *desk) bot.Receipt {
			r := d.clientAsks("m1", "When are you open?")
			d.clock.advance(2 * quiet)
			d.clientAsks("m2", "Where are you?")
			d.staffSay("s1", "From nine, in the High Street.")
			return r
		}, true},
		"in another channel": {func(d *desk) bot.Receipt {
			r := d.clientAsks("m1", "When are you open?")
			d.receive(bot.Enquiry{Channel: "bright", MessageID: "s1", Role: bot.RoleStaff, Author: priya, Text: "Until five.", SentAt: d.clock.now()})
			return r
		}, false},
		"it was deleted again": {func(d *desk) bot.Receipt {
			r := d.clientAsks("m1", "When are you open?")
			d.staffSay("s1", "Until five today.")
			d.receive(bot.Enquiry{MessageID: "s1", Change: bot.ChangeDeleted})
			return r
		}, false},
		"the question came late and it was told again": {func(d *desk) bot.Receipt {
			asked := d.clock.now()
			wrote := bot.Enquiry{MessageID: "s1", Role: bot.RoleStaff, Author: priya, Text: "Until five today.", SentAt: asked.Add(time.Second)}
			d.receive(wrote)
			r := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: asked})
			d.receive(wrote)
			return r
		}, true},
		"in a thread where nobody asks": {func(d *desk) bot.Receipt {
			r := d.clientAsks("m1", "When are you open?")
			d.staffSay("s1", "Until five today.", "elsewhere")
			return r
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := automaticDesk(t)
			r := x.play(d)
			d.settle()
			if !x.held {
				d.wantState(r.Case, bot.StateAnswered)
				return
			}
			if why := d.heldBack(r.Case); !strings.Contains(why, "may have answered") {
				t.Errorf("held back because of %q", why)
			}
			d.wantEvent(r.Case, bot.EventBeside)
			if k := d.kase(r.Case); k.AnsweredBeside() == nil || k.AnsweredBeside().By != priya {
				t.Errorf("beside the question stands %+v", k.AnsweredBeside())
			}
			d.decided(r.Case, bot.Approve, 1) // a person who has looked may send it all the same
			d.drain()
			d.wantState(r.Case, bot.StateAnswered)
		})
	}
}

func TestAnAutomaticAnswerOnItsWayIsHeldBackWhenAColleagueWritesBesideIt(t *testing.T) {
	d := automaticDesk(t)
	d.recheck = func(*bot.Case) error {
		d.staffSay("s1", "Until five today.")
		return nil
	}
	r := d.clientAsks("m1", "When are you open?")
	d.settle()
	if why := d.heldBack(r.Case); !strings.Contains(why, "may have answered") {
		t.Errorf("held back because of %q", why)
	}
	d.wantClientsSaw()
}

func TestStaffAreShownOnceThatAColleagueMayHaveAnswered(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	cards := len(d.events(r.Case, bot.EventCard))
	for i := range 30 {
		d.staffSay(fmt.Sprint("s", i), "Until five today.")
	}
	d.settle()
	if n := len(d.events(r.Case, bot.EventCard)); n != cards+1 || len(d.events(r.Case, bot.EventBeside)) != 1 {
		t.Errorf("%d more cards and %d events, want one of each", n-cards, len(d.events(r.Case, bot.EventBeside)))
	}
	d.wantState(r.Case, bot.StateInReview)
	kept := d.kase(r.Case).Beside.Messages
	for i, id := range kept {
		if d.kase(r.Case).Beside == nil {
			t.Fatalf("nothing stands beside the question with %d of %d left", len(kept)-i, len(kept))
		}
		d.receive(bot.Enquiry{MessageID: id, Change: bot.ChangeDeleted})
	}
	d.settle()
	if k := d.kase(r.Case); k.Beside != nil || len(d.events(r.Case, bot.EventCard)) != cards+2 {
		t.Errorf("all were deleted: %+v, %d cards more", k.Beside, len(d.events(r.Case, bot.EventCard))-cards)
	}
}

func TestAColleagueInAThreadEndsTheDraftOfEachCaseOfThatThread(t *testing.T) {
	d := automaticDesk(t)
	d.autonomy = nil
	d.Copilot = d.copilot()
	old := d.asked("m1")
	d.decided(old.Case, bot.Approve, 1)
	d.drain()
	d.decided(old.Case, bot.Resolve, 0)
	d.clock.advance(15 * 24 * time.Hour)
	again := d.says("m2", "Hello again", "m1")
	d.settle()
	if again.Case == old.Case {
		t.Fatal("both questions are one case")
	}
	d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeEdited, Text: "When are you open on Sundays?"})
	d.settle()
	d.wantState(old.Case, bot.StateInReview)
	d.wantState(again.Case, bot.StateInReview)
	d.staffSay("s1", "We are shut on Sundays.", "m1")
	d.settle()
	d.wantState(again.Case, bot.StateWithdrawn)
	if b := d.kase(old.Case).AnsweredBeside(); b == nil || !b.InThread {
		t.Errorf("beside the question that was taken up again stands %+v", b)
	}
	d.staffSay("s2", "Not even before Christmas.", "m1") // the newest case asks nothing any more
	d.wantState(old.Case, bot.StateWithdrawn)
}

func TestNoAutomaticAnswerGoesIntoAThreadInWhichAPersonHasWritten(t *testing.T) {
	d := automaticDesk(t)
	old := d.clientAsks("m1", "When are you open?")
	d.staffSay("s1", "Until five today.", "m1")
	d.settle()
	d.wantState(old.Case, bot.StateWithdrawn)
	d.decided(old.Case, bot.Resolve, 0)
	d.clock.advance(15 * 24 * time.Hour)
	again := d.says("m2", "When are you open?", "m1")
	d.settle()
	if why := d.heldBack(again.Case); again.Case == old.Case || !strings.Contains(why, "in this thread") {
		t.Errorf("case %d after %d, held back because of %q", again.Case, old.Case, why)
	}
}

func TestWhatIsWrittenInTheThreadOfAnyMessageOfABurstBelongsToItsCase(t *testing.T) {
	d := newDesk(t)
	r := d.clientAsks("m1", "Hi")
	d.clientAsks("m2", "When are you open?")
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	if more := d.says("m3", "On Sundays, I mean", "m2"); more.Case != r.Case {
		t.Errorf("the client's follow-up went to case %d, want %d", more.Case, r.Case)
	}
	d.settle()
	d.wantState(r.Case, bot.StateInReview)
	if answer := d.staffSay("s1", "We are shut on Sundays.", "m2"); answer.Case != r.Case {
		t.Errorf("the colleague's answer went to case %d, want %d", answer.Case, r.Case)
	}
	d.wantState(r.Case, bot.StateWithdrawn)
	d.settle()
	d.wantClientsSaw()
	if k := d.kase(r.Case); !slices.ContainsFunc(k.Messages, func(m bot.Message) bool { return m.ID == "s1" }) {
		t.Errorf("the case holds %+v", k.Messages)
	}
}

func TestAMessageThatComesAfterItsRepliesBelongsToTheirCase(t *testing.T) {
	d := newDesk(t)
	asked := d.clock.now()
	reply := d.receive(bot.Enquiry{MessageID: "m2", Thread: "m1", Text: "On Sundays, I mean", SentAt: asked.Add(time.Minute)})
	d.settle()
	d.wantState(reply.Case, bot.StateInReview)
	first := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", SentAt: asked})
	if first.Case != reply.Case {
		t.Fatalf("the message went to case %d, its reply to %d", first.Case, reply.Case)
	}
	d.settle()
	if k := d.wantState(reply.Case, bot.StateInReview); k.Question() != "When are you open?\nOn Sundays, I mean" {
		t.Errorf("the question is %q", k.Question())
	}
	d.clock.advance(time.Minute)
	d.staffSay("s1", "We are shut on Sundays.", "m1")
	d.wantState(reply.Case, bot.StateWithdrawn)
}

func TestWhatStandsBesideAQuestionIsToldOnceHoweverOftenASweepTellsIt(t *testing.T) {
	d := newDesk(t)
	r := d.clientAsks("m1", "When are you open?")
	says := func(id, text string) bot.Enquiry {
		d.clock.advance(time.Second)
		e := bot.Enquiry{MessageID: id, Role: bot.RoleStaff, Author: priya, Text: text, SentAt: d.clock.now()}
		d.receive(e)
		return e
	}
	first := says("s1", "Until five today.")
	d.clientAsks("m2", "And tomorrow?")
	second := says("s2", "Until six.")
	d.clientAsks("m3", "And on Sundays?")
	d.settle()
	events, cards := len(d.events(r.Case, bot.EventBeside)), len(d.events(r.Case, bot.EventCard))
	for range 5 {
		d.receive(first)
		d.receive(second)
		d.settle()
	}
	if e, c := len(d.events(r.Case, bot.EventBeside))-events, len(d.events(r.Case, bot.EventCard))-cards; e != 0 || c != 0 {
		t.Errorf("%d more events and %d more cards, want none", e, c)
	}
	if k := d.kase(r.Case); len(k.Questions()) != 3 || k.Beside == nil || !slices.Contains(k.Beside.Messages, "s2") {
		t.Errorf("%d questions, beside them %+v", len(k.Questions()), k.Beside)
	}
}

func TestWhatStandsBesideAQuestionIsShownThoughItsFirstCardWasOnItsWay(t *testing.T) {
	d := newDesk(t)
	d.platform.showing = func() {
		d.staffSay("s1", "At nine, Bea!")
	}
	r := d.clientAsks("m1", "When are you open?")
	d.settle()
	if k := d.wantState(r.Case, bot.StateInReview); k.AnsweredBeside() == nil {
		t.Fatal("the colleague does not stand beside the question")
	}
	if d.platform.lastCard.AnsweredBeside() == nil || d.platform.cards != 2 {
		t.Errorf("after %d cards staff are not shown that a colleague may have answered", d.platform.cards)
	}
}
