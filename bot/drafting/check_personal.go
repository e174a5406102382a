package drafting

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
	"countersign/bot/mask"
)

// asksSecret finds that a client is asked for a secret.
var asksSecret = regexp.MustCompile(`\b(?:send|tell|give|let|reply|share|confirm|enter|provide|type|text|email|need|with)\b.{0,60}\b(?:passwords?|passcodes?|pins?|security codes?|cvv|card (?:numbers?|details)|one-time codes?|login details|memorable words?|code on (?:your|the) card|date of birth)\b`)

// checkPersonal bars a placeholder that was not filled in and a number of bank,
// tax or health that is neither the firm's, in a cited page, nor the client's
// own words; it tells of one that the text repeats.
func checkPersonal(s subject) bot.Check {
	for _, line := range s.sentences {
		if m := asksSecret.FindString(grounding.Fold(line.text)); m != "" && !s.staff && !strings.Contains(grounding.Fold(s.cited(line)), grounding.Fold(line.text)) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text asks the client for what nobody should send: " + quoted([]string{m}) + "."}
		}
	}
	if left := mask.Placeholders(s.text); len(left) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "A placeholder stands where a name or number should: " + quoted(left) + "."}
	}
	found := slices.DeleteFunc(mask.Find(s.text), func(f mask.Found) bool { return !f.Kind.Sensitive() })
	if len(found) == 0 {
		return bot.Check{}
	}
	public, own := mask.Find(s.allCited()), mask.Find(s.question)
	var repeated []string
	for _, f := range found {
		switch {
		case slices.ContainsFunc(public, f.Same):
		case !slices.ContainsFunc(own, f.Same):
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text holds " + f.Kind.Words(1) + " that neither a cited page nor the client gives."}
		default:
			repeated = append(repeated, f.Kind.Words(1))
		}
	}
	if len(repeated) > 0 {
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "The text repeats what should not be spread: " + strings.Join(repeated, ", ") + "."}
	}
	return bot.Check{}
}

// noteHidden says on the card what of bank, tax or health the client wrote. The
// model was not shown it.
func noteHidden(checks []bot.Check, counts map[string]int) []bot.Check {
	var words []string
	for _, k := range []mask.Kind{mask.Card, mask.IBAN, mask.SortCode, mask.Account, mask.NINO, mask.UTR, mask.NHS} {
		if n := counts[string(k)]; n > 0 {
			words = append(words, k.Words(n))
		}
	}
	if len(words) == 0 {
		return checks
	}
	said := "The client wrote " + strings.Join(words, ", ") + ". The model was shown placeholders; see that nobody repeats it."
	i := slices.IndexFunc(checks, func(c bot.Check) bool { return c.Name == "personal_data" })
	if i < 0 {
		return append(checks, bot.Check{Name: "personal_data", Verdict: bot.Warn, Detail: said})
	}
	if checks[i].Verdict == bot.OK {
		checks[i].Verdict = bot.Warn
	}
	checks[i].Detail = strings.TrimSpace(checks[i].Detail + " " + said)
	return checks
}
