package bot_test

import (
	"testing"

	"countersign/bot"
)

func TestOnlyTheDraftOfTheOpenQuestionIsCurrent(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	if k := d.kase(r.Case); k.CurrentDraft() == nil || len(k.Standing()) != 0 {
		t.Fatalf("in review: draft %v, decisions %v", k.CurrentDraft(), k.Standing())
	}
	d.decided(r.Case, bot.Approve, 1)
	d.drain()
	if k := d.wantState(r.Case, bot.StateAnswered); k.CurrentDraft() == nil || len(k.Standing()) != 1 {
		t.Fatalf("answered: draft %v, decisions %v", k.CurrentDraft(), k.Standing())
	}
	d.says("m2", "And on Saturdays?", r.Thread)
	if k := d.kase(r.Case); !k.State.Open() || k.CurrentDraft() != nil || len(k.Standing()) != 0 {
		t.Fatalf("asked again, %s: draft %v, decisions %v", k.State, k.CurrentDraft(), k.Standing())
	}
	d.settle()
	if k := d.wantState(r.Case, bot.StateInReview); k.CurrentDraft() == nil || k.CurrentDraft().Version != 2 || len(k.Standing()) != 0 {
		t.Fatalf("in review again: draft %v, decisions %v", k.CurrentDraft(), k.Standing())
	}
	d.decided(r.Case, bot.Escalate, 2)
	if k := d.wantState(r.Case, bot.StateEscalated); k.CurrentDraft() != nil || len(k.Standing()) != 1 || k.Standing()[0].Action != bot.Escalate {
		t.Fatalf("escalated: draft %v, decisions %v", k.CurrentDraft(), k.Standing())
	}
}

func TestAnOldOutcomeIsNoDecisionOnACaseThatIsOpenAgain(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Resolve, 0)
	if k := d.wantState(r.Case, bot.StateResolved); len(k.Standing()) != 1 || k.CurrentDraft() != nil {
		t.Fatalf("resolved: draft %v, decisions %v", k.CurrentDraft(), k.Standing())
	}
	d.says("m2", "Once more: when?", r.Thread)
	if k := d.kase(r.Case); !k.State.Open() || len(k.Standing()) != 0 {
		t.Fatalf("%s: decisions %v", k.State, k.Standing())
	}
}
