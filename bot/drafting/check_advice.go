package drafting

import (
	"regexp"

	"countersign/bot"
	"countersign/bot/grounding"
)

var advising = regexp.MustCompile(`\b(?:you should|you ought to|you'd be better|you would be better|you are better|you're better|we (?:would )?(?:recommend|advise|suggest)|i (?:would |'d )?(?:recommend|advise|suggest)|our advice|the best (?:option|choice|thing)|best for you|in your (?:position|shoes)|it (?:is|would be) (?:better|best|wise|sensible) (?:to|for you))\b`)

var regulatedSubject = regexp.MustCompile(`\b(?:pensions?|isas?|invest\w*|shares?|funds?|mortgage|remortgag\w*|insurance|annuit\w*|dividends?|bonus|crypto\w*|loan|tax|vat|inherit\w*|trusts?|wills?|evict\w*|sue|court|claim|settle|legal|property|sell|buy|savings)\b`)

// checkAdvice bars a recommendation on a subject that only a person with the
// right permissions may advise on, though a page say it.
func checkAdvice(s subject) bot.Check {
	var found []string
	for _, line := range s.sentences {
		if text := grounding.Fold(line.text); advising.MatchString(text) && regulatedSubject.MatchString(text) || s.advisesAbroad(line) {
			found = append(found, line.text)
		}
	}
	if len(found) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "This reads as advice that only a qualified person may give: " + quoted(found) + "."}
	}
	return bot.Check{}
}
