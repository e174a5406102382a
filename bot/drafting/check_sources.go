package drafting

import "countersign/bot"

// checkStaleSource tells of a cited page whose review is overdue.
func checkStaleSource(s subject) bot.Check {
	for _, c := range s.citations {
		if c.Stale {
			return bot.Check{Verdict: bot.NoAutonomy, Detail: passageName(c.File, c.Heading) + " " + reviewedWords(c.Reviewed) + ": see whether it still holds."}
		}
	}
	return bot.Check{}
}

// checkConflictingSources tells of a cited page that another one contradicts.
func checkConflictingSources(s subject) bot.Check {
	for _, c := range s.citations {
		if c.Conflict != "" {
			return bot.Check{Verdict: bot.NoAutonomy, Detail: "Two pages disagree. " + c.Conflict}
		}
	}
	return bot.Check{}
}
