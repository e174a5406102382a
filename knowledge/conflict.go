package knowledge

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A statement is a sentence with a figure in it. Two statements of different
// pages conflict when they are about the same thing, by their words, and give
// figures of the same kind that differ.
type statement struct {
	passage int
	words   map[string]bool // stems without those of figures
	figures []figure
	rest    string // without the figures
}

const (
	// sameSubject is the share of the lighter sentence's weight that two
	// statements must have in common, sameWords the share of both together, and
	// commonWords the least number of words; an address, which is known by
	// itself, needs less. Chosen so
	// that the sample firm's known conflicts are found and nothing else.
	sameSubject  = 0.40
	sameWords    = 0.12
	commonWords  = 3
	addressWords = 2
	// maxStatements bounds the pairs that are compared.
	maxStatements = 20_000
)

// emptyWords, as stems, stand around any figure and say nothing of what it is for.
var emptyWords = wordSet("cost vat includ plus under over abov below")

// conflicts are what the passages of a base say against each other.
type conflicts struct {
	passages []Passage
	reported map[[2]int]bool // pairs of passages
	problems []Problem
}

// markConflicts finds what contradicts what, notes it at the passages and reports each
// pair of passages once.
func markConflicts(passages []Passage) []Problem {
	found := conflicts{passages: passages, reported: map[[2]int]bool{}}
	found.figures()
	found.denials()
	return found.problems
}

// figures finds the statements whose figures contradict each other.
func (found *conflicts) figures() {
	passages := found.passages
	statements := statementsOf(passages)
	weight := rarity(statements)
	bySubject := map[string][]int{}
	for i, s := range statements {
		candidates := map[int]int{}
		for w := range s.words {
			for _, j := range bySubject[w] {
				candidates[j]++
			}
			if len(bySubject[w]) < 200 { // a word of everywhere says nothing
				bySubject[w] = append(bySubject[w], i)
			}
		}
		for _, j := range sortedKeys(candidates) {
			other := statements[j]
			if candidates[j] < addressWords || !mayDiffer(&passages[s.passage], &passages[other.passage]) {
				continue
			}
			mine, theirs, ok := differ(s, other)
			if ok && alike(s, other, candidates[j], mine.kind == "address", weight) && !twoThings(s, other, above(passages[s.passage]), above(passages[other.passage])) {
				found.note(s.passage, other.passage, Conflict{Figure: mine.shown, OtherFigure: theirs.shown})
			}
		}
	}
}

// note notes at two passages what each says against the other, by what the first says.
func (found *conflicts) note(first, second int, said Conflict) {
	p, other := &found.passages[first], &found.passages[second]
	for _, x := range []struct {
		at, with     *Passage
		mine, theirs string
	}{{p, other, said.Figure, said.OtherFigure}, {other, p, said.OtherFigure, said.Figure}} {
		c := Conflict{With: x.with.ID, Account: x.with.Account, File: x.with.File, Heading: x.with.Heading,
			Figure: x.mine, OtherFigure: x.theirs, Sentence: said.Sentence, Newer: x.with.Reviewed.After(x.at.Reviewed)}
		if !slices.Contains(x.at.Conflicts, c) {
			x.at.Conflicts = append(x.at.Conflicts, c)
		}
	}
	if pair := [2]int{first, second}; !found.reported[pair] {
		found.reported[pair] = true
		found.problems = append(found.problems, Problem{Kind: ProblemContradiction, File: p.File, Heading: p.Heading,
			Detail: fmt.Sprintf("Says %q where %s (%s) says %q of what seems the same. Make them agree.", said.Figure, other.File, other.Heading, said.OtherFigure)})
	}
}

// mayDiffer tells whether two passages can contradict each other for somebody:
// one client never sees the pages of two accounts.
func mayDiffer(a, b *Passage) bool {
	return a.File != b.File && (a.Account == b.Account || a.Account == "" || b.Account == "")
}

// conflictsFor gives those that a client of the account could see both sides of.
func conflictsFor(all []Conflict, account string) []Conflict {
	var out []Conflict
	for _, c := range all {
		if c.Account == "" || c.Account == account {
			out = append(out, c)
		}
	}
	return out
}

// above is what stands above a passage.
func above(p Passage) string { return p.Title + ". " + strings.ReplaceAll(p.Heading, " > ", ". ") }

func sortedKeys(m map[int]int) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func statementsOf(passages []Passage) []statement {
	var out []statement
	for i, p := range passages {
		for _, sentence := range sentences(p.Text) {
			if !strings.ContainsAny(sentence, "0123456789") && !wordedFigure.MatchString(sentence) {
				continue // no figure can be in it, and the patterns are slow
			}
			figures, rest := figuresOf(sentence)
			rest = asOneWord(rest)
			if len(figures) == 0 || len(out) >= maxStatements {
				continue
			}
			s := statement{passage: i, words: map[string]bool{}, figures: figures, rest: rest}
			for _, t := range terms(rest) {
				if !emptyWords[t] {
					s.words[t] = true
				}
			}
			out = append(out, s)
		}
	}
	return out
}

// rarity weighs words by how few statements hold them.
func rarity(all []statement) func(word string) float64 {
	held := map[string]int{}
	for _, s := range all {
		for w := range s.words {
			held[w]++
		}
	}
	return func(word string) float64 {
		return math.Log(1 + float64(len(all))/float64(1+held[word]))
	}
}

// differ gives figures of the same kind and unit of which neither statement
// has the other's.
func differ(a, b statement) (figure, figure, bool) {
	for _, x := range a.figures {
		for _, y := range b.figures {
			if x.kind == y.kind && unit(x) == unit(y) && !has(b, x) && !has(a, y) {
				return x, y, true
			}
		}
	}
	return figure{}, figure{}, false
}

func unit(f figure) string {
	_, u, _ := strings.Cut(f.value, " ")
	if f.kind != "duration" {
		return ""
	}
	return u
}

func has(s statement, f figure) bool {
	return slices.ContainsFunc(s.figures, func(x figure) bool { return x.same(f) })
}

// alike tells whether two statements with some words in common are about the
// same thing. An address is known by itself, so it asks for less.
func alike(a, b statement, common int, address bool, weight func(string) float64) bool {
	var both, ofA, ofB float64
	for w := range a.words {
		ofA += weight(w)
		if b.words[w] {
			both += weight(w)
		}
	}
	for w := range b.words {
		ofB += weight(w)
	}
	enough := address || (common >= commonWords && both >= sameWords*(ofA+ofB-both))
	return enough && both >= sameSubject*min(ofA, ofB)
}
