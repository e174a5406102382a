package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// plainID finds an id of an account that could as well be a word.
var plainID = regexp.MustCompile(`^[a-z]+$`)

// checkOtherClients bars the name or the id of another client, for staff too,
// unless the cited page names it to everybody.
func checkOtherClients(s subject) bot.Check {
	text, public := grounding.Fold(s.text), grounding.Fold(s.allCited())
	for _, name := range s.others {
		n := grounding.Fold(name)
		if len(n) < 4 || !strings.Contains(text, n) || strings.Contains(public, n) || plainID.MatchString(name) {
			continue
		}
		if regexp.MustCompile(`(?:^|[^\pL\pN])` + regexp.QuoteMeta(n) + `(?:$|[^\pL\pN])`).MatchString(text) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text names another client: " + quoted([]string{name}) + "."}
		}
	}
	return bot.Check{}
}
