package baseline

import (
	"fmt"
	"math"
	"time"

	"countersign/bot/measure"
)

// Change is one figure before the firm began and after.
type Change struct {
	Name   string `json:"name"`
	Before string `json:"before"`
	After  string `json:"after"`
	Claim  bool   `json:"claim"`  // there are enough on both sides to say anything
	Better int    `json:"better"` // 1 better, -1 worse, 0: no difference can be told
	Text   string `json:"text"`

	Low   *float64 `json:"low,omitempty"` // of the difference, after less before: a share, or seconds
	High  *float64 `json:"high,omitempty"`
	NAway int      `json:"n_before"`
	NHere int      `json:"n_after"`
}

// Compare sets the figures of a period beside the baseline's. Fewer is better in
// all but the share answered in time.
func Compare(b Figures, n measure.Figures) []Change {
	all := complaints(n.Complaints)
	return []Change{
		medians("First answer, by the clock", b.First, n.FirstAnswer, clock),
		medians("First answer, in working time", b.First, n.FirstAnswer, working),
		medians("Resolution, by the clock", b.Resolution, n.Resolution, clock),
		shares("Answered in time", b.SLA, n.SLA, 1),
		shares("Repeat contact within 7 days", b.Repeat, n.Quality.Repeat, -1),
		shares("Reopened within 14 days", b.Reopen, n.Quality.Reopen, -1),
		shares("Complaints within 30 days", b.Complaint, all, -1),
	}
}

// complaints puts the cases that drafted texts and people answered together: the
// baseline knows only people.
func complaints(c measure.Complaints) measure.Rate {
	out := measure.Rate{Fewest: c.AI.Fewest}
	out.K = append(append(out.K, c.AI.K...), c.HumanOnly.K...)
	out.N = append(append(out.N, c.AI.N...), c.HumanOnly.N...)
	return out
}

func none(name string, before, after string, nb, na int) Change {
	return Change{Name: name, Before: before, After: after, NAway: nb, NHere: na,
		Text: fmt.Sprintf("no claim: %d before, %d after, and %d are needed on either side", nb, na, Fewest)}
}

// shares compares two shares; good is 1 where more of it is better, else -1.
func shares(name string, before, after measure.Rate, good int) Change {
	kb, nb, ka, na := len(before.K), len(before.N), len(after.K), len(after.N)
	c := none(name, before.String(), after.String(), nb, na)
	if nb < Fewest || na < Fewest {
		return c
	}
	low, high := measure.Newcombe(ka, na, kb, nb)
	c.Claim, c.Low, c.High = true, &low, &high
	span := fmt.Sprintf("%s to %s points", points(math.Floor(100*low)), points(math.Ceil(100*high)))
	switch {
	case low > 0:
		c.Better, c.Text = good, "more: "+span
	case high < 0:
		c.Better, c.Text = -good, "fewer: "+span
	default:
		c.Text = "no difference can be told: " + span
	}
	return c
}

// points prints a whole number of points with its sign.
func points(x float64) string {
	switch {
	case x > 0:
		return fmt.Sprintf("+%.0f", x)
	case x < 0:
		return fmt.Sprintf("−%.0f", -x)
	}
	return "0"
}

func clock(w measure.Waited) time.Duration   { return w.Clock }
func working(w measure.Waited) time.Duration { return w.Working }

// times are the waits of a figure; what has not ended waits for ever.
func times(w measure.Wait, of func(measure.Waited) time.Duration) []time.Duration {
	var out []time.Duration
	for _, c := range w.Cases {
		if c.Answered {
			out = append(out, of(c))
		} else {
			out = append(out, measure.Forever)
		}
	}
	return out
}

func medians(name string, before, after measure.Wait, of func(measure.Waited) time.Duration) Change {
	b, a := times(before, of), times(after, of)
	c := none(name, median(before, b), median(after, a), len(b), len(a))
	if len(b) < Fewest || len(a) < Fewest {
		return c
	}
	c.Claim = true
	low, high, ok := measure.MedianDifference(b, a)
	if !ok {
		c.Text = "no difference can be told: more than half have not ended on both sides"
		return c
	}
	for _, x := range []struct {
		from time.Duration
		to   **float64
	}{{low, &c.Low}, {high, &c.High}} {
		if x.from > -measure.Forever && x.from < measure.Forever {
			s := x.from.Seconds()
			*x.to = &s
		}
	}
	span := signed(low)
	if to := signed(high); to != span {
		span += " to " + to
	}
	switch {
	case low > 0:
		c.Better, c.Text = -1, "longer: "+span
	case high < 0:
		c.Better, c.Text = 1, "shorter: "+span
	default:
		c.Text = "no difference can be told: " + span
	}
	return c
}

// median gives the median of a figure's waits with its interval, or why it is
// not given.
func median(w measure.Wait, all []time.Duration) string {
	if len(all) < max(1, w.Fewest) {
		return w.String()
	}
	low, high := measure.MedianInterval(all)
	half := "half not over yet"
	if m := measure.Quantile(all, .5); m != measure.Forever {
		half = "half within " + measure.Within(m)
	}
	switch {
	case low == measure.Forever:
		return fmt.Sprintf("%s (n %d)", half, len(all))
	case high == measure.Forever:
		return fmt.Sprintf("%s (95 %%: %s or more, n %d)", half, measure.PlainTime(low), len(all))
	}
	return fmt.Sprintf("%s (95 %%: %s to %s, n %d)", half, measure.PlainTime(low), measure.PlainTime(high), len(all))
}

func signed(d time.Duration) string {
	switch {
	case d == measure.Forever:
		return "without end"
	case d == -measure.Forever:
		return "less by no end"
	case d < 0:
		return "−" + measure.PlainTime(-d)
	}
	return "+" + measure.PlainTime(d)
}
