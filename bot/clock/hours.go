package clock

import (
	"errors"
	"fmt"
	"time"
)

// Hours are when the firm works. The zero value is a firm that never opens and
// knows no year.
type Hours struct {
	Zone     *time.Location // nil is UTC
	Week     Week
	Calendar Calendar
}

// WithoutEnd is the same hours, with the years beyond the calendar counted as
// without bank holidays: for what must go on then, such as telling people that a
// client waits. No deadline may rest on it.
func (h Hours) WithoutEnd() Hours {
	h.Calendar.endless = true
	return h
}

// farthest bounds how many days ahead an opening is looked for, and longest how
// many are added up between two times.
const farthest, longest = 400, 40 * 366

// errNeverOpen says that no opening was found.
var errNeverOpen = errors.New("the firm has no opening times within a year")

func (h Hours) local(t time.Time) time.Time {
	if h.Zone == nil {
		return t.UTC()
	}
	return t.In(h.Zone)
}

// day is a time of day, n days after the day of t; by the wall clock, also where
// the clock changes.
func (h Hours) day(t time.Time, n int, of time.Duration) time.Time {
	t = h.local(t)
	y, m, d := t.Date()
	return time.Date(y, m, d+n, int(of/time.Hour), int(of%time.Hour/time.Minute), 0, 0, t.Location())
}

// opening is from when to when the firm is open on the n-th day after that of
// t; both are the same on a day when it is closed.
func (h Hours) opening(t time.Time, n int) (opens, closes time.Time, err error) {
	start := h.day(t, n, 0)
	title, err := h.Calendar.Holiday(h.day(t, n, noon))
	if err != nil {
		return start, start, err
	}
	on := h.Week.On(h.day(t, n, noon).Weekday())
	if title != "" || on.Closes <= on.Opens {
		return start, start, nil
	}
	return h.day(t, n, on.Opens), h.day(t, n, on.Closes), nil
}

// noon stands for a day: midnight may not exist where the clock changes then.
const noon = 12 * time.Hour

// Open tells whether the firm is open at t. Years beyond the calendar count as
// without bank holidays. At the closing time it is closed.
func (h Hours) Open(t time.Time) bool {
	opens, closes, err := h.WithoutEnd().opening(t, 0)
	return err == nil && !t.Before(opens) && t.Before(closes)
}

// NextOpening is the first time from t on at which the firm is open: t itself
// while it is. The error is ErrBeyondCalendar when that lies beyond the years
// held.
func (h Hours) NextOpening(t time.Time) (time.Time, error) {
	for n := range farthest {
		opens, closes, err := h.opening(t, n)
		switch {
		case err != nil:
			return time.Time{}, fmt.Errorf("next opening: %w", err)
		case opens.Equal(closes) || !t.Before(closes):
			continue
		case opens.Before(t):
			return h.local(t), nil
		}
		return opens, nil
	}
	return time.Time{}, errNeverOpen
}

// Add is the time when the firm has been open for d since t: a business
// duration later. Of 0 or less it is the next opening. What is used up at the
// closing time ends there, not at the next opening.
func (h Hours) Add(t time.Time, d time.Duration) (time.Time, error) {
	at, err := h.NextOpening(t)
	for err == nil && d > 0 {
		var closes time.Time
		if _, closes, err = h.opening(at, 0); err != nil {
			break
		}
		if left := closes.Sub(at); d > left {
			d -= left
			at, err = h.NextOpening(closes)
			continue
		}
		return at.Add(d), nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("adding business time: %w", err)
	}
	return at, nil
}

// Between is how long the firm was open between two times; 0 when b is not after
// a. Above 40 years nothing more is added.
func (h Hours) Between(a, b time.Time) (time.Duration, error) {
	var sum time.Duration
	for n := 0; n < longest && h.day(a, n, 0).Before(b); n++ {
		opens, closes, err := h.opening(a, n)
		if err != nil {
			return 0, fmt.Errorf("counting business time: %w", err)
		}
		if opens.Before(a) {
			opens = a
		}
		if closes.After(b) {
			closes = b
		}
		sum += max(0, closes.Sub(opens))
	}
	return sum, nil
}
