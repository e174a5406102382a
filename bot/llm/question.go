package llm

import (
	"regexp"
	"strings"
)

// part is one thing that a client asks.
type part struct {
	text      string // in the client's words
	terms     []string
	wants     kind
	asks      bool     // a question; a remark otherwise
	actor     string   // the term of who does it: "How do tenants pay rent?"
	verb      string   // what the client wants to know how to do: "pay"
	object    string   // and to what: "rent"
	act       string   // what somebody does in a question for a time, as written: "file"
	acted     string   // the term of what it is done to: "return"
	supposed  string   // the case that it supposes, as written: "we don't agree"
	said      string   // what it asks how long something is, as written: "valid"
	role      []string // terms of the role of which it asks who has it
	purpose   []string // terms of what it is for: "for a right to rent check"
	party     string   // the one of two parties that does it: "does a landlord give a tenant"
	noticeOf  []string // terms of what it asks the notice of: "before an inspection"
	barred    bool     // something does not go
	counted   string   // the term of what it asks the number of
	predicate string   // the last term of a question for yes or no: what is asked of the rest
	about     []string // terms of the remarks around it and of what was said before

	days, months []int // of the week and of the year, that it names
	ordinals     []ordinal
	compounds    []compound
}

var (
	andAsk    = regexp.MustCompile(`(?i),?\s+(?:and|also|plus)\s+(?:also\s+)?((?:how|what|when|where|who|which|can|could|do|does|is|are|will|would|may|must|should)\b)`)
	questions = regexp.MustCompile(`(?i)(?:^|[,;:–-]\s*|\b(?:and|but|so|know|wonder(?:ing)?|tell me|ask|check|confirm|please)\s+)(?:how|what|when|where|who|whose|which|why|can|could|do|does|did|is|are|will|would|may|must|should|have|has|am|if|whether)\b`)
	nounAsk   = regexp.MustCompile(`(?i)\b(?:please|pls)\s*[.?!]*$`)
	judgement = regexp.MustCompile(`(?i)\b(?:which|what) (?:(?:one|option|of these|scheme|structure|way) )?(?:is|would be|do you think is) (?:best|better|right)\b|\bwhich is (?:best|better|cheaper for)\b|\bwhat would you (?:do|advise|recommend|suggest)\b|\bdo you (?:recommend|advise|suggest|think)\b|\bwould you (?:recommend|advise|suggest)\b|\b(?:any|your) (?:advice|recommendation|opinion)\b|\bis it (?:worth|wise|sensible|better|a good idea)\b|\b(?:am|are) (?:i|we) better off\b|\bbest (?:for|option for) (?:me|us)\b|\bcan you (?:recommend|advise)\b|\bwhat do you (?:think|advise|recommend|suggest)\b|\btell us which\b`)
	errand    = regexp.MustCompile(`(?i)^(?:(?:so|and|also|but|please|ok|okay|then)[ ,]+)*(?:(?:can|could|would|will) (?:you|someone|somebody|one of you|anyone)|please|pls|i(?:'d| would) like you to|we(?:'d| would) like (?:you )?to)\s+(?:please\s+|kindly\s+|possibly\s+|just\s+|also\s+|not\s+)*([a-z]+)`)
)

// informing are the verbs of an errand that only asks for words.
var informing = set(`tell say let explain remind clarify confirm advise give answer help point show be do have accept offer
charge send_me provide recommend suggest check meet claim come see`)

// onto takes the question apart. A sentence that asks several things gives
// several parts.
func onto(question string) []part {
	var out []part
	for _, s := range sentencesOf(question) {
		for _, piece := range pieces(s) {
			p := newPart(piece)
			if len(out) > 0 && p.asks && pointsBack.MatchString(piece) {
				p.terms = unique(append(p.terms, out[len(out)-1].terms...))
			}
			if len(p.terms) > 0 || p.wants != 0 && p.asks {
				out = append(out, p)
			}
		}
	}
	return focus(out)
}

// pointsBack finds a question about what was just spoken of.
var pointsBack = regexp.MustCompile(`(?i)\b(?:it|they|them|that|this|those|these)\b`)

// pieces cuts a sentence where a second question begins.
func pieces(s string) []string {
	if m := andAsk.FindStringSubmatchIndex(s); m != nil && (len(terms(s[:m[0]])) > 0 || wanted(s) != 0) && questions.MatchString(s[:m[0]]) {
		return append([]string{strings.TrimSpace(s[:m[0]])}, pieces(s[m[2]:])...)
	}
	return []string{strings.TrimSpace(s)}
}

// handsOver finds what a client calls sending documents and a page calls
// uploading files.
var handsOver = regexp.MustCompile(`(?i)\b(?:send|sending|upload|uploading)((?: (?:you|us|over|across|my|our|the|some|these|any))*) (?:documents?|files?|paperwork)\b`)

func newPart(words string) part {
	s := handsOver.ReplaceAllString(words, "upload$1 files")
	p := part{text: words, terms: unique(terms(s)), wants: wanted(s),
		barred: unable.MatchString(s),
		asks:   strings.HasSuffix(s, "?") || questions.MatchString(s) || nounAsk.MatchString(s)}
	if p.wants == kindPermission && yesOrNo.MatchString(strings.ToLower(s)) && len(p.terms) > 1 {
		all := terms(s)
		p.predicate = all[len(all)-1]
	}
	if m := howMany.FindStringSubmatch(s); m != nil {
		if of := terms(m[1]); len(of) > 0 {
			p.counted = of[len(of)-1]
		}
	}
	p.months = monthsOf(s)
	p.days, p.ordinals, p.compounds = daysOf(s), ordinalsOf(s), compoundsOf(s)
	p.parse(s)
	return p
}

// focus keeps the questions where there are any: the remarks around them only
// tell why they are asked.
func focus(parts []part) []part {
	var asking []part
	var around []string
	for _, p := range parts {
		if p.asks {
			asking = append(asking, p)
		} else {
			around = append(around, p.terms...)
		}
	}
	if len(asking) == 0 {
		return parts
	}
	for i := range asking {
		asking[i].about = around
	}
	return asking
}

var (
	shouldI = regexp.MustCompile(`(?i)\bshould (?:i|we)\b`)
	// "How long should I", "What reference should I use" ask what the rule is.
	factShould = regexp.MustCompile(`(?i)\b(?:what|who|whom|where|when|how|how (?:long|often|soon|early|late|far)(?: \w+)?)[ ,]*should (?:i|we)\b|` +
		`\b(?:what|which|whose|how (?:much|many))(?: [\w'-]+){1,4} should (?:i|we) (?:\w+ )?(?:bring|send|use|upload|provide|include|call|ring|contact|write|quote|give|return|sign|show|state|attach)\b|` +
		`\bhow many (?:years|months|weeks|days|hours|copies) should (?:i|we)\b`)
)

// asksJudgement tells whether a question asks what to choose. "What should I
// bring" asks for a fact.
func asksJudgement(q string) bool {
	return judgement.MatchString(q) || len(shouldI.FindAllString(q, -1)) > len(factShould.FindAllString(q, -1))
}

// howMany finds what a question asks the number of.
var howMany = regexp.MustCompile(`(?i)\bhow many ((?:[\w'-]+ ){0,3}?[\w'-]+)(?: (?:can|may|do|does|are|is|will|must|should|have|has|a|per|each|included)\b|[?.,]|$)`)

// isErrand tells whether a part asks for something to be done.
func (p part) isErrand() bool {
	m := errand.FindStringSubmatch(p.text)
	return m != nil && !informing[strings.ToLower(m[1])]
}

func unique(in []string) []string {
	seen := map[string]bool{}
	var out []string
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
