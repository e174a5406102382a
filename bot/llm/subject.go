package llm

import (
	"regexp"
	"slices"
	"strings"

	"countersign/internal/memo"
)

// What keeps a sentence of the right page from being given for another question.

// gives are the kinds of facts asked for that a unit gives. "Please send two
// documents" says what to send, not how.
func (u *unit) gives(q part) kind {
	k := u.kinds & q.wants
	if clauses := strings.Split(u.text, "; "); len(clauses) > 1 && len(u.cells) == 0 {
		k &= kindsBeside(clauses, q.terms)
	}
	if q.wants&kindPermission == 0 && answersYesNo.MatchString(u.text) {
		return 0
	}
	if k&kindAmount != 0 && (u.takesOff(q) || slices.Contains(q.terms, "fee") && !slices.Contains(u.terms, "fee") && !money.MatchString(u.text+u.cellText())) {
		k &^= kindAmount
	}
	if k&kindThing != 0 && !u.saysThing(q) {
		k &^= kindThing
	}
	if k&kindPerson != 0 && len(q.role) > 0 && !u.saysPerson(q) {
		k &^= kindPerson
	}
	if q.wants&kindBy != 0 && u.kinds&kindBy == 0 {
		k &^= kindDuration // "for five years" is no answer to "by when"
	}
	if k&kindDuration != 0 && takesLong.MatchString(q.text) && u.onlyKept() {
		k &^= kindDuration
	}
	if q.counted != "" && !u.counts(q.counted) {
		k &^= kindNumber
	}
	if m := bids.FindStringSubmatch(u.text); m != nil && q.verb != "" && term(strings.ToLower(m[1])) == q.verb && !manner.MatchString(u.text) {
		k &^= kindStep | kindPlace
	}
	return k
}

// onlyKept tells that a unit has no stretch of time but one for which something is
// so: "we keep copies for 12 months" does not say how long a check takes.
func (u *unit) onlyKept() bool {
	return !takesLong.MatchString("how long "+u.text) && kindsOf(forSpan.ReplaceAllString(u.text, ""))&kindDuration == 0
}

var (
	takesLong = regexp.MustCompile(`(?i)\bhow long\b[^?]*\b(?:takes?|took|lasts?)\b`)
	forSpan   = regexp.MustCompile(`(?i)\bfor (?:at least |up to |about |another |a further )?` + numeral + ` (?:\w+ )?(?:minutes?|hours?|days?|weeks?|months?|years?)\b`)
)

// takesOff tells that a unit has no amount but what is taken off a price, and for
// whom the question does not say: "members pay 15% less" is no price.
func (u *unit) takesOff(q part) bool {
	return u.onlyOff && !slices.Contains(q.terms, u.terms[0]) && !offAsked.MatchString(q.text)
}

// offAlone tells that a text has no amount but what is taken off a price.
func offAlone(text string) bool {
	rest := off.ReplaceAllString(text, "")
	return rest != text && kindsOf(rest)&kindAmount == 0
}

// money finds what a fee can be: "30 times the rent" is none.
var money = regexp.MustCompile(`(?i)[£$€%]|\bper cent\b|\b(?:pounds?|euros?|dollars?|pence|free|cost|charge\w*)\b`)

var (
	off      = regexp.MustCompile(`(?i)\d+\s?(?:%|per cent) (?:less|off|discount|cheaper)|(?:discount|reduction) of \S+`)
	offAsked = regexp.MustCompile(`(?i)\b(?:less|off|discount|cheaper|save|saving|reduction)\b`)
)

// saysThing tells whether a unit says what is needed otherwise than by the thing
// asked for and by what is kept: "We keep copies of documents" does not say which
// documents are needed.
func (u *unit) saysThing(q part) bool {
	return slices.ContainsFunc(thingMark.FindAllString(u.text, -1), func(mark string) bool {
		switch t := term(strings.ToLower(mark)); t {
		case "keep":
			return slices.Contains(q.terms, t)
		case "document", "file":
			return !slices.Contains(q.terms, t)
		}
		return true
	})
}

// saysPerson tells whether a unit names somebody otherwise than by the role that was
// asked for: "mail goes to the manager" does not say who the manager is.
func (u *unit) saysPerson(q part) bool {
	if slices.ContainsFunc(q.role, func(t string) bool { return !slices.Contains(u.terms, t) }) {
		return false
	}
	return slices.ContainsFunc(personMark.FindAllString(u.text, -1), func(mark string) bool {
		return slices.ContainsFunc(terms(mark), func(t string) bool { return !slices.Contains(q.terms, t) })
	})
}

// clauseKinds is kindsOf for the clauses of passages.
var clauseKinds = memo.Text(8*mostRead, kindsOf)

// kindsBeside are the kinds of facts in those of a sentence's clauses that say most
// of what was asked: in "members pay 15% less for crowns; implants are left out"
// the figure is none of implants.
func kindsBeside(clauses []string, asked []string) kind {
	var k kind
	most := 0
	for _, c := range clauses {
		n := 0
		for _, t := range unique(terms(c)) {
			if slices.Contains(asked, t) && !weak[t] {
				n++
			}
		}
		if n > most {
			k, most = 0, n
		}
		if n == most {
			k |= clauseKinds(c)
		}
	}
	return k
}

var (
	bids   = regexp.MustCompile(`^(?:(?:For|If|When) [^,]*, )?(?:[Pp]lease )?(\pL+) `)
	means  = regexp.MustCompile(`(?i)\b(?:through|via|by (?:writing|message|e-?mail|standing order|direct debit|letter|post|telephone|phone|bank transfer|card))\b`)
	manner = regexp.MustCompile(`(?i)\b(?:through|via|portal|online|in writing|by (?:writing|message|e-?mail|standing|direct|letter|post|telephone|phone|asking|calling)|to the office|call|write)\b|@`)
)

// answersYesNo finds the answer to a question for yes or no, which answers no other.
var answersYesNo = regexp.MustCompile(`^(?:Yes|No)\b[,.: –—-]`)

// numbered finds a number with the two words after it.
var numbered = regexp.MustCompile(`(?i)\b(?:\d+|no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+([\pL'’-]+)(?:\s+([\pL'’-]+))?(?:\s+([\pL'’-]+))?`)

// counts tells whether a unit says how many there are of a thing, in words or in a
// column of it.
func (u *unit) counts(thing string) bool {
	if slices.ContainsFunc(u.cells, func(c cell) bool { return kindsOf(c.value)&kindNumber != 0 && slices.Contains(terms(c.head), thing) }) {
		return true
	}
	for _, m := range numbered.FindAllStringSubmatch(u.text, -1) {
		if slices.ContainsFunc(m[1:], func(w string) bool { return term(strings.ToLower(w)) == thing }) {
			return true
		}
	}
	return false
}

// offers finds what the firm says that it does for whoever asks.
var offers = regexp.MustCompile(`(?i)^(?:at [^,]*, |if [^,]*, )?(?:we|staff|our \w+|a member of staff) (?:can|will|may|are happy to)\b`)

// offered gives the sentence in which the firm offers just what a client asks it
// to do: "Can you send large print?". Anything less goes to a person.
func (p *page) offered(q part) []*unit {
	if !strings.HasSuffix(strings.TrimSpace(q.text), "?") || len(q.terms) < 2 {
		return nil
	}
	for _, u := range p.units {
		if offers.MatchString(u.text) && !p.elsewhere(u, q) && !slices.ContainsFunc(q.terms, func(t string) bool { return u.holds(t) == 0 }) {
			return []*unit{u}
		}
	}
	return nil
}

// frame finds what a heading says a list is of, and what a question asks for: "What
// we need", "What do you need for the return?".
var frame = regexp.MustCompile(`(?i)\b(?:what|which)\b[^.?!]*?\b(need|bring|send|provide|require|keep|include)[sd]?\b`)

// framed tells whether a unit stands under a heading that asks as the question
// does. Where sentences there say so in so many words, only they are meant.
func (p *page) framed(u *unit, q part) bool {
	heading := p.blocks[u.passage].Label
	if i := strings.LastIndex(heading, LabelJoint); i >= 0 {
		heading = heading[i:]
	}
	asked, above := frame.FindStringSubmatch(q.text), frame.FindStringSubmatch(heading)
	if asked == nil || above == nil || !strings.EqualFold(asked[1], above[1]) {
		return false
	}
	verb := term(strings.ToLower(asked[1]))
	return u.holds(verb) > 0 || !slices.ContainsFunc(p.units, func(x *unit) bool { return x.passage == u.passage && x.holds(verb) > 0 })
}

// ofPage tells whether any passage of the same page as a unit's has a term.
func (p *page) ofPage(u *unit, t string) bool {
	title := func(i int) string { name, _, _ := strings.Cut(p.blocks[i].Label, LabelJoint); return name }
	for i, in := range p.all {
		if in[t] && title(i) == title(u.passage) {
			return true
		}
	}
	return false
}

// speaksOf tells whether a unit is about a term: by its own words, by those it
// leans on, or by a heading over sentences of which none is more about it.
func (p *page) speaksOf(u *unit, t string) bool {
	if u.holds(t) > tailShare || slices.Contains(u.above, t) || u.prev != nil && p.speaksOf(u.prev, t) {
		return true
	}
	return slices.Contains(p.labels[u.passage], t) && !slices.ContainsFunc(p.units, func(x *unit) bool { return x.passage == u.passage && x.holds(t) > 0 })
}

// otherCase is the share of a leading condition that the question says nothing of,
// doubled where the condition is that something does not go.
func (u *unit) otherCase(about map[string]float64) float64 {
	if len(u.condition) == 0 {
		return 0
	}
	if u.barred { // "If you may not be able to pay": nobody asked of that
		return 2
	}
	unsaid := 0
	for _, t := range u.condition {
		if _, ok := about[t]; !ok {
			unsaid++
		}
	}
	return float64(unsaid) / float64(len(u.condition))
}

// saidByKind are terms that ask for a kind of fact and name no subject.
var saidByKind = set("deadline")

// alike gives all rows of a table where the question is about none of them in
// particular: its heading and each row say what is asked.
func (p *page) alike(q part, want map[string]float64, of *unit) []*unit {
	if len(of.cells) == 0 || len(want) < 2 || of.named(q.terms) || of.numberAsked(q) {
		return nil
	}
	var out []*unit
	for _, u := range p.units {
		if u.passage != of.passage {
			continue
		}
		for t := range want {
			if u.holds(t) == 0 && !slices.Contains(p.labels[u.passage], t) || slices.Contains(u.name, t) {
				return nil
			}
		}
		out = append(out, u)
	}
	if len(out) < 2 || len(out) > mostItems {
		return nil
	}
	return out
}
