package bot

import (
	"fmt"
	"strings"
	"unicode"
)

// joining are the scripts whose spelling needs joiners that show nothing.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
	unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
}

// Unseen names the first character of a text that its reader cannot see, such
// as "a zero-width space (U+200B)": controls, direction marks, zero-width and
// tag characters. It is "" where there is none. Line breaks and tabs may stand,
// and joiners and variants where emoji and spelling need them.
func Unseen(text string) string {
	var prev rune
	runes := []rune(text)
	for i, r := range runes {
		crlf := r == '\r' && i+1 < len(runes) && runes[i+1] == '\n'
		if r != '\n' && r != '\t' && !crlf && hides(r) && !belongs(r, prev) {
			return fmt.Sprintf("%s (U+%04X)", kindOfUnseen(r), r)
		}
		prev = r
	}
	return ""
}

// mostNameRunes bounds a display name.
const mostNameRunes = 200

// PlainName gives a display name of a platform as it may stand beside a text and
// on a card: on one line, without characters that nobody sees, and not longer
// than a name is. It is "" for a name that shows nothing.
func PlainName(name string) string {
	var out []rune
	var prev rune
	for _, r := range strings.Join(strings.Fields(strings.ToValidUTF8(name, "")), " ") {
		if hides(r) && !belongs(r, prev) {
			continue
		}
		out, prev = append(out, r), r
	}
	plain := strings.TrimSpace(string(out[:min(len(out), mostNameRunes)]))
	if Blank(plain) {
		return ""
	}
	return plain
}

// Blank tells whether a text shows nothing at all.
func Blank(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && !hides(r) && r != '\u2800' }) < 0
}

func hides(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' ||
		unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// belongs tells whether a character that shows nothing does its proper work
// behind the one before it.
func belongs(r, prev rune) bool {
	switch {
	case r == '\u200d' && (prev >= 0x1f000 || (prev >= 0x2190 && prev < 0x2c00) || prev == '\ufe0f'):
		return true // joins the parts of an emoji
	case r == '\u200c' || r == '\u200d':
		return unicode.In(prev, joining...)
	case r >= 0xfe00 && r <= 0xfe0f:
		return !hides(prev) && !unicode.IsSpace(prev) && prev != 0
	case r >= 0xe0100 && r <= 0xe01ef:
		return unicode.Is(unicode.Han, prev)
	}
	return false
}

func kindOfUnseen(r rune) string {
	switch {
	case unicode.IsControl(r):
		return "a control character"
	case unicode.Is(unicode.Bidi_Control, r):
		return "a character that turns the direction of writing"
	case r >= 0xe0000 && r <= 0xe007f:
		return "an invisible tag character"
	case r == '\u200b':
		return "a zero-width space"
	}
	return "an invisible character"
}
