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
