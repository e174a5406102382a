package measure

import (
	"encoding/json"
	"fmt"
	"math"
)

// Cases are the ids of the cases behind a figure, ascending. A case that counts
// twice, for instance with two decided drafts, stands there twice.
type Cases []int64

// Len is the figure.
func (c Cases) Len() int { return len(c) }

// MarshalJSON gives the figure with its cases.
func (c Cases) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		N     int     `json:"n"`
		Cases []int64 `json:"cases"`
	}{len(c), c.list()})
}

// list is never nil, so that an empty figure has an empty list.
func (c Cases) list() []int64 {
	if c == nil {
		return []int64{}
	}
	return c
}

// Rate is a share of cases. Every item of K is one of N.
type Rate struct {
	K, N   Cases
	Fewest int // below this n nothing is said of the share
}

// lowData is said of what too few cases stand behind.
const lowData = "low data"

// String gives k/n with its 95 % interval; "n/a" without any case; "low data" and
// k/n below Fewest.
func (r Rate) String() string {
	k, n := len(r.K), len(r.N)
	switch {
	case n == 0:
		return "n/a"
	case n < r.Fewest:
		return fmt.Sprintf("%s (%d/%d)", lowData, k, n)
	}
	low, high := r.Interval()
	return fmt.Sprintf("%d/%d (95 %%: %s)", k, n, Span(low, high))
}

// Enough tells whether there are cases enough to say something.
func (r Rate) Enough() bool { return len(r.N) > 0 && len(r.N) >= r.Fewest }

// Span prints an interval outwards to whole per cents, so that it never looks
// narrower than it is.
func Span(low, high float64) string {
	return fmt.Sprintf("%.0f–%.0f %%", math.Floor(100*low+1e-9), math.Ceil(100*high-1e-9))
}

// Interval is the 95 % Wilson interval of k/n, from 0 to 1; the whole of it at n = 0.
func (r Rate) Interval() (low, high float64) { return Wilson(len(r.K), len(r.N)) }

// UpperBound is the one-sided 95 % Clopper-Pearson bound: were the true share
// above it, as few as k of n would be seen once in twenty at most. 1 at n = 0.
func (r Rate) UpperBound() float64 { return UpperBound(len(r.K), len(r.N), .05) }

// MarshalJSON gives the rate with its interval, its words and its cases.
func (r Rate) MarshalJSON() ([]byte, error) {
	low, high := r.Interval()
	return json.Marshal(struct {
		Text  string  `json:"text"`
		K     int     `json:"k"`
		N     int     `json:"n"`
		Low   float64 `json:"low"`
		High  float64 `json:"high"`
		KCase []int64 `json:"k_cases"`
		NCase []int64 `json:"n_cases"`
	}{r.String(), len(r.K), len(r.N), round4(low), round4(high), r.K.list(), r.N.list()})
}

func round4(f float64) float64 { return math.Round(f*1e4) / 1e4 }
