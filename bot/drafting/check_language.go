package drafting

import (
	"strings"
	"unicode"

	"countersign/bot"
)

// foreignWords are common words of other languages that are none in English.
var foreignWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("und der das ist nicht wir sie ich für mit le les des est vous nous pour dans el los que por para con una il gli della sono per che não você uma jest nie się proszę het een niet wij och är inte için değil yn ac mae") {
		out[w] = true
	}
	return out
}()

// checkLanguage warns of a text that does not seem to be in English. Under
// twenty letters nothing can be told.
func checkLanguage(s subject) bot.Check {
	letters, latin := 0, 0
	for _, r := range s.text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
		}
	}
	words := strings.Fields(fold(s.text))
	foreign := 0
	for _, w := range words {
		if foreignWords[strings.Trim(w, ".,;:!?()\"'")] {
			foreign++
		}
	}
	if letters >= 20 && (latin*10 < letters*7 || foreign*5 > len(words)) {
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "This does not seem to be in English, so the other checks say little."}
	}
	return bot.Check{}
}
