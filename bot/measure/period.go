package measure

import (
	"fmt"
	"math"
	"time"
)

// Kind is how long a period is.
type Kind string

// A weekly period runs from Monday to Monday, a daily one from midnight to
// midnight; a custom one is what somebody asked for.
const (
	Weekly Kind = "weekly"
	Daily  Kind = "daily"
	Custom Kind = "custom"
)

// Period is the time that a report is of: from Start to before End. Both are
// midnights of the firm's zone unless the kind is Custom.
type Period struct {
	Kind  Kind      `json:"kind"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// maxYears bounds a custom period; firstYear and lastYear are what it may be of.
const maxYears, firstYear, lastYear = 10, 1970, 9998

// Between is a custom period. It is an error when it does not end after it
// starts, is longer than ten years, or lies beyond what a calendar shows.
func Between(start, end time.Time) (Period, error) {
	if !end.After(start) {
		return Period{}, fmt.Errorf("the period ends at %s, which is not after its start at %s",
			end.Format(time.RFC3339), start.Format(time.RFC3339))
	}
	switch {
	case start.Year() < firstYear || end.Year() > lastYear:
		return Period{}, fmt.Errorf("the period from %s to %s lies outside the years %d to %d",
			start.Format(time.DateOnly), end.Format(time.DateOnly), firstYear, lastYear)
	case end.After(start.AddDate(maxYears, 0, 0)):
		return Period{}, fmt.Errorf("the period from %s to %s is longer than %d years: choose a shorter one",
			start.Format(time.DateOnly), end.Format(time.DateOnly), maxYears)
	}
	return Period{Kind: Custom, Start: start, End: end}, nil
}

// PeriodBefore is the latest period of a kind, Weekly or Daily, that had ended
// at a time, in that time's zone.
func PeriodBefore(kind Kind, t time.Time) Period {
	end := startOfDay(t)
	if kind == Weekly {
		end = days(end, -(int(end.Weekday())+6)%7)
	}
	return endingAt(kind, end)
}

// PeriodOf is the period of a kind, Weekly or Daily, that holds a time.
func PeriodOf(kind Kind, t time.Time) Period {
	return endingAt(kind, days(PeriodBefore(kind, t).End, kind.days()))
}

// startOfDay is midnight of the day in its zone.
func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// Before is the period n earlier. Before a custom one of whole days lie as many
// days, whatever the clocks did.
func (p Period) Before(n int) Period {
	if p.Kind != Custom {
		return endingAt(p.Kind, days(p.End, -n*p.Kind.days()))
	}
	if p.Start.Equal(startOfDay(p.Start)) && p.End.Equal(startOfDay(p.End)) {
		long := int(math.Round(p.End.Sub(p.Start).Hours() / 24))
		return Period{Kind: Custom, Start: days(p.Start, -n*long), End: days(p.End, -n*long)}
	}
	length := time.Duration(n) * p.End.Sub(p.Start)
	return Period{Kind: Custom, Start: p.Start.Add(-length), End: p.End.Add(-length)}
}

func endingAt(kind Kind, end time.Time) Period {
	return Period{Kind: kind, Start: days(end, -kind.days()), End: end}
}

// days is the start of the day n days on; a day may have 23 or 25 hours, and
// need not begin at midnight.
func days(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d+n, 0, 0, 0, 0, t.Location())
}

func (k Kind) days() int {
	if k == Weekly {
		return 7
	}
	return 1
}

// Holds tells whether a time lies in the period.
func (p Period) Holds(t time.Time) bool { return !t.Before(p.Start) && t.Before(p.End) }

// String is the period in words: its first and last day.
func (p Period) String() string {
	last := p.End.Add(-time.Nanosecond)
	switch {
	case p.Start.Format(time.DateOnly) == last.Format(time.DateOnly):
		return p.Start.Format("Monday 2 January 2006")
	case p.Start.Year() != last.Year():
		return p.Start.Format("2 January 2006") + " to " + last.Format("2 January 2006")
	}
	return p.Start.Format("2 January") + " to " + last.Format("2 January 2006")
}

// Weeks are n weeks of whole days up to the end of the period's last day, oldest first.
func (p Period) Weeks(n int) []Period {
	end := startOfDay(p.End)
	if end.Before(p.End) {
		end = days(end, 1)
	}
	out := make([]Period, n)
	for i := range out {
		out[i] = endingAt(Weekly, days(end, -7*(n-1-i)))
	}
	return out
}
