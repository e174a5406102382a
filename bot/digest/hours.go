package digest

import "time"

// Hours are when the firm works: Monday to Friday between two times of day,
// holidays left out.
type Hours struct {
	Zone     *time.Location
	Opens    time.Duration   // after midnight
	Closes   time.Duration   // after midnight
	Holidays map[string]bool // days as 2006-01-02
}

// longestWait bounds how far waiting is counted in working hours.
const longestWait = 400 * 24 * time.Hour

// Between is how much of the firm's working time lies between two times; 0 when
// to is not after from. Waits above 400 days count as that.
func (h Hours) Between(from, to time.Time) time.Duration {
	if to.Sub(from) > longestWait {
		to = from.Add(longestWait)
	}
	var sum time.Duration
	from, to = from.In(h.Zone), to.In(h.Zone)
	for day := startOfDay(from); day.Before(to); day = day.AddDate(0, 0, 1) {
		if d := day.Weekday(); d == time.Saturday || d == time.Sunday || h.Holidays[day.Format(time.DateOnly)] {
			continue
		}
		opens, closes := atTime(day, h.Opens), atTime(day, h.Closes)
		if opens.Before(from) {
			opens = from
		}
		if closes.After(to) {
			closes = to
		}
		sum += max(0, closes.Sub(opens))
	}
	return sum
}

// startOfDay is midnight of the day in its zone.
func startOfDay(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// atTime is a time of day by the wall clock, also on the day of a clock change.
func atTime(day time.Time, of time.Duration) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, int(of/time.Hour), int(of%time.Hour/time.Minute), 0, 0, day.Location())
}
