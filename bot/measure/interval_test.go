package measure

import (
	"math"
	"slices"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

// Check values of the tables that the gate is specified with, and of Wilson's paper.
func TestIntervalsAgreeWithTheTables(t *testing.T) {
	for _, tt := range []struct {
		k, n int
		want float64
	}{{0, 30, .0950}, {0, 59, .0495}, {1, 59, .0779}, {3, 100, .0757}, {0, 0, 1}, {5, 5, 1}} {
		if got := UpperBound(tt.k, tt.n, .05); !near(got, tt.want, .00006) {
			t.Errorf("upper bound of %d of %d: %.5f, want %.4f", tt.k, tt.n, got, tt.want)
		}
	}
	for _, tt := range []struct {
		k, n      int
		low, high float64
	}{{0, 0, 0, 1}, {10, 10, .7225, 1}, {0, 30, 0, .1135}, {95, 100, .8882, .9785}, {81, 263, .2553, .3662}} {
		if low, high := Wilson(tt.k, tt.n); !near(low, tt.low, .0001) || !near(high, tt.high, .0001) {
			t.Errorf("Wilson of %d of %d: %.4f to %.4f, want %.4f to %.4f", tt.k, tt.n, low, high, tt.low, tt.high)
		}
	}
	if low, high := ClopperPearson(81, 263, .05); !near(low, .2527, .0001) || !near(high, .3676, .0001) {
		t.Errorf("Clopper-Pearson of 81 of 263: %.4f to %.4f", low, high)
	}
}

// The smallest n at which k overrides pass a bound, from the table of the gate.
func TestTheSmallestSamplesThatPassAGate(t *testing.T) {
	for _, tt := range []struct {
		bound, alpha float64
		least        []int // by k = 0, 1, 2, 3
	}{
		{.10, .05, []int{29, 46, 61, 76}}, {.10, .05 / 3, []int{39, 58, 75, 91}},
		{.05, .05, []int{59, 93, 124, 153}}, {.05, .05 / 3, []int{80, 119, 153, 184}},
		{.02, .05, []int{149, 236, 313, 386}}, {.02, .05 / 3, []int{203, 300, 385, 464}},
	} {
		for k, n := range tt.least {
			if Needed(k, tt.bound, tt.alpha) != n || UpperBound(k, n, tt.alpha) > tt.bound || UpperBound(k, n-1, tt.alpha) <= tt.bound {
				t.Errorf("bound %.2f at alpha %.4f, k %d: %d is not the smallest n (%.5f there, %.5f before)", tt.bound, tt.alpha, k, n,
					UpperBound(k, n, tt.alpha), UpperBound(k, n-1, tt.alpha))
			}
		}
	}
}

func TestBinomialAndPoissonAgreeWithAnIndependentReading(t *testing.T) {
	for _, n := range []int{1, 2, 7, 40, 300} {
		for k := -1; k <= n+1; k += 1 + n/6 {
			for _, p := range []float64{.01, .2, .5, .93} {
				if got, want := Binomial(k, n, p), (distuv.Binomial{N: float64(n), P: p}).CDF(float64(k)); !near(got, want, 1e-12) {
					t.Errorf("%d or fewer of %d at %g: %g, want %g", k, n, p, got, want)
				}
			}
		}
	}
	for _, k := range []int{0, 1, 9, 120} {
		mean := PoissonUpper(k, .025)
		if got := (distuv.Poisson{Lambda: mean}).CDF(float64(k)); !near(got, .025, 1e-9) {
			t.Errorf("at a mean of %g, %d or fewer come with a chance of %g, want 0.025", mean, k, got)
		}
	}
}

// The bound is what its definition says: at it, k or fewer have a chance of alpha.
func TestTheUpperBoundIsTheSmallestShareThatExplainsSoFew(t *testing.T) {
	for n := 1; n < 200; n += 7 {
		for k := 0; k < n; k += 1 + n/5 {
			p := UpperBound(k, n, .05)
			if got := (distuv.Binomial{N: float64(n), P: p}).CDF(float64(k)); !near(got, .05, 1e-6) {
				t.Fatalf("at the bound of %d of %d, %d or fewer have a chance of %.6f", k, n, k, got)
			}
		}
	}
}

// The worked examples of Newcombe (1998), method 10, from his table II.
func TestDifferencesAgreeWithNewcombesTable(t *testing.T) {
	for _, tt := range []struct {
		a, m, b, n int
		low, high  float64
	}{{56, 70, 48, 80, .0524, .3339}, {9, 10, 3, 10, .1705, .8090}, {6, 7, 2, 7, .0582, .8062}, {5, 56, 0, 29, -.0381, .1926}, {0, 10, 0, 20, -.1611, .2775}, {10, 10, 0, 20, .6791, 1}, {0, 0, 3, 10, -1, 1}} {
		if low, high := Newcombe(tt.a, tt.m, tt.b, tt.n); !near(low, tt.low, .0001) || !near(high, tt.high, .0001) {
			t.Errorf("%d/%d less %d/%d: %.4f to %.4f, want %.4f to %.4f", tt.a, tt.m, tt.b, tt.n, low, high, tt.low, tt.high)
		}
	}
}

func minutes(n ...int) []time.Duration {
	var out []time.Duration
	for _, m := range n {
		out = append(out, time.Duration(m)*time.Minute)
	}
	return out
}

func TestTheMediansIntervalIsTheSameInWhateverOrder(t *testing.T) {
	times := minutes(5, 9, 12, 14, 15, 18, 21, 22, 30, 31, 40, 55, 70, 90, 180)
	low, high := MedianInterval(times)
	slices.Reverse(times)
	if l, h := MedianInterval(times); l != low || h != high {
		t.Errorf("reversed: %s to %s, before %s to %s", l, h, low, high)
	}
	if median := Quantile(times, .5); median != 22*time.Minute || low >= median || high <= median || low < 9*time.Minute || high > 70*time.Minute {
		t.Errorf("median %s within %s to %s", median, low, high)
	}
}

// Nine in ten intervals of samples from a known law hold its median, or more.
func TestTheBootstrapHoldsTheTrueMedian(t *testing.T) {
	law, held := distuv.Exponential{Rate: 1}, 0
	for s := range 200 {
		var times []time.Duration
		for i := range 40 { // a low-discrepancy sample, another for each s
			u := math.Mod(float64(i*200+s)*0.6180339887498949+float64(s*s)*0.7548776662466927, 1)
			times = append(times, time.Duration(law.Quantile(max(u, 1e-6))*float64(time.Hour)))
		}
		if low, high := MedianInterval(times); low.Hours() <= math.Ln2 && high.Hours() >= math.Ln2 {
			held++
		}
	}
	if held < 180 {
		t.Errorf("%d of 200 intervals hold the median", held)
	}
}

func TestWhatWasNotAnsweredWaitsForEverInAnyMedian(t *testing.T) {
	half := append(minutes(10, 20, 30), Forever, Forever, Forever, Forever)
	if got := Quantile(half, .5); got != Forever {
		t.Errorf("median %s, want for ever: more than half wait", got)
	}
	if _, high := MedianInterval(half); high != Forever {
		t.Errorf("the interval ends at %s", high)
	}
	if _, high, ok := MedianDifference(minutes(10, 20, 30), half); !ok || high != Forever {
		t.Errorf("the difference ends at %s, %v", high, ok)
	}
	if _, _, ok := MedianDifference(half, half); ok {
		t.Error("a difference of two medians that have not ended")
	}
	if _, _, ok := MedianDifference(nil, half); ok {
		t.Error("a difference with nothing before")
	}
}

func TestADifferenceOfMediansHasItsInterval(t *testing.T) {
	before, after := minutes(60, 61, 62, 63, 64, 65, 66, 67, 68, 69), minutes(20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
	low, high, ok := MedianDifference(before, after)
	if !ok || low > -40*time.Minute || high < -40*time.Minute || low < -49*time.Minute || high > -31*time.Minute {
		t.Errorf("from 64 to 24 minutes: %s to %s, %v", low, high, ok)
	}
}
