package grounding

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Figure is a number, amount, date, time or the like, typed and normalised so
// that equal ones are equal however they are written.
type Figure struct {
	Kind  FigureKind
	Value string // normalised; equal figures of a kind have equal values
	Shown string // as the folded text writes it
}

// FigureKind says what a figure counts.
type FigureKind string

// The kinds of figure.
const (
	Money     FigureKind = "amount"
	Percent   FigureKind = "percentage"
	Date      FigureKind = "date"
	Month     FigureKind = "month"
	Weekday   FigureKind = "day of the week"
	Ordinal   FigureKind = "day or place"
	Clock     FigureKind = "time"
	Duration  FigureKind = "length of time"
	Measure   FigureKind = "measure"
	Phone     FigureKind = "telephone number"
	SortCode  FigureKind = "sort code"
	Reference FigureKind = "reference"
	Number    FigureKind = "number"
)

// The pieces of the forms below.
const (
	digits    = `\d{1,3}(?: ?, ?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?`
	spaced    = `\d{1,3}(?: \d{3})+(?:\.\d+)?|` + digits
	amount    = `(` + digits + `|` + numberPhrase + `)`
	scaleWord = `(k|m|bn|thousand|million|billion)`
	monthWord = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
)

// counted says what of a number every figure of a form has.
type counted int

const (
	anyhow  counted = iota // perhaps nothing
	inWords                // a word for a number, or a digit
	inDigit                // a digit
)

// figureForm is one way in which figures of a kind are written.
type figureForm struct {
	kind FigureKind
	has  counted
	one  []string // every figure of the form holds one of these; nil: it is not known
	re   *regexp.Regexp
	norm func(m []string) string
}

// mayStandIn is false where a folded text holds no figure of the form: the
// patterns are slow, and most texts hold few kinds of figure.
func (f figureForm) mayStandIn(text string, has counted) bool {
	return has >= f.has && (f.one == nil || holdsOne(text, f.one))
}

// figureForms are tried in this order; what one takes is not seen by the next.
var figureForms = []figureForm{
	{Phone, inDigit, nil, regexp.MustCompile(`(?:\+44[ -]?(?:\(0\))?|\(?\b0)\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}\b|\+\d{1,3}(?:[ -]?\d{2,4}){2,5}\b`), phoneOf},
	{SortCode, inDigit, []string{"-"}, regexp.MustCompile(`\b(\d{2})-(\d{2})-(\d{2})\b`), func(m []string) string { return m[1] + m[2] + m[3] }},
	{Date, inDigit, []string{"-"}, regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`), func(m []string) string { return m[1] + "-" + m[2] + "-" + m[3] }},
	{Date, inDigit, []string{"/", "."}, regexp.MustCompile(`\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\b`), func(m []string) string { return century(m[3]) + "-" + two(m[2]) + "-" + two(m[1]) }},
	{Money, inDigit, []string{"£", "€", "$", "gbp", "eur", "usd"}, regexp.MustCompile(`(£|€|\$|gbp |eur |usd )\s?(` + spaced + `)\s?` + scaleWord + `?\b`), func(m []string) string { return currency(m[1]) + scaled(m[2], m[3]) }},
	{Money, inWords, []string{"pound", "euro", "dollar", "gbp", "eur", "usd"}, regexp.MustCompile(`\b` + amount + `\s?` + scaleWord + `?\s?(pounds?|euros?|dollars?|gbp|eur|usd)\b`), func(m []string) string { return currency(m[3]) + scaled(m[1], m[2]) }},
	{Clock, inDigit, []string{"m", "noon"}, regexp.MustCompile(`\b(\d{1,2})(?:[:.](\d{2}))?\s?(a\.?m\b|p\.?m\b|noon\b)`), func(m []string) string { return clockOf(m[1], m[2], m[3]) }},
	{Money, inWords, []string{"p"}, regexp.MustCompile(`\b` + amount + `\s?(?:p|pence)\b`), penceOf},
	{Percent, inWords, []string{"%", "per", "pct"}, regexp.MustCompile(`\b` + amount + `\s?(?:%|per cent|percent|pct)`), func(m []string) string { return scaled(m[1], "") }},
	{Date, inDigit, months, regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)?(?: day)?(?: of)? (` + monthWord + `)\b\.?(?:,? (\d{4}))?`), func(m []string) string { return dated(m[3], m[2], m[1]) }},
	{Date, inDigit, months, regexp.MustCompile(`\b(` + monthWord + `)\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`), func(m []string) string { return dated(m[3], m[1], m[2]) }},
	{Month, inDigit, months, regexp.MustCompile(`\b(` + monthWord + `)\.?,? (\d{4})\b`), func(m []string) string { return m[2] + "-" + monthOf(m[1]) }},
	{Month, anyhow, months, regexp.MustCompile(`\b(january|february|april|june|july|august|september|october|november|december)\b`), func(m []string) string { return "-" + monthOf(m[1]) }},
	{Weekday, anyhow, []string{"day"}, regexp.MustCompile(`\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b`), func(m []string) string { return m[1] + "day" }},
	{Clock, inDigit, []string{":"}, regexp.MustCompile(`\b([01]?\d|2[0-3])[:]([0-5]\d)\b`), func(m []string) string { return clockOf(m[1], m[2], "") }},
	{Clock, inWords, []string{"half", "quarter"}, regexp.MustCompile(`\b(half|quarter) (past|to) ` + amount + `\b`), spokenClock},
	{Clock, inWords, []string{"o'clock"}, regexp.MustCompile(`\b` + amount + ` o'clock\b`), func(m []string) string { return clockOf(scaled(m[1], ""), "", "") }},
	{Clock, anyhow, []string{"noon", "midday", "midnight"}, regexp.MustCompile(`\b(noon|midday|midnight)\b`), func(m []string) string {
		return map[string]string{"noon": "12:00", "midday": "12:00", "midnight": "00:00"}[m[1]]
	}},
	{Duration, inWords, []string{"min", "hour", "hr", "day", "week", "fortnight", "month", "year"}, regexp.MustCompile(`\b` + amount + `(?: and a half)?[ -]?((?:full |whole |consecutive |working |business |calendar )?)(minute|min|hour|hr|day|week|fortnight|month|year)s?\b`), lasting},
	{Duration, anyhow, []string{"half an hour"}, regexp.MustCompile(`\bhalf an hour\b`), func([]string) string { return "0.5000 hours" }},
	{Duration, anyhow, []string{"a fortnight"}, regexp.MustCompile(`\b(a)( )(fortnight)\b`), lasting},
	{Measure, inWords, nil, regexp.MustCompile(`\b` + amount + `\s?(kb|mb|gb|tb|mm|cm|km|kg|miles?|metres?|meters?|feet|litres?|times)\b`), func(m []string) string { return scaled(m[1], "") + " " + strings.TrimSuffix(m[2], "s") }},
	{Ordinal, inDigit, []string{"st", "nd", "rd", "th"}, regexp.MustCompile(`\b(\d{1,3})(?:st|nd|rd|th)\b`), func(m []string) string { return m[1] }},
	{Ordinal, anyhow, ordinals, regexp.MustCompile(`\b(` + ordinalWord + `)\b`), func(m []string) string { return ordinalOf(m[1]) }},
	{Reference, inDigit, nil, regexp.MustCompile(`\b(?:[a-z]{1,5}-)?[a-z]{1,6}[-/]?\d[\da-z]*(?:[-/][\da-z]+)*\b`), func(m []string) string { return referenceOf(m[0]) }},
	{Number, inDigit, []string{"s"}, regexp.MustCompile(`\b(\d+)(?: ?' ?s|s)\b`), func(m []string) string { return m[1] }},
	{Number, inDigit, nil, regexp.MustCompile(`\b(` + digits + `)\s?(k|thousand|million|billion)?\b`), func(m []string) string { return scaled(m[1], m[2]) }},
	{Number, inWords, nil, regexp.MustCompile(`\b(` + numberPhrase + `)\b`), func(m []string) string { return scaled(m[1], "") }},
}

var (
	months   = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	ordinals = []string{"first", "second", "third", "th"}
	// numbers are parts of the words for numbers: all others hold one of them.
	numbers = []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "teen", "twenty",
		"thirty", "forty", "fifty", "hundred", "thousand", "million", "billion"}
)

// look tells what of a number a folded text has.
func look(text string) counted {
	switch {
	case strings.ContainsAny(text, "0123456789"):
		return inDigit
	case holdsOne(text, numbers):
		return inWords
	}
	return anyhow
}

func holdsOne(text string, of []string) bool {
	return slices.ContainsFunc(of, func(w string) bool { return strings.Contains(text, w) })
}

// Figures lists the figures of a text in the order in which they stand.
func Figures(text string) []Figure {
	folded := brokenNumber.ReplaceAllString(Fold(text), "$1$2$3")
	has, left := look(folded), []byte(folded)
	type placed struct {
		Figure
		at int
	}
	var found []placed
	for _, form := range figureForms {
		if !form.mayStandIn(folded, has) {
			continue
		}
		for _, at := range form.re.FindAllSubmatchIndex(left, -1) {
			m := groups(left, at)
			found = append(found, placed{Figure{form.kind, form.norm(m), strings.TrimSpace(m[0])}, at[0]})
			clear(left[at[0]:at[1]])
		}
	}
	slices.SortStableFunc(found, func(a, b placed) int { return a.at - b.at })
	out := make([]Figure, len(found))
	for i, f := range found {
		out[i] = f.Figure
	}
	return out
}

// brokenNumber finds a number that a tokeniser took apart: "2 . 580".
var brokenNumber = regexp.MustCompile(`(\d) ([.,]) (\d)`)

// Loose tells whether a figure may be no more than a manner of speaking.
func (f Figure) Loose() bool { return f.Shown == "one" || f.Shown == "first" || f.Shown == "second" }

func groups(text []byte, at []int) []string {
	out := make([]string, len(at)/2)
	for i := range out {
		if at[2*i] >= 0 {
			out[i] = string(text[at[2*i]:at[2*i+1]])
		}
	}
	return out
}

// In tells whether a figure is among others: of its kind and equal, a date with
// or without its year, a day or a month of a date, or a bare number that is the
// amount of another.
func (f Figure) In(have []Figure) bool {
	return slices.ContainsFunc(have, f.same)
}

func (f Figure) same(h Figure) bool {
	switch {
	case f.Kind == h.Kind && (f.Kind == Date || f.Kind == Month):
		return sameDate(f.Value, h.Value)
	case f.Kind == h.Kind && f.Kind == Clock:
		return sameClock(f.Value, h.Value)
	case f.Kind == h.Kind:
		return f.Value == h.Value
	case f.Kind == Ordinal && h.Kind == Date:
		return strings.HasSuffix(h.Value, "-"+two(f.Value))
	case f.Kind == Month && h.Kind == Date:
		year, rest, _ := strings.Cut(h.Value, "-")
		month, _, _ := strings.Cut(rest, "-")
		return sameDate(f.Value, year+"-"+month)
	case f.Kind == Number:
		return h.bare() == f.Value
	}
	return false
}

// bare is the number of a figure without its unit; "" where that would mislead.
func (f Figure) bare() string {
	switch f.Kind {
	case Money:
		return strings.TrimLeft(f.Value, "£€$")
	case Duration:
		return plainNumber.FindString(strings.ReplaceAll(scaledWords(f.Shown), ",", ""))
	case Measure:
		n, _, _ := strings.Cut(f.Value, " ")
		return n
	case Percent:
		return f.Value
	case Month:
		year, _, _ := strings.Cut(f.Value, "-")
		return year
	case Date:
		return dateYear(f)
	}
	return ""
}

var plainNumber = regexp.MustCompile(`^\d+(?:\.\d+)?`)

// dateYear lets "in 2027" rest on "31 January 2027".
func dateYear(f Figure) string {
	year, _, _ := strings.Cut(f.Value, "-")
	return year
}

// sameDate compares year, month and day, where a date without a year fits any.
func sameDate(a, b string) bool {
	ya, ma, _ := strings.Cut(a, "-")
	yb, mb, _ := strings.Cut(b, "-")
	return ma == mb && (ya == yb || ya == "" || yb == "")
}

// sameClock compares times; one written without am or pm ("5:30~") fits either.
func sameClock(a, b string) bool {
	x, y := strings.TrimSuffix(a, "~"), strings.TrimSuffix(b, "~")
	return x == y || (x != a || y != b) && half(x) == half(y)
}

func half(clock string) string {
	h, m, _ := strings.Cut(clock, ":")
	n, err := strconv.Atoi(h)
	if err != nil {
		return clock
	}
	return strconv.Itoa(n%12) + ":" + m
}
