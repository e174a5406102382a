package drafting

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
	"countersign/bot/mask"
)

// plainID finds an id of an account that could as well be a word.
var plainID = regexp.MustCompile(`^[a-z]+$`)

// checkOtherClients bars the name or the id of another client, for staff too,
// unless the cited page names it to everybody or the client's own names hold it.
// A name counts without its legal form: people leave "Ltd" out.
func checkOtherClients(s subject) bot.Check {
	own := grounding.Fold(s.allCited() + "\n" + strings.Join(s.people, "\n"))
	others := slices.DeleteFunc(slices.Clone(s.others), func(name string) bool { return len(name) < 4 || plainID.MatchString(name) })
	if len(mask.Known{Organisations: others}.Find(s.text)) == 0 {
		return bot.Check{}
	}
	for _, name := range others {
		found := mask.Known{Organisations: []string{name}}.Find(s.text)
		if slices.ContainsFunc(found, func(f mask.Found) bool { return !strings.Contains(own, grounding.Fold(f.Value)) }) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text names another client: " + quoted([]string{name}) + "."}
		}
	}
	return bot.Check{}
}
