package evaluation

import (
	"fmt"
	"math"
	"slices"

	"countersign/bot/measure"
)

// Share is k of n.
type Share struct{ K, N int }

func (s *Share) count(yes bool) {
	s.N++
	if yes {
		s.K++
	}
}

// String gives k/n, the share and its 95% interval; "none" for none.
func (s Share) String() string {
	if s.N == 0 {
		return "none"
	}
	lo, hi := s.Interval()
	return fmt.Sprintf("%d/%d = %.3f (%.3f to %.3f)", s.K, s.N, float64(s.K)/float64(s.N), lo, hi)
}

// Interval is Wilson's 95% interval.
func (s Share) Interval() (lo, hi float64) { return measure.Wilson(s.K, s.N) }

// AUROC is the chance that a message which needs a person weighs more than one
// that does not, ties counted half; NaN without both kinds.
func AUROC(human, routine []float64) float64 {
	if len(human) == 0 || len(routine) == 0 {
		return math.NaN()
	}
	routine = slices.Sorted(slices.Values(routine))
	sum := 0.0
	for _, x := range human {
		below, _ := slices.BinarySearch(routine, x)
		upTo, _ := slices.BinarySearch(routine, math.Nextafter(x, math.Inf(1)))
		sum += float64(below) + float64(upTo-below)/2
	}
	return sum / float64(len(human)) / float64(len(routine))
}

// aurocOf is the AUROC of a figure over results with labels.
func aurocOf(all []Result, figure func(Result) float64) float64 {
	var human, routine []float64
	for _, r := range all {
		if r.Human() {
			human = append(human, figure(r))
		} else {
			routine = append(routine, figure(r))
		}
	}
	return AUROC(human, routine)
}

// figure prints a figure; "none" where it is of nothing.
func figure(x float64) string {
	if math.IsNaN(x) {
		return "none"
	}
	return fmt.Sprintf("%.3f", x)
}

func weight(r Result) float64 { return float64(r.Got.Weight) }

// Found is the share of messages that need a person which were sent to one.
func Found(all []Result) Share {
	var s Share
	for _, r := range all {
		if r.Human() {
			s.count(r.Sent())
		}
	}
	return s
}

// Handled is the share of routine messages that stayed routine.
func Handled(all []Result) Share {
	var s Share
	for _, r := range all {
		if !r.Human() {
			s.count(!r.Sent())
		}
	}
	return s
}
