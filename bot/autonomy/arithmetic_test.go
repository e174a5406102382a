package autonomy

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"countersign/bot/measure"
)

func TestTheBoundHasItsCheckValues(t *testing.T) {
	for _, c := range []struct {
		k, n  int
		alpha float64
		want  float64
	}{
		{0, 30, .05, .0950}, {0, 59, .05, .0495}, {1, 59, .05, .0779}, {3, 100, .05, .0757},
		{0, 0, .05, 1}, {5, 5, .05, 1}, {0, 80, perLook, .0499},
	} {
		if got := measure.UpperBound(c.k, c.n, c.alpha); math.Abs(got-c.want) > .00006 {
			t.Errorf("UpperBound(%d, %d, %.4f): got %.5f, want %.4f", c.k, c.n, c.alpha, got, c.want)
		}
	}
}

func TestTheFewestDecisionsAreThoseOfTheTable(t *testing.T) {
	for _, c := range []struct {
		limit, alpha float64
		want         []int // for 0, 1, 2 and 3 overrides
	}{
		{.10, .05, []int{29, 46, 61, 76}}, {.10, perLook, []int{39, 58, 75, 91}},
		{.05, .05, []int{59, 93, 124, 153}}, {.05, perLook, []int{80, 119, 153, 184}},
		{.02, .05, []int{149, 236, 313, 386}}, {.02, perLook, []int{203, 300, 385, 464}},
	} {
		for k, want := range c.want {
			if got := needed(k, c.limit, c.alpha); got != want {
				t.Errorf("fewest with %d overrides, limit %.2f, alpha %.4f: got %d, want %d", k, c.limit, c.alpha, got, want)
			}
		}
	}
	for k, want := range []int{80, 119, 153, 184} {
		if Needed(k) != want || !Passes(k, want) || Passes(k, want-1) {
			t.Errorf("the gate with %d overrides: needs %d, passes at %d: %t, one before: %t; want %d, true, false",
				k, Needed(k), want, Passes(k, want), Passes(k, want-1), want)
		}
	}
}

func TestTheOddsAreToldHonestly(t *testing.T) {
	if got := Odds(0, 59, .01); math.Abs(got-.5527) > .0005 {
		t.Errorf("Odds(0, 59, 1 %%): got %.4f, want .5527", got)
	}
	for n, want := range map[int]string{17: "At n = 80, k = 0 a topic whose true override rate is 1 % passes only 44 % of the time", 88: "At n = 88, k = 0 a topic whose true override rate is 1 % passes only 41 % of the time"} {
		if got := Honest(0, n); !strings.HasPrefix(got, want) {
			t.Errorf("Honest(0, %d): got %q, want it to begin %q", n, got, want)
		}
	}
}

// TestTopicsAtTrueFivePerCentHardlyEverPass is the promise of the three looks: of
// topics that are exactly as bad as is still allowed, no more than one in twenty
// passes at any of its looks, whatever the pace. Looking daily without the split
// would let more through, which shows that the simulation can tell.
func TestTopicsAtTrueFivePerCentHardlyEverPass(t *testing.T) {
	const runs = 10_000
	need := make([]int, 60)
	for k := range need {
		need[k] = Needed(k)
	}
	peek := make([]int, 60) // of one look at five per cent, were it alone
	for k := range peek {
		peek[k] = needed(k, Limit, .05)
	}
	for _, perDay := range []int{2, 4, 6, 10} {
		rng := rand.New(rand.NewPCG(2026, uint64(perDay)))
		passed, peeked := 0, 0
		for range runs {
			scheduled, daily := play(rng, perDay, need, peek)
			passed += one(scheduled)
			peeked += one(daily)
		}
		share := float64(passed) / float64(runs)
		t.Logf("%d drafts a day: %.2f %% pass at the three looks, %.2f %% would if somebody looked daily at 5 %%", perDay, 100*share, 100*float64(peeked)/float64(runs))
		if share > .05 {
			t.Errorf("%d drafts a day: %.2f %% of topics at a true 5 %% pass, want at most 5 %%", perDay, 100*share)
		}
		if peeked <= passed {
			t.Errorf("%d drafts a day: looking daily lets %d through and the schedule %d: the simulation tells nothing", perDay, peeked, passed)
		}
	}
}

// play simulates sixty days of a topic whose true override rate is the limit.
func play(rng *rand.Rand, perDay int, need, peek []int) (scheduled, daily bool) {
	k, n := 0, 0
	for day := 1; day <= MaxDays; day++ {
		for range perDay {
			n++
			if rng.Float64() < Limit {
				k++
			}
		}
		if k < len(need) && day >= MinDays {
			daily = daily || n >= peek[k]
			scheduled = scheduled || isLook(day) && n >= need[k]
		}
	}
	return scheduled, daily
}

func isLook(day int) bool {
	for _, d := range Looks() {
		if d == day {
			return true
		}
	}
	return false
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestTopicsThatPeopleMustDecideAreOnTheList(t *testing.T) {
	for _, topic := range []string{"", "other", "complaint", "Complaint ", "data_protection", "refunds", "deposit", "fees", "identity_checks",
		"notice_renewal", "greeting_thanks", "late_refund", "price_list", "eligibility", "cancel_booking", "refusal_letter", "investment_advice",
		"pension", "hardship", "legal_threat", "vulnerability"} {
		if Denied(topic) == "" {
			t.Errorf("topic %q may be answered automatically", topic)
		}
	}
	for _, topic := range []string{"opening_hours", "booking", "keys", "repairs", "documents", "portal_access", "vat_payroll", "tax_return", "rent"} {
		if why := Denied(topic); why != "" {
			t.Errorf("topic %q may never be answered automatically: %s", topic, why)
		}
	}
}
