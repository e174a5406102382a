package triage

import (
	"regexp"
	"strings"
	"sync"
)

// topics are what an enquiry can be about, with the words that say so. The one
// whose words weigh most is taken; the first of equals.
var topics = []struct{ name, words string }{
	{"complaint", `\bcomplain\w*`},
	{"data_protection", `\b(?:personal data|gdpr|privacy|data protection|subject access|information you hold)\b`},
	{"opening_hours", `\b(?:opening (?:hours|times?)|open\b|close[ds]?\b|closing|office hours|christmas|bank holiday|weekends?|saturdays?|sundays?|where is your office|parking|your address|phone number)`},
	{"booking", `\b(?:book\w*|appointments?|meetings?|resched\w*|slots?|viewings?|(?:cancel|move|rearrange)(?: \w+){0,3} (?:meeting|call|appointment))\b`},
	{"refunds", `\b(?:refund\w*|money back|paid (?:\w+ ){0,3}twice|duplicate payment)\b`},
	{"deposit", `\b(?:deposits?|deductions?|wear and tear|adjudicat\w*)\b`},
	{"rent", `\b(?:rents?|rental|standing order|landlord statements?|arrears)\b`},
	{"repairs", `\b(?:repairs?|boiler|leak\w*|tap|heating|hot water|mould|damp|broken|washing machine|plumber|contractor|oven|fix(?:ed)?)\b`},
	{"keys", `\b(?:keys?|lock(?:ed|s)? ?(?:out)?|fob)\b`},
	{"notice_renewal", `\b(?:notice|renew\w*|end(?:ing)? (?:my |the )?tenancy|check-?out|moving out|inventory|tenancy)\b`},
	{"vat_payroll", `\b(?:vat|payroll|payslips?|p60s?|p45s?|p11ds?|paye|starters?|leavers?)\b`},
	{"tax_return", `\b(?:self[- ]assessment|tax returns?|tax|utr|hmrc|payment on account|making tax digital|mtd|companies house|accounts)\b`},
	{"portal_access", `\b(?:portal|password|log ?in|sign[- ]?in|upload\w*|authenticator|two-step|access)\b`},
	{"identity_checks", `\b(?:passport|right to rent|share code|identity|references?|referenc\w+|proof of address)\b`},
	{"fees", `\b(?:fees?|how much|cost\w*|prices?|charge[sd]?|quot\w+|invoices?|bill(?:ed|s)?)\b`},
	{"documents", `\b(?:cop(?:y|ies)|documents?|forms?|templates?|statements?|certificate|send (?:me|us)|resend|attached|scan)\b`},
}

// Topics lists every topic that an assessment can have, in the order of the words.
func Topics() []string {
	var out []string
	for _, t := range topics {
		out = append(out, t.name)
	}
	return append(out, "greeting_thanks", "other")
}

// topicWords are the words of each topic, ready to run.
var topicWords = sync.OnceValue(func() [][]branch {
	var out [][]branch
	for _, t := range topics {
		out = append(out, branches(t.words))
	}
	return out
})

var greeting = regexp.MustCompile(`\b(?:thanks?|thank you|cheers|ta|hi|hello|morning|perfect|great|brilliant|lovely|got it|ok|okay)\b`)

// topicOf names what a text is about.
func topicOf(text string) string {
	best, name := 0, ""
	t := newHaystack(text)
	for i, all := range topicWords() {
		if n := len(allMatches(t, all)); n > best {
			best, name = n, topics[i].name
		}
	}
	switch {
	case name != "":
		return name
	case greeting.MatchString(text) && len(strings.Fields(text)) <= 12:
		return "greeting_thanks"
	}
	return "other"
}
