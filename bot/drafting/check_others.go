package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
)

// checkOtherClients bars the name of another client, for staff too, unless the
// cited page names it to everybody.
func checkOtherClients(s subject) bot.Check {
	text, public := fold(s.text), fold(s.allCited())
	for _, name := range s.others {
		n := fold(name)
		if len(n) < 4 || strings.Contains(public, n) {
			continue
		}
		if regexp.MustCompile(`(?:^|[^\pL\pN])` + regexp.QuoteMeta(n) + `(?:$|[^\pL\pN])`).MatchString(text) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text names another client: " + quoted([]string{name}) + "."}
		}
	}
	return bot.Check{}
}
