package grounding

import (
	"strconv"
	"strings"
)

// The words for numbers, as pieces of the forms of figures.
const (
	smallNumber  = `one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety`
	unitNumber   = `one|two|three|four|five|six|seven|eight|nine`
	scaleNumber  = `(?:hundred|thousand|million|billion)`
	numberPhrase = `(?:(?:a|` + smallNumber + `)(?:[ -](?:` + unitNumber + `))?(?: ` + scaleNumber + `)+(?:(?: and)? (?:` + smallNumber + `)(?:[ -](?:` + unitNumber + `))?(?: ` + scaleNumber + `)*)*|(?:` + smallNumber + `)(?:[ -](?:` + unitNumber + `))?)`
	ordinalWord  = `(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth)|twentieth|thirtieth`
)

var wordValues = map[string]float64{
	"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
	"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
	"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var ordinalValues = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
	"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "twenty": 20, "thirty": 30}

// ordinalOf works out an ordinal in words: "twenty-first" is 21.
func ordinalOf(words string) string {
	n := 0
	for w := range strings.FieldsFuncSeq(words, func(r rune) bool { return r == ' ' || r == '-' }) {
		n += ordinalValues[w]
	}
	return strconv.Itoa(n)
}

var (
	noGroups  = strings.NewReplacer(",", "", " ", "")
	noStrokes = strings.NewReplacer("-", "", "/", "")
)

var scales = map[string]float64{"hundred": 100, "k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}

// scaled gives a number in digits, whole thousands and number words worked out.
func scaled(n, scale string) string {
	v, ok := spoken(n)
	if !ok {
		var err error
		if v, err = strconv.ParseFloat(noGroups.Replace(n), 64); err != nil {
			return n
		}
	}
	if s, ok := scales[scale]; ok {
		v *= s
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// spoken works out number words: "two hundred and fifty" is 250.
func spoken(words string) (float64, bool) {
	var whole, part float64
	seen := false
	for w := range strings.FieldsFuncSeq(words, func(r rune) bool { return r == ' ' || r == '-' }) {
		switch n, isNumber := wordValues[w]; {
		case isNumber:
			part += n
		case w == "and" && seen:
		case w == "hundred":
			part *= 100
		case scales[w] > 0 && len(w) > 2:
			whole, part = whole+part*scales[w], 0
		default:
			return 0, false
		}
		seen = true
	}
	return whole + part, seen
}

// scaledWords gives a text that begins with a number its leading number in digits.
func scaledWords(shown string) string {
	if plainNumber.MatchString(shown) {
		return shown
	}
	words := strings.FieldsFunc(shown, func(r rune) bool { return r == ' ' || r == '-' })
	for n := len(words); n > 0; n-- {
		if v, ok := spoken(strings.Join(words[:n], " ")); ok {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return ""
}

func currency(sign string) string {
	switch strings.TrimRight(strings.TrimSpace(sign), "s") {
	case "€", "eur", "euro":
		return "€"
	case "$", "usd", "dollar":
		return "$"
	}
	return "£"
}

func penceOf(m []string) string {
	v, err := strconv.ParseFloat(scaled(m[1], ""), 64)
	if err != nil {
		return "£" + m[1] + "p"
	}
	return "£" + strconv.FormatFloat(v/100, 'f', -1, 64)
}

func phoneOf(m []string) string {
	n := onlyDigits(strings.Replace(m[0], "(0)", "", 1))
	if rest, ok := strings.CutPrefix(n, "44"); ok && strings.HasPrefix(strings.TrimSpace(m[0]), "+44") {
		return "0" + rest
	}
	return n
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// referenceOf drops the plural of a form: P60s are P60.
func referenceOf(s string) string {
	if n := len(s); n > 2 && s[n-1] == 's' && s[n-2] >= '0' && s[n-2] <= '9' {
		s = s[:n-1]
	}
	return noStrokes.Replace(s)
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

func monthOf(word string) string {
	for i, m := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"} {
		if strings.HasPrefix(word, m) {
			return two(strconv.Itoa(i + 1))
		}
	}
	return "?"
}

func dated(year, month, day string) string { return year + "-" + monthOf(month) + "-" + two(day) }

// clockOf gives a time as 15:04. One without am or pm that could be either is
// marked with a tilde.
func clockOf(hour, minute, halfOfDay string) string {
	h, err := strconv.Atoi(hour)
	if err != nil {
		return hour
	}
	open := ""
	switch {
	case strings.HasPrefix(halfOfDay, "p") && h < 12:
		h += 12
	case strings.HasPrefix(halfOfDay, "a") && h == 12:
		h = 0
	case halfOfDay == "" && h <= 12 && hour[0] != '0':
		open = "~"
	}
	if minute == "" {
		minute = "00"
	}
	return two(strconv.Itoa(h)) + ":" + minute + open
}

func spokenClock(m []string) string {
	h, err := strconv.Atoi(scaled(m[3], ""))
	if err != nil {
		return m[0]
	}
	minute := map[string]string{"half past": "30", "quarter past": "15", "quarter to": "45", "half to": "30"}[m[1]+" "+m[2]]
	if m[2] == "to" {
		h = (h + 11) % 12
	}
	return clockOf(strconv.Itoa(h), minute, "")
}

// lasting gives a length of time. Minutes, days and weeks are counted in hours;
// working days, months and years stand for themselves.
func lasting(m []string) string {
	n, err := strconv.ParseFloat(scaled(m[1], ""), 64)
	if err != nil {
		return m[0]
	}
	if strings.Contains(m[0], "and a half") {
		n += 0.5
	}
	unit := m[3]
	if long, ok := map[string]string{"min": "minute", "hr": "hour"}[unit]; ok {
		unit = long
	}
	if kind := strings.TrimSpace(m[2]); kind == "working" || kind == "business" {
		return strconv.FormatFloat(n, 'f', -1, 64) + " working " + unit
	}
	if hours, ok := map[string]float64{"minute": 1.0 / 60, "hour": 1, "day": 24, "week": 168, "fortnight": 336}[unit]; ok {
		return strconv.FormatFloat(n*hours, 'f', 4, 64) + " hours"
	}
	return strconv.FormatFloat(n, 'f', -1, 64) + " " + unit
}

func scaledFloat(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
