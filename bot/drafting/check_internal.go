package drafting

import (
	"hash/maphash"
	"regexp"
	"strconv"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
	"countersign/internal/memo"
)

// internalRun is how many words in a row a text may not share with a page for
// staff or with the prompt. Runs that also stand in a cited page do not count.
const internalRun = 5

// caseNumber finds a case of ours.
var caseNumber = regexp.MustCompile(`(?i)\bcase(?:-| no\.? ?| number | id | #|#)(\d+)\b`)

var internalMark = regexp.MustCompile(`(?i)\b(?:internal only|staff only|not for clients|confidential|system prompt|canary)\b|<<[^>]*>>`)

// checkInternal bars words of internal pages and of the prompt, the marks of the
// request, and other cases' numbers. It holds for
// staff too: what is internal is sent by nobody.
func checkInternal(s subject) bot.Check {
	var open map[string]bool // what clients may see; most drafts share nothing that they may not
	for r := range runs(s.text) {
		where := s.closed(r)
		if where == "" {
			continue
		}
		if open == nil {
			open = runs(s.allCited() + "\n" + s.question)
		}
		if !open[r] {
			return bot.Check{Verdict: bot.NoDraft, Detail: "These words stand in " + where + ": " + quoted([]string{r}) + "."}
		}
	}
	for _, secret := range s.secrets {
		if strings.Contains(s.text, secret) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text repeats a mark of the instructions to the model."}
		}
	}
	for _, m := range caseNumber.FindAllStringSubmatch(s.text, -1) {
		if m[1] != strconv.FormatInt(s.caseID, 10) && !strings.Contains(s.question, m[1]) {
			return bot.Check{Verdict: bot.NoDraft, Detail: "The text names another case: " + quoted([]string{m[0]}) + "."}
		}
	}
	if m := internalMark.FindString(s.text); m != "" && !strings.Contains(grounding.Fold(s.allCited()), grounding.Fold(m)) {
		return bot.Check{Verdict: bot.NoDraft, Detail: "This marks text that clients must not see: " + quoted([]string{m}) + "."}
	}
	return bot.Check{}
}

// closed names where a run stands that clients must not see; "" for nowhere.
func (s subject) closed(run string) string {
	if runsOf(s.prompt)[maphash.String(runSeed, run)] {
		return "the instructions to the model"
	}
	for _, page := range s.internal {
		if runsOf(page)[maphash.String(runSeed, run)] {
			return "a page for staff only"
		}
	}
	return ""
}

// mostRuns is how many pages for staff are kept as the hashes of their runs.
const mostRuns = 512

var runSeed = maphash.MakeSeed()

// runsOf gives the hashes of the runs of a text that seldom changes.
var runsOf = memo.Text(mostRuns, func(text string) map[uint64]bool {
	out := map[uint64]bool{}
	for r := range runs(text) {
		out[maphash.String(runSeed, r)] = true
	}
	return out
})

var runWord = regexp.MustCompile(`[\pL\pN£%]+`)

// runs gives every run of internalRun words of a text.
func runs(text string) map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		words := runWord.FindAllString(grounding.Fold(line), -1)
		for i := 0; i+internalRun <= len(words); i++ {
			out[strings.Join(words[i:i+internalRun], " ")] = true
		}
	}
	return out
}
