package card

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// Visible takes out of a text what a reader cannot see and what could make
// it read otherwise: controls, bidirectional overrides, zero-width and tag
// characters. Line breaks and tabs stay, and the joiner inside an emoji; every
// other way to end a line, as word processors have it, becomes a line break, so
// that words it parts stay two.
func Visible(text string) string {
	var prev rune
	return strings.Map(func(r rune) rune {
		before := prev
		prev = r
		switch {
		case r == '\n' && before == '\r':
			return -1
		case r == '\n' || r == '\t':
			return r
		case endsLine(r):
			return '\n'
		case r == '\u200d' && before > 0x2000:
			return r // joins the parts of an emoji
		case r == '\ufe0f':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r >= 0xfe00 && r <= 0xfe0f:
			return -1
		}
		return r
	}, text)
}

func endsLine(r rune) bool {
	return r >= '\v' && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// OneLine puts what can be seen of a text on one line.
func OneLine(text string) string { return strings.Join(strings.Fields(Visible(text)), " ") }

// shorten cuts a text to n runes, the last an ellipsis.
func shorten(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// cut splits a text after at most n runes, at a blank where one is near.
func cut(text string, n int) (head, rest string) {
	r := []rune(text)
	if len(r) <= n {
		return text, ""
	}
	at := n
	for i := n; i > n-60 && i > 0; i-- {
		if unicode.IsSpace(r[i]) {
			at = i
			break
		}
	}
	return string(r[:at]), string(r[at:])
}

// initials of a name: "Bea Fairweather" gives "B.F.", with the stops.
func initials(name string) string {
	out := ""
	for _, word := range strings.Fields(name) {
		for _, r := range word {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				out += string(unicode.ToUpper(r)) + "."
				break
			}
		}
		if strings.Count(out, ".") == 3 {
			break
		}
	}
	if out == "" {
		return "the client"
	}
	return out
}

// units is the length of a text in UTF-16 units, as platforms count it.
func units(text string) int { return len(utf16.Encode([]rune(text))) }
