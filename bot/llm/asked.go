package llm

import (
	"regexp"
	"slices"
	"strings"
)

// What a question asks of what: who does which thing, to what, for what, and what
// is said of it.

// parse finds these in the words of a part.
func (p *part) parse(s string) {
	p.subject(s)
	if m := actAsked.FindStringSubmatch(s); m != nil {
		p.act, p.acted = strings.ToLower(m[1]), headOf(m[2])
	}
	if m := supposed.FindStringSubmatch(s); m != nil {
		p.supposed = m[1]
	}
	if m := saidOf.FindStringSubmatch(strings.TrimSpace(s)); m != nil && !idle[strings.ToLower(m[1])] {
		p.said = m[1]
	}
	if m := whoIs.FindStringSubmatch(s); m != nil {
		p.role = named(m[1])
	}
	if m := forWhat.FindStringSubmatch(s); m != nil {
		p.purpose = named(m[1])
	}
	if m := partyActs.FindStringSubmatch(s); m != nil {
		p.party = term(strings.ToLower(m[1]))
	}
	if m := noticeOf.FindStringSubmatch(s); m != nil {
		p.noticeOf = terms(m[1])
	}
}

// subject finds the thing that a part asks about.
func (p *part) subject(s string) {
	if m := howMuch.FindStringSubmatch(s); m != nil {
		if of := terms(m[1]); len(of) == 1 {
			p.object = of[0]
		}
	}
	for _, re := range subjects {
		if m := re.FindStringSubmatch(s); m != nil {
			p.object = headOf(m[1])
			break
		}
	}
	if m := whatThing.FindStringSubmatch(s); m != nil && p.wants == 0 {
		p.object = headOf(m[1])
	}
	if m := howTo.FindStringSubmatch(s); m != nil {
		p.actor, p.verb = term(strings.ToLower(m[1])), term(strings.ToLower(m[2]))
		p.object = headOf(s[strings.Index(s, m[0])+len(m[0]):])
	}
}

// headOf is the term of what a phrase names, its last: "my portal password"; "" where
// it names nothing.
func headOf(phrase string) string {
	of := named(phrase)
	for len(of) > 0 && of[len(of)-1] == "fee" { // "how much do you charge", "what does a repair cost"
		of = of[:len(of)-1]
	}
	if len(of) == 0 {
		return ""
	}
	return of[len(of)-1]
}

// named are the terms of what a phrase names at its start, numbers left out.
func named(phrase string) []string {
	phrase = phraseEnd.Split(joined.Replace(strings.ToLower(phrase)), 2)[0]
	return slices.DeleteFunc(terms(phrase), func(t string) bool { return weak[t] || noKind[t] || strings.Trim(t, "0123456789") == "" })
}

// whoIs finds a question for who has a role.
var whoIs = regexp.MustCompile(`(?i)\bwho(?:'s|’s| is| are) (?:the |my |our |your )([\w' -]+)`)

// subjects find of what a question asks the price or the time.
var subjects = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\bhow much (?:is|are|does|do|for)(?: an?| the| my| our| your)* ((?:[\w'-]+ ?)+?)(?: costs?)?[?.,]?$`),
	regexp.MustCompile(`(?i)\bwhat (?:does|do|would|will)(?: an?| the| my| our| your)* ((?:[\w'-]+ )+?)(?:costs?|charge)\b`),
	regexp.MustCompile(`(?i)\bwhat (?:do|would|will) you charge (?:me |us )?for(?: an?| the| my| our)* ([\w' -]+)`),
	regexp.MustCompile(`(?i)\bwhat(?:'s| is| are)(?: the| your)? (?:price|fee|cost|charge)s? (?:of|for)(?: an?| the| my| our| your)* ([\w' -]+)`),
	regexp.MustCompile(`(?i)\bwhen (?:is|are|was|will|must|does|do|should)(?: an?| the| my| our| your)* ((?:[\w'-]+ )+?)(?:due|payable|be|have|get|open|close|start|begin|end|run|\w+ed|taken|sent|paid|made)\b`),
}

// whatThing finds the thing asked for: "reference" in "What reference should I use?".
var whatThing = regexp.MustCompile(`(?i)\b(?:what|which) ((?:[\w'-]+ )+?)(?:should|do|does|can|could|must|will|would|is|are)\b`)

// forWhat finds what something is for.
var forWhat = regexp.MustCompile(`(?i)\bfor (?:an? |the |my |our |your )?([\w' -]+)`)

// partyActs finds which of two parties does what a question asks.
var partyActs = regexp.MustCompile(`(?i)\b(?:do|does|must|should|can|could|may|will|would|has|have) (?:an? |the |my |our |your )?(tenants?|landlords?|employers?|employees?|buyers?|sellers?|lenders?|borrowers?)\b`)

// noticeOf finds of what a question asks how much notice there is.
var noticeOf = regexp.MustCompile(`(?i)\bnotice\b[^?]*?\b(?:to|before|for|of) ([^?]+)`)

// actAsked finds what somebody does, in a question for a time or how often.
var actAsked = regexp.MustCompile(`(?i)\b(?:when|what (?:time|day|date)|how (?:long|soon|quickly|fast|late|often|many \w+))\b[^?]*?\b(?:do|does|can|could|should|must|will|have to|need to) (?:i|we|you|they) (?:have to |need to )?(\w+)( [^?]*)`)

// howMuch finds what a question asks how much of.
var howMuch = regexp.MustCompile(`(?i)\bhow much (\w+)`)

// howTo finds who wants to do what in a question for steps.
var howTo = regexp.MustCompile(`(?i)\bhow (?:do|does|can|could|should|would|must|to)(?: (?:i|we|you|they|my|our|the|a|an))*(?: (tenants?|landlords?|clients?|directors?|employees?|employers?|guarantors?))?(?: (?:best|then|now|please))* (\w+)`)

// phraseEnd is where what is done something to ends.
var phraseEnd = regexp.MustCompile(`(?i)\b(?:to|for|with|at|in|on|from|by|of|if|when|and|or|while|before|after|that|without)\b|[,;:?.(–]`)
