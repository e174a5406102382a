package drafting

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/internal/memo"
	"countersign/knowledge"
)

// toReviewer finds what is said to staff: a role with a colon, a call to approve.
var toReviewer = regexp.MustCompile(`(?i)^\W*(?:staff|system|reviewer|moderator|admin(?:istrator)?|assistant|developer|note to \w+)\s*:|\bapprove (?:this|it|at once|now|immediately|without)\b|\bwithout (?:reading|reviewing|checking) (?:it|this)\b`)

// addresses is knowledge.Instruction for passages of the documents, which come again.
var addresses = memo.Text(mostPassages, knowledge.Instruction)

// checkAddressed looks for words that speak to a model, or to whoever reviews its
// draft, and not to the client: a sentence of such words is barred, and so
// is one that rests on a passage with some: what stands beside them bears out
// nothing. A page that was found and not cited leaves the decision to a person,
// since nobody can tell what it had the model do.
func checkAddressed(s subject) bot.Check {
	poisoned := map[string]bool{}
	var pages []string
	for id, text := range s.passages {
		if words := addresses(text); words != "" {
			poisoned[id] = true
			pages = append(pages, strings.TrimSpace(s.titles[id])+": "+words)
		}
	}
	var speaks []string
	for _, line := range s.sentences {
		rests := slices.ContainsFunc(line.cite, func(id string) bool { return poisoned[id] })
		if !s.staff && (rests || toReviewer.MatchString(line.text) || knowledge.Instruction(line.text) != "") {
			speaks = append(speaks, line.text)
		}
	}
	if len(speaks) > 0 {
		return bot.Check{Verdict: bot.NoDraft, Detail: "This speaks to a model or to staff, or rests on a page that does: " + quoted(speaks) + "."}
	}
	if len(pages) > 0 {
		slices.Sort(pages)
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "A page found for this question holds words that address a model: " + quoted(pages) + ". Read the draft with care, and have the page put right."}
	}
	return bot.Check{}
}
