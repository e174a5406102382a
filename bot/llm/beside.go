package llm

import (
	"regexp"
	"slices"
	"strings"
)

// What shows that a sentence does or supposes something else than the question, or
// says it of something else: its words may be nearly all of the question's too.

// actsOnOther tells that a unit says what was asked, and of another thing: "We file
// Real Time Information" for "when do you file my return?", or speaks neither of what
// is done nor of what it is done to.
func (p *page) actsOnOther(u *unit, q part) bool {
	if q.acted == "" || len(u.cells) > 0 || u.holds(q.acted) > tailShare {
		return false
	}
	act, beside := term(q.act), false
	words := strings.Fields(u.text)
	for i, w := range words {
		w = strings.ToLower(strings.Trim(w, ",.;:!?"))
		if term(w) != act || w == q.act+"s" { // "files" are a thing
			continue
		}
		of := named(strings.Join(words[i+1:], " "))
		if w == q.act && len(of) > 0 && !slices.ContainsFunc(of, func(t string) bool { return slices.Contains(q.terms, t) }) {
			return true
		}
		beside = slices.ContainsFunc(q.terms, func(t string) bool { return t != act && u.holds(t) > 0 })
	}
	return !beside && !p.speaksOf(u, q.acted) && !slices.Contains(p.labels[u.passage], act)
}

// numberAsked tells that a question names a row by its number: "priority one".
func (u *unit) numberAsked(q part) bool {
	return u.number != nil && u.number.MatchString(q.text)
}

// otherNumber tells that a question names another row of a table by its number.
func (p *page) otherNumber(u *unit, q part) bool {
	return u.number != nil && !u.numberAsked(q) && slices.ContainsFunc(p.units, func(x *unit) bool { return x.passage == u.passage && x.numberAsked(q) })
}

// apart tells that a question names no more of a row than what tells it from another:
// the front tooth of "Root canal, front tooth".
func (u *unit) apart(q part) bool {
	in := func(list []string) bool {
		return slices.ContainsFunc(list, func(t string) bool { return slices.Contains(q.terms, t) })
	}
	return len(u.begins) > 0 && len(u.begins) < len(u.name) && in(u.name) && !in(u.begins)
}

// supposed finds the case that a question or a sentence supposes, denied what denies it.
var (
	supposed = regexp.MustCompile(`(?i)\bif ([^,;.?]+)`)
	denied   = regexp.MustCompile(`(?i)\b(?:not|never|cannot|no)\b|n['’]t\b`)
)

// opposite tells that a unit supposes the opposite of the question's case: "if both
// sides agree" for "if we don't agree".
func (u *unit) opposite(q part) bool {
	if q.supposed == "" {
		return false
	}
	said := supposed.FindStringSubmatch(u.text)
	if said == nil || denied.MatchString(q.supposed) == denied.MatchString(said[1]) {
		return false
	}
	of := terms(said[1])
	return slices.ContainsFunc(terms(q.supposed), func(t string) bool { return slices.Contains(of, t) })
}

// saidOf finds of what a question asks how long it is something.
var saidOf = regexp.MustCompile(`(?i)\bhow (?:long|often) (?:is|are) [^?]+? (\w+)\??$`)

// ofOther tells that a unit says what was asked of another thing: "the reset link is
// valid" for "how long is the password valid?".
func (u *unit) ofOther(q part) bool {
	if q.said == "" {
		return false
	}
	for clause := range strings.SplitSeq(u.text, "; ") {
		words := strings.Fields(clause)
		i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(strings.Trim(w, ",.;:"), q.said) })
		if i < 2 || !isAre[strings.ToLower(words[i-1])] {
			continue
		}
		of := terms(strings.Join(words[:i-1], " "))
		if len(of) > 0 && !slices.ContainsFunc(of, func(t string) bool { return slices.Contains(q.terms, t) }) {
			return true
		}
	}
	return false
}

var isAre = set("is are")

// otherPurpose tells that units say nothing of what the thing asked for is for: they
// speak of the other of two things in their heading, or only other pages have it.
func (p *page) otherPurpose(us []*unit, q part) bool {
	other := slices.DeleteFunc(slices.Clone(q.terms), func(t string) bool {
		return weak[t] || t == deadline || slices.Contains(q.purpose, t) || us[0].holds(t) == 0
	})
	return len(other) < 2 && slices.ContainsFunc(q.purpose, func(t string) bool {
		return !slices.ContainsFunc(us, func(u *unit) bool { return slices.Contains(u.terms, t) || slices.Contains(u.above, t) || u.under }) &&
			(p.othersSay(us[0], t) && p.otherHalf(us[0], t) || p.known(t) && !p.all[us[0].passage][t])
	})
}

// otherHalf tells that a heading names two things, a term is of one of them and the
// unit speaks of the other: of identity checks under "Identity checks and right to rent".
func (p *page) otherHalf(u *unit, t string) bool {
	own, other := false, false
	for half := range strings.SplitSeq(p.blocks[u.passage].Label, " and ") {
		of := terms(half)
		speaks := slices.ContainsFunc(of, func(x string) bool { return u.holds(x) > 0 })
		own = own || speaks && slices.Contains(of, t)
		other = other || speaks && !slices.Contains(of, t)
	}
	return other && !own
}
