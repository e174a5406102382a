package triage

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync/atomic"
)

// branch is one alternative of a pattern. Most texts hold none of the strings
// that a branch needs, so it is compiled only once one does.
type branch struct {
	need  [][]wanted // a match holds at least one of each of these; empty: unknown
	text  string
	match atomic.Pointer[regexp.Regexp] // once it is compiled
}

// pattern is the branch's, compiled. Callers who are first at the same time may each
// compile it.
func (b *branch) pattern() *regexp.Regexp {
	p := b.match.Load()
	if p == nil {
		p = regexp.MustCompile(b.text)
		b.match.Store(p)
	}
	return p
}

// branches splits a pattern at its outermost alternatives. It panics on a
// pattern that is not valid, as regexp.MustCompile does.
func branches(pattern string) []*branch {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic("triage: pattern " + pattern + ": " + err.Error())
	}
	var out []*branch
	split(tree, "", &out)
	return slices.Clip(out)
}

func split(t *syntax.Regexp, prefix string, out *[]*branch) {
	switch {
	case t.Op == syntax.OpAlternate:
		for _, sub := range t.Sub {
			split(sub, prefix, out)
		}
		return
	case t.Op == syntax.OpConcat && len(t.Sub) == 2 && t.Sub[0].Op == syntax.OpWordBoundary && t.Sub[1].Op == syntax.OpAlternate:
		split(t.Sub[1], prefix+`\b`, out)
		return
	}
	*out = append(*out, &branch{need: wantedOf(needs(t)), text: prefix + "(?:" + t.String() + ")"})
}

// haystack is a text with the set of its trigrams, hashed.
type haystack struct {
	text string
	has  *[1 << 8]uint64
}

func newHaystack(text string) haystack {
	t := haystack{text: text, has: new([1 << 8]uint64)}
	for i := 0; i+3 <= len(text); i++ {
		h := trigram(text[i:])
		t.has[h>>6] |= 1 << (h & 63)
	}
	return t
}

func trigram(s string) uint32 {
	h := uint32(s[0])*0x9E3779B1 ^ uint32(s[1])*0x85EBCA77 ^ uint32(s[2])*0xC2B2AE3D
	return h >> 18
}

// wanted is a string with the places of its first and last trigram in a haystack:
// nearly always one of the two is missing.
type wanted struct {
	text        string
	first, last uint32
}

func wantedOf(sets [][]string) [][]wanted {
	out := make([][]wanted, len(sets))
	for i, set := range sets {
		out[i] = make([]wanted, 0, len(set))
		for _, text := range set {
			out[i] = append(out[i], wanted{text, trigram(text), trigram(text[len(text)-3:])})
		}
	}
	return out
}

func (t *haystack) contains(w *wanted) bool {
	return t.has[w.first>>6]&(1<<(w.first&63)) != 0 && t.has[w.last>>6]&(1<<(w.last&63)) != 0 && strings.Contains(t.text, w.text)
}

// possible tells whether the text holds what a match needs.
func (b *branch) possible(t haystack) bool {
	for _, set := range b.need {
		if !t.holdsOne(set) {
			return false
		}
	}
	return true
}

// holdsOne asks in a plain loop, since it is what most of the rules' time goes to.
func (t *haystack) holdsOne(of []wanted) bool {
	for i := range of {
		if t.contains(&of[i]) {
			return true
		}
	}
	return false
}

// all gives every match.
func (b *branch) all(t haystack) [][]int {
	if !b.possible(t) {
		return nil
	}
	return b.pattern().FindAllStringIndex(t.text, -1)
}

// first gives the earliest match that overlaps no excuse. After one that does it
// goes on at the next word, so that an excused match hides none inside it.
func (b *branch) first(t haystack, excused [][]int) []int {
	if !b.possible(t) {
		return nil
	}
	for from := 0; from < len(t.text); {
		at := b.pattern().FindStringIndex(t.text[from:])
		if at == nil {
			return nil
		}
		at[0], at[1] = from+at[0], from+at[1]
		if !overlaps(at, excused) {
			return at
		}
		next := strings.IndexFunc(t.text[at[0]:], func(r rune) bool { return !isLetter(r) })
		if next < 0 {
			return nil
		}
		from = at[0] + max(next, 1)
	}
	return nil
}
