package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
)

// internalRun is how many words in a row a text may not share with a page for
// staff or with the prompt. Runs that also stand in a cited page do not count.
const internalRun = 5

var internalMark = regexp.MustCompile(`(?i)\b(?:internal only|staff only|not for clients|confidential|system prompt|canary)\b|<<[^>]*>>`)

// checkInternal bars words of internal pages and of the prompt. It holds for
// staff too: what is internal is sent by nobody.
func checkInternal(s subject) bot.Check {
	open := runs(s.allCited() + "\n" + s.question)
	closed := map[string]string{}
	for r := range runs(s.internalText()) {
		closed[r] = "a page for staff only"
	}
	for r := range runs(s.prompt) {
		closed[r] = "the instructions to the model"
	}
	for r := range runs(s.text) {
		if where, ok := closed[r]; ok && !open[r] {
			return bot.Check{Verdict: bot.NoDraft, Detail: "These words stand in " + where + ": " + quoted([]string{r}) + "."}
		}
	}
	if m := internalMark.FindString(s.text); m != "" && !strings.Contains(fold(s.allCited()), fold(m)) {
		return bot.Check{Verdict: bot.NoDraft, Detail: "This marks text that clients must not see: " + quoted([]string{m}) + "."}
	}
	return bot.Check{}
}

var runWord = regexp.MustCompile(`[\pL\pN£%]+`)

// runs gives every run of internalRun words of a text.
func runs(text string) map[string]bool {
	out := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		words := runWord.FindAllString(fold(line), -1)
		for i := 0; i+internalRun <= len(words); i++ {
			out[strings.Join(words[i:i+internalRun], " ")] = true
		}
	}
	return out
}
