package clock

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Day is when the firm is open on one day of the week; the zero Day is closed.
type Day struct {
	Opens, Closes time.Duration // after midnight by the wall clock
}

// closed is how a day without opening times is written.
const closed = "closed"

// UnmarshalText reads 09:00-17:30 or closed.
func (d *Day) UnmarshalText(text []byte) error {
	if string(text) == closed {
		*d = Day{}
		return nil
	}
	from, to, ok := strings.Cut(string(text), "-")
	opens, first := timeOfDay(from)
	closes, last := timeOfDay(to)
	if !ok || !first || !last || closes <= opens {
		return fmt.Errorf(`must be a time of day from and to, such as 09:00-17:30, or closed; not %q`, string(text))
	}
	*d = Day{Opens: opens, Closes: closes}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String is the day as it is written in the settings.
func (d Day) String() string {
	if d.Closes <= d.Opens {
		return closed
	}
	return hhmm(d.Opens) + "-" + hhmm(d.Closes)
}

func hhmm(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d%time.Hour/time.Minute))
}

// timeOfDay reads 09:00; 24:00 is the end of a day.
func timeOfDay(s string) (time.Duration, bool) {
	hour, minute, ok := strings.Cut(strings.TrimSpace(s), ":")
	if !ok || len(hour) == 0 || len(hour) > 2 || len(minute) != 2 {
		return 0, false
	}
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	return d, err1 == nil && err2 == nil && m < 60 && d <= 24*time.Hour
}

// Week is when the firm is open on each day of the week.
type Week struct {
	Monday    Day `yaml:"monday"`
	Tuesday   Day `yaml:"tuesday"`
	Wednesday Day `yaml:"wednesday"`
	Thursday  Day `yaml:"thursday"`
	Friday    Day `yaml:"friday"`
	Saturday  Day `yaml:"saturday"`
	Sunday    Day `yaml:"sunday"`
}

// On is the day of the week.
func (w Week) On(d time.Weekday) Day {
	return [...]Day{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday}[d]
}

// OfficeWeek is Monday to Friday from 9:00 to 17:30.
func OfficeWeek() Week {
	day := Day{Opens: 9 * time.Hour, Closes: 17*time.Hour + 30*time.Minute}
	return Week{Monday: day, Tuesday: day, Wednesday: day, Thursday: day, Friday: day}
}
