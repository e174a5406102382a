package knowledge

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A statement is a sentence with a figure in it. Two statements of different
// pages conflict when they are about the same thing, by their words, and give
// figures of the same kind that differ.
type statement struct {
	passage int
	words   map[string]bool // stems without those of figures
	figures []figure
	text    string
}

// figure is a typed and normalised value.
type figure struct {
	kind  string // as in figureKinds
	value string
	shown string
}

const (
	// sameSubject is the share of the lighter sentence's weight that two
	// statements must have in common, sameWords the share of both together, and
	// commonWords the least number of words; an address, which is known by
	// itself, needs less. Chosen so
	// that the sample firm's known conflicts are found and nothing else.
	sameSubject  = 0.40
	sameWords    = 0.12
	commonWords  = 3
	addressWords = 2
	// maxStatements bounds the pairs that are compared.
	maxStatements = 20_000
)

var figureKinds = []struct {
	kind  string
	signs []string // one of which stands wherever the pattern, which is slow, can match; none: anywhere
	re    *regexp.Regexp
}{
	{"money", []string{"£"}, regexp.MustCompile(`£\s?(\d[\d,]*(?:\.\d+)?)`)},
	{"per cent", []string{"%", "per cent"}, regexp.MustCompile(`(\d+(?:\.\d+)?)\s?(?:%|per cent)`)},
	{"duration", nil, regexp.MustCompile(`(?i)\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty)[\s-]+((?:working |business )?(?:minute|hour|day|week|month|year)s?)\b`)},
	{"time", []string{"am", "pm", "AM", "PM", "Am", "Pm", "aM", "pM"}, regexp.MustCompile(`\b(\d{1,2}(?:[:.][0-5]\d)?)\s?([AaPp])[Mm]\b`)},
	{"date", months, regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)? (` + strings.Join(months, "|") + `)\b`)},
	{"day of the month", []string{"the "}, regexp.MustCompile(`\bthe (\d{1,2})(?:st|nd|rd|th)\b`)},
	{"address", nil, regexp.MustCompile(`\b(\d+[A-Za-z]? (?:[A-Z][a-z]+ ){1,3}(?:Street|Road|Lane|House|Avenue|Square|Row|Walk|Terrace|Quay|Yard|Court|Way|Close))\b`)},
}

var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// timeUnit is in every duration whose number is written as a word.
var timeUnit = regexp.MustCompile(`(?i)minute|hour|day|week|month|year`)

// emptyWords, as stems, stand around any figure and say nothing of what it is for.
var emptyWords = wordSet("cost vat includ plus under over abov below")

var numberWords = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
	"eight": "8", "nine": "9", "ten": "10", "twelve": "12", "fourteen": "14", "thirty": "30"}

// markConflicts finds the statements that contradict each other, notes them at
// their passages and reports each pair of passages once.
func markConflicts(passages []Passage) []Problem {
	statements := statementsOf(passages)
	weight := rarity(statements)
	bySubject := map[string][]int{}
	var out []Problem
	seen := map[[2]int]bool{}
	for i, s := range statements {
		candidates := map[int]int{}
		for w := range s.words {
			for _, j := range bySubject[w] {
				candidates[j]++
			}
			if len(bySubject[w]) < 200 { // a word of everywhere says nothing
				bySubject[w] = append(bySubject[w], i)
			}
		}
		for _, j := range sortedKeys(candidates) {
			other := statements[j]
			if candidates[j] < addressWords || !mayDiffer(&passages[s.passage], &passages[other.passage]) || seen[[2]int{other.passage, s.passage}] {
				continue
			}
			mine, theirs, ok := differ(s, other)
			if ok && alike(s, other, candidates[j], mine.kind == "address", weight) {
				seen[[2]int{other.passage, s.passage}] = true
				out = append(out, noteConflict(&passages[s.passage], &passages[other.passage], mine, theirs))
			}
		}
	}
	return out
}

// mayDiffer tells whether two passages can contradict each other for somebody:
// one client never sees the pages of two accounts.
func mayDiffer(a, b *Passage) bool {
	return a.File != b.File && (a.Account == b.Account || a.Account == "" || b.Account == "")
}

// conflictsFor gives those that a client of the account could see both sides of.
func conflictsFor(all []Conflict, account string) []Conflict {
	var out []Conflict
	for _, c := range all {
		if c.Account == "" || c.Account == account {
			out = append(out, c)
		}
	}
	return out
}

func sortedKeys(m map[int]int) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func statementsOf(passages []Passage) []statement {
	var out []statement
	for i, p := range passages {
		for _, sentence := range sentences(p.Text) {
			if !strings.ContainsAny(sentence, "0123456789") && !timeUnit.MatchString(sentence) {
				continue // no figure can be in it, and the patterns are slow
			}
			s := statement{passage: i, words: map[string]bool{}, text: sentence}
			rest := sentence // without the figures found: the 5th of "the 5th April" is one date
			for _, k := range figureKinds {
				if len(k.signs) > 0 && !slices.ContainsFunc(k.signs, func(sign string) bool { return strings.Contains(sentence, sign) }) {
					continue
				}
				for _, m := range k.re.FindAllStringSubmatch(rest, -1) {
					s.figures = append(s.figures, figure{k.kind, normalised(k.kind, m), m[0]})
				}
				rest = k.re.ReplaceAllString(rest, " ")
			}
			if len(s.figures) == 0 || len(out) >= maxStatements {
				continue
			}
			for _, t := range terms(rest) {
				if !emptyWords[t] {
					s.words[t] = true
				}
			}
			out = append(out, s)
		}
	}
	return out
}

// normalised gives a figure in a form in which equal ones are the same.
func normalised(kind string, m []string) string {
	value := strings.ToLower(strings.ReplaceAll(m[1], ",", ""))
	if kind == "time" {
		return clock(value, m[2])
	}
	if n, ok := numberWords[value]; ok {
		value = n
	}
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		value = strconv.FormatFloat(n, 'f', -1, 64)
	}
	switch kind {
	case "duration":
		return value + " " + strings.TrimSuffix(strings.ToLower(m[2]), "s")
	case "date":
		return value + " " + m[2]
	}
	return value
}

// clock gives the time of a clock, half a day at a time, as minutes.
func clock(value, half string) string {
	h, m, _ := strings.Cut(strings.ReplaceAll(value, ".", ":"), ":")
	hour, _ := strconv.Atoi(h) // digits, as the pattern has them
	minute, _ := strconv.Atoi(m)
	if hour %= 12; strings.EqualFold(half, "p") {
		hour += 12
	}
	return strconv.Itoa(60*hour + minute)
}

// rarity weighs words by how few statements hold them.
func rarity(all []statement) func(word string) float64 {
	held := map[string]int{}
	for _, s := range all {
		for w := range s.words {
			held[w]++
		}
	}
	return func(word string) float64 {
		return math.Log(1 + float64(len(all))/float64(1+held[word]))
	}
}

// differ gives figures of the same kind and unit of which neither statement
// has the other's.
func differ(a, b statement) (figure, figure, bool) {
	for _, x := range a.figures {
		for _, y := range b.figures {
			if x.kind == y.kind && unit(x) == unit(y) && !has(b, x) && !has(a, y) {
				return x, y, true
			}
		}
	}
	return figure{}, figure{}, false
}

func unit(f figure) string {
	_, u, _ := strings.Cut(f.value, " ")
	if f.kind != "duration" {
		return ""
	}
	return u
}

func has(s statement, f figure) bool {
	return slices.ContainsFunc(s.figures, func(x figure) bool { return x.kind == f.kind && x.value == f.value })
}

// alike tells whether two statements with some words in common are about the
// same thing. An address is known by itself, so it asks for less.
func alike(a, b statement, common int, address bool, weight func(string) float64) bool {
	var both, ofA, ofB float64
	for w := range a.words {
		ofA += weight(w)
		if b.words[w] {
			both += weight(w)
		}
	}
	for w := range b.words {
		ofB += weight(w)
	}
	enough := address || (common >= commonWords && both >= sameWords*(ofA+ofB-both))
	return enough && both >= sameSubject*min(ofA, ofB)
}

func noteConflict(p, other *Passage, mine, theirs figure) Problem {
	p.Conflicts = append(p.Conflicts, Conflict{With: other.ID, Account: other.Account, File: other.File, Heading: other.Heading, Figure: mine.shown, OtherFigure: theirs.shown, Newer: other.Reviewed.After(p.Reviewed)})
	other.Conflicts = append(other.Conflicts, Conflict{With: p.ID, Account: p.Account, File: p.File, Heading: p.Heading, Figure: theirs.shown, OtherFigure: mine.shown, Newer: p.Reviewed.After(other.Reviewed)})
	return Problem{Kind: ProblemContradiction, File: p.File, Heading: p.Heading,
		Detail: fmt.Sprintf("Says %q where %s (%s) says %q of what seems the same. Make them agree.", mine.shown, other.File, other.Heading, theirs.shown)}
}
