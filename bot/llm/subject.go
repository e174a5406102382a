package llm

import (
	"regexp"
	"slices"
	"strings"
)

// What keeps a sentence of the right page from being given for another question.

// gives are the kinds of facts asked for that a unit gives. "Please send two
// documents" says what to send, not how.
func (u *unit) gives(q part) kind {
	k := u.kinds & q.wants
	if m := bids.FindStringSubmatch(u.text); m != nil && q.verb != "" && term(strings.ToLower(m[1])) == q.verb && !manner.MatchString(u.text) {
		k &^= kindStep | kindPlace
	}
	return k
}

var (
	bids   = regexp.MustCompile(`^(?:(?:For|If|When) [^,]*, )?(?:[Pp]lease )?(\pL+) `)
	means  = regexp.MustCompile(`(?i)\b(?:through|via|by (?:writing|message|e-?mail|standing order|direct debit|letter|post|telephone|phone|bank transfer|card))\b`)
	manner = regexp.MustCompile(`(?i)\b(?:through|via|portal|online|in writing|by (?:writing|message|e-?mail|standing|direct|letter|post|telephone|phone|asking|calling)|to the office|call|write)\b|@`)
)

// speaksOf tells whether a unit is about a term: by its own words, by those it
// leans on, or by a heading over sentences of which none is more about it.
func (p *page) speaksOf(u *unit, t string) bool {
	if u.holds(t) > 0 || slices.Contains(u.above, t) || u.prev != nil && p.speaksOf(u.prev, t) {
		return true
	}
	return slices.Contains(p.labels[u.passage], t) && !slices.ContainsFunc(p.units, func(x *unit) bool { return x.passage == u.passage && x.holds(t) > 0 })
}

// otherCase is the share of a leading condition that the question says nothing of.
func (u *unit) otherCase(about map[string]float64) float64 {
	if len(u.condition) == 0 {
		return 0
	}
	if u.barred { // "If you may not be able to pay": nobody asked of that
		return 1
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
	if len(of.cells) == 0 || len(want) < 2 || of.named(q.terms) {
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
