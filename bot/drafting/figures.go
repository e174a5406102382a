package drafting

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// figure is a number, amount, date, time or the like, typed and normalised so
// that equal ones are equal however they are written.
type figure struct {
	kind  figureKind
	value string
	shown string // as the text writes it
}

type figureKind string

const (
	money    figureKind = "amount"
	percent  figureKind = "percentage"
	date     figureKind = "date"
	ordinal  figureKind = "day of the month"
	clock    figureKind = "time"
	duration figureKind = "length of time"
	phone    figureKind = "telephone number"
	number   figureKind = "number"
)

const (
	numberWord = `one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|ninety`
	monthWord  = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	digits     = `\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`
)

// figureForms are tried in this order; what one takes is not seen by the next.
var figureForms = []struct {
	kind figureKind
	re   *regexp.Regexp
	norm func(m []string) string
}{
	{phone, regexp.MustCompile(`(?:\+44\s?|\b0)\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}\b`), func(m []string) string { return onlyDigits(strings.Replace(m[0], "+44", "0", 1)) }},
	{money, regexp.MustCompile(`(£|€|\$)\s?(` + digits + `)\s?(k|m|bn|thousand|million)?\b`), func(m []string) string { return m[1] + scaled(m[2], m[3]) }},
	{money, regexp.MustCompile(`\b(` + digits + `|` + numberWord + `)\s?(k|thousand|million)?\s?pounds?\b`), func(m []string) string { return "£" + scaled(m[1], m[2]) }},
	{percent, regexp.MustCompile(`\b(` + digits + `|` + numberWord + `)\s?(?:%|per cent|percent)`), func(m []string) string { return scaled(m[1], "") }},
	{date, regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? (` + monthWord + `)\b(?:,? (\d{4}))?`), func(m []string) string { return dated(m[3], m[2], m[1]) }},
	{date, regexp.MustCompile(`\b(` + monthWord + `) (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`), func(m []string) string { return dated(m[3], m[1], m[2]) }},
	{date, regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`), func(m []string) string { return m[1] + "-" + m[2] + "-" + m[3] }},
	{date, regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b`), func(m []string) string { return century(m[3]) + "-" + two(m[2]) + "-" + two(m[1]) }},
	{clock, regexp.MustCompile(`\b(\d{1,2})(?:[:.](\d{2}))?\s?(am|pm|noon)\b`), func(m []string) string { return clockOf(m[1], m[2], m[3]) }},
	{clock, regexp.MustCompile(`\b([01]?\d|2[0-3]):([0-5]\d)\b`), func(m []string) string { return clockOf(m[1], m[2], "") }},
	{clock, regexp.MustCompile(`\b(noon|midday|midnight)\b`), func(m []string) string {
		return map[string]string{"noon": "12:00", "midday": "12:00", "midnight": "00:00"}[m[1]]
	}},
	{duration, regexp.MustCompile(`\b(` + digits + `|` + numberWord + `)(?: and a half)?[ -]?((?:working|business|calendar) )?(minute|min|hour|hr|day|week|month|year)s?\b`), lasting},
	{ordinal, regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)\b`), func(m []string) string { return m[1] }},
	{number, regexp.MustCompile(`\b(?:` + digits + `)(k)?\b`), func(m []string) string { return scaled(strings.TrimSuffix(m[0], m[1]), m[1]) }},
	{number, regexp.MustCompile(`\b(` + numberWord + `)\b`), func(m []string) string { return scaled(m[1], "") }},
}

// fold makes two spellings of one text equal: compatibility forms, case, quotes,
// dashes and white space.
func fold(text string) string {
	text = strings.ToLower(norm.NFKC.String(text))
	return strings.Join(strings.Fields(foldMarks.Replace(text)), " ")
}

var foldMarks = strings.NewReplacer("‘", "'", "’", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "‑", "-", "−", "-", "\u00ad", "", "\u200b", "")

// figuresIn lists the figures of a text in the order in which they stand.
func figuresIn(text string) []figure {
	text = fold(text)
	type placed struct {
		figure
		at int
	}
	var found []placed
	for _, form := range figureForms {
		for _, at := range form.re.FindAllStringSubmatchIndex(text, -1) {
			m := groups(text, at)
			found = append(found, placed{figure{form.kind, form.norm(m), strings.TrimSpace(m[0])}, at[0]})
			text = text[:at[0]] + strings.Repeat("\x00", at[1]-at[0]) + text[at[1]:]
		}
	}
	slices.SortStableFunc(found, func(a, b placed) int { return a.at - b.at })
	out := make([]figure, len(found))
	for i, f := range found {
		out[i] = f.figure
	}
	return out
}

func groups(text string, at []int) []string {
	out := make([]string, len(at)/2)
	for i := range out {
		if at[2*i] >= 0 {
			out[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return out
}

// supported tells whether a figure is among others: of its kind and equal, a
// date with or without its year, or a bare number that is the amount of another.
func supported(f figure, have []figure) bool {
	return slices.ContainsFunc(have, func(h figure) bool {
		switch {
		case f.kind == h.kind && f.kind == date:
			return sameDate(f.value, h.value)
		case f.kind == h.kind:
			return f.value == h.value
		case f.kind == ordinal && h.kind == date:
			return strings.HasSuffix(h.value, "-"+two(f.value))
		case f.kind == number:
			return bare(h) == f.value
		}
		return false
	})
}

// bare is the number of a figure without its unit.
func bare(f figure) string {
	switch f.kind {
	case money:
		return strings.TrimLeft(f.value, "£€$")
	case duration:
		n, _, _ := strings.Cut(f.shown, " ")
		return scaled(n, "")
	case phone, clock, date:
		return ""
	}
	return f.value
}

func sameDate(a, b string) bool {
	ya, ma, _ := strings.Cut(a, "-")
	yb, mb, _ := strings.Cut(b, "-")
	return ma == mb && (ya == yb || ya == "" || yb == "")
}

var wordValues = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}

var scales = map[string]float64{"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9}

// scaled gives a number in digits, whole thousands and number words worked out.
func scaled(n, scale string) string {
	v, ok := wordValues[n]
	if !ok {
		var err error
		if v, err = strconv.ParseFloat(strings.ReplaceAll(n, ",", ""), 64); err != nil {
			return n
		}
	}
	if s, ok := scales[scale]; ok {
		v *= s
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func two(n string) string {
	if len(n) == 1 {
		return "0" + n
	}
	return n
}

func century(year string) string {
	if len(year) == 2 {
		return "20" + year
	}
	return year
}

func dated(year, month, day string) string {
	for i, m := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if strings.HasPrefix(month, m) {
			return year + "-" + two(strconv.Itoa(i+1)) + "-" + two(day)
		}
	}
	return year + "-?-" + two(day)
}

func clockOf(hour, minute, half string) string {
	h, err := strconv.Atoi(hour)
	if err != nil {
		return hour
	}
	switch {
	case half == "pm" && h < 12:
		h += 12
	case half == "am" && h == 12:
		h = 0
	}
	if minute == "" {
		minute = "00"
	}
	return two(strconv.Itoa(h)) + ":" + minute
}

// lasting gives a length of time; days and weeks are counted in hours, working
// days and months for themselves.
func lasting(m []string) string {
	n, err := strconv.ParseFloat(scaled(m[1], ""), 64)
	if err != nil {
		return m[0]
	}
	unit := map[string]string{"min": "minute", "hr": "hour"}[m[3]]
	if unit == "" {
		unit = m[3]
	}
	if kind := strings.TrimSpace(m[2]); kind == "working" || kind == "business" {
		return strconv.FormatFloat(n, 'f', -1, 64) + " working " + unit
	}
	if hours, ok := map[string]float64{"minute": 1.0 / 60, "hour": 1, "day": 24, "week": 168}[unit]; ok {
		return strconv.FormatFloat(n*hours, 'f', 4, 64) + " hours"
	}
	return strconv.FormatFloat(n, 'f', -1, 64) + " " + unit
}
