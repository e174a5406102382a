package drafting

import (
	"strings"
	"testing"

	"countersign/bot"
)

func TestLength(t *testing.T) {
	try(t, checkLength, []row{
		{"some words", on("We are open.", ""), "", ""},
		{"empty", on("", ""), bot.NoDraft, "no text"},
		{"white space", on(" \n\t", ""), bot.NoDraft, "no text"},
		{"the most", on(strings.Repeat("x", maxAnswerRunes), ""), "", ""},
		{"one more", on(strings.Repeat("é", maxAnswerRunes+1), ""), bot.NoAutonomy, "3001 characters"},
		{"many sentences", on("x", "").with(func(s *subject) { s.sentences = make([]sentence, maxAnswerSentences+1) }), bot.Warn, "26 sentences"},
	})
}
