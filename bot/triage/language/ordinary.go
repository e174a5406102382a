package language

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed ordinary.txt
var ordinaryText string

// fewWords is how many words are few: the n-grams of so short a text say little
// of its language, and the words themselves say more.
const fewWords = 6

// ordinary holds ordinary English words: true for those that are English alone.
var ordinary = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(ordinaryText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			word, shared := strings.CutSuffix(word, "?")
			all[word] = !shared
		}
	}
	return all
})

// plainEnglish tells whether a text is a few different ordinary English words, one at
// least of which no other language has.
func plainEnglish(text string) bool {
	known, n, alone := ordinary(), 0, false
	for word := range once(text) {
		english, ok := known[strings.ToLower(word)]
		if n++; !ok || n > fewWords {
			return false
		}
		alone = alone || english
	}
	return alone
}
