package drafting

import (
	"fmt"
	"strings"

	"countersign/bot"
)

const (
	maxAnswerRunes     = 3000
	maxAnswerSentences = 25
)

// checkLength bars an empty answer and warns of one too long to be read.
func checkLength(s subject) bot.Check {
	switch n := len([]rune(s.text)); {
	case strings.TrimSpace(s.text) == "":
		return bot.Check{Verdict: bot.NoDraft, Detail: "There is no text."}
	case n > maxAnswerRunes:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: fmt.Sprintf("The text has %d characters; more than %d are seldom read.", n, maxAnswerRunes)}
	case len(s.sentences) > maxAnswerSentences:
		return bot.Check{Verdict: bot.Warn, Detail: fmt.Sprintf("The text has %d sentences.", len(s.sentences))}
	}
	return bot.Check{}
}
