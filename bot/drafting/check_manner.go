package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// Whole words only: Scunthorpe, Penistone and Cockburn are places.
var (
	profane = regexp.MustCompile(`(?:^|[^\pL\pN])((?:bull|horse)?shit(?:ty|s)?|fuck(?:s|ed|er|ing)?|cunts?|wank(?:er|ers|ing)?|bollocks|bastards?|arse(?:hole)?s?|assholes?|twats?|pricks?|dickheads?|bloody|crap|damn(?:ed)?|piss(?:ed)? off|idiots?|idiotic|morons?|stupid|imbeciles?)(?:$|[^\pL\pN])`)
	blaming = regexp.MustCompile(`\b(?:your (?:own )?fault|you (?:have )?failed to|you (?:clearly |obviously )?(?:did not|didn't) (?:bother|read|listen|understand)|you should (?:really )?have|as (?:we|i) (?:have )?already (?:told|said|explained)|you (?:clearly|obviously)|you must understand|nobody else (?:has|had) (?:this|a) problem|calm down|there is no need to be|if you had (?:read|listened|done))\b`)
)

// human finds that the writer says to be a person: a named one answers for what is
// sent, and says so on the label.
var human = regexp.MustCompile(`\b(?:i am|i'm|as) (?:not (?:a|an) (?:bot|robot|ai|machine|computer)|(?:a |an )?(?:real )?(?:human(?: being)?|person|solicitor|accountant|lawyer|qualified \w+))\b`)

// checkManner bars profanity and a model's claim to be a person, and tells of words that blame the client, unless
// the cited page uses them.
func checkManner(s subject) bot.Check {
	source := grounding.Fold(s.allCited())
	if m := profane.FindStringSubmatch(grounding.Fold(s.text)); m != nil {
		return bot.Check{Verdict: bot.NoDraft, Detail: "The firm does not write this to a client: " + quoted([]string{m[1]}) + "."}
	}
	if m := human.FindString(grounding.Fold(s.text)); m != "" && !s.staff {
		return bot.Check{Verdict: bot.NoDraft, Detail: "The text says to be written by a person: " + quoted([]string{m}) + "."}
	}
	for _, m := range blaming.FindAllString(grounding.Fold(s.text), -1) {
		if !strings.Contains(source, m) {
			return bot.Check{Verdict: bot.NoAutonomy, Detail: "This reads as blaming the client: " + quoted([]string{m}) + "."}
		}
	}
	return bot.Check{}
}
