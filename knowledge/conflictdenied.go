package knowledge

import "slices"

// What two pages say of one thing without a figure: that it is so and that it is not;
// by post only and by e-mail.

// lightWords are stems that one clause may have and the other not, though they say the
// same: what is done with nearly anything, leave and need.
var lightWords = stemSet(`firm team staff people person anyone send submit give bring provide upload supply deliver get make take keep use come go
	accept allow permit welcome able possible require longer currently normally usually please here also all any every kind case circumstance do only never client customer`)

// denials finds the clauses that deny each other.
func (found *conflicts) denials() {
	passages := found.passages
	stances := stancesOf(passages)
	bySubject := map[string][]int{}
	for i, s := range stances {
		for w := range s.words {
			bySubject[w] = append(bySubject[w], i)
		}
	}
	for i, s := range stances {
		if !s.denies && !s.byThese && !s.onThese {
			continue
		}
		for _, j := range alikeTo(s, i, bySubject) {
			other := stances[j]
			if !mayDiffer(&passages[s.passage], &passages[other.passage]) || !s.against(other, passages) {
				continue
			}
			first, second := s, other
			if s.passage < other.passage {
				first, second = other, s
			}
			found.note(first.passage, second.passage, Conflict{Figure: first.shown, OtherFigure: second.shown, Sentence: true})
		}
	}
}

// alikeTo gives the clauses that have a word of a clause's, not one of everywhere, in
// their order.
func alikeTo(s stance, self int, bySubject map[string][]int) []int {
	found := map[int]int{}
	for w := range s.words {
		if held := bySubject[w]; len(held) < 200 {
			for _, j := range held {
				found[j]++
			}
		}
	}
	delete(found, self)
	return sortedKeys(found)
}

// against tells whether of two clauses, the first of which denies or lets one way or
// some days alone, one cannot hold with the other.
func (s stance) against(o stance, passages []Passage) bool {
	if !sameCase(s, o) {
		return false
	}
	switch {
	case s.denies && !o.denies:
		return s.unsays(o) && !s.ofAnother(o, passages)
	case s.denies || o.denies || s.side() != o.side() || !s.alike(o):
		return false
	case s.byThese && disjoint(meansOf(s.lower), meansOf(o.lower)):
		return !s.ofAnother(o, passages)
	case s.onThese && disjoint(daysOf(s.text), daysOf(o.text)):
		s.text, o.text = dayRegex.ReplaceAllString(s.text, " "), dayRegex.ReplaceAllString(o.text, " ")
		return !s.ofAnother(o, passages)
	}
	return false
}

func (s stance) ofAnother(o stance, passages []Passage) bool {
	return twoThings(statement{words: s.words, rest: s.text}, statement{words: o.words, rest: o.text}, above(passages[s.passage]), above(passages[o.passage]))
}

// unsays tells whether a clause that denies says that what the other says is not so:
// it has nearly all of its words and none besides. "We give tax advice" holds where "we
// do not give tax advice on shares", and "you may pay" where "you need not pay".
func (s stance) unsays(o stance) bool {
	if s.common(o) < 2 || len(s.besides(o)) > 0 {
		return false
	}
	more := o.besides(s)
	if len(more) > 1 || len(more) == 1 && saysWhich(senseOf(o.text, "").which, more[0], s.words) {
		return false
	}
	if by, other := s.actor(), o.actor(); by != other && by != "" && other != "" {
		return false
	}
	return s.force() != mustBe || o.force() != mayBe
}

// common counts the words that two clauses have both.
func (s stance) common(o stance) int {
	n := 0
	for w := range s.words {
		if o.words[w] {
			n++
		}
	}
	return n
}

// besides gives the words that a clause has and another has not, light ones and those
// in a list with one that it has left out.
func (s stance) besides(o stance) []string {
	var out []string
	for w := range s.words {
		if !o.words[w] && !lightWords[w] {
			out = append(out, w)
		}
	}
	if len(out) == 0 || len(out) > mostListed {
		return out
	}
	listed := listedIn(s.lower, o.words)
	return slices.DeleteFunc(out, func(w string) bool { return listed[w] })
}

// mostListed is how many other things a list may have.
const mostListed = 6

// saysWhich tells whether a word says which of the things is meant: "assistance" of dogs.
func saysWhich(which map[string]map[string]bool, word string, things map[string]bool) bool {
	for thing := range things {
		if which[thing][word] {
			return true
		}
	}
	return false
}

// alike tells whether two clauses speak of one thing, ways and days aside.
func (s stance) alike(o stance) bool {
	rest := func(of []string) int {
		return len(slices.DeleteFunc(of, func(w string) bool { return channels[w] != "" || len(daysOf(w)) > 0 }))
	}
	named := false
	for w := range s.words {
		named = named || o.words[w] && !lightWords[w]
	}
	return named && rest(s.besides(o)) < 2 && rest(o.besides(s)) < 2
}

// side tells who does it: clients do what can or must be done without saying by whom.
func (s stance) side() string {
	if by := s.actor(); by != "" || s.force() == isSo {
		return by
	}
	return "you"
}

// sameCase tells whether two clauses hold in one case, or both in each.
func sameCase(a, b stance) bool {
	if len(a.given) == 0 || len(b.given) == 0 {
		return len(a.given) == len(b.given)
	}
	return within(a.given, b.given) || within(b.given, a.given)
}
