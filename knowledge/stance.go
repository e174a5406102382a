package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// A stance is a clause that says of something that it is so, may be or must be, or
// that it is not.
type stance struct {
	passage int
	shown   string          // the sentence, as the page has it
	text    string          // the clause without its case
	lower   string          // the same in lower case, what denies by itself written as a denial
	words   map[string]bool // its stems, without what denies
	given   map[string]bool // stems of the case in which it holds
	denies  bool
	byThese bool // by the means it names and no others
	onThese bool // on the days it names and no others
	noActor bool // it is a question: who acts does not show
}

// force tells whether a thing is said to be so, to be allowed or to be needed.
type force int

const (
	isSo force = iota
	mayBe
	mustBe
)

// maxClause bounds what is read as a clause: longer ones are text of another kind.
const maxClause = 300

var (
	listEntry = regexp.MustCompile(`^\s*(?:[-*+•]|\d{1,2}[.)])\s+`)
	yesNo     = regexp.MustCompile(`^(?i:yes|no)\b[,.!: –-]*`)
	asksYesNo = regexp.MustCompile(`^(?i:do|does|can|could|may|must|is|are|will|would|should|has|have)\s`)
	clauseEnd = regexp.MustCompile(`(?i);|,? but\b|, (?:and|so|or) (?:we|you|it|they|the|this)\b| – | — `)
	aside     = regexp.MustCompile(`\([^)]*\)`)
	caseFirst = regexp.MustCompile(`^(?i:if|when|where|unless|once|until|after|before|during|while|except|without|for) [^,]*, `)
	caseLast  = regexp.MustCompile(`(?i)[ ,]+(?:if|unless|when|where|once|until|after|before|except|without|during|while|provided|as|subject to|apart from|other than|because|since|so|who|whose|which|that|whether|than|instead|rather|to (?:avoid|help|make|see|find|get))\b`)
)

// What denies, and what has such a word and denies nothing.
var (
	denyingSigns = []string{"no", "never", "n't", "n’t", "hesitate"} // one of which is in whatever denies
	denying      = regexp.MustCompile(`\b(?:not|never|cannot|no|none|nobody|neither|nor)\b|n['’]t\b`)
	halfDeny     = regexp.MustCompile(`\b(?:not (?:only|always|usually|normally|generally|all|every|everyone|more|less|later|yet|necessarily|just|exceed)|no (?:more|less|later|fewer|earlier|sooner|matter|doubt|problem|one else)|nothing|or not|hesitate)\b`)
)

var (
	possible  = regexp.MustCompile(`\b(?:can|cannot|could|may|might|able|allow(?:s|ed)?|permit(?:s|ted)?|welcome|possible)\b|\bcan['’]t\b`)
	necessary = regexp.MustCompile(`\b(?:must|needs?|needed|requires?|required|(?:have|has) to|should|obliged|compulsory|mandatory)\b`)
	actors    = regexp.MustCompile(`^(?:please )?(we|you)\b`)
	taking    = regexp.MustCompile(`^we (?:(?:can|cannot|will|do|not|only|no longer|never|happily|also) )*(?:accept|take|allow|require|need|let|offer|have|receive|charge)\b`)
	bidding   = regexp.MustCompile(`^(?:please )?(?:send|bring|call|ring|write|e-?mail|post|pay|use|give|tell|return|upload|ask|contact|complete|sign|report|book|make|order|request|cancel|apply|register|change|let)\b`)
)

// contraries are words that deny by themselves, and what they deny.
var contraries = strings.NewReplacer(" refuse ", " not accept ", " refuses ", " not accept ", " decline ", " not accept ", " refused ", " not accepted ",
	" forbidden ", " not allowed ", " prohibited ", " not allowed ", " banned ", " not allowed ", " optional ", " not required ", " unavailable ", " not available ",
	" is closed ", " is not open ", " are closed ", " are not open ", " be closed ", " not be open ", " stay closed ", " not stay open ", " is shut ", " is not open ",
	" are shut ", " are not open ", " unable to ", " not able to ", " nonrefundable ", " not refundable ", " nontransferable ", " not transferable ", " free of charge ", " not charged ")

// stancesOf reads the clauses of passages.
func stancesOf(passages []Passage) []stance {
	var out []stance
	for i, p := range passages {
		asked := "" // the question that the next sentence may answer
		for _, sentence := range sentences(p.Text) {
			shown := listEntry.ReplaceAllString(sentence, "")
			text := shown
			if strings.HasSuffix(text, "?") {
				asked = text
				continue
			}
			if asked != "" && asksYesNo.MatchString(asked) && yesNo.MatchString(text) {
				out = append(out, answered(i, asked, text)...)
			}
			asked = ""
			out = append(out, clauses(i, shown, text)...)
			if len(out) >= maxStatements {
				return out
			}
		}
	}
	return out
}

// answered reads a question with its answer for yes or no, as "Do you take pets? No." is.
func answered(passage int, question, answer string) []stance {
	_, text, _ := strings.Cut(strings.TrimSuffix(question, "?"), " ")
	out := clauses(passage, answer, text)
	for i := range out {
		out[i].noActor = true
		out[i].denies = out[i].denies != strings.EqualFold(yesNo.FindString(answer)[:2], "no")
	}
	return out
}

// clauses reads the clauses of a sentence.
func clauses(passage int, shown, text string) []stance {
	if len(text) > maxClause || rowName.MatchString(text) {
		return nil
	}
	var out []stance
	given := caseFirst.FindString(text)
	for _, clause := range clauseEnd.Split(text[len(given):], -1) {
		last := ""
		if at := caseLast.FindStringIndex(clause); at != nil {
			clause, last = clause[:at[0]], clause[at[0]:]
		}
		s := stance{passage: passage, shown: shown, given: stemsOf(given + last)}
		if s.read(yesNo.ReplaceAllString(clause, "")) {
			out = append(out, s)
		}
	}
	return out
}

// read reads a clause without its case. It is false where the clause says neither
// plainly that something is so nor that it is not.
func (s *stance) read(clause string) bool {
	s.text = asOneWord(strings.TrimSpace(aside.ReplaceAllString(clause, " ")))
	s.lower = contraries.Replace(" " + strings.ToLower(strings.TrimRight(s.text, ".!:")) + " ")
	if slices.ContainsFunc(denyingSigns, func(sign string) bool { return strings.Contains(s.lower, sign) }) {
		denials := len(denying.FindAllString(s.lower, -1))
		if denials > 1 || halfDeny.MatchString(s.lower) {
			return false
		}
		s.denies = denials == 1
	}
	if strings.Contains(s.lower, "only") || strings.Contains(s.lower, "alone") {
		s.byThese, s.onThese = onlyMeans.MatchString(s.lower), onlyDays.MatchString(s.lower)
	}
	s.words = stemsOf(s.lower)
	s.lower = strings.TrimSpace(s.lower)
	return len(s.words) > 0
}

// force tells how a clause says it.
func (s *stance) force() force {
	switch {
	case necessary.MatchString(s.lower):
		return mustBe
	case possible.MatchString(s.lower):
		return mayBe
	}
	return isSo
}

// actor tells who does it: "we", "you", or "" where that does not show.
func (s *stance) actor() string {
	if s.noActor {
		return ""
	}
	if bidding.MatchString(s.lower) || taking.MatchString(s.lower) {
		return "you"
	}
	if m := actors.FindStringSubmatch(s.lower); m != nil {
		return m[1]
	}
	return ""
}

// stemsOf are the stems of a text: "payment" as "pay" is.
func stemsOf(text string) map[string]bool {
	out := map[string]bool{}
	eachWord(text, func(w string) {
		if stopWords[w] && w != "back" || w == "cannot" || w == "only" || w == "never" || w == "none" {
			return
		}
		if base, ok := strings.CutSuffix(strings.TrimSuffix(w, "s"), "ment"); ok && len(base) > 2 {
			w = base
		}
		out[stem(w)] = true
	})
	return out
}

var listing = regexp.MustCompile(`([\pL'’-]+)(?:, (?:and |or )?| and | or )`)

// listedIn are the stems of the words of a text that stand in a list with others, one
// of which is of these; none where no such list is there.
func listedIn(text string, of map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, m := range listing.FindAllStringSubmatchIndex(text, -1) {
		next, _, _ := strings.Cut(strings.TrimSpace(text[m[1]:]), " ")
		for w := range stemsOf(text[m[2]:m[3]] + " " + next) {
			out[w] = true
		}
	}
	if disjointOrNone(out, of) {
		return nil
	}
	return out
}

// channels are ways in which something is sent or paid, by what they are called.
var channels = map[string]string{"post": "post", "letter": "post", "mail": "post", "e-mail": "email", "email": "email", "telephone": "phone", "phone": "phone",
	"portal": "portal", "website": "portal", "online": "portal", "app": "portal", "person": "person", "card": "card", "cash": "cash", "cheque": "cheque",
	"transfer": "transfer", "bacs": "transfer", "debit": "debit", "order": "order"}

// Ways and days, and that they are the only ones.
const (
	aWay = `(?:(?:by|via|through|over|on|using|with|in) (?:(?:the|our|your|a|client|bank|direct|standing|debit|credit|registered|first-class) )*` +
		`(post|letter|mail|e-?mail|telephone|phone|portal|website|app|person|card|cash|cheque|transfer|bacs|debit|order|writing)|(online))`
	aDay = `(?:mon|tues|wednes|thurs|fri|satur|sun|week)-?(?:days?|ends?)`
)

var (
	byMeans   = regexp.MustCompile(`\b` + aWay + `\b`)
	onlyMeans = regexp.MustCompile(`\bonly (?:[a-z]+ ){0,3}?` + aWay + `\b|\b` + aWay + ` (?:only|alone)\b`)
	onlyDays  = regexp.MustCompile(`\bonly (?:open |closed |on |at )*` + aDay + `\b|\b` + aDay + ` only\s*$`)
)

// meansOf are the ways that a clause names.
func meansOf(text string) map[string]bool {
	out := map[string]bool{}
	for _, m := range byMeans.FindAllStringSubmatch(text, -1) {
		if m[1] == "writing" {
			out["post"], out["email"], out["portal"] = true, true, true
			continue
		}
		out[channels[m[1]+m[2]]] = true
	}
	return out
}
