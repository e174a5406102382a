package autonomy_test

import (
	"testing"

	"countersign/bot"
)

func TestNobodyCanChooseToAnswerAutomatically(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	id := f.says("acme", "When are you open?")
	if _, err := f.Decide(t.Context(), id, bot.Decision{Action: bot.Automatic, Version: 1, By: owner}); err == nil {
		t.Error("somebody sent a draft by the action of a grant")
	}
	if got := f.automatic(); len(got) != 0 || f.kase(id).State != bot.StateInReview {
		t.Errorf("automatic answers %v, case %s; want none and the draft before staff", got, f.kase(id).State)
	}
}

func TestHarmByAnApprovedAnswerEndsAutonomyToo(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	id := f.says("acme", "When are you open?")
	f.decide(id, bot.Decision{Action: bot.Approve, Version: 1})
	f.granted(topic)
	if _, err := f.Decide(t.Context(), id, bot.Decision{Action: bot.ReviewGood, By: tom}); err == nil {
		t.Error("an answer that a person had approved was looked at like an automatic one")
	}
	if _, err := f.Decide(t.Context(), id, bot.Decision{Action: bot.ReviewHarmful, By: tom}); err == nil {
		t.Error("harm was noted without a word on what was wrong")
	}
	f.act(id, bot.ReviewHarmful, "wrong fact")
	f.wantState(topic, bot.CoPilot)
}

func TestAnApprovedAnswerGivenToPeopleAfterwardsEndsAutonomyToo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		after  bot.AutonomyState
	}{
		"a person was needed": {"a person was needed", bot.CoPilot},
		"nothing covers it":   {"nothing covers it", bot.Granted},
		"in somebody's words": {"they rang and cried", bot.CoPilot},
	} {
		f := newFirm(t)
		id := f.says("acme", "When are you open?")
		f.decide(id, bot.Decision{Action: bot.Approve, Version: 1})
		f.granted(topic)
		f.act(id, bot.Escalate, c.reason)
		if s := f.standing(topic); s.State != c.after {
			t.Errorf("%s: %s is %s (%s), want %s", name, topic, s.State, s.Cause, c.after)
		}
	}
}
