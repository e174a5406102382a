package evaluation

import (
	"slices"
	"strings"
	"testing"

	"countersign/bot"
	"countersign/bot/triage"
)

// weighing makes messages of given weights: those that need a person, and others.
func weighing(tier bot.Tier, weights ...int) []Result {
	var out []Result
	for _, w := range weights {
		out = append(out, Result{triage.Labelled{Tier: tier}, bot.Assessment{Weight: w}})
	}
	return out
}

func TestACutThatIsChosenCountsWhatNoCutSendsElsewhere(t *testing.T) {
	all := weighing(bot.TierHuman, 50, 50)
	all[0].Got.Reasons = []bot.Reason{{Code: bot.LegalThreat, Points: 50, Source: "rules"}}
	if c := cutAt(all, 80); c.sent.K != 1 || c.found.K != 1 {
		t.Errorf("at a cut of 80 %d of 2 go to people", c.sent.K)
	}
}

func TestTheCutSendsTheTopThirdUnlessThatWouldMissTooMuch(t *testing.T) {
	const human, routine, unknown = bot.TierHuman, bot.TierRoutine, bot.Tier("")
	for _, test := range []struct {
		name  string
		all   []Result
		cut   int
		bound bool
	}{
		{"a third is heavy", append(weighing(human, 70, 60), weighing(routine, 30, 31, 32, 33)...), 34, false},
		{"half needs a person", append(weighing(human, 70, 60, 50), weighing(routine, 30, 31, 32)...), 50, true},
		{"one that needs a person is light", append(weighing(human, 70, 25), weighing(routine, 40, 31, 32, 33)...), 25, true},
		{"no labels", weighing(unknown, 70, 60, 50, 40, 30, 20), 51, false},
		{"all are light", weighing(routine, 5, 5, 5), lowestCut, false},
		{"all are heavy", weighing(unknown, 99, 99, 99), highestCut, false},
	} {
		if cut, bound := Cut(test.all); cut != test.cut || bound != test.bound {
			t.Errorf("%s: cut %d, bound %t; want %d, %t", test.name, cut, bound, test.cut, test.bound)
		}
	}
}

func TestTheCutIsShownWithWhatItCosts(t *testing.T) {
	var out strings.Builder
	Cuts(&out, append(weighing(bot.TierHuman, 70, 60, 50), weighing(bot.TierRoutine, 30, 31, 32)...))
	for _, want := range []string{"triage.cut: 50 suits these messages: to people 3/6 = 0.500", "routine handled 3/3", "A third would go", "miss 0 of 3: 0.0 to 56.1 in 100"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not said:\n%s", want, out.String())
		}
	}
}

func TestFewThatNeedAPersonRaiseNoCut(t *testing.T) {
	const warning = "until 60 that need a person are labelled, keep to 40"
	for n, want := range map[int]bool{21: true, 60: false} {
		var b strings.Builder
		Cuts(&b, append(weighing(bot.TierHuman, slices.Repeat([]int{90}, n)...), weighing(bot.TierRoutine, slices.Repeat([]int{70}, 2*n)...)...))
		if got := strings.Contains(b.String(), warning); got != want || !strings.Contains(b.String(), "triage.cut: 71 suits") {
			t.Errorf("%d that need a person: warned %t\n%s", n, got, b.String())
		}
	}
}
