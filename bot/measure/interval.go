package measure

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// z95 is the standard normal quantile of a two-sided 95 % interval.
const z95 = 1.959963984540054

// Wilson is the two-sided 95 % score interval of k of n, from 0 to 1; all of it
// at n = 0. It is what a rate is printed with.
func Wilson(k, n int) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	const z2 = z95 * z95
	count := float64(n)
	p := float64(k) / count
	centre := (p + z2/(2*count)) / (1 + z2/count)
	half := z95 / (1 + z2/count) * math.Sqrt(p*(1-p)/count+z2/(4*count*count))
	low, high = max(0, centre-half), min(1, centre+half)
	if k == 0 {
		low = 0 // exactly, whatever rounding leaves
	}
	if k == n {
		high = 1
	}
	return low, high
}

// ClopperPearson is the exact two-sided interval of k of n at 1 - alpha, from 0
// to 1; all of it at n = 0.
func ClopperPearson(k, n int, alpha float64) (low, high float64) {
	return lowerBound(k, n, alpha/2), UpperBound(k, n, alpha/2)
}

// UpperBound is the exact (Clopper-Pearson) one-sided upper bound: the smallest
// share p at which k or fewer of n would be seen with a chance of alpha at most.
// 1 at n = 0 and at k = n. A gate must use this one: Wilson's bound passes too
// often at k = 0.
func UpperBound(k, n int, alpha float64) float64 {
	if n <= 0 || k >= n {
		return 1
	}
	return mathext.InvRegIncBeta(float64(k)+1, float64(n-k), 1-alpha)
}

// Needed is the smallest n at which k of n has an UpperBound of limit at most.
func Needed(k int, limit, alpha float64) int {
	n := k + 1
	for UpperBound(k, n, alpha) > limit {
		n++
	}
	return n
}

// lowerBound is UpperBound from the other side; 0 at k = 0.
func lowerBound(k, n int, alpha float64) float64 {
	if n <= 0 || k <= 0 {
		return 0
	}
	return mathext.InvRegIncBeta(float64(k), float64(n-k)+1, alpha)
}

// Binomial is the chance of k or fewer of n, each with a chance of p. Its form as
// an incomplete beta function is DLMF 8.17.5.
func Binomial(k, n int, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n:
		return 1
	}
	return mathext.RegIncBeta(float64(n-k), float64(k)+1, 1-p)
}

// PoissonUpper is the exact (Garwood) one-sided upper bound of the mean of a
// Poisson count of k, not above it with a chance of alpha.
func PoissonUpper(k int, alpha float64) float64 {
	return mathext.GammaIncRegInv(float64(k)+1, 1-alpha)
}

// Newcombe is the 95 % interval of the difference of two independent shares,
// k1/n1 - k2/n2, by Newcombe's hybrid of the Wilson intervals (his method 10):
// from -1 to 1. Without a case on either side it is all of that.
func Newcombe(k1, n1, k2, n2 int) (low, high float64) {
	if n1 <= 0 || n2 <= 0 {
		return -1, 1
	}
	p1, p2 := float64(k1)/float64(n1), float64(k2)/float64(n2)
	l1, u1 := Wilson(k1, n1)
	l2, u2 := Wilson(k2, n2)
	low = p1 - p2 - math.Hypot(p1-l1, u2-p2)
	high = p1 - p2 + math.Hypot(u1-p1, p2-l2)
	return max(-1, low), min(1, high)
}
