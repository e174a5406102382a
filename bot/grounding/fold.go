package grounding

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes two spellings of one text equal: compatibility forms, case, the
// digits of other scripts, fractions of one character, quotes, dashes and white space.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range norm.NFKC.String(decimals(text)) {
		switch r = foldMark(unicode.ToLower(asciiDigit(r))); {
		case r == nothing:
		case unicode.IsSpace(r):
			gap = b.Len() > 0
		default:
			if gap {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fractions are the fractions of one character, by what stands after the point.
var fractions = map[rune]string{'½': "5", '¼': "25", '¾': "75", '⅓': "333", '⅔': "667", '⅛': "125", '⅜': "375", '⅝': "625", '⅞': "875",
	'⅕': "2", '⅖': "4", '⅗': "6", '⅘': "8", '⅙': "167", '⅚': "833", '⅐': "143", '⅑': "111", '⅒': "1"}

var fractionMarks = string(slices.Collect(maps.Keys(fractions)))

// decimals writes fractions of one character out: as a compatibility form "2½" would
// be 21 and 2.
func decimals(text string) string {
	if !strings.ContainsAny(text, fractionMarks) {
		return text
	}
	out := make([]rune, 0, len(text))
	for _, r := range text {
		part, is := fractions[r]
		if !is {
			out = append(out, r)
			continue
		}
		n := len(out)
		if n > 1 && unicode.IsSpace(out[n-1]) && unicode.IsDigit(out[n-2]) { // "2 ½"
			out, n = out[:n-1], n-1
		}
		if n == 0 || !unicode.IsDigit(out[n-1]) {
			out = append(out, '0')
		}
		out = append(append(out, '.'), []rune(part)...)
	}
	return string(out)
}

// asciiDigit gives a digit of another script, such as Arabic, as the plain one:
// nobody may write a figure that no check reads.
func asciiDigit(r rune) rune {
	if r <= unicode.MaxASCII || !unicode.Is(unicode.Nd, r) {
		return r
	}
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return '0' + (r - zero)
}

// nothing stands for a mark that is not seen.
const nothing = -1

func foldMark(r rune) rune {
	switch r {
	case '‘', '’', 'ʼ', '`':
		return '\''
	case '“', '”', '„', '«', '»':
		return '"'
	case '–', '—', '‑', '‐', '−':
		return '-'
	case '\u00ad', '\u200b', '\u2060', '\ufeff':
		return nothing
	}
	return r
}

// notEnds are words with a full stop that end no sentence.
var notEnds = set("mr mrs ms dr prof st no e.g i.e etc approx ltd co inc vs para ref tel a.m p.m incl min max")

// Sentences cuts a text into sentences, at line breaks too. Nothing but white
// space is lost.
func Sentences(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		for rest := strings.TrimSpace(line); rest != ""; {
			n := sentenceEnd(rest)
			out = append(out, strings.TrimSpace(rest[:n]))
			rest = strings.TrimSpace(rest[n:])
		}
	}
	return out
}

// sentenceEnd is the length in bytes of the first sentence of a line.
func sentenceEnd(line string) int {
	for i := range len(line) {
		if !strings.ContainsRune(".!?", rune(line[i])) {
			continue
		}
		end := i + 1
		for end < len(line) && strings.ContainsRune(`.!?"')*_`, rune(line[end])) {
			end++
		}
		for _, quote := range []string{"’", "”"} {
			if strings.HasPrefix(line[end:], quote) {
				end += len(quote)
			}
		}
		if end == len(line) || line[end] == ' ' && !abbreviated(line[:i], line[end:], line[i]) {
			return end
		}
	}
	return len(line)
}

// abbreviated tells whether a mark after before ends a word rather than a sentence.
func abbreviated(before, after string, mark byte) bool {
	if mark != '.' {
		return false
	}
	word := strings.ToLower(before[strings.LastIndexAny(before, " (")+1:])
	next := strings.TrimLeft(after, " \"'(*_")
	lower := next != "" && next[0] >= 'a' && next[0] <= 'z'
	return notEnds[word] || lower && len(word) <= 3
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}
