package triage

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a message made ready for matching: lower case, compatibility forms
// and look-alike letters folded, hidden characters gone, white space single.
type folded struct {
	text   string
	raw    string
	at     []int  // at[i] is the offset in the original of byte i of text; one more at the end
	clean  string // the original without its hidden characters
	hidden int    // how many characters were hidden
	tags   int    // of these, tag characters, which can spell words nobody sees
	turned int    // of these, those that show letters in another order than they are written in
}

// lookalikes are letters of other scripts, small ones and those whose capital
// passes for a Latin one, and marks that are written in several ways.
var lookalikes = map[rune]rune{
	'а': 'a', 'е': 'e', 'о': 'o', 'р': 'p', 'с': 'c', 'х': 'x', 'у': 'y', 'і': 'i', 'ѕ': 's', 'ј': 'j', 'ԁ': 'd', 'һ': 'h', 'ӏ': 'l', 'ԛ': 'q', 'ԝ': 'w', 'ո': 'n',
	'α': 'a', 'ο': 'o', 'ν': 'v', 'ρ': 'p', 'τ': 't', 'ι': 'i', 'κ': 'k', 'υ': 'u', 'χ': 'x', 'γ': 'y', 'ɑ': 'a', 'ɡ': 'g', 'ɩ': 'i', 'ʟ': 'l',
	'А': 'a', 'В': 'b', 'Е': 'e', 'К': 'k', 'М': 'm', 'Н': 'h', 'О': 'o', 'Р': 'p', 'С': 'c', 'Т': 't', 'Х': 'x', 'У': 'y', 'І': 'i', 'Ѕ': 's', 'Ј': 'j',
	'Α': 'a', 'Β': 'b', 'Ε': 'e', 'Ζ': 'z', 'Η': 'h', 'Ι': 'i', 'Κ': 'k', 'Μ': 'm', 'Ν': 'n', 'Ο': 'o', 'Ρ': 'p', 'Τ': 't', 'Υ': 'y', 'Χ': 'x',
	'ᴀ': 'a', 'ʙ': 'b', 'ᴄ': 'c', 'ᴅ': 'd', 'ᴇ': 'e', 'ꜰ': 'f', 'ɢ': 'g', 'ʜ': 'h', 'ɪ': 'i', 'ᴊ': 'j', 'ᴋ': 'k', 'ᴍ': 'm', 'ɴ': 'n', 'ᴏ': 'o', 'ᴘ': 'p',
	'ʀ': 'r', 'ꜱ': 's', 'ᴛ': 't', 'ᴜ': 'u', 'ᴠ': 'v', 'ᴡ': 'w', 'ʏ': 'y', 'ᴢ': 'z',
	'‘': '\'', '’': '\'', 'ʼ': '\'', '´': '\'', '`': '\'', '“': '"', '”': '"', '–': '-', '—': '-', '‐': '-', '‑': '-',
}

// invisible tells whether a character shows nothing: zero-width, bidi controls,
// tags, variation selectors, soft hyphens, and controls that do not part words.
func invisible(r rune) bool {
	switch {
	case r >= 0xE0000 && r <= 0xE007F, r >= 0xFE00 && r <= 0xFE0E, r >= 0xE0100 && r <= 0xE01EF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return r != 0x200D // joins emoji; dropped between letters below
	case r == 0x00AD, r == 0xFEFF, r >= 0x180B && r <= 0x180F, r == 0x034F, r == 0x061C, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0, r == 0x2800:
		return true
	case r >= 0xFFF9 && r <= 0xFFFB, r >= 0x1D173 && r <= 0x1D17A, r == 0x17B4, r == 0x17B5, r >= 0xE0080 && r <= 0xE0FFF:
		return true
	}
	return unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r)
}

// joins tells whether a joiner stands where its script wants one: in Persian and
// in the scripts of India it is spelling, and hides nothing.
func joins(r, prev rune) bool { return (r == 0x200C || r == 0x200D) && prev >= 0x0600 && prev < 0x1000 }

// regional tells whether a character is one of those that two of make a flag, and
// that look like capital letters alone.
func regional(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// spellsWithFlags tells whether the letters of flags in a text spell words: one
// that stands alone is no flag, and nobody needs more than two.
func spellsWithFlags(raw string) bool {
	if !strings.Contains(raw, "\xf0\x9f\x87") {
		return false
	}
	const two = 4
	n, run, alone := 0, 0, false
	for _, r := range raw {
		if regional(r) {
			n, run = n+1, run+1
			continue
		}
		alone, run = alone || run%2 == 1, 0
	}
	return n > two || alone || run%2 == 1
}

// entityAt gives the character that an HTML entity at the beginning of a text
// stands for, and how long the entity is; 0 for none. Files of other programs
// hold them.
func entityAt(s string) (rune, int) {
	const longest = 10
	if s[0] != '&' {
		return 0, 0
	}
	end := strings.IndexByte(s[:min(len(s), longest)], ';')
	if end < 0 {
		return 0, 0
	}
	got := html.UnescapeString(s[:end+1])
	if r, size := utf8.DecodeRuneInString(got); size == len(got) && r != utf8.RuneError {
		return r, end + 1
	}
	return 0, 0
}

// flags are the emoji that are spelt with tag characters: England, Scotland, Wales.
var flags = []string{"\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F",
	"\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"}

// flagAt gives how many bytes after the flag itself spell which one it is.
func flagAt(s string) int {
	for _, flag := range flags {
		if strings.HasPrefix(s, flag) {
			return len(flag) - utf8.RuneLen(0x1F3F4)
		}
	}
	return 0
}

// hide counts a character that nobody sees.
func (f *folded) hide(r rune) {
	f.hidden++
	switch {
	case r >= 0xE0000:
		f.tags++
	case r == 0x202D || r == 0x202E:
		f.turned++
	}
}

// fold prepares a message. Latin text with single foreign letters inside its
// words is folded; text in another script is left as it is.
func fold(raw string) folded {
	f := folded{raw: raw, at: make([]int, 0, len(raw)+1)}
	var text, clean strings.Builder
	text.Grow(len(raw))
	clean.Grow(len(raw))
	latin, flagged := mostlyLatin(raw), spellsWithFlags(raw)
	space := true
	put := func(s string, at int) {
		for range len(s) {
			f.at = append(f.at, at)
		}
		text.WriteString(s)
	}
	prev, after, done := rune(0), 0, 0
	for i, r := range raw {
		if i < done {
			continue
		}
		whole := raw[i : i+1]
		if r >= utf8.RuneSelf {
			whole = string(r)
		}
		if meant, n := entityAt(raw[i:]); n > 0 {
			r, whole, done = meant, raw[i:i+n], i+n
		}
		switch {
		case i < after, joins(r, prev):
			clean.WriteString(whole)
			continue
		case invisible(r), r == 0x200D && unicode.IsLetter(prev):
			f.hide(r)
			continue
		case r == 0x1F3F4:
			after = i + utf8.RuneLen(r) + flagAt(raw[i:])
		}
		prev = r
		clean.WriteString(whole)
		if unicode.IsSpace(r) {
			if !space {
				put(" ", i)
			}
			space = true
			continue
		}
		space = false
		if flagged && regional(r) {
			put(string('a'+r-0x1F1E6), i)
			continue
		}
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

// lowered is ASCII in small letters.
var lowered = func() string {
	var all [utf8.RuneSelf]byte
	for i := range all {
		all[i] = byte(unicode.ToLower(rune(i)))
	}
	return string(all[:])
}()

func foldRune(r rune) string {
	switch {
	case r < utf8.RuneSelf:
		return lowered[r : r+1]
	case r >= 0x1F150 && r <= 0x1F169: // white letters on black discs, which Unicode does not call letters
		return string('a' + r - 0x1F150)
	case r >= 0x1F170 && r <= 0x1F189: // and on black squares
		return string('a' + r - 0x1F170)
	}
	return strings.ToLower(norm.NFKC.String(string(r)))
}

// mostlyLatin tells whether most letters are Latin, or stand in words with such:
// nobody mixes scripts in a word, but to disguise it.
func mostlyLatin(s string) bool {
	latin, other := 0, 0
	for word := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		ours, theirs := 0, 0
		for _, r := range word {
			switch {
			case unicode.Is(unicode.Latin, r):
				ours++
			case unicode.IsLetter(r):
				theirs++
			}
		}
		if ours > 0 {
			ours, theirs = ours+theirs, 0
		}
		latin, other = latin+ours, other+theirs
	}
	return latin > other
}

// cut leaves the first n bytes of the folded text, or a few less.
func (f *folded) cut(n int) {
	for n > 0 && !utf8.RuneStart(f.text[n]) {
		n--
	}
	f.text, f.at = f.text[:n], f.at[:n+1]
}

// span gives the original offsets of a match in the folded text.
func (f folded) span(from, to int) (int, int) {
	// The end of the original character, or word, that holds the last byte matched.
	for to < len(f.at)-1 && to > from && f.at[to] == f.at[to-1] {
		to++
	}
	return f.at[from], f.at[min(to, len(f.at)-1)]
}
