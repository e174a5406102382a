package knowledge

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// figure is a typed and normalised value.
type figure struct {
	kind  string // as in figureKinds
	value string
	shown string
	vat   vatTerms // of money
}

// Numbers as documents write them, in digits or in words up to a hundred.
const (
	digits      = `\d[\d,]*(?:\.\d+)?`
	smallWord   = `one|two|three|four|five|six|seven|eight|nine`
	tensWord    = `twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety`
	numberWord  = `(?:` + tensWord + `)(?:[\s-](?:` + smallWord + `))?|(?:an?|one) hundred|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|` + smallWord
	numberRegex = `(` + digits + `|` + numberWord + `)`
)

// figureKinds are tried in their order: what one has taken the next does not see.
var figureKinds = []struct {
	kind  string
	signs []string // one of which stands wherever the pattern, which is slow, can match; none: anywhere
	re    *regexp.Regexp
}{
	{"money", []string{"£"}, regexp.MustCompile(`£\s?(` + digits + `)`)},
	{"money", []string{"pound", "Pound"}, regexp.MustCompile(`(?i)\b` + numberRegex + `\spounds?\b`)},
	{"per cent", []string{"%", "per cent"}, regexp.MustCompile(`(?i)\b` + numberRegex + `\s?(?:%|per cent)`)},
	{"duration", nil, regexp.MustCompile(`(?i)\b` + numberRegex + `[\s-]+((?:working |business )?(?:minute|hour|day|week|month|year)s?)\b`)},
	{"time", []string{"am", "pm", "AM", "PM", "Am", "Pm", "aM", "pM", "a.m", "p.m", "A.M", "P.M", "A.m", "P.m"}, regexp.MustCompile(`\b(\d{1,2}(?:[:.][0-5]\d)?)\s?([AaPp])\.?[Mm]\b`)},
	{"time", []string{":"}, regexp.MustCompile(`\b((?:[01]\d|2[0-3]):[0-5]\d)\b`)},
	{"time", []string{"noon", "mid"}, regexp.MustCompile(`\b(noon|midday|midnight)\b`)},
	{"date", months, regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)? (` + strings.Join(months, "|") + `)\b`)},
	{"day of the month", []string{"the "}, regexp.MustCompile(`\bthe (\d{1,2})(?:st|nd|rd|th)\b`)},
	{"address", nil, regexp.MustCompile(`\b(\d+[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|Road|Lane|House|Avenue|Square|Row|Walk|Terrace|Quay|Yard|Court|Way|Close))\b`)},
}

var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// wordedFigure is in every figure whose number is written as a word.
var wordedFigure = regexp.MustCompile(`(?i)minute|hour|day|week|month|year|pound|per cent|noon|midnight`)

// figuresOf gives the figures of a sentence, and what is left of it: the 5th of "the
// 5th April" is one date. A stroke stands where a figure stood.
func figuresOf(sentence string) (out []figure, rest string) {
	rest = sentence
	vat := vatOf(sentence)
	for _, k := range figureKinds {
		if len(k.signs) > 0 && !slices.ContainsFunc(k.signs, func(sign string) bool { return strings.Contains(sentence, sign) }) {
			continue
		}
		found := k.re.FindAllStringSubmatch(rest, -1)
		for _, m := range found {
			f := figure{kind: k.kind, value: normalised(k.kind, m), shown: m[0]}
			if k.kind == "money" {
				f.vat = vat
			}
			out = append(out, f)
		}
		if len(found) > 0 {
			rest = k.re.ReplaceAllString(rest, " / ")
		}
	}
	return out, rest
}

// normalised gives a figure in a form in which equal ones are the same.
func normalised(kind string, m []string) string {
	value := strings.ToLower(strings.ReplaceAll(m[1], ",", ""))
	if kind == "time" {
		return clock(value, m[2:])
	}
	if n, ok := numberOf(value); ok {
		value = strconv.FormatFloat(n, 'f', -1, 64)
	}
	switch kind {
	case "duration":
		return value + " " + strings.Replace(strings.TrimSuffix(strings.ToLower(m[2]), "s"), "business", "working", 1)
	case "date":
		return value + " " + m[2]
	}
	return value
}

var numberWords = map[string]float64{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}

// numberOf reads a number in digits or in words up to a hundred, in lower case.
func numberOf(s string) (float64, bool) {
	if strings.HasSuffix(s, " hundred") {
		return 100, true
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, !math.IsInf(n, 0) && !math.IsNaN(n)
	}
	sum := 0.0
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == ' ' }) {
		n, ok := numberWords[w]
		if !ok {
			return 0, false
		}
		sum += n
	}
	return sum, sum > 0
}

// clock gives the time of a clock as minutes: of 24 hours where no half of the day
// is said.
func clock(value string, half []string) string {
	switch value {
	case "noon", "midday":
		return strconv.Itoa(12 * 60)
	case "midnight":
		return "0"
	}
	h, m, _ := strings.Cut(strings.ReplaceAll(value, ".", ":"), ":")
	hour, _ := strconv.Atoi(h) // digits, as the pattern has them
	minute, _ := strconv.Atoi(m)
	if len(half) > 0 {
		if hour %= 12; strings.EqualFold(half[0], "p") {
			hour += 12
		}
	}
	return strconv.Itoa(60*hour + minute)
}

// vatTerms tell whether the price of a sentence has VAT in it.
type vatTerms int

const (
	vatUnsaid vatTerms = iota
	vatOnTop
	vatWithin
)

var (
	plusVAT = regexp.MustCompile(`(?i)(?:\bplus|\+|\bexcluding|\bexclusive of|\bex\.?|\bwithout) VAT\b`)
	inclVAT = regexp.MustCompile(`(?i)\b(?:including|inclusive of|incl?\.?|with) VAT\b`)
)

// vatOf is unsaid where a sentence speaks of both.
func vatOf(sentence string) vatTerms {
	switch on, in := plusVAT.MatchString(sentence), inclVAT.MatchString(sentence); {
	case on == in:
		return vatUnsaid
	case on:
		return vatOnTop
	}
	return vatWithin
}

// standardVAT is the standard rate of VAT in the United Kingdom since 2011.
const standardVAT = 0.20

// same tells whether two figures are one: £100 plus VAT is £120 with it.
func (f figure) same(o figure) bool {
	if f.kind != o.kind {
		return false
	}
	if f.vat == vatUnsaid || o.vat == vatUnsaid || f.vat == o.vat {
		return f.value == o.value
	}
	net, gross := f.value, o.value
	if f.vat == vatWithin {
		net, gross = gross, net
	}
	n, err := strconv.ParseFloat(net, 64)
	g, err2 := strconv.ParseFloat(gross, 64)
	return f.value == o.value || err == nil && err2 == nil && math.Abs(n*(1+standardVAT)-g) < 0.005
}
