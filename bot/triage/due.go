package triage

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	dayName  = `(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?`
	month    = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`
	quantity = `(?:an?|one|two|three|four|five|six|seven|eight|ten|(?:a )?couple of|(?:a )?few|the next|\d{1,3})`
	unit     = `(?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?)`
)

// byWhen finds the time that a promise or a wish names.
var byWhen = regexp.MustCompile(`\b(` +
	`(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? ` + month + `|` + month + ` (?:the )?\d{1,2}(?:st|nd|rd|th)?\b|(?:on|by|before|until|till) the \d{1,2}(?:st|nd|rd|th)` +
	`|(?:(?:a )?week on |(?:on |by |before |next |this )+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: week)?|(?:on|by|before|next|this) ` + dayName +
	`|(?:(?:by|before|at|around|about) )?\d{1,2}(?:[.:]\d\d)? ?(?:am|pm) (?:on |next )?(?:tomorrow|` + dayName + `)|(?:by|before) \d{1,2}(?:am|pm|:\d\d)` +
	`|(?:(?:within|in) )?(?:the next )?` + quantity + ` (?:(?:working|business|clear) )?` + unit +
	`|(?:end|close) of (?:the |this |next )?(?:day|week|month|business)|(?:by|before) (?:the )?(?:noon|close|lunch\w*)|(?:this|next) (?:week|month)|fortnight|new year` +
	`|today|tonight|this (?:morning|afternoon|evening)|tomorrow|first thing|eod|cob|shortly|soon|asap|straight ?away|right away|later)\b`)

var (
	sameDay  = regexp.MustCompile(`today|this (?:morning|afternoon|evening)|tonight|end of (?:the |this )?day|of business|noon|close|lunch|eod|cob|later|straight|right away|asap|am\b|pm\b|:\d\d`)
	amountOf = regexp.MustCompile(`(` + quantity + `) (?:(?:working|business|clear) )?(minute|min|hour|hr|day|week|month)`)
	dayOf    = regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?(?: (` + month + `))?\b`)
	monthOf  = regexp.MustCompile(`\b` + month + `\b`)
	dayNames = []*regexp.Regexp{
		regexp.MustCompile(`\bsun(?:day)?\b`), regexp.MustCompile(`\bmon(?:day)?\b`), regexp.MustCompile(`\btue(?:s|sday)?\b`),
		regexp.MustCompile(`\bwed(?:nesday)?\b`), regexp.MustCompile(`\bthu(?:r|rs|rsday)?\b`), regexp.MustCompile(`\bfri(?:day)?\b`), regexp.MustCompile(`\bsat(?:urday)?\b`),
	}
)

// dueBy is when a promise made at that time runs out: generously, at the end
// of the day it names; two working days where it names none.
func dueBy(when string, at time.Time) time.Time {
	if due, ok := dated(when, at); ok {
		return due
	}
	for i, re := range dayNames {
		if re.MatchString(when) {
			return endOf(at.AddDate(0, 0, untilWeekday(when, time.Weekday(i), at.Weekday())))
		}
	}
	if m := amountOf.FindStringSubmatch(when); m != nil {
		return endOf(after(m[1], m[2], at))
	}
	sunday := (7 - int(at.Weekday())) % 7
	switch {
	case strings.Contains(when, "tomorrow"):
		return endOf(at.AddDate(0, 0, 1))
	case strings.Contains(when, "first thing"):
		return endOf(nextWorkday(at))
	case strings.Contains(when, "fortnight"):
		return endOf(at.AddDate(0, 0, 14))
	case strings.Contains(when, "next week"):
		return endOf(at.AddDate(0, 0, sunday+7))
	case strings.Contains(when, "week"):
		return endOf(at.AddDate(0, 0, sunday))
	case strings.Contains(when, "next month"):
		return endOf(time.Date(at.Year(), at.Month()+2, 0, 0, 0, 0, 0, at.Location()))
	case strings.Contains(when, "month"):
		return endOf(time.Date(at.Year(), at.Month()+1, 0, 0, 0, 0, 0, at.Location()))
	case strings.Contains(when, "new year"):
		return endOf(time.Date(at.Year()+1, time.January, 31, 0, 0, 0, 0, at.Location()))
	case sameDay.MatchString(when):
		return endOf(at)
	case when != "": // soon, shortly
		return endOf(at.AddDate(0, 0, 7))
	}
	return endOf(at.AddDate(0, 0, 3))
}

// endOf is the end of a time's day.
func endOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 23, 59, 0, 0, t.Location())
}

// dated reads "14 December", "December 14th" and "by the 3rd": the next such day.
func dated(when string, at time.Time) (time.Time, bool) {
	name := monthOf.FindString(when)
	if name == "" && !strings.Contains(when, "the ") {
		return time.Time{}, false
	}
	m := dayOf.FindStringSubmatch(when)
	if m == nil {
		return time.Time{}, false
	}
	day, _ := strconv.Atoi(m[1]) // two digits at most
	if name == "" {
		due := time.Date(at.Year(), at.Month(), day, 23, 59, 0, 0, at.Location())
		if day < at.Day() {
			due = due.AddDate(0, 1, 0)
		}
		return due, true
	}
	first, err := time.Parse("Jan", strings.ToUpper(name[:1])+name[1:3])
	if err != nil {
		return time.Time{}, false
	}
	due := time.Date(at.Year(), first.Month(), day, 23, 59, 0, 0, at.Location())
	if due.Before(at.AddDate(0, -2, 0)) {
		due = due.AddDate(1, 0, 0) // said in December of January
	}
	return due, true
}

// untilWeekday is how many days it is to a weekday: "next" means that of the week
// after this one, and "Monday week" a week later than Monday.
func untilWeekday(when string, day, today time.Weekday) int {
	days := (int(day-today) + 7) % 7
	sinceMonday := func(d time.Weekday) int { return (int(d) + 6) % 7 }
	if strings.Contains(when, "week") || strings.Contains(when, "next") && sinceMonday(day) >= sinceMonday(today) {
		days += 7
	}
	return days
}

// counts are the numbers that are written in words.
var counts = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10,
	"couple of": 2, "a couple of": 2, "few": 5, "a few": 5, "the next": 1}

// after is a time so many units later; of days weekends are left out.
func after(number, unit string, at time.Time) time.Time {
	n, ok := counts[number]
	if !ok {
		n, _ = strconv.Atoi(number) // three digits at most
	}
	switch unit {
	case "minute", "min":
		return at.Add(time.Duration(n) * time.Minute)
	case "hour", "hr":
		return at.Add(time.Duration(n) * time.Hour)
	case "week":
		return at.AddDate(0, 0, 7*n)
	case "month":
		return at.AddDate(0, n, 0)
	}
	if n == 1 {
		return nextWorkday(at)
	}
	const workdays = 5
	return at.AddDate(0, 0, n+2*((n+workdays-1)/workdays))
}

// nextWorkday is the next day that is not of a weekend.
func nextWorkday(at time.Time) time.Time {
	for {
		if at = at.AddDate(0, 0, 1); at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			return at
		}
	}
}
