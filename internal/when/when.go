// Package when reads times as people and programs write them in tables. [Parse]
// puts the day before the month, as in Britain, and refuses what could be read
// in two ways with a sentence for whoever wrote it. It keeps nothing and is safe
// for concurrent use. What a platform or a form of our own writes is not read by it.
package when

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// layouts of times, tried in this order. Days come before months.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05Z07", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05", "2006-01-02 15:04", time.DateOnly,
	"2006/01/02 15:04:05", "2006/01/02 15:04", "2006/01/02",
	"2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/2006 3:04:05 PM", "2/1/2006 3:04 PM", "2/1/2006, 15:04:05", "2/1/2006, 15:04", "2/1/2006",
	"2-1-2006 15:04:05", "2-1-2006 15:04", "2-1-2006", "2.1.2006 15:04:05", "2.1.2006 15:04", "2.1.2006",
	"2 Jan 2006 15:04", "2 Jan 2006 15:04:05", "2 Jan 2006, 15:04", "2 January 2006 15:04", "2 January 2006, 15:04", "2 January 2006 at 15:04", "2 Jan 2006", "2 January 2006", "2-Jan-2006 15:04:05", "2-Jan-2006 15:04", "2-Jan-2006",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 2006 15:04", "Mon 2 Jan 2006 15:04",
}

// zones that a time may name in words; any other abbreviation means several.
var zones = map[string]*time.Location{" UTC": time.UTC, " GMT": time.UTC, " BST": time.FixedZone("BST", 60*60)}

var (
	// monthFirst is a date in the American order that can be read in no other.
	monthFirst = regexp.MustCompile(`^\d{1,2}[/.-](?:1[3-9]|2\d|3[01])[/.-]\d{4}\b`)

	// shortYear is a date with two digits of its year, as spreadsheets write it.
	shortYear = regexp.MustCompile(`^((?:[A-Za-z]{3},? )?\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.|-[A-Za-z]+-| [A-Za-z]+ ))(\d{2})($|[ ,])`)

	// eitherEnd is one of which nobody can tell whether the year stands first or
	// last: 05-10-26 is as often the 26th of October 2005.
	eitherEnd = regexp.MustCompile(`^\d{2}-\d{1,2}-\d{2}($|[ ,T])`)
)

// Parse reads a time; one that names no zone is in zone. Of two digits of a year
// 70 to 99 are of the last century and the others of this one. clock tells
// whether a time of day was given; without one it is midnight.
func Parse(text string, zone *time.Location) (t time.Time, clock bool, err error) {
	bare := text
	for suffix, named := range zones {
		if whole, ok := strings.CutSuffix(text, suffix); ok {
			zone, bare = named, whole
		}
	}
	bare = wholeYear(bare)
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, bare, zone); err == nil {
			if y := t.Year(); y < 1990 || y > 2200 {
				return time.Time{}, false, fmt.Errorf("%q is in the year %d", text, y)
			}
			return t, strings.Contains(layout, "04"), nil
		}
	}
	return time.Time{}, false, refusal(text, bare)
}

// wholeYear writes all four digits of a date's year.
func wholeYear(text string) string {
	at := shortYear.FindStringSubmatchIndex(text)
	if at == nil {
		return text
	}
	century := "20"
	if text[at[4]] >= '7' {
		century = "19"
	}
	return text[:at[4]] + century + text[at[4]:]
}

// refusal says what is wrong with a text that is no time; bare is it with its
// whole year and without its zone.
func refusal(text, bare string) error {
	switch {
	case monthFirst.MatchString(bare):
		return fmt.Errorf("%q has the month first; write all dates of the file like %s", clip(text), example)
	case eitherEnd.MatchString(bare):
		return fmt.Errorf("%q may have the year first or last; write all dates of the file like %s", clip(text), example)
	}
	return fmt.Errorf("%q is not a time like %s", clip(text), example)
}

const example = "2026-11-16T12:10:00Z or 16/11/2026 12:10, the day before the month"

// clip keeps what is quoted to one line of bounded length.
func clip(text string) string {
	r := []rune(strings.Join(strings.Fields(text), " "))
	if len(r) <= 40 {
		return string(r)
	}
	return string(r[:39]) + "…"
}
