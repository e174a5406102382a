package llm

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// HasFigure tells whether a text has a figure as it is written, and not only within
// another: £5 is in "costs £5." and in none of "£50", "£5.50" and "£5,000". Letters
// are not folded. Safe for concurrent use.
func HasFigure(text, figure string) bool {
	for from := 0; figure != ""; {
		i := strings.Index(text[from:], figure)
		if i < 0 {
			return false
		}
		begin := from + i
		if end := begin + len(figure); figureBegins(text[:begin], figure) && figureEnds(text[end:]) {
			return true
		}
		_, size := utf8.DecodeRuneInString(text[begin:])
		from = begin + size
	}
	return false
}

// figureBegins tells whether a figure with this text before it begins there: 8 hours does
// not in "48 hours", nor 5% in "2.5%", nor four days in "twenty-four days".
func figureBegins(before, figure string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(figure)
	switch {
	case !partOfWord(first): // "£5"
		return true
	case partOfWord(last) || last == '£':
		return false
	}
	return !figureGoesOn.MatchString(before)
}

func figureEnds(after string) bool {
	next, size := utf8.DecodeRuneInString(after)
	if strings.ContainsRune(".,:", next) {
		next, _ = utf8.DecodeRuneInString(after[size:])
		return !unicode.IsDigit(next)
	}
	return !partOfWord(next)
}

func partOfWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// figureGoesOn ends a text that what comes next belongs to, digits or words.
var figureGoesOn = regexp.MustCompile(`(?i)(?:\d[.,:]|\b(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)(?:-|\s+(?:and\s+)?))$`)
