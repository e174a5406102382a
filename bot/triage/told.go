package triage

import (
	"regexp"
	"strings"
	"sync"

	"countersign/bot"
)

// told is what the firm's own messages in a thread were about or did, as facts
// with their dates. The same "Is that everything?" is one thing after "here is
// your parking permit" and another after "we need £640 before we operate". What
// is found here is found by words that are written down, never by the
// classifier, and none of it is about how staff sound.
type told struct {
	name  string
	note  string // in plain words, what it was about; "" for what only ever calms or says little
	words string
	rule  bot.Code // instead of words: what the rule of this reason finds
	heavy bool     // thanks for a message of this kind may be more than thanks
	price bool     // says nothing in answer to a question for a price
}

var tolds = []told{
	{name: "choice", words: `\bor\b[^?]*\?|\b(?:would you like|do you want|shall (?:i|we)|would you prefer|which (?:would|do|one)|could do|happy to|like me to|like us to|if you (?:like|prefer))\b`},
	{name: "question", words: `\? ?$`},
	{name: "apology", note: "an apology", words: `\bsorry|apolog|our (?:mistake|fault|error)|my fault|slipped|oversight`},
	{name: "delay", note: "a delay", words: `\b(?:delay|backlog|short[- ]staffed|bear with|still (?:waiting|working|looking|chasing|with|being)|no update|patience|look(?:ing)? into|not (?:yet|been))`},
	{name: "no", note: "what cannot be", words: `\b(?:unfortunately|declin|refus|reject|unable to|can(?:no|')t\b|cannot|won'?t|not (?:able|possible|covered|eligible|allowed)|turned down|final|regret|afraid|unsuccessful|no record|isn'?t|doesn'?t|didn'?t|haven'?t|hasn'?t|wasn'?t|without|must\b)`},
	{name: "money", price: true, note: "money", words: `£|\b(?:balance|overdue|arrears|charge[sd]?|fees?|invoice|bill|payment|owed?|owing|debt|deposit|deduct\w*|penalt\w*|loan|lender|bank (?:account|details|transfer|statements?|charges?|says|has|will|won't)|(?:your|my|their) bank|account|transfer|withdraw\w*|cash|interest|instalments?)\b`},
	{name: "sum", price: true, note: "a large sum", words: `£ ?\d{3,}|£\d+,\d|\d,\d{3}`},
	{name: "due", note: "something due or past", words: `\b(?:due|overdue|outstanding|unpaid|missed|bounced|returned|declined|past due|expired|lapsed|reminder|final notice|deadline)\b`},
	{name: "law", note: "a legal matter", words: `\b(?:court|solicitor|claim|notice|evict\w*|dismiss\w*|redundan\w*|disciplin\w*|hearing|investigat\w*|allegation|tribunal|police|liab\w*|negligen\w*|ombudsman|complaint|agreement|terms|policy|clause|contract)\b`},
	{name: "grave", heavy: true, note: "a grave matter", words: `\b(?:died|dies|death|passed away|funeral|hospice|hospital|estate of|probate|late (?:husband|wife|mother|father|mr|mrs)|results?|scan|operat\w+|surgery|tumou?r|lump|biopsy|ill|unwell|injur\w*|accident|attack\w*|abus\w*|safe|safeguarding|behaviour|absence|custody|divorce|separat\w*|power of attorney|care home|carer|euthan\w*|put to sleep|sedat\w*|pain)\b`},
	{name: "advice", note: "a choice that wants advice", words: `\b(?:options?|transfer|pension|invest\w*|fund|fixed|tracker|drawdown|annuity|offer|settle\w*|claim|policy|cover|plan)\b`},
	{name: "access", note: "access or details", words: `\b(?:password|code|login|log in|sign[- ]?in|account|details|changed|signature|signed|card|pin|verify|security|access|email address|payee|new device)\b`},
	{name: "promise", note: "a promise", words: `\b(?:we|i|he|she|they|someone)(?:'ll| will)\b|tomorrow|tonight|by (?:monday|tuesday|wednesday|thursday|friday|noon|the end|close)|within|working days|this week|next week|shortly|soon`},
	{name: "done", words: `\b(?:attached|done|sorted|all set|booked|ready|on its way|in the post|great|lovely|perfect|brilliant|thank(?:s| you)|no problem|welcome|happy|good to (?:talk|speak|see)|as (?:we )?discussed)\b`},
	{name: "social", words: `\b(?:christmas|party|lunch|cake|tea|coffee|biscuits?|bake|raffle|newsletter|photo\w*|picture|birthday|holiday|wedding|dog|cat|garden|weather|football|quiz|choir|fete|fair|walk|concert|open day|prize|card)\b`},
	{name: "light", words: `\b(?:ha|haha|lol|joke|funny|fun|lucky|nice|well done|congrat\w*|good luck|enjoy)\b`},
	{name: "exclaimed", words: `!`},
	{name: "lost", note: "something lost, wrong or broken", words: `\b(?:lost|missing|stolen|gone|wrong|error|mistake|fault|broken|damage\w*|leak\w*|fire|smoke|burn\w*|collapsed?|stopped|cancelled|withdrawn|removed|moved out|left (?:him|her|the|us))\b`},
	{name: "family", note: "somebody of the family", words: `\b(?:husband|wife|mum|dad|mother|father|son|daughter|brother|sister|partner|child(?:ren)?|kids?|baby|nan|grandad|family)\b`},
	{name: "comfort", note: "words of comfort", words: `\b(?:oh|poor|so sorry|sorry to hear|thinking of|take your time|no rush|condolences|are you (?:ok|all right|safe)|how are you)\b`},
	{name: "wanted", words: `\b(?:we(?:'d| would)? (?:need|like)|please (?:send|sign|confirm|let|bring|provide|pay)|could you|can you|have you|did you|do you|are you|is (?:your|the|it|that|she|he))\b`},
	{name: "happened", words: `\b(?:was|were|has been|have been|had)\b`},
	{name: "safety", heavy: true, note: "somebody's safety", rule: bot.Safety},
	{name: "vulnerability", heavy: true, note: "illness, a death or care", rule: bot.Vulnerability},
	{name: "hardship", heavy: true, note: "money that is short", rule: bot.Hardship},
	{name: "legal threat", heavy: true, note: "legal steps", rule: bot.LegalThreat},
	{name: "regulated advice", note: "advice", rule: bot.RegulatedAdvice},
	{name: "dispute", heavy: true, note: "what is disputed", rule: bot.Dispute},
	{name: "cancellation", note: "the end of a service", rule: bot.Cancellation},
	{name: "decision", note: "a decision on money", rule: bot.FirmDecision},
}

// tell finds one of tolds in a text of the firm's.
type tell func(haystack) bool

// tells are the tolds ready to run, in their order.
var tells = sync.OnceValue(func() []tell {
	var out []tell
	for _, t := range tolds {
		if t.rule != "" {
			r := compile(ruleOf(t.rule))
			out = append(out, func(h haystack) bool { return len(r.find(h)) > 0 })
			continue
		}
		all := branches(t.words)
		out = append(out, func(h haystack) bool { return firstMatch(h, all, nil) != nil })
	}
	return out
})

// heavy tells whether a text of the firm's is about something grave.
func heavy(folded string) bool {
	h := newHaystack(folded)
	for k, t := range tolds {
		if t.heavy && tells()[k](h) {
			return true
		}
	}
	return false
}

// ruleOf gives the English rule of a reason.
func ruleOf(code bot.Code) rule {
	for _, r := range rules() {
		if r.code == code {
			return r.rule
		}
	}
	panic("triage: no rule for " + string(code))
}

// named is a figure of a thread by its name.
type named struct {
	name  string
	value float64
}

// priceAsked finds a question for a price, to which money is the plain answer.
var priceAsked = regexp.MustCompile(`\b(?:how much|what (?:do|does|would|will)(?: \w+){0,6} (?:cost|charge)|what(?:'s| is| are) (?:the|your)(?: \w+){0,3} (?:fees?|price|cost|charges?|rate|rent)|do you charge|prices?|quote)\b`)

// earlierTold is what counts of something that the firm wrote before its last message.
const earlierTold = 0.5

// toldIn gives what the firm's messages tell: 1 for what its last message does,
// half for what only an earlier one does.
func toldIn(turns []bot.Turn) []named {
	best := make([]float64, len(tolds))
	last := true
	for i := len(turns) - 1; i >= 0; i-- {
		if turns[i].Role == bot.RoleClient {
			continue
		}
		value := earlierTold
		if last {
			value = 1
		}
		last = false
		h := newHaystack(strings.TrimSpace(fold(turns[i].Text).text))
		asked := i > 0 && turns[i-1].Role == bot.RoleClient && priceAsked.MatchString(fold(turns[i-1].Text).text)
		for k, found := range tells() {
			if best[k] < value && (!asked || !tolds[k].price) && found(h) {
				best[k] = value
			}
		}
	}
	var out []named
	for k, v := range best {
		if v > 0 {
			out = append(out, named{"told " + tolds[k].name, v})
		}
	}
	if last {
		out = append(out, named{"told nothing", 1})
	}
	return out
}

// toldReason says in one reason what the firm wrote that weighs.
func (p Points) toldReason(all []named, turns []bot.Turn) (bot.Reason, bool) {
	points, about := 0.0, []string(nil)
	for _, n := range all {
		for _, t := range tolds {
			if worth := p.Talk[n.name] * n.value; n.name == "told "+t.name {
				points += worth
				if t.note != "" && worth >= 1 && len(about) < 3 {
					about = append(about, t.note)
				}
			}
		}
	}
	if points < 1 || len(about) == 0 {
		return bot.Reason{}, false
	}
	what := strings.Join(about, ", ")
	r := bot.Reason{Code: bot.EarlierConcern, Points: int(points), Source: "history", Note: "What we wrote in this thread weighs: " + what + "."}
	for _, t := range turns {
		if t.Role != bot.RoleClient {
			r.Evidence = "we wrote on " + date(t.At) + " of " + what
		}
	}
	return r, true
}
