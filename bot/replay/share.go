package replay

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"countersign/bot/measure"
)

// Fewest is the number of cases below which nothing is said of a share or a
// wait but how many there were.
const Fewest = 20

// Share is k of n.
type Share struct{ K, N int }

func (s *Share) count(yes bool) {
	s.N++
	if yes {
		s.K++
	}
}

// Enough tells whether there are cases enough to say something of the share.
func (s Share) Enough() bool { return s.N >= Fewest }

// Interval is the exact (Clopper-Pearson) 95 % interval, from 0 to 1; the whole
// of it at n = 0.
func (s Share) Interval() (low, high float64) { return measure.ClopperPearson(s.K, s.N, .05) }

// String gives k of n with its interval, or why it has none.
func (s Share) String() string {
	switch {
	case s.N == 0:
		return "none to count"
	case !s.Enough():
		return fmt.Sprintf("%d of %d (too few to say more)", s.K, s.N)
	}
	return fmt.Sprintf("%d of %d (95 %%: %s)", s.K, s.N, s.Span())
}

// Span is the interval in whole per cents, outwards, so that it never looks
// narrower than it is.
func (s Share) Span() string {
	low, high := s.Interval()
	return fmt.Sprintf("%.0f–%.0f %%", math.Floor(100*low+1e-9), math.Ceil(100*high-1e-9))
}

// MarshalJSON gives the share with its interval; null where there are too few.
func (s Share) MarshalJSON() ([]byte, error) {
	out := struct {
		K    int      `json:"k"`
		N    int      `json:"n"`
		Low  *float64 `json:"low"`
		High *float64 `json:"high"`
		Text string   `json:"text"`
	}{K: s.K, N: s.N, Text: s.String()}
	if s.Enough() {
		low, high := s.Interval()
		low, high = round(low), round(high)
		out.Low, out.High = &low, &high
	}
	return json.Marshal(out)
}

func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// Wait is how long clients waited by the clock, as far as the file tells.
type Wait struct {
	N       int
	Median  time.Duration
	Ninth   time.Duration // nine in ten were shorter
	Low     time.Duration // the 95 % interval of the median, by order statistics
	High    time.Duration
	Unknown int // of which the file does not tell
}

// Enough tells whether there are cases enough to say something of the wait.
func (w Wait) Enough() bool { return w.N >= Fewest }

// waitOf measures the known ones of all.
func waitOf(all []time.Duration) Wait {
	var known []time.Duration
	for _, d := range all {
		if d >= 0 {
			known = append(known, d)
		}
	}
	w := Wait{N: len(known), Unknown: len(all) - len(known)}
	if w.N == 0 {
		return w
	}
	slices.Sort(known)
	at := func(q float64) time.Duration { return known[min(max(int(math.Ceil(q*float64(w.N)-1e-9)), 1), w.N)-1] }
	w.Median, w.Ninth = at(.5), at(.9)
	w.Low, w.High = medianInterval(known)
	return w
}

// medianInterval gives the order statistics between which the true median lies
// in at least 95 of 100 samples: the r-th from either end, r as large as the
// binomial allows.
func medianInterval(sorted []time.Duration) (low, high time.Duration) {
	n := len(sorted)
	r := 0
	for r < n/2 && measure.Binomial(r, n, .5) <= 0.025 {
		r++
	}
	if r == 0 {
		return sorted[0], sorted[n-1]
	}
	return sorted[r-1], sorted[n-r]
}

// String gives median and ninth decile, or why they are not given.
func (w Wait) String() string {
	switch {
	case w.N == 0:
		return "the file gives no times"
	case !w.Enough():
		return fmt.Sprintf("%d with a time (too few to say more)", w.N)
	}
	return fmt.Sprintf("half within %s (95 %%: %s to %s), nine in ten within %s, n %d", Span(w.Median), Span(w.Low), Span(w.High), Span(w.Ninth), w.N)
}

// MarshalJSON gives the times in minutes; null where there are too few.
func (w Wait) MarshalJSON() ([]byte, error) {
	out := map[string]any{"n": w.N, "without_a_time": w.Unknown, "median_minutes": nil, "ninth_decile_minutes": nil, "text": w.String()}
	if w.Enough() {
		out["median_minutes"], out["ninth_decile_minutes"] = w.Median.Minutes(), w.Ninth.Minutes()
		out["median_low_minutes"], out["median_high_minutes"] = w.Low.Minutes(), w.High.Minutes()
	}
	return json.Marshal(out)
}

// Span prints a time in minutes, hours or days.
func Span(d time.Duration) string {
	switch {
	case d < 100*time.Minute:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.1f h", d.Hours())
	}
	return fmt.Sprintf("%.1f days", d.Hours()/24)
}
