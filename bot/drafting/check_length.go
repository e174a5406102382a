package drafting

import (
	"fmt"
	"strings"

	"countersign/bot"
)

const (
	maxAnswerRunes     = 3000
	maxAnswerSentences = 25
	maxSentenceRunes   = 1200 // more is no sentence, and costs the other checks their time
)

// checkLength bars an empty answer and a sentence of a model that is none, and
// warns of a text too long to be read.
func checkLength(s subject) bot.Check {
	for _, line := range s.sentences {
		if n := len([]rune(line.text)); n > maxSentenceRunes && !s.staff {
			return bot.Check{Verdict: bot.NoDraft, Detail: fmt.Sprintf("One sentence has %d characters.", n)}
		}
	}
	switch n := len([]rune(s.text)); {
	case strings.TrimSpace(s.text) == "":
		return bot.Check{Verdict: bot.NoDraft, Detail: "There is no text."}
	case n > maxAnswerRunes:
		verdict := bot.NoAutonomy
		if !s.staff {
			verdict = bot.NoDraft
		}
		return bot.Check{Verdict: verdict, Detail: fmt.Sprintf("The text has %d characters; more than %d are seldom read.", n, maxAnswerRunes)}
	case len(s.sentences) > maxAnswerSentences:
		return bot.Check{Verdict: bot.Warn, Detail: fmt.Sprintf("The text has %d sentences.", len(s.sentences))}
	}
	return bot.Check{}
}
