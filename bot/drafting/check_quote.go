package drafting

import (
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// checkQuoteVerbatim bars a quote that does not stand in the passage it is said
// to come from, white space, quotation marks and dashes aside.
func checkQuoteVerbatim(s subject) bot.Check {
	var missing []string
	for _, line := range s.sentences {
		if line.quote != "" && !strings.Contains(grounding.Fold(s.cited(line)), grounding.Fold(line.quote)) {
			missing = append(missing, line.quote)
		}
	}
	if len(missing) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "These words do not stand in the page that is cited: " + quoted(missing) + "."}
	}
	return bot.Check{}
}
