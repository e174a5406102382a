package drafting

import (
	"strings"
	"testing"

	"countersign/bot"
)

func TestLength(t *testing.T) {
	staff := func(s subject) subject { return s.with(func(s *subject) { s.staff = true }) }
	try(t, checkLength, []row{
		{"some words", on("We are open.", ""), "", ""},
		{"empty", on("", ""), bot.NoDraft, "no text"},
		{"white space", on(" \n\t", ""), bot.NoDraft, "no text"},
		{"the most", staff(on(strings.Repeat("x", maxAnswerRunes), "")), "", ""},
		{"one more", staff(on(strings.Repeat("é", maxAnswerRunes+1), "")), bot.NoAutonomy, "3001 characters"},
		{"one more of the model", on(strings.Repeat("é", maxAnswerRunes+1), "").with(func(s *subject) { s.sentences = nil }), bot.NoDraft, "3001 characters"},
		{"a sentence that is none", on(strings.Repeat("é", maxSentenceRunes+1), ""), bot.NoDraft, "1201 characters"},
		{"many sentences", on("x", "").with(func(s *subject) { s.sentences = make([]sentence, maxAnswerSentences+1) }), bot.Warn, "26 sentences"},
	})
}
