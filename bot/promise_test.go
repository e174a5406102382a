package bot_test

import (
	"testing"
	"time"

	"countersign/bot"
)

// by takes a decision that needs more than a text.
func (d *desk) by(id int64, x bot.Decision) error {
	if x.By.ID == "" {
		x.By = priya
	}
	_, err := d.Decide(d.t.Context(), id, x)
	return err
}

func (d *desk) must(id int64, x bot.Decision) {
	d.t.Helper()
	if err := d.by(id, x); err != nil {
		d.t.Fatalf("%s: %v", x.Action, err)
	}
	d.drain()
}

func TestACallBackIsAPromiseWithItsTime(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	due := d.clock.now().Add(3 * time.Hour)
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.CallBack}), "needs a date and a time")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.CallBack, Due: due.Add(-4 * time.Hour)}), "has passed")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.CallBack, Due: due.AddDate(2, 0, 0)}), "more than 366 days off")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.CallBack, Due: due, Text: "As goodwill"}), "internal page")
	d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: due, Reason: "about the report", Text: "I will ring you at noon."})
	d.wantClientsSaw("I will ring you at noon.")
	open := d.kase(r.Case).OpenPromises()
	if len(open) != 1 || open[0].Kind != bot.PromisedCall || !open[0].Due.Equal(due) || open[0].What != "about the report" {
		t.Fatalf("promises %+v", open)
	}
	d.wantEvent(r.Case, bot.EventPromised)
	q := d.asked("m2")
	wantInvalid(t, d.by(q.Case, bot.Decision{Action: bot.CallBack, Due: due}), "once a person has it")
}

func TestAPromiseThatNobodyKeptIsSaidToBeMissedOnceAndKeepsReminding(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: d.clock.now().Add(time.Hour)})
	d.must(r.Case, bot.Decision{Action: bot.Resolve, Reason: "dealt with"})
	before := d.platform.cards
	d.clock.advance(59 * time.Minute)
	d.drain()
	if d.platform.cards != before {
		t.Error("staff were reminded before the time")
	}
	d.wantPaged("before it is due")
	for day := range 3 {
		d.clock.advance(24 * time.Hour)
		d.drain()
		if d.platform.cards != before+day+1 {
			t.Errorf("day %d: %d cards, want one more each day: nobody said that it was kept", day+1, d.platform.cards-before)
		}
	}
	d.wantPaged("once, to whoever made it", bot.ToPerson(priya.ID))
	missed := 0
	for _, kind := range d.kinds(r.Case) {
		if kind == bot.EventPromiseLate {
			missed++
		}
	}
	if missed != 1 {
		t.Errorf("%d entries that it was missed, want 1", missed)
	}
	d.wantState(r.Case, bot.StateResolved)
	if found, err := d.Cases(t.Context(), bot.CaseFilter{States: []bot.State{bot.StateResolved}, Waking: true}); err != nil || len(found) != 1 {
		t.Errorf("cases that remind: %d, %v; want the one", len(found), err)
	}
	d.must(r.Case, bot.Decision{Action: bot.Kept, Reason: "rang on Monday"})
	d.clock.advance(48 * time.Hour)
	d.drain()
	if d.platform.cards != before+4 || len(d.kase(r.Case).OpenPromises()) != 0 {
		t.Errorf("%d cards and open promises %+v after it was kept", d.platform.cards-before, d.kase(r.Case).OpenPromises())
	}
	if found, err := d.Cases(t.Context(), bot.CaseFilter{Waking: true}); err != nil || len(found) != 0 {
		t.Errorf("%d cases remind still, %v", len(found), err)
	}
}

func TestAPromiseIsKeptOnce(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Kept}), "no promise of this case is open")
	for h := range 2 {
		d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: d.clock.now().Add(time.Duration(h+1) * time.Hour)})
	}
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Kept}), "say which promise was kept: 2 are open")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Kept, Number: 9}), "no promise 9")
	d.must(r.Case, bot.Decision{Action: bot.Kept, Number: 2})
	wantSettled(t, d.by(r.Case, bot.Decision{Action: bot.Kept, Number: 2}), "already decided by Priya")
	d.must(r.Case, bot.Decision{Action: bot.Kept})
}

func TestALaterEnquiryKnowsWhatWasPromised(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	d.must(r.Case, bot.Decision{Action: bot.CallBack, Due: d.clock.now().Add(time.Hour)})
	var seen bot.Situation
	d.assess = func(s bot.Situation) (bot.Assessment, error) { seen = s; return assessByWord(s) }
	d.says("m2", "Nobody rang.", r.Thread)
	d.settle()
	if len(seen.Promises) != 1 || seen.Promises[0].Kept || seen.Promises[0].Kind != bot.PromisedCall {
		t.Errorf("in its own thread the sorting sees %+v", seen.Promises)
	}
	d.must(r.Case, bot.Decision{Action: bot.Kept})
	d.says("m3", "When are you open?")
	d.settle()
	if len(seen.Earlier) != 1 || len(seen.Earlier[0].Promises) != 1 || !seen.Earlier[0].Promises[0].Kept {
		t.Errorf("in another thread the sorting sees %+v", seen.Earlier)
	}
}

func TestACaseThatNeededAPersonIsClosedWithItsOutcomeAndWhatWasPromised(t *testing.T) {
	d := newDesk(t)
	r := d.escalated("m1")
	d.receive(bot.Enquiry{Text: "I will sort it out.", MessageID: "s1", Thread: r.Thread, Role: bot.RoleStaff, Author: priya})
	d.drain()
	d.wantState(r.Case, bot.StateAnswered)
	due := d.clock.now().Add(72 * time.Hour)
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Resolve}), "closed with an outcome")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Resolve, Reason: "sorted", Due: due}), "say what was promised")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Resolve, Reason: "sorted", Promise: "a new report"}), "needs a date and a time")
	d.wantState(r.Case, bot.StateAnswered)
	d.must(r.Case, bot.Decision{Action: bot.Resolve, Reason: "sorted", Promise: "a new report", Due: due})
	k := d.wantState(r.Case, bot.StateResolved)
	if open := k.OpenPromises(); len(open) != 1 || open[0].What != "a new report" || !k.WakeAt.Equal(due.UTC()) {
		t.Errorf("promises %+v, woken at %s", open, k.WakeAt)
	}
}
