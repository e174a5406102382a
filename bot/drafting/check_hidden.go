package drafting

import (
	"unicode"

	"countersign/bot"
)

// checkHidden bars characters that a reader of the card does not see: what is
// approved must be what was read.
func checkHidden(s subject) bot.Check {
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
