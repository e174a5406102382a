package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// answerGoes has a colleague delete their answer "s1" after some time.
func (d *desk) answerGoes(after time.Duration) {
	d.t.Helper()
	d.clock.advance(after)
	d.receive(bot.Enquiry{MessageID: "s1", Change: bot.ChangeDeleted, ChangedAt: d.clock.now()})
	d.settle()
}

func TestAColleaguesAnswerThatIsDeletedSoonAnswersNothing(t *testing.T) {
	for name, x := range map[string]struct {
		after time.Duration // from the answer to its deletion
		more  func(d *desk) // what happened in between
		want  bot.State
	}{
		"at once":                {time.Minute, nil, bot.StateInReview},
		"the day after":          {24 * time.Hour, nil, bot.StateWithdrawn},
		"after another answer":   {time.Minute, func(d *desk) { d.staffSay("s2", "Until six, I mean.", "m1") }, bot.StateWithdrawn},
		"after the question was": {time.Minute, func(d *desk) { d.receive(bot.Enquiry{MessageID: "m1", Change: bot.ChangeDeleted}) }, bot.StateWithdrawn},
		"after it was resolved":  {time.Minute, func(d *desk) { d.decided(1, bot.Resolve, 0) }, bot.StateResolved},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			r := d.clientAsks("m1", "When are you open?")
			d.settle()
			d.staffSay("s1", "Until five today.", "m1")
			d.wantState(r.Case, bot.StateWithdrawn)
			if x.more != nil {
				x.more(d)
			}
			d.answerGoes(x.after)
			k := d.wantState(r.Case, x.want)
			if x.want == bot.StateInReview && (k.Question() != "When are you open?" || !k.AnsweredAt.IsZero() || len(k.Drafts) != 2) {
				t.Errorf("%d drafts of %q, answered at %s", len(k.Drafts), k.Question(), k.AnsweredAt)
			}
			d.wantClientsSaw()
		})
	}
}

func TestADeletionThatIsFoundLateCountsFromWhenTheAnswerStillStood(t *testing.T) {
	for name, x := range map[string]struct {
		stood time.Duration
		want  bot.State
	}{"within its hour": {50 * time.Minute, bot.StateInReview}, "after it": {2 * time.Hour, bot.StateWithdrawn}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			r := d.clientAsks("m1", "When are you open?")
			d.settle()
			d.staffSay("s1", "Until five today.", "m1")
			written := d.clock.now()
			d.clock.advance(3 * time.Hour)
			d.receive(bot.Enquiry{MessageID: "s1", Change: bot.ChangeDeleted, ChangedAt: d.clock.now(), StoodAt: written.Add(x.stood)})
			d.settle()
			d.wantState(r.Case, x.want)
		})
	}
}

func TestWhenAPersonsAnswerIsDeletedSoonTheCaseIsWithPeopleAgain(t *testing.T) {
	d := newDesk(t)
	r := d.clientAsks("m1", "This is a complaint.")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	d.staffSay("s1", "I will ring you.", "m1")
	d.wantState(r.Case, bot.StateAnswered)
	d.answerGoes(time.Minute)
	if k := d.wantState(r.Case, bot.StateEscalated); k.Owner != "" || len(k.Asked()) != 1 {
		t.Errorf("with %q, %d messages wait", k.Owner, len(k.Asked()))
	}
}

func TestAnAnswerThatWasSentStandsWhenAColleaguesIsDeleted(t *testing.T) {
	d := newDesk(t)
	r := d.clientAsks("m1", "When are you open?")
	d.settle()
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	d.staffSay("s1", "And bring your passport.", "m1")
	d.answerGoes(time.Minute)
	if k := d.wantState(r.Case, bot.StateAnswered); len(k.Drafts) != 1 || k.AnsweredAt.IsZero() {
		t.Errorf("%d drafts, answered at %s", len(k.Drafts), k.AnsweredAt)
	}
}
