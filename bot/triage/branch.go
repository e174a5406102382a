package triage

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
)

// branch is one alternative of a pattern. Most texts hold none of the strings
// that a branch needs, so it is compiled only once one does.
type branch struct {
	need  [][]string // a match holds at least one of each of these; empty: unknown
	match func() *regexp.Regexp
}

// branches splits a pattern at its outermost alternatives. It panics on a
// pattern that is not valid, as regexp.MustCompile does.
func branches(pattern string) []branch {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic("triage: pattern " + pattern + ": " + err.Error())
	}
	var out []branch
	split(tree, "", &out)
	return out
}

func split(t *syntax.Regexp, prefix string, out *[]branch) {
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
	text := prefix + "(?:" + t.String() + ")"
	*out = append(*out, branch{need: needs(t), match: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })})
}

// needs gives sets of strings: any match of t holds at least one of each.
func needs(t *syntax.Regexp) [][]string {
	switch t.Op {
	case syntax.OpConcat:
		var all [][]string
		for _, sub := range t.Sub {
			all = append(all, needs(sub)...)
		}
		return all
	case syntax.OpCapture, syntax.OpPlus:
		return needs(t.Sub[0])
	case syntax.OpRepeat:
		if t.Min > 0 {
			return needs(t.Sub[0])
		}
		return nil
	}
	if n := needed(t); n != nil {
		return [][]string{n}
	}
	return nil
}

// needed gives strings of which any match of t holds at least one, or nil where
// none of three letters or more can be told.
func needed(t *syntax.Regexp) []string {
	switch t.Op {
	case syntax.OpLiteral:
		if len(t.Rune) >= 3 && t.Flags&syntax.FoldCase == 0 {
			return []string{string(t.Rune)}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(t.Sub[0])
	case syntax.OpRepeat:
		if t.Min > 0 {
			return needed(t.Sub[0])
		}
	case syntax.OpAlternate:
		var all []string
		for _, sub := range t.Sub {
			n := needed(sub)
			if n == nil {
				return nil
			}
			all = append(all, n...)
		}
		return all
	case syntax.OpConcat:
		var best []string
		for _, sub := range t.Sub {
			if n := needed(sub); n != nil && (best == nil || rarer(n, best)) {
				best = n
			}
		}
		return best
	}
	return nil
}

// rarer tells which of two sets of strings will be found less often: the one
// whose shortest string is longer, else the smaller one.
func rarer(a, b []string) bool {
	if la, lb := shortest(a), shortest(b); la != lb {
		return la > lb
	}
	return len(a) < len(b)
}

func shortest(all []string) int {
	n := len(all[0])
	for _, s := range all[1:] {
		n = min(n, len(s))
	}
	return n
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

func (t haystack) contains(s string) bool {
	for i := 0; i+3 <= len(s); i++ {
		if h := trigram(s[i:]); t.has[h>>6]&(1<<(h&63)) == 0 {
			return false
		}
	}
	return strings.Contains(t.text, s)
}

// possible tells whether the text holds what a match needs.
func (b branch) possible(t haystack) bool {
	for _, set := range b.need {
		if !slices.ContainsFunc(set, t.contains) {
			return false
		}
	}
	return true
}

// all gives every match.
func (b branch) all(t haystack) [][]int {
	if !b.possible(t) {
		return nil
	}
	return b.match().FindAllStringIndex(t.text, -1)
}

// first gives the earliest match that overlaps no excuse. After one that does it
// goes on at the next word, so that an excused match hides none inside it.
func (b branch) first(t haystack, excused [][]int) []int {
	if !b.possible(t) {
		return nil
	}
	for from := 0; from < len(t.text); {
		at := b.match().FindStringIndex(t.text[from:])
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
