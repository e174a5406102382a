package autonomy

import (
	"math"
	"sort"

	"countersign/bot/measure"
)

// What a topic must show. The looks are scheduled and each is given a third of
// the error, so that looking three times does not let a bad topic through.
const (
	Limit    = .05     // most that the override rate may be
	perLook  = .05 / 3 // one-sided error of one look
	MinDays  = 30      // of co-pilot
	MaxDays  = 60      // that count: older decisions say little of today
	MinOpen  = 10      // business days with a decision
	Lasts    = 90      // days that a grant lasts
	MinClean = 20      // decisions without an override after a change, before a grant holds again
	MinPool  = 10      // decided drafts of each topic that is pooled
	lookEps  = 1e-9    // a bound that is the limit but for rounding passes
	oddsAt   = .01     // the true override rate of which the odds are told
	maxN     = 1 << 20 // no firm decides more drafts in a round
)

// Looks are the days of a round on which its evidence is looked at.
func Looks() []int { return []int{30, 45, 60} }

// Bound is the upper bound of an override rate as one scheduled look sees it:
// exact (Clopper-Pearson), one-sided, at a third of five per cent.
func Bound(k, n int) float64 { return measure.UpperBound(k, n, perLook) }

// Passes tells whether k overrides among n decided drafts pass one look.
func Passes(k, n int) bool { return Bound(k, n) <= Limit+lookEps }

// Needed is the fewest decided drafts with which k overrides pass one look.
func Needed(k int) int { return needed(k, Limit, perLook) }

// needed is the smallest n at which the bound of k of n is at most the limit.
func needed(k int, limit, alpha float64) int {
	if k < 0 {
		k = 0
	}
	least := k + 1
	return least + sort.Search(maxN, func(more int) bool { return measure.UpperBound(k, least+more, alpha) <= limit+lookEps })
}

// Odds is the chance that a topic whose true override rate is p shows k or fewer
// overrides among n: how often a good topic passes.
func Odds(k, n int, p float64) float64 {
	if n <= 0 {
		return 0
	}
	return measure.Binomial(k, n, p)
}

// percentDown and percentUp print a share so that it never looks better than it is.
func percentDown(p float64) int   { return int(math.Floor(100*p + 1e-9)) }
func percentUp(p float64) float64 { return math.Ceil(1000*p-1e-9) / 10 }
