package llm

import (
	"regexp"
	"strings"
)

// kind is a set of the kinds of facts that a sentence gives or a question
// wants.
type kind uint16

const (
	kindAmount kind = 1 << iota
	kindTime
	kindDuration
	kindPlace
	kindPerson
	kindPhone
	kindEmail
	kindNumber
	kindPermission
	kindStep
	kindThing
	kindAddress
	kindBy
)

// personMark finds people and what they are called by.
var personMark = regexp.MustCompile(`\b[A-Z][a-z]+ [A-Z][a-z]+\b|\b(?:manager|director|adjudicator|locksmith|solicitor|landlords? |contractor|accountant|contacts?|owner|partner|consultant|advis[eo]r|engineer|doctor|dentist|nurse|vet|hygienist|secretary|reception(?:ist)?|administrator|parent|guardian|trustee|staff|Ombudsman|[Ss]cheme|service|team|court|authority)\b`)

// thingMark finds what shows that a sentence says what is needed.
var thingMark = regexp.MustCompile(`(?i)\b(?:need|needs|bring|send|include[sd]?|such as|require[sd]?|please|keep|must|documents?|files?|upload)\b|(?i)\b(?:prove|show|confirm)\b.* with an? \w`)

var kindMarks = []struct {
	k  kind
	re *regexp.Regexp
}{
	{kindAmount, regexp.MustCompile(`(?i)[£$€]\s?\d|\d\s?%|per cent|\b` + numeral + ` (?:pounds?|euros?|dollars?)\b|\bfree\b|\bno (?:\w+ )?(?:cost|charge|fee)|not (?:\w+ )?charge|never (?:\w+ )?charge|pence\b|\bcapped at\b|weeks?['’]s? rent|\bcosts? of\b|\d+ times\b`)},
	{kindTime, regexp.MustCompile(`(?i)\b\d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|noon)\b|\b\d\d:\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|\b\d{1,2} may\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b(?:first|last) (?:working |business )?day\b|\bon the (?:first|second|third|fourth|\w+th|\w+-first|\w+-second|\w+-third|last) of\b|\bbefore the\b|\bbank holidays?\b|24 hours a day|on or before|\bby \d`)},
	{kindDuration, regexp.MustCompile(`(?i)\b` + numeral + `(?: (?:to|or) \w+)?(?: further| working| business| calendar| written)? ?(?:minutes?|hours?|days?|weeks?|months?|years?)\b|\bsame (?:working )?day\b|\b(?:half|a quarter of) an hour\b|\b(?:within|for|in|takes?|lasts?) an? (?:hour|day|week|month|year)\b`)},
	{kindBy, regexp.MustCompile(`(?i)\b(?:by|before|until|no later than|at the latest|due(?: on)?) (?:the )?(?:\d|noon|end\b|` + numeral + `\b)|\b(?:minutes?|hours?|days?|weeks?|months?|years?) (?:after|following|from|before|of)\b`)},
	{kindPlace, regexp.MustCompile(`\b(?:[Aa]t|[Ii]n|[Oo]n|[Tt]hrough|[Bb]y|[Tt]o|[Ww]ith) (?:the |your |our )?(?:\d+ [A-Z]|[A-Z]|portal|client portal|office|yard|channel|page|top)|\bportal\.|\bground floor|\b(?:Street|Lane|House|Road|Avenue)\b|\bis [A-Z][a-z]+ [A-Z][a-z]+`)},
	{kindAddress, regexp.MustCompile(`\b\d+[A-Za-z]? [A-Z][a-z]+ (?:[A-Z][a-z]+,?|Street|Road|House|Lane|Quay)|\b[a-z][\w-]{2,}\.[a-z][\w-]{2,}(?:\.[a-z]{2,})*\b`)},
	{kindPerson, personMark},
	{kindPhone, regexp.MustCompile(`\b0\d{2,5}[ -]?\d{3}[ -]?\d{3,4}\b|\b999\b|\+44`)},
	{kindEmail, regexp.MustCompile(`\S@\S+\.\w`)},
	{kindNumber, regexp.MustCompile(`(?i)\b` + numeral + `\b`)},
	{kindPermission, regexp.MustCompile(`(?i)\b(?:can|may|must|cannot|yes|no|not|never|only|allowed|do not|required|free|will|without|need not|needs?|should|before|already|also|are|is)\b`)},
	{kindStep, regexp.MustCompile(`(?i)^(?:to |please |if you|you can|you may|send|report|write|call|ask|use|choose|say|tell|register)|\b(?:through|by (?:writing|message|e-?mail|post|standing order|direct debit|bank transfer|card|letter|telephone|phone|asking|calling)|please|booked|ask for|send us|call|in any way)\b`)},
	{kindThing, thingMark},
}

// rentOf finds a stretch of time that is an amount: "one week's rent".
var rentOf = regexp.MustCompile(`(?i)\b(?:weeks?|months?|years?|days?)(?:['’]s?|s['’]) (?:rent|pay|wages|salary|income|fees?)\b`)

// kindsOf tells which kinds of facts a statement gives.
func kindsOf(text string) kind {
	var k kind
	spans := rentOf.ReplaceAllString(text, "")
	for _, m := range kindMarks {
		if m.k == kindDuration && m.re.MatchString(spans) || m.k != kindDuration && m.re.MatchString(text) {
			k |= m.k
		}
	}
	if saysHour(text) {
		k |= kindTime
	}
	return k
}

var wants = []struct {
	re *regexp.Regexp
	k  kind
}{
	{regexp.MustCompile(`\bhow much notice\b|\bnotice (?:period|do)\b`), kindDuration},
	{regexp.MustCompile(`\bhow long\b[^?]*\b(?:take|last)s?\b`), kindDuration},
	{regexp.MustCompile(`\bhow long\b|\bhow (?:quickly|soon|fast|many (?:days|weeks|hours|months|years))\b|\bhow far (?:ahead|in advance)\b`), kindDuration | kindTime},
	{regexp.MustCompile(`\bhow much\b|\bcosts?\b|\bprice|\bcharged? (?:me |us )?for\b|\bpercentage\b|\bwhat (?:do|does|would|will) (?:\S+ ){1,4}charge\b|\bhow expensive\b|\bcap(?:ped)?\b|\bwhat amount\b|\bdiscount\b|£\d`), kindAmount},
	{regexp.MustCompile(`\bhow (?:many|big|large)\b|\bmaximum\b|\bminimum\b|\bsize\b`), kindNumber},
	{regexp.MustCompile(`\bby when\b|\bdeadline\b|\bcut-?off\b|\bby what (?:date|day|time)\b|\bby which (?:date|day)\b`), kindTime | kindDuration | kindBy},
	{regexp.MustCompile(`\bwhen\b|\bwhat (?:time|date|day)|\bwhich (?:date|day|month)|\bdeadline\b|\bcut-?off\b|\bdue\b|\bdates?\b|\bopening (?:hours|times)\b|\bby when\b|\bhow late\b|\blatest\b`), kindTime | kindDuration},
	{regexp.MustCompile(`\b(?:phone|telephone) number\b|\bnumber (?:do|can|should) i (?:call|ring)\b|\bwhat number\b|\bnumber for\b|\bwhat.*number\s*\?|\bwho (?:do|can|should) i (?:call|ring|phone)\b`), kindPhone},
	{regexp.MustCompile(`\be-?mail address\b|\bwhat e-?mail\b|\bwhich e-?mail\b`), kindEmail},
	{regexp.MustCompile(`\b(?:what's|what is|which|your|the|office|postal|web|full) address\b|\bwhat address\b`), kindAddress | kindEmail},
	{regexp.MustCompile(`\bwhere\b|\bwhat page\b|\bwhich page\b`), kindPlace | kindAddress | kindEmail},
	{regexp.MustCompile(`\bwho\b|\bwhose\b`), kindPerson},
	{regexp.MustCompile(`\bwhat (?:\w+ )?(?:do|should|must|will) (?:i|we|you) (?:\w+ )?(?:need|bring|send|provide|take|keep)\b|\bwhat\b.*\b(?:include[sd]?|need(?:ed)?|require[sd]?|documents|bring|file types?|formats?)\b|\bwhich (?:files|documents|formats?|records)\b|\banything else\b`), kindThing},
	{regexp.MustCompile(`\bhow (?:do|can|should|would|to|does)\b`), kindStep | kindPlace},
	{regexp.MustCompile(`\bfees?\b.*\?`), kindAmount},
	{yesOrNo, kindPermission},
}

// A question for yes or no asks whether something is so, whatever it is about:
// "Is the fee refundable?" asks for no amount.
var (
	yesOrNo  = regexp.MustCompile(`^(?:(?:so|and|also|but|or|then|ok|okay)[ ,]+)*(?:can|could|may|do|does|did|is|are|will|would|must|am|has|have|should)\b`)
	asksMore = regexp.MustCompile(`\b(?:how|what|when|where|who|whose|which|why|much|deadline|number|address)\b|£\d|\bcosts?\b`)
)

// wanted tells which kinds of facts a question asks for; 0 when it does not show.
func wanted(question string) kind {
	q := strings.ToLower(question)
	if yesOrNo.MatchString(q) && !asksMore.MatchString(q) {
		return kindPermission
	}
	for _, w := range wants {
		if w.re.MatchString(q) {
			return w.k
		}
	}
	return 0
}
