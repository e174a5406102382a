package autonomy_test

import (
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// looked has staff look at each automatic answer that waits for it.
func (f *firm) looked(verdict bot.Action) int {
	f.t.Helper()
	all, err := f.store.AutoAnswers(f.t.Context(), bot.AutoFilter{})
	must(f.t, err)
	n := 0
	for _, a := range all {
		if a.Sampled && a.Sent && a.Review == "" {
			f.act(a.Case, verdict, "")
			n++
		}
	}
	return n
}

// TestAboveFiftyAWeekATenthIsLookedAt: five a week is too few of many.
func TestAboveFiftyAWeekATenthIsLookedAt(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	f.granted(topic)
	sampled := map[int]int{}
	for n := 1; n <= 81; n++ {
		f.says("acme", "When are you open?")
		sampled[n] = sampled[n-1] + f.looked(bot.ReviewGood)
	}
	for n, want := range map[int]int{5: 5, 50: 5, 51: 6, 60: 6, 61: 7, 81: 9} {
		if sampled[n] != want {
			t.Errorf("of %d automatic answers in a week %d are looked at, want %d", n, sampled[n], want)
		}
	}
}

// TestAComplaintCountsForThirtyDaysAfterAnAutomaticAnswer and no longer, whatever it
// says that it is about.
func TestAComplaintCountsForThirtyDaysAfterAnAutomaticAnswer(t *testing.T) {
	t.Parallel()
	for after, want := range map[time.Duration]bot.AutonomyState{
		30*24*time.Hour - time.Minute: bot.CoPilot, 30*24*time.Hour + time.Minute: bot.Granted,
	} {
		f := newFirm(t)
		f.granted(topic)
		f.says("acme", "When are you open?")
		f.clock.Advance(after)
		f.says("bright", "I complain") // of another account, to which nothing went by itself
		f.wantState(topic, bot.Granted)
		f.says("acme", "I complain")
		f.wantState(topic, want)
	}
}

// TestTwoOverridesCountAmongTheLastTwentyThatWereLookedAt: one of long ago is not
// held against a topic for ever.
func TestTwoOverridesCountAmongTheLastTwentyThatWereLookedAt(t *testing.T) {
	t.Parallel()
	for between, want := range map[int]bot.AutonomyState{18: bot.CoPilot, 19: bot.Granted} {
		f := newFirm(t)
		f.granted(topic)
		verdicts := slices.Repeat([]bot.Action{bot.ReviewGood}, between)
		verdicts = append(append([]bot.Action{bot.ReviewChanged}, verdicts...), bot.ReviewChanged)
		for i, v := range verdicts {
			if i > 0 && i%5 == 0 {
				f.clock.Advance(7 * 24 * time.Hour) // five a week are looked at
			}
			f.says("acme", "When are you open?")
			if n := f.looked(v); n != 1 {
				t.Fatalf("answer %d: %d to be looked at, want one", i+1, n)
			}
		}
		if s := f.standing(topic); s.State != want {
			t.Errorf("with %d good ones between two that should have been others: %s (%s), want %s", between, s.State, s.Cause, want)
		}
	}
}

// TestADraftFromBeforeAChangeSaysNothingOfWhatHoldsNow: twenty clean decisions are
// twenty on drafts that came about after the change.
func TestADraftFromBeforeAChangeSaysNothingOfWhatHoldsNow(t *testing.T) {
	t.Parallel()
	f := newFirm(t)
	var old []int64
	for range 3 {
		old = append(old, f.says("acme", "When are you open?"))
	}
	f.granted(topic)
	f.clock.Advance(time.Minute)
	f.write(f.desk.ModelChanged)
	f.wantState(topic, bot.Lapsed)
	f.clock.Advance(time.Minute)
	for _, id := range old {
		f.decide(id, bot.Decision{Action: bot.Approve, Version: 1})
	}
	if s := f.standing(topic); s.Clean != 0 {
		t.Errorf("%d clean decisions after three on drafts from before the change, want none", s.Clean)
	}
	id := f.says("acme", "When are you open?")
	f.decide(id, bot.Decision{Action: bot.Approve, Version: f.kase(id).Draft().Version})
	if s := f.standing(topic); s.Clean != 1 {
		t.Errorf("%d clean decisions after one on a new draft, want one", s.Clean)
	}
}
