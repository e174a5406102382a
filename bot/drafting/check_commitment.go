package drafting

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
)

// committing are the ways in which a firm binds itself: somebody of the firm,
// and a verb of doing or granting, or a promise of a time.
var committing = regexp.MustCompile(`\b(?:we|i|our team|our office|the firm|a colleague|someone|you)(?:'ll| will| can| shall| would| are going to| am going to| are happy to|'re happy to| have| hereby)?(?: \w+){0,3}? (?:refund\w*|waive\w*|guarantee\w*|promise\w*|backdate\w*|extend\w*|compensate\w*|reimburse\w*|reduce\w*|discount\w*|credit\w*|cancel\w*|approve\w*|accept\w*|confirm\w*|write off|let you off|make an exception|(?:be|get) (?:a |your |the |in )*(?:refund\w*|compensat\w*|discount\w*|credit\w*|money back|waived))\b|\b(?:we|i|someone|a colleague)(?:'ll| will| shall)(?: \w+){0,6}? (?:by|within|before|no later than|today|tomorrow|on (?:mon|tues|wednes|thurs|fri)day)\b|\b(?:you are|you're|you will be) (?:entitled|eligible|approved|covered|guaranteed)\b|\b(?:is|are|was|has been|have been|will be) (?:\w+ )?(?:waived|refunded|cancelled|written off|approved|credited|backdated)\b|\bguaranteed?\b|\bwe promise\b|\bconfirmed\b`)

var committedObject = regexp.MustCompile(`\b(?:refund|waive|guarantee|promise|backdate|extend|compensat|reimburse|reduce|discount|credit|cancel|approve|accept|confirm|entitle|eligible|fee|charge|deadline)`)

// checkCommitment looks for promises in the firm's name. One of the model's must
// stand in a cited page almost word for word, with the same object and figures;
// one of staff is shown to them, since they sign it.
func checkCommitment(s subject) bot.Check {
	var found []string
	for _, line := range s.sentences {
		text := fold(line.text)
		if committing.MatchString(text) && !s.grants(line, text) {
			found = append(found, line.text)
		}
	}
	if len(found) == 0 {
		return bot.Check{}
	}
	verdict := bot.NoDraft
	if s.staff {
		verdict = bot.NoAutonomy
	}
	return bot.Check{Verdict: verdict, Detail: "This binds the firm, and no cited page says it: " + quoted(found) + "."}
}

// grants tells whether a cited page makes the same promise: the sentence stands
// there, or one sentence of it has the same objects, figures and nearly the same words.
func (s subject) grants(line sentence, text string) bool {
	source := fold(s.cited(line))
	if strings.Contains(source, strings.TrimRight(text, ".")) {
		return true
	}
	objects, figures := committedObject.FindAllString(text, -1), figuresIn(text)
	for _, part := range splitSentences(source) {
		have := figuresIn(part)
		same := !slices.ContainsFunc(objects, func(o string) bool { return !strings.Contains(part, o) }) &&
			!slices.ContainsFunc(figures, func(f figure) bool { return !supported(f, have) })
		if same && negated(part) == negated(text) && supportShare(contentWords(text), contentWords(part)) >= 0.75 {
			return true
		}
	}
	return false
}
