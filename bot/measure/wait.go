package measure

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Waited is how long one case waited for its first answer.
type Waited struct {
	Case     int64
	Clock    time.Duration // by the clock; so far, while unanswered
	Working  time.Duration // of the firm's hours; so far, while unanswered
	Answered bool
}

// Wait is how long cases waited. Those unanswered count as waiting for ever, so
// that no figure gets better by not answering.
type Wait struct {
	Cases  []Waited // by case
	Fewest int
}

// Quantile is the waiting time, in the firm's hours, within which the share q of
// the cases had an answer (nearest rank); Forever when that many have none yet,
// 0 without any case.
func (w Wait) Quantile(q float64) time.Duration {
	return w.quantile(q, func(c Waited) time.Duration { return c.Working })
}

// Clock is Quantile by the clock.
func (w Wait) Clock(q float64) time.Duration {
	return w.quantile(q, func(c Waited) time.Duration { return c.Clock })
}

func (w Wait) quantile(q float64, of func(Waited) time.Duration) time.Duration {
	var all []time.Duration
	for _, c := range w.Cases {
		if c.Answered {
			all = append(all, of(c))
		} else {
			all = append(all, Forever)
		}
	}
	return Quantile(all, q)
}

// String gives median and ninth decile in the firm's hours.
func (w Wait) String() string {
	answered := len(w.Cases) - len(w.Unanswered())
	switch {
	case len(w.Cases) == 0:
		return "n/a"
	case len(w.Cases) < w.Fewest:
		return fmt.Sprintf("%s (%d of %d answered)", lowData, answered, len(w.Cases))
	}
	return fmt.Sprintf("%s, %s (n %d)", w.Share("half", .5), w.Share("nine in ten", .9), len(w.Cases))
}

// Share says in words within what working time a share of the cases had an answer.
func (w Wait) Share(what string, q float64) string {
	if d := w.Quantile(q); d != Forever {
		return what + " within " + Within(d)
	}
	return what + " not answered yet"
}

// Unanswered lists the cases that still wait.
func (w Wait) Unanswered() Cases {
	var out Cases
	for _, c := range w.Cases {
		if !c.Answered {
			out = append(out, c.Case)
		}
	}
	return out
}

// MarshalJSON gives every case's wait in seconds; a quantile that nobody has
// reached is null.
func (w Wait) MarshalJSON() ([]byte, error) {
	type one struct {
		Case     int64 `json:"case"`
		Answered bool  `json:"answered"`
		Clock    int64 `json:"clock_seconds"`
		Working  int64 `json:"working_seconds"`
	}
	out := struct {
		Text          string `json:"text"`
		N             int    `json:"n"`
		Unanswered    int    `json:"unanswered"`
		MedianClock   *int64 `json:"median_clock_seconds"`
		P90Clock      *int64 `json:"p90_clock_seconds"`
		MedianWorking *int64 `json:"median_working_seconds"`
		P90Working    *int64 `json:"p90_working_seconds"`
		Cases         []one  `json:"cases"`
	}{
		Text: w.String(), N: len(w.Cases), Unanswered: len(w.Unanswered()),
		MedianClock: w.seconds(w.Clock(.5)), P90Clock: w.seconds(w.Clock(.9)),
		MedianWorking: w.seconds(w.Quantile(.5)), P90Working: w.seconds(w.Quantile(.9)), Cases: []one{},
	}
	for _, c := range w.Cases {
		out.Cases = append(out.Cases, one{c.Case, c.Answered, int64(c.Clock.Seconds()), int64(c.Working.Seconds())})
	}
	return json.Marshal(out)
}

func (w Wait) seconds(d time.Duration) *int64 {
	if len(w.Cases) == 0 || d == Forever {
		return nil
	}
	s := int64(d.Seconds())
	return &s
}

func (w Wait) sorted() Wait {
	slices.SortFunc(w.Cases, func(a, b Waited) int { return cmp.Compare(a.Case, b.Case) })
	return w
}

// Within is PlainTime of a time rounded upwards, for what is claimed to lie within it.
func Within(d time.Duration) string {
	unit := time.Second
	switch {
	case d == Forever:
		return PlainTime(d)
	case d >= 100*time.Minute:
		unit = time.Hour / 10
	case d >= time.Minute:
		unit = time.Minute
	}
	return PlainTime((d + unit - 1).Truncate(unit))
}

// PlainTime prints a waiting time in seconds, minutes or hours.
func PlainTime(d time.Duration) string {
	switch {
	case d == Forever:
		return "no answer yet"
	case d < time.Second:
		return "1 s"
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 100*time.Minute:
		return fmt.Sprintf("%d min", int(d.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%.1f h", d.Hours())
}
