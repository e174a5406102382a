package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// signature is the name with which a person ends what they wrote.
var signature = regexp.MustCompile(`([,.!\n]\s*|(?i:regards|wishes|thanks),?\s+)\p{Lu}[\pL'’-]+(?: \p{Lu}[\pL'’-]+){0,2}\.?\s*$`)

// unsigned is a text without its signature.
func unsigned(text string) string { return signature.ReplaceAllString(text, "$1") }

// checkNames looks for names of people and bodies that neither a cited page nor
// the thread has. Staff may sign what they write.
func checkNames(s subject) bot.Check {
	known := append([]string{s.question, s.allCited()}, s.people...)
	for _, line := range s.sentences {
		known = append(known, s.headings(line))
	}
	text := s.text
	if s.staff {
		text = unsigned(text)
	}
	if found := grounding.Unnamed(text, known...); len(found) > 0 {
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "Neither the cited pages nor the thread name " + strings.TrimSuffix(quoted(found), ".") + "."}
	}
	return bot.Check{}
}
