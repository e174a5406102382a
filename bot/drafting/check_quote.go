package drafting

import (
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// quotedIn gives the place among the passages cited of the first that holds a
// quote whole; -1 where none does.
func quotedIn(quote string, cite []string, text func(id string) string) int {
	q := grounding.Fold(quote)
	return slices.IndexFunc(cite, func(id string) bool { return strings.Contains(grounding.Fold(text(id)), q) })
}

// checkQuoteVerbatim bars a quote that does not stand in the passage it is said
// to come from, white space, quotation marks and dashes aside.
func checkQuoteVerbatim(s subject) bot.Check {
	var missing []string
	for _, line := range s.sentences {
		if line.quote != "" && quotedIn(line.quote, line.cite, func(id string) string { return s.passages[id] }) < 0 {
			missing = append(missing, line.quote)
		}
	}
	if len(missing) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "These words do not stand in the page that is cited: " + quoted(missing) + "."}
	}
	return bot.Check{}
}
