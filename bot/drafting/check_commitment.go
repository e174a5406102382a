package drafting

import (
	"regexp"

	"countersign/bot"
	"countersign/bot/grounding"
)

// committing are the ways in which a firm binds itself: somebody of the firm,
// and a verb of doing or granting, or a promise of a time.
var committing = regexp.MustCompile(`\b(?:we|i|our team|our office|the firm|a colleague|someone|you)(?:'ll| will| can| shall| would| are going to| am going to| are happy to|'re happy to| have| hereby)?(?: \w+){0,3}? (?:refund\w*|waive\w*|guarantee\w*|promise\w*|backdate\w*|extend\w*|compensate\w*|reimburse\w*|reduce\w*|discount\w*|credit\w*|cancel\w*|approve\w*|accept\w*|confirm\w*|write off|let you off|make an exception|(?:be|get) (?:a |your |the |in )*(?:refund\w*|compensat\w*|discount\w*|credit\w*|money back|waived))\b|\b(?:we|i|someone|a colleague)(?:'ll| will| shall)(?: \w+){0,6}? (?:by|within|before|no later than|today|tomorrow|on (?:mon|tues|wednes|thurs|fri)day)\b|\b(?:we|i|someone|somebody|a colleague|our team)(?:'ll| will| shall)(?: \w+){0,2}? (?:get back|come back|call|ring|phone|contact|email|chase|look into|investigate|arrange|update you|let you know|follow up|send you)\b|\b(?:you are|you're|you will be) (?:entitled|eligible|approved|covered|guaranteed)\b|\b(?:is|are|was|has been|have been|will be) (?:\w+ )?(?:waived|refunded|cancelled|written off|approved|credited|backdated)\b|\b(?:fees?|charges?|costs?|refunds?|claims?|penalt(?:y|ies)|fines?|rent|deposits?|arrears|debts?|balance|invoices?|requests?|applications?|extensions?|discounts?)(?: (?:now|already|hereby|fully))? (?:waived|agreed|approved|granted|accepted|cancelled|refunded|credited|written off)\b|\bconsider (?:it|this|that|your|the)(?: \w+){0,3} (?:waived|refunded|settled|approved|cancelled|agreed|granted|done)\b|\byou(?:'ll| will| are going to|'re going to| can)? (?:get|receive|have)(?: \w+){1,4} back\b|\bguarantee[sd]?\b|\b(?:is|are) (?:\w+ )?(?:refundable|repayable|returnable)\b|\b(?:on us|on the house|our treat|gratis|complimentary)\b|\b(?:you|tenants|landlords|clients) (?:do not|don't|need not|needn't|no longer|won't|will not)(?: have to| need to)? (?:pay|owe)\b|\b(?:nothing (?:more )?to pay|no need to pay|have our word|rest assured|our word)\b|\b(?:paid|refunded|repaid|returned|settled|sorted) (?:today|tomorrow|tonight|at once|immediately|right away|straight away|this week|by (?:mon|tues|wednes|thurs|fri)day)\b|\b(?:comes?|goes|falls|drops?) (?:back|away)\b|\bexpect (?:your|the|a)(?: \w+){0,3} (?:refund|fee|money|payment|deposit|credit)\b|\b(?:we|i) (?:undertake|agree|pledge|commit) to\b|\bwe promise\b|\bconfirmed\b`)

// sameWords of a promise's content words must stand in the sentence that grants it.
const sameWords = 0.75

// condition finds what a promise hangs on.
var condition = regexp.MustCompile(`\b(?:if|unless|only|except|provided|as long as|where|once|until|subject to|at our discretion|up to)\b`)

// checkCommitment looks for promises in the firm's name. One of the model's must
// stand in a cited page, with the same object, figures and sense: a page that
// clients may read, since those alone are cited. One that leaves the page's
// condition out gets a person; one of staff is shown to them, since they sign it.
// In another language it is known by the cues of that language.
func checkCommitment(s subject) bot.Check {
	var found, loose []string
	for _, line := range append(s.inEnglish(), s.sentences...) {
		if s.bindsAbroad(line) {
			found = append(found, line.text)
			continue
		}
		if !committing.MatchString(grounding.Fold(line.text)) {
			continue
		}
		switch grant := s.granting(line); {
		case grant == "":
			found = append(found, line.text)
		case condition.MatchString(grounding.Fold(grant)) && !condition.MatchString(grounding.Fold(line.text)):
			loose = append(loose, line.text)
		}
	}
	switch {
	case len(found) > 0:
		return bot.Check{Verdict: bot.NoDraft, Detail: "This binds the firm, and no cited page says it: " + quoted(found) + "."}
	case len(loose) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "This binds the firm and leaves out the condition of the cited page: " + quoted(loose) + "."}
	}
	return bot.Check{}
}

// inEnglish gives the sentences of what a foreign text says in English. They may
// rest on all that is cited.
func (s subject) inEnglish() []sentence {
	var cited []string
	for _, c := range s.citations {
		cited = append(cited, c.Passage)
	}
	var out []sentence
	for _, text := range grounding.Sentences(s.english) {
		out = append(out, sentence{text: text, cite: cited})
	}
	return out
}

// granting is the sentence of a cited page that makes a promise: nearly all of
// its words in one sentence, and no other figure, sense or object. The few words
// of "Refund agreed" stand in many a sentence: only one as short grants those.
func (s subject) granting(line sentence) string {
	short := len(grounding.ContentWords(line.text)) < statingWords
	for _, part := range grounding.Sentences(s.cited(line)) {
		if short && len(grounding.ContentWords(part)) > 2*statingWords || !committing.MatchString(grounding.Fold(part)) {
			continue // what binds nobody grants nothing
		}
		j := grounding.PassingSources([]string{part, s.headings(line)}).Judge(line.text)
		if j.Share >= sameWords && len(j.Findings) == 0 && len(grounding.ContentWords(part)) >= 2 {
			return part
		}
	}
	return ""
}
