package replay

import (
	"math"
	"testing"
	"time"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 5e-4 {
		t.Errorf("%s: got %.4f, want %.4f", what, got, want)
	}
}

// Worked by hand: 20, 5, 10 and 15 of 50. Seen .7, chance .5·.6+.5·.4 = .5, so
// kappa = .2/.5 = .4. Variance: (.10972 + .36·.283 − .1²) / (50·.25) = .016128,
// so half = 1.96·.1270 = .2489.
func TestKappaIsAsWorkedByHand(t *testing.T) {
	kappa, low, high, ok := Square{Both: 20, OnlyLabel: 5, OnlyTool: 10, BothRoutine: 15}.Kappa()
	if !ok {
		t.Fatal("kappa is not defined")
	}
	near(t, "kappa", kappa, .4)
	near(t, "low", low, .1511)
	near(t, "high", high, .6489)
}

func TestKappaIsOneWhereAllAgreeAndNothingWhereThereIsNoChoice(t *testing.T) {
	if kappa, low, high, ok := (Square{Both: 12, BothRoutine: 30}).Kappa(); !ok || kappa != 1 || low >= 1 || high != 1 {
		t.Errorf("all agree: %v %v %v %v", kappa, low, high, ok)
	}
	for _, q := range []Square{{}, {BothRoutine: 40}, {Both: 40}} {
		if _, _, _, ok := q.Kappa(); ok {
			t.Errorf("%+v has a kappa", q)
		}
	}
	if kappa, _, _, ok := (Square{OnlyLabel: 10, OnlyTool: 10}).Kappa(); !ok || kappa != -1 {
		t.Errorf("never agree: %v", kappa)
	}
}

// Exact intervals from the tables of Clopper and Pearson.
func TestSharesPrintExactIntervals(t *testing.T) {
	for _, x := range []struct {
		s         Share
		low, high float64
	}{{Share{5, 50}, .0333, .2181}, {Share{0, 30}, 0, .1157}, {Share{30, 30}, .8843, 1}, {Share{0, 0}, 0, 1}} {
		low, high := x.s.Interval()
		near(t, x.s.String()+" low", low, x.low)
		near(t, x.s.String()+" high", high, x.high)
	}
	if got := (Share{5, 50}).String(); got != "5 of 50 (95 %: 3–22 %)" {
		t.Error(got)
	}
}

func TestNothingIsSaidOfTooFew(t *testing.T) {
	for s, want := range map[Share]string{{3, 19}: "3 of 19 (too few to say more)", {0, 0}: "none to count"} {
		if s.String() != want {
			t.Errorf("%q, want %q", s, want)
		}
	}
	if got := waitOf(make([]time.Duration, 19)).String(); got != "19 with a time (too few to say more)" {
		t.Error(got)
	}
}

// For n = 20 the tables give the 6th and the 15th value.
func TestTheMedianHasItsInterval(t *testing.T) {
	var all []time.Duration
	for i := range 20 {
		all = append(all, time.Duration(20-i)*time.Minute)
	}
	w := waitOf(append(all, Unknown))
	if w.N != 20 || w.Unknown != 1 || w.Median != 10*time.Minute || w.Ninth != 18*time.Minute || w.Low != 6*time.Minute || w.High != 15*time.Minute {
		t.Errorf("%+v", w)
	}
}

// Thirty of thirty are no proof that they will always agree.
func TestFullAgreementHasAnIntervalToo(t *testing.T) {
	kappa, low, high, ok := Square{Both: 15, BothRoutine: 15}.Kappa()
	if !ok || kappa != 1 || high != 1 || low < .76 || low > .78 { // the exact interval of 30 of 30 begins at 0.884
		t.Errorf("%.3f (%.3f to %.3f), %v", kappa, low, high, ok)
	}
}
