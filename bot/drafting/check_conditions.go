package drafting

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

const amount = `[£€$]\s?\d(?:[\d.,]*\d)?|\d(?:[\d.,]*\d)?\s?%`

// Where what a page says holds in a case alone: "If you cancel before we start, ...",
// "... unless the landlord agrees".
var (
	caseFirst = regexp.MustCompile(`^(?i:if|unless|when|where|once|until|except|provided(?: that)?|as long as|so long as|subject to|without|only (?:if|when|where|once)|for) [^,]*,`)
	caseLast  = regexp.MustCompile(`(?i)[ ,(]+(?:(?:but |and )?only (?:if|when|where|once|after|with|for|by|to)|if|unless|when|once|until|except|provided|as long as|so long as|subject to|without|apart from|other than)\b[^.;]*`)
	onlyThis  = regexp.MustCompile(`(?i)\b(?:only|solely|exclusively)\b(?:[ ,]+[\pL\d£'’-]+){0,4}`)
	price     = regexp.MustCompile(amount)
	priceFor  = regexp.MustCompile(`(?i)(` + amount + `)(?: (?:including|plus|excluding|inc|incl|ex|\+) vat)? ((?:for|per|a|an|each|every) [^.,;()]*?)(?: and | or | but |[.,;()]|$)`)
	saysAlone = regexp.MustCompile(`\b(?:only|solely|exclusively|alone|just|nobody else|no one else|nothing else|no other|must|unless|except)\b`)
)

// mainShare of the words of what holds in a case must a sentence say, to be taken for
// it, and leastOfCase those of the case.
const (
	mainShare   = 0.75
	leastOfCase = 0.34
)

// checkConditions looks for a sentence of a page that holds in a case alone, or for one
// thing only, and of which the draft says that it holds. The case may stand in another
// sentence of the draft that rests on the same page, or in the client's question.
func checkConditions(s subject) bot.Check {
	var found []string
	words := map[string][]string{} // what is said beside a sentence, by the pages that it cites: the same for most
	for _, line := range s.sentences {
		if isCourtesy(line.text, s.question) || s.foreign(line) || len(line.cite) == 0 {
			continue
		}
		around := func() []string {
			pages := strings.Join(line.cite, "\x00")
			if _, known := words[pages]; !known {
				words[pages] = grounding.ContentWords(s.besides(line))
			}
			return words[pages]
		}
		if left := s.leftOut(line, around); left != "" {
			found = append(found, left)
		}
	}
	if len(found) == 0 {
		return bot.Check{}
	}
	return bot.Check{Verdict: bot.NoAutonomy, Detail: "The cited page says this with a condition that is left out: " + quoted(found) + "."}
}

// leftOut gives the condition of a sentence's nearest that is said nowhere, or what an
// amount in it is for; "" for none. What is said around the sentence is asked for where
// that decides.
func (s subject) leftOut(line sentence, around func() []string) string {
	nearest := s.judge(line).Nearest
	main, given := caseOf(nearest)
	said := grounding.ContentWords(line.text)
	if at := onlyThis.FindString(nearest); at != "" && !saysAlone.MatchString(grounding.Fold(line.text)) && sharedPart(grounding.ContentWords(nearest), said) >= mainShare {
		return at
	}
	if given != "" && sharedPart(grounding.ContentWords(main), said) >= mainShare && sharedPart(grounding.ContentWords(given), around()) < leastOfCase {
		return strings.Trim(given, " ,(")
	}
	prices := price.FindAllString(line.text, -1)
	for _, at := range priceFor.FindAllStringSubmatch(nearest, -1) {
		if slices.Contains(prices, at[1]) && sharedPart(grounding.ContentWords(at[2]), around()) < leastOfCase {
			return at[2]
		}
	}
	return ""
}

// besides is what is said beside a sentence, itself included: by the client, and by the
// sentences that rest on one of its pages.
func (s subject) besides(line sentence) string {
	out := []string{s.question}
	for _, x := range s.sentences {
		if slices.ContainsFunc(x.cite, func(id string) bool { return slices.Contains(line.cite, id) }) {
			out = append(out, x.text)
		}
	}
	return strings.Join(out, "\n")
}

// caseOf parts a sentence into what holds and the case in which it does.
func caseOf(sentence string) (main, given string) {
	given = caseFirst.FindString(sentence)
	main = sentence[len(given):]
	if at := caseLast.FindStringIndex(main); at != nil && at[0] > 0 {
		return main[:at[0]] + main[at[1]:], given + main[at[0]:at[1]]
	}
	return main, given
}

// sharedPart is the share of words that others have; 1 of none.
func sharedPart(of, in []string) float64 {
	if len(of) == 0 {
		return 1
	}
	n := 0
	for _, w := range of {
		if slices.Contains(in, w) {
			n++
		}
	}
	return float64(n) / float64(len(of))
}
