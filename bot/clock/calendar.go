package clock

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"
)

// ErrBeyondCalendar says that a time would need the bank holidays of a year that
// the calendar does not hold.
var ErrBeyondCalendar = errors.New("beyond the bank holidays known")

// Division is a part of the United Kingdom with bank holidays of its own, as
// gov.uk names it.
type Division string

// The divisions.
const (
	EnglandAndWales Division = "england-and-wales"
	Scotland        Division = "scotland"
	NorthernIreland Division = "northern-ireland"
)

// Name is what people call it.
func (d Division) Name() string {
	switch d {
	case EnglandAndWales:
		return "England and Wales"
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	}
	return string(d)
}

// Divisions lists them all.
func Divisions() []Division { return []Division{EnglandAndWales, Scotland, NorthernIreland} }

// Calendar is the bank holidays of one division, in whole years.
type Calendar struct {
	division    Division
	holidays    map[string]string // title by day, as 2006-01-02
	first, last int               // the years held
	endless     bool              // other years count as without holidays
}

// govUK has the shape of https://www.gov.uk/bank-holidays.json. It was put
// together from the proclaimed and statutory days (Banking and Financial
// Dealings Act 1971, schedule 1, and proclamations under it) and compared with
// what gov.uk lists; a test works the days out anew.
//
//go:embed bank-holidays.json
var govUK []byte

// maxCalendarBytes is ten times what gov.uk publishes.
const maxCalendarBytes = 1 << 20

// UK is the calendar that comes with the program.
func UK(d Division) (Calendar, error) { return readCalendar(govUK, d) }

// OpenCalendar reads a file of the form of https://www.gov.uk/bank-holidays.json.
func OpenCalendar(path string, d Division) (Calendar, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Calendar{}, fmt.Errorf("reading the bank holidays: %w", err)
	}
	if info.IsDir() || info.Size() > maxCalendarBytes {
		return Calendar{}, fmt.Errorf("reading the bank holidays: %s is not a file of at most %d bytes", path, maxCalendarBytes)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return Calendar{}, fmt.Errorf("reading the bank holidays: %w", err)
	}
	c, err := readCalendar(data, d)
	if err != nil {
		return Calendar{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// event is a bank holiday in gov.uk's file.
type event struct {
	Title string `json:"title"`
	Date  string `json:"date"`
}

// readCalendar reads the bank holidays of a division in the form of gov.uk's
// file. A year counts as held when its Christmas is in it, since a year that is
// only begun would pass for one with fewer holidays; no year between the first
// and the last may be missing.
func readCalendar(data []byte, d Division) (Calendar, error) {
	var file map[Division]struct {
		Events []event `json:"events"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return Calendar{}, fmt.Errorf("is not in the form of https://www.gov.uk/bank-holidays.json: %w", err)
	}
	part, ok := file[d]
	if !ok {
		return Calendar{}, fmt.Errorf("has no bank holidays of %q", d)
	}
	c := Calendar{division: d, holidays: map[string]string{}}
	for _, e := range part.Events {
		day, err := time.Parse(time.DateOnly, e.Date)
		if err != nil {
			return Calendar{}, fmt.Errorf("%q is not a date such as 2026-12-25", e.Date)
		}
		c.holidays[e.Date] = e.Title
		if day.Month() == time.December && day.Day() >= 25 {
			c.hold(day.Year())
		}
	}
	return c, c.whole()
}

// hold counts a year among those held.
func (c *Calendar) hold(year int) {
	if c.first == 0 || year < c.first {
		c.first = year
	}
	c.last = max(c.last, year)
}

// whole reports a calendar without a year, or with one missing.
func (c *Calendar) whole() error {
	if c.first == 0 {
		return fmt.Errorf("has no whole year of bank holidays of %q: no Christmas is in it", c.division)
	}
	for year := c.first; year <= c.last; year++ {
		if !c.christmas(year) {
			return fmt.Errorf("has no Christmas of %d for %q: the year is missing", year, c.division)
		}
	}
	return nil
}

func (c *Calendar) christmas(year int) bool {
	for day := 25; day <= 31; day++ {
		if _, ok := c.holidays[fmt.Sprintf("%d-12-%d", year, day)]; ok {
			return true
		}
	}
	return false
}

// Division is the part of the country whose calendar it is.
func (c Calendar) Division() Division { return c.division }

// Years are the first and the last year held.
func (c Calendar) Years() (first, last int) { return c.first, c.last }

// Holiday gives the title of the bank holiday on the day of t, in t's zone; ""
// on another day. The error is ErrBeyondCalendar for a year that is not held.
func (c Calendar) Holiday(t time.Time) (string, error) {
	if year := t.Year(); !c.endless && (year < c.first || year > c.last) {
		return "", fmt.Errorf("the bank holidays of %d are not known, only those of %d to %d: "+
			"put a newer https://www.gov.uk/bank-holidays.json where hours.holidays says: %w", year, c.first, c.last, ErrBeyondCalendar)
	}
	return c.holidays[t.Format(time.DateOnly)], nil
}

// warnAhead is how long before its end a calendar is reported: an answer to a
// complaint is due eight weeks after it came.
const warnAhead = 120 * 24 * time.Hour

// Warning says that the calendar does not reach far enough beyond now, and what
// to do; "" while it does.
func (c Calendar) Warning(now time.Time) string {
	if c.endless || now.Add(warnAhead).Year() <= c.last && now.Year() >= c.first {
		return ""
	}
	return fmt.Sprintf("The bank holidays known are those of %d to %d (%s). Put a newer https://www.gov.uk/bank-holidays.json where "+
		"hours.holidays says: deadlines beyond them cannot be worked out.", c.first, c.last, c.division.Name())
}
