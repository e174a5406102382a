package triage

import "time"

// The hours in which a client may expect an answer, Monday to Friday, in the
// time zone of the moments compared.
const (
	opens  = 9 * time.Hour
	closes = 17*time.Hour + 30*time.Minute
)

// maxBusinessDays bounds the days that are added up.
const maxBusinessDays = 400

// businessHours is how much of the time between two moments the firm was open.
func businessHours(from, to time.Time) time.Duration {
	var open time.Duration
	for n := 0; from.Before(to) && n < maxBusinessDays; n++ {
		midnight := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, from.Location())
		next := midnight.AddDate(0, 0, 1)
		if d := from.Weekday(); d != time.Saturday && d != time.Sunday {
			start, end := maxTime(from, midnight.Add(opens)), minTime(to, midnight.Add(closes))
			if end.After(start) {
				open += end.Sub(start)
			}
		}
		from = next
	}
	return open
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
