package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

const (
	ackWords       = "A person at the firm has your message."
	complaintWords = "Thank you for telling us. A person has your message."
)

// acknowledging is a firm with words for those whose case people get.
func acknowledging(o *bot.Options) {
	o.Acks = bot.Acks{"default": ackWords, "complaint": complaintWords}
	o.AckAfter = 5 * time.Minute
}

// escalated takes a heavy message to the moment where people have its case.
func (d *desk) escalated(id string) bot.Receipt {
	d.t.Helper()
	r := d.says(id, "I have a complaint")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	return r
}

func TestAClientWhoseCasePeopleGetIsToldSoInTheFirmsWords(t *testing.T) {
	d := newDesk(t, acknowledging)
	r := d.escalated("m1")
	d.wantClientsSaw()
	if k := d.kase(r.Case); k.Telling == nil || k.Telling.Text != complaintWords {
		t.Fatalf("the case holds %+v, want the firm's words for a complaint", k.Telling)
	}
	d.clock.advance(4 * time.Minute)
	d.drain()
	d.wantClientsSaw()
	d.clock.advance(2 * time.Minute)
	d.drain()
	d.wantClientsSaw(complaintWords)
	if sent := d.platform.shown[0]; sent.Kind != bot.PostAck || sent.Label != "Automatic notice" {
		t.Errorf("sent as %s with the label %q", sent.Kind, sent.Label)
	}
	d.clock.advance(48 * time.Hour)
	d.drain()
	d.wantClientsSaw(complaintWords)
	d.wantState(r.Case, bot.StateEscalated)
}

func TestTheFirmsWordsAreThoseOfTheWeightiestReasonThatHasSome(t *testing.T) {
	acks := bot.Acks{"default": "default", "complaint": "complaint", "hardship": "hardship"}
	for name, tt := range map[string]struct {
		reasons []bot.Reason
		want    string
	}{
		"none":                  {nil, "default"},
		"one without words":     {[]bot.Reason{{Code: bot.Anger, Points: 90}}, "default"},
		"the weightiest":        {[]bot.Reason{{Code: bot.Complaint, Points: 20}, {Code: bot.Hardship, Points: 40}}, "hardship"},
		"the weightiest of two": {[]bot.Reason{{Code: bot.Anger, Points: 90}, {Code: bot.Complaint, Points: 20}}, "complaint"},
	} {
		if got := acks.For(&bot.Case{Assessment: &bot.Assessment{Reasons: tt.reasons}}); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	if got := acks.For(&bot.Case{}); got != "default" {
		t.Errorf("a case that was not sorted: %q", got)
	}
}

func TestWhoeverWritesFirstTakesThePlaceOfTheFirmsWords(t *testing.T) {
	for name, first := range map[string]func(d *desk, r bot.Receipt){
		"in the thread": func(d *desk, r bot.Receipt) {
			d.receive(bot.Enquiry{Text: "I have it, Jo.", MessageID: "s1", Thread: r.Thread, Role: bot.RoleStaff, Author: priya})
		},
		"by the card": func(d *desk, r bot.Receipt) {
			if err := d.decide(r.Case, bot.Tell, 0, "I have it, Jo."); err != nil {
				d.t.Fatal(err)
			}
		},
		"by closing it": func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Resolve, 0) },
		"the client takes it back": func(d *desk, r bot.Receipt) {
			d.receive(bot.Enquiry{MessageID: r.Message, Change: bot.ChangeDeleted})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, acknowledging)
			r := d.escalated("m1")
			first(d, r)
			d.clock.advance(time.Hour)
			d.drain()
			if slices.Contains(d.platform.texts(), complaintWords) {
				t.Errorf("clients saw %q: the firm's words came too late to be said", d.platform.texts())
			}
		})
	}
}

func TestWhatStaffTellTheClientIsCheckedAndSentInTheirName(t *testing.T) {
	d := newDesk(t, acknowledging)
	r := d.escalated("m1")
	wantInvalid(t, d.decide(r.Case, bot.Tell, 0, " \n"), "text is empty")
	wantInvalid(t, d.decide(r.Case, bot.Tell, 0, "As goodwill we waive it."), "internal page")
	if err := d.decide(r.Case, bot.Tell, 0, "I have read it, Jo."); err != nil {
		t.Fatal(err)
	}
	if err := d.decide(r.Case, bot.Tell, 0, ackWords); err != nil {
		t.Fatal(err)
	}
	d.drain()
	d.wantClientsSaw("I have read it, Jo.", ackWords)
	if a, b := d.platform.shown[0].Label, d.platform.shown[1].Label; a != "Written by Priya" || b != "Sent by Priya" {
		t.Errorf("labels %q and %q: the second is the firm's own text", a, b)
	}
	d.wantState(r.Case, bot.StateEscalated)
	q := d.asked("m2")
	wantInvalid(t, d.decide(q.Case, bot.Tell, 0, "Hello"), "no person has it")
}

// TestTheClientReadsTheSameWordsOnce: two people who press at once, one whose
// press seemed lost, and one who comes just after the firm's own words went.
func TestTheClientReadsTheSameWordsOnce(t *testing.T) {
	const note = "I have read it, Jo."
	helen := bot.Person{ID: "U_HELEN", Name: "Helen"}
	d := newDesk(t, acknowledging)
	r := d.escalated("m1")
	due := d.clock.now().Add(3 * time.Hour)
	d.must(r.Case, bot.Decision{Action: bot.Tell, Text: note})
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.Tell, Text: note, By: helen}), "already decided by Priya")
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.CallBack, Due: due, Text: note, By: helen}), "already decided by Priya")
	d.wantClientsSaw(note)
	if open := d.kase(r.Case).OpenPromises(); len(open) != 0 {
		t.Errorf("a note that was refused left a promise: %+v", open)
	}
	d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: due})
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.CallBack, Due: due, By: helen}), "already decided by Priya")
	d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: due.Add(time.Hour), By: helen})
	if open := d.kase(r.Case).OpenPromises(); len(open) != 2 {
		t.Errorf("promises %+v, want one for each time", open)
	}
	d.clock.advance(time.Minute)
	d.receive(bot.Enquiry{Thread: r.Thread, MessageID: "m2", Text: "And I still have a complaint"})
	d.settle()
	d.must(r.Case, bot.Decision{Action: bot.Tell, Text: note, By: helen})
	d.wantClientsSaw(note, note)

	q := d.receive(bot.Enquiry{Channel: "bright", MessageID: "m3", Text: "I have a complaint"})
	d.settle()
	d.clock.advance(6 * time.Minute)
	d.drain()
	wantSettled(t, d.by(q.Case, bot.Decision{Action: bot.Tell, Text: complaintWords}), "exactly these words already")
	d.wantClientsSaw(note, note, complaintWords)
}

func TestTheFirmsOwnWordsNeedNoCheck(t *testing.T) {
	d := newDesk(t, func(o *bot.Options) { o.Acks = bot.Acks{"default": "Out of goodwill a person has your message."} })
	r := d.escalated("m1")
	if found, err := d.CheckEdit(t.Context(), r.Case, priya, "Out of goodwill a person has your message."); err != nil || len(found) != 0 {
		t.Errorf("found %+v, %v in the firm's own words", found, err)
	}
	if found, err := d.CheckEdit(t.Context(), r.Case, priya, "Out of goodwill a person has it."); err != nil || len(found) != 1 {
		t.Errorf("found %+v, %v in other words", found, err)
	}
}

func TestAnAcknowledgementIsNotGivenWhereItDoesNotBelong(t *testing.T) {
	for name, tt := range map[string]struct {
		channel, text string
		want          []string
	}{
		"the signpost says so already": {"acme", "I am in danger", []string{"In danger call 999."}},
		"a channel of no account":      {"elsewhere", "I have a complaint", nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, acknowledging)
			d.receive(bot.Enquiry{Channel: tt.channel, Text: tt.text, MessageID: "m1"})
			d.settle()
			d.clock.advance(time.Hour)
			d.drain()
			d.wantClientsSaw(tt.want...)
		})
	}
}

func TestAClientIsToldOnceADayThatAPersonHasTheCase(t *testing.T) {
	d := newDesk(t, acknowledging)
	r := d.escalated("m1")
	d.clock.advance(6 * time.Minute)
	d.drain()
	d.receive(bot.Enquiry{Text: "I am on it.", MessageID: "s1", Thread: r.Thread, Role: bot.RoleStaff, Author: priya})
	d.says("m2", "Another complaint about it", r.Thread)
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	d.clock.advance(time.Hour)
	d.drain()
	d.wantClientsSaw(complaintWords)
}

func TestAnAcknowledgementIsNoAnswerInTheHistory(t *testing.T) {
	d := newDesk(t, acknowledging)
	r := d.escalated("m1")
	d.clock.advance(6 * time.Minute)
	d.drain()
	var turns []bot.Turn
	d.assess = func(s bot.Situation) (bot.Assessment, error) { turns = s.Turns; return assessByWord(s) }
	d.says("m2", "Hello?", r.Thread)
	d.settle()
	for _, x := range turns {
		if strings.Contains(x.Text, complaintWords) {
			t.Errorf("the sorting takes the acknowledgement for an answer: %+v", turns)
		}
	}
}

func TestAnEscalationWithoutWordsIsAcknowledgedToo(t *testing.T) {
	d := newDesk(t, acknowledging)
	r := d.asked("m1")
	d.decided(r.Case, bot.Escalate, 1)
	d.clock.advance(6 * time.Minute)
	d.drain()
	d.wantClientsSaw(ackWords)
	other := d.asked("m2")
	if err := d.decide(other.Case, bot.Escalate, 1, "My colleague has it."); err != nil {
		t.Fatal(err)
	}
	d.clock.advance(6 * time.Minute)
	d.drain()
	d.wantClientsSaw(ackWords, "My colleague has it.")
}
