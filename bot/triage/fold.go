package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a message made ready for matching: lower case, compatibility forms
// and look-alike letters folded, hidden characters gone, white space single.
type folded struct {
	text   string
	at     []int  // at[i] is the offset in the original of byte i of text; one more at the end
	clean  string // the original without its hidden characters
	hidden int    // how many characters were hidden
	tags   int    // of these, tag characters, which can spell words nobody sees
}

// lookalikes are letters of other scripts that pass for Latin ones.
var lookalikes = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'і': 'i', 'ѕ': 's', 'ј': 'j', 'ԁ': 'd', 'һ': 'h', 'ӏ': 'l',
	'α': 'a', 'ο': 'o', 'ν': 'v', 'ρ': 'p', 'τ': 't', 'ι': 'i', 'κ': 'k',
	'‘': '\'', '’': '\'', 'ʼ': '\'', '´': '\'', '`': '\'', '“': '"', '”': '"', '–': '-', '—': '-', '‐': '-', '‑': '-',
}

// invisible tells whether a character shows nothing: zero-width, bidi controls,
// tags, variation selectors and soft hyphens.
func invisible(r rune) bool {
	switch {
	case r >= 0xE0000 && r <= 0xE007F, r >= 0xFE00 && r <= 0xFE0E, r >= 0xE0100 && r <= 0xE01EF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return r != 0x200D // joins emoji; dropped between letters below
	case r == 0x00AD, r == 0xFEFF, r == 0x180E, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164:
		return true
	}
	return unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' && r != '\r'
}

// fold prepares a message. Latin text with single foreign letters inside its
// words is folded; text in another script is left as it is.
func fold(raw string) folded {
	var f folded
	var text, clean strings.Builder
	latin := mostlyLatin(raw)
	space := true
	put := func(s string, at int) {
		for range len(s) {
			f.at = append(f.at, at)
		}
		text.WriteString(s)
	}
	prev := rune(0)
	for i, r := range raw {
		if invisible(r) || (r == 0x200D && unicode.IsLetter(prev)) {
			f.hidden++
			if r >= 0xE0000 {
				f.tags++
			}
			continue
		}
		prev = r
		clean.WriteRune(r)
		if unicode.IsSpace(r) {
			if !space {
				put(" ", i)
			}
			space = true
			continue
		}
		space = false
		if to, ok := lookalikes[r]; ok && (latin || r > 0x2000) {
			put(string(to), i)
			continue
		}
		put(foldRune(r), i)
	}
	f.at = append(f.at, len(raw))
	f.text, f.clean = text.String(), clean.String()
	return f
}

func foldRune(r rune) string {
	if r < utf8.RuneSelf {
		return string(unicode.ToLower(r))
	}
	return strings.ToLower(norm.NFKC.String(string(r)))
}

func mostlyLatin(s string) bool {
	latin, other := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return latin > other
}

// span gives the original offsets of a match in the folded text.
func (f folded) span(from, to int) (int, int) {
	end := len(f.at) - 1
	if to < end {
		// The end of the original character that holds the last byte matched.
		return f.at[from], f.at[to]
	}
	return f.at[from], f.at[end]
}
