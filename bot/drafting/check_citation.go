package drafting

import "countersign/bot"

// checkCitationKnown bars a citation of what the prompt did not hold.
func checkCitationKnown(s subject) bot.Check {
	var unknown []string
	for _, line := range s.sentences {
		unknown = append(unknown, line.unknown...)
	}
	if len(unknown) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "The draft cites a document that was not found for this question: " + quoted(unknown) + "."}
	}
	return bot.Check{}
}
