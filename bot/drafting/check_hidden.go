package drafting

import (
	"regexp"
	"strings"
	"unicode"

	"countersign/bot"
)

// checkHidden bars characters that a reader of the card does not see, and letters
// of one script that pass for another's: what is approved must be what was read,
// by people and by the other checks.
func checkHidden(s subject) bot.Check {
	if words := disguised(s.text); len(words) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "Letters of two scripts stand in one word: " + quoted(words) + "."}
	}
	if words := letterForDigit.FindAllString(s.text, -1); len(words) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "A letter stands where a digit should: " + quoted(words) + "."}
	}
	var prev rune
	for _, r := range s.text {
		joiner := r == '\u200d' && prev > 0x2000 // inside an emoji
		if (unicode.Is(unicode.Cf, r) && !joiner) || (unicode.IsControl(r) && r != '\n' && r != '\t') || (r >= 0xe0000 && r <= 0xe01ef) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text holds characters that cannot be seen."}
		}
		prev = r
	}
	return bot.Check{}
}

// letterForDigit finds amounts with a letter that passes for a digit.
var letterForDigit = regexp.MustCompile(`[£$€]\s?[\d.,]*[OoIl|][\d.,OoIl|]*|\b\d+[Oo]\d*\b`)

// disguised lists the words that mix Latin letters with those of a script that
// has look-alikes of them.
func disguised(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		latin, other := false, false
		for _, r := range w {
			latin = latin || unicode.Is(unicode.Latin, r)
			other = other || unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee)
		}
		if latin && other {
			out = append(out, w)
		}
	}
	return out
}
