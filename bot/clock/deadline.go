package clock

import (
	"fmt"
	"time"
)

// BusinessDay tells whether the day of t is a business day by the rule of the
// FCA's Glossary: not a Saturday or a Sunday, not Christmas Day or Good Friday,
// and no bank holiday in that part of the United Kingdom. The firm's own opening
// hours do not matter.
func (h Hours) BusinessDay(t time.Time) (bool, error) {
	day := h.day(t, 0, noon)
	title, err := h.Calendar.Holiday(day)
	if err != nil {
		return false, err
	}
	d := day.Weekday()
	return title == "" && d != time.Saturday && d != time.Sunday, nil
}

// endOfDay is the last second of the n-th day after that of t: what is due on a
// day may still be done until it ends, and the date of the time is the date due.
func (h Hours) endOfDay(t time.Time, n int) time.Time {
	return h.day(t, n+1, 0).Add(-time.Second)
}

// CloseOf is the close of business on the n-th business day after the day of t;
// the day of t does not count, even when it is one, whatever the hour (FCA DISP
// 1.5: "by close of business on the third business day following the day on
// which it is received"). Where the firm does not open on that day it is the
// last close before it, so that nobody is promised a day on which none works;
// where that is not after t it is the end of the day.
func (h Hours) CloseOf(t time.Time, n int) (time.Time, error) {
	day, err := h.businessDays(t, n, 1)
	if err != nil {
		return time.Time{}, fmt.Errorf("%d business days after %s: %w", n, h.local(t).Format(time.DateOnly), err)
	}
	for back := 0; h.day(day, -back, 24*time.Hour).After(t); back++ {
		opens, closes, err := h.opening(day, -back)
		if err != nil {
			return time.Time{}, err
		}
		if closes.After(opens) && closes.After(t) {
			return closes, nil
		}
	}
	return h.endOfDay(day, 0), nil
}

// businessDays is noon of the n-th business day after that of t, or before it
// where step is -1; the day of t itself for n of 0 or less.
func (h Hours) businessDays(t time.Time, n, step int) (time.Time, error) {
	at := h.day(t, 0, noon)
	for n > 0 {
		at = h.day(at, step, noon)
		ok, err := h.BusinessDay(at)
		if err != nil {
			return time.Time{}, err
		}
		if ok {
			n--
		}
	}
	return at, nil
}

// BusinessDaysBefore is the start of the n-th business day before the day of t:
// for reminders ahead of a deadline.
func (h Hours) BusinessDaysBefore(t time.Time, n int) (time.Time, error) {
	day, err := h.businessDays(t, n, -1)
	if err != nil {
		return time.Time{}, fmt.Errorf("%d business days before %s: %w", n, h.local(t).Format(time.DateOnly), err)
	}
	return h.day(day, 0, 0), nil
}

// WorkingDay is t when its day is a business day, otherwise the same time of day
// on the next one.
func (h Hours) WorkingDay(t time.Time) (time.Time, error) {
	at := h.local(t)
	for {
		ok, err := h.BusinessDay(at)
		if err != nil {
			return time.Time{}, fmt.Errorf("moving %s to a working day: %w", h.local(t).Format(time.DateOnly), err)
		}
		if ok {
			return at, nil
		}
		y, m, d := at.Date()
		at = time.Date(y, m, d+1, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), at.Location())
	}
}

// CalendarDays is the end of the n-th calendar day after the day of t, holiday
// or not: eight weeks are 56 of them (FCA DISP 1.6.2).
func (h Hours) CalendarDays(t time.Time, n int) time.Time { return h.endOfDay(t, n) }

// CalendarDaysMoved is CalendarDays, moved to the end of the next working day
// where that is none: the 30 days within which a data protection complaint is
// acknowledged, counted from the day after receipt (DPA 2018 s.164A).
func (h Hours) CalendarDaysMoved(t time.Time, n int) (time.Time, error) {
	return h.WorkingDay(h.endOfDay(t, n))
}

// MonthsMoved is the end of the same day of the month n calendar months after
// the day of t, or of that month's last day where it has no such day, moved to
// the next working day where that is none: a subject access request is answered
// within one (UK GDPR art. 12(3), as the ICO counts it).
func (h Hours) MonthsMoved(t time.Time, n int) (time.Time, error) {
	t = h.local(t)
	y, m, d := t.Date()
	last := time.Date(y, m+time.Month(n)+1, 0, 12, 0, 0, 0, t.Location())
	day := time.Date(y, m+time.Month(n), min(d, last.Day()), 12, 0, 0, 0, t.Location())
	return h.WorkingDay(h.endOfDay(day, 0))
}
