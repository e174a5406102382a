package triage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// anyOf makes a pattern of phrases, one a line.
func anyOf(phrases string) string {
	return "(?:" + strings.Join(strings.Split(strings.TrimSpace(phrases), "\n"), "|") + ")"
}

// beginsWord stands before a phrase. It takes the place of \b, which knows the
// letters of English only and would let "Emma Bates" hold a threat in Romanian.
const (
	beginsWord = `(?:^|` + noLetter + `)`
	noLetter   = `[^\pL\pM]`
)

// anyWords makes a pattern of phrases, one a line, each of which begins with a
// word and may be typed without its accents. What is written in Arabic script may
// begin inside one: there small words stand before others without a space.
func anyWords(phrases string) string {
	lines := strings.Split(strings.TrimSpace(phrases), "\n")
	for i, line := range lines {
		if !strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
			lines[i] = beginsWord + "(?:" + accentsOrNone(line) + ")"
		}
	}
	return anyOf(strings.Join(lines, "\n"))
}

// strokes are letters of which a keyboard without them leaves another.
var strokes = map[rune]rune{'ł': 'l', 'ı': 'i', 'ø': 'o', 'đ': 'd', 'ß': 's'}

// accentsOrNone lets each Latin letter with an accent of a pattern be the letter
// without it too. In brackets the accent is wanted: Turkish "öldü" says of somebody
// that he died, "oldu" that something happened.
func accentsOrNone(pattern string) string {
	var out strings.Builder
	set := false
	for _, r := range pattern {
		set = r == '[' || set && r != ']'
		plain := strokes[r]
		if base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r))); base != r && unicode.Is(unicode.Latin, r) {
			plain = base
		}
		if plain == 0 || set {
			out.WriteRune(r)
			continue
		}
		out.WriteString("[" + string(r) + string(plain) + "]")
	}
	return out.String()
}
