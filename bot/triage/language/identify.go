package language

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Unknown is the code of a text that says too little, or that no language fits.
const Unknown = "und"

// The leads over English in log-likelihood, and the letters, from which a text in
// Latin script is taken for another language: the whole of it, one sentence of
// it; and the lead up to which it is still taken for English.
const (
	wholeLead, wholeLetters       = 12.0, 10
	sentenceLead, sentenceLetters = 16.0, 20
	englishLead                   = 3.0
)

// scripts name the language that a script alone tells.
var scripts = []struct {
	code  string
	table *unicode.RangeTable
}{
	{"el", unicode.Greek}, {"he", unicode.Hebrew}, {"ko", unicode.Hangul}, {"ja", unicode.Hiragana}, {"ja", unicode.Katakana},
	{"zh", unicode.Han}, {"bn", unicode.Bengali}, {"pa", unicode.Gurmukhi}, {"gu", unicode.Gujarati}, {"ta", unicode.Tamil},
	{"te", unicode.Telugu}, {"ml", unicode.Malayalam}, {"si", unicode.Sinhala}, {"th", unicode.Thai}, {"hy", unicode.Armenian},
	{"ka", unicode.Georgian}, {"am", unicode.Ethiopic}, {"my", unicode.Myanmar}, {"km", unicode.Khmer},
}

// families are the languages among which a script leaves the choice.
var families = []struct {
	table *unicode.RangeTable
	codes []string
}{
	{unicode.Cyrillic, []string{"bg", "ru", "uk"}},
	{unicode.Arabic, []string{"ar", "fa", "ps", "ur"}},
	{unicode.Devanagari, []string{"hi"}},
}

// Result is what was found.
type Result struct {
	Code string // ISO 639-1, or Unknown
	Sure bool   // false: too little text, or two languages fit about as well
}

// Codes lists the languages that Identify can name, in order.
func Codes() []string {
	all := slices.Clone(model().codes)
	for _, s := range scripts {
		all = append(all, s.code)
	}
	for _, f := range families {
		all = append(all, f.codes...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Identify names the language of a text in lower case: of the whole, or of a
// sentence of it that is surely not English.
func Identify(text string) Result {
	if r, ok := byScript(text); ok {
		return r
	}
	whole := latin(text, wholeLead, wholeLetters)
	if whole.Code != "en" && whole.Sure {
		return whole
	}
	for s := range sentences(text) {
		if len(s) >= sentenceLetters && len(s) < len(text) {
			if r := latin(s, sentenceLead, sentenceLetters); r.Sure && r.Code != "en" {
				return r
			}
		}
	}
	return whole
}

// byScript tells the language where a third or more of the letters are in a
// script other than Latin.
func byScript(text string) (Result, bool) {
	letters := 0
	var one, family [32]int
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r < 0x250 {
			continue
		}
		for i, s := range scripts {
			if unicode.Is(s.table, r) {
				one[i]++
			}
		}
		for i, f := range families {
			if unicode.Is(f.table, r) {
				family[i]++
			}
		}
	}
	for i, s := range scripts {
		if one[i] > 0 && one[i]*3 >= letters {
			return Result{s.code, true}, true
		}
	}
	for i, f := range families {
		if family[i] > 0 && family[i]*3 >= letters {
			return among(text, f.codes), true
		}
	}
	return Result{}, false
}

// among picks the likeliest of some languages.
func among(text string, codes []string) Result {
	m := model()
	got, _ := m.scores(text)
	best, second := "", ""
	at := func(code string) float64 { return got[slices.Index(m.codes, code)] }
	for _, c := range codes {
		switch {
		case best == "" || at(c) > at(best):
			best, second = c, best
		case second == "" || at(c) > at(second):
			second = c
		}
	}
	return Result{best, second == "" || at(best)-at(second) > 2}
}

// inLatin tells whether a language of the model is written in Latin letters.
func inLatin(code string) bool {
	for _, f := range families {
		if slices.Contains(f.codes, code) {
			return false
		}
	}
	return true
}

// latin tells the language of a text in Latin script. It is not sure where too
// little is said, or where English is about as likely.
func latin(text string, lead float64, least int) Result {
	m := model()
	got, letters := m.scores(text)
	if letters == 0 {
		return Result{Unknown, false}
	}
	en := slices.Index(m.codes, "en")
	best := en
	for l, code := range m.codes {
		if got[l] > got[best] && inLatin(code) {
			best = l
		}
	}
	switch over := got[best] - got[en]; {
	case over < englishLead:
		return Result{"en", best == en && letters >= least}
	case plainEnglish(text): // whatever the n-grams say
		return Result{"en", false}
	case over >= lead && letters >= least:
		return Result{m.codes[best], true}
	}
	return Result{Unknown, false}
}

func sentences(text string) iter.Seq[string] {
	return strings.FieldsFuncSeq(text, func(r rune) bool { return r == '.' || r == '!' || r == '?' || r == '\n' || r == ';' })
}

// words gives the runs of letters.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		from := -1
		for i, r := range text {
			if unicode.IsLetter(r) || unicode.IsMark(r) || (r == '\'' && from >= 0) {
				if from < 0 {
					from = i
				}
				continue
			}
			if from >= 0 && !yield(text[from:i]) {
				return
			}
			from = -1
		}
		if from >= 0 && utf8.ValidString(text[from:]) {
			yield(text[from:])
		}
	}
}
