package drafting

import (
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// checkNames looks for names of people and bodies that neither a cited page nor
// the thread has.
func checkNames(s subject) bot.Check {
	known := append([]string{s.question, s.allCited()}, s.people...)
	for _, line := range s.sentences {
		known = append(known, s.headings(line))
	}
	if found := grounding.Unnamed(s.text, known...); len(found) > 0 {
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "Neither the cited pages nor the thread name " + strings.TrimSuffix(quoted(found), ".") + "."}
	}
	return bot.Check{}
}
