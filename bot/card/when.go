package card

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// Pause is how long a card may be put aside.
type Pause struct {
	Code  string // what a platform sends for it: see When
	Label string
}

// pauses are those that are proposed, in the order in which they stand.
var pauses = []Pause{{"30m", "30 minutes"}, {"1h", "1 hour"}, {"2h", "2 hours"}, {"opening", "next working day, at opening"}}

// Pauses lists how long a card may be put aside.
func Pauses() []Pause { return slices.Clone(pauses) }

// localTimes are how the inputs of platforms write a date with a time.
var localTimes = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04"}

// When reads a time that a person gave: the code of a pause, RFC 3339, or a
// date with a time and no zone, which is the firm's. No text is the zero time.
func (o Options) When(text string, now time.Time) (time.Time, error) {
	text = strings.TrimSpace(text)
	switch text {
	case "":
		return time.Time{}, nil
	case "30m", "1h", "2h":
		d, err := time.ParseDuration(text)
		return now.Add(d), err
	case "opening", "tomorrow": // as cards of before have it
		return o.nextDay(now)
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	for _, layout := range localTimes {
		if at, err := time.ParseInLocation(layout, text, o.zone()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, errors.New("that is no date with a time: write it as 2026-11-25 14:30")
}

// nextDay is when the firm opens on its next working day after today: after a
// Friday that is Monday. Where its hours are not known it is nine tomorrow.
func (o Options) nextDay(now time.Time) (time.Time, error) {
	day := now.In(o.zone()).AddDate(0, 0, 1)
	if o.NextOpening == nil {
		return time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, o.zone()), nil
	}
	return o.NextOpening(time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, o.zone()))
}
