package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// resamples is how many samples a bootstrap draws.
const resamples = 2000

// bootstrapSeed makes every reading of the same times give the same interval.
const bootstrapSeed = 20261125

// Forever is a waiting time that has not ended. It is longer than any other, so
// that what was not answered counts as waiting.
const Forever = time.Duration(math.MaxInt64)

// Quantile is the time within which the share q of the times lies, by nearest
// rank; 0 without any. The times need not be sorted and are not changed.
func Quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	return atRank(slices.Sorted(slices.Values(times)), q)
}

func atRank(sorted []time.Duration, q float64) time.Duration {
	rank := int(math.Ceil(q*float64(len(sorted)) - 1e-9))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

// MedianInterval is the 95 % interval of the median of the times by a percentile
// bootstrap with a fixed seed: the same times give the same interval, in whatever
// order they stand. Either end may be Forever.
func MedianInterval(times []time.Duration) (low, high time.Duration) {
	if len(times) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return spread(func(r *rand.Rand) time.Duration { return medianOf(r, sorted) })
}

// MedianDifference is the 95 % interval of the difference of two medians, after
// less before, by the same bootstrap. An end that no number can express, because
// one side has not ended, is Forever or its negative; ok is false without a time on
// either side, or where both medians have not ended.
func MedianDifference(before, after []time.Duration) (low, high time.Duration, ok bool) {
	if len(before) == 0 || len(after) == 0 {
		return 0, 0, false
	}
	b, a := slices.Sorted(slices.Values(before)), slices.Sorted(slices.Values(after))
	if atRank(b, .5) == Forever && atRank(a, .5) == Forever {
		return 0, 0, false
	}
	low, high = spread(func(r *rand.Rand) time.Duration { return less(medianOf(r, a), medianOf(r, b)) })
	return low, high, true
}

// less is a minus b where either may be Forever; two that have not ended do not differ.
func less(a, b time.Duration) time.Duration {
	switch {
	case a == b:
		return 0
	case a == Forever:
		return Forever
	case b == Forever:
		return -Forever
	}
	return a - b
}

// spread gives the 2.5 and 97.5 percentiles of what draw gives.
func spread(draw func(r *rand.Rand) time.Duration) (low, high time.Duration) {
	r := rand.New(rand.NewPCG(bootstrapSeed, bootstrapSeed)) // #nosec G404 -- the same numbers each time are the point
	drawn := make([]time.Duration, resamples)
	for i := range drawn {
		drawn[i] = draw(r)
	}
	slices.Sort(drawn)
	return atRank(drawn, .025), atRank(drawn, .975)
}

// medianOf is the median of a sample as large as the sorted times, drawn from
// them with replacement: the rank is drawn, so that nothing has to be sorted.
func medianOf(r *rand.Rand, sorted []time.Duration) time.Duration {
	n := len(sorted)
	counts := make([]int, n)
	for range n {
		counts[r.IntN(n)]++
	}
	need := int(math.Ceil(.5*float64(n) - 1e-9))
	for i, c := range counts {
		if need -= c; need <= 0 {
			return sorted[i]
		}
	}
	return sorted[n-1]
}
