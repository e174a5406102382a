package triage

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
)

// branch is one alternative of a pattern. Most texts hold none of the strings
// that a branch needs, so it is compiled only once one does.
type branch struct {
	need  []wanted // a match holds at least one of each of these; empty: unknown
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

// branches splits a pattern at its outermost alternatives.
func branches(pattern string) []*branch {
	var out []*branch
	split(parsed(pattern), "", &out)
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
	need := wantedOf(needs(t)) // before printing, which changes the tree
	*out = append(*out, &branch{need: need, text: prefix + "(?:" + printed(t) + ")"})
}

// printed writes a pattern of folded text as short as the rules do, and leaves the
// tree without its classes. The parser's own printing goes through every letter of
// every class for the sake of case, which was most of the time of starting up; so
// each class is printed here, and a letter of private use stands for it in the tree.
func printed(t *syntax.Regexp) string {
	var pairs []string
	withoutClasses(t, func(class []rune) rune {
		stand := firstPrivate + rune(len(pairs)/2)
		pairs = append(pairs, fmt.Sprintf(`\x{%x}`, stand), printedClass(class))
		return stand
	})
	return strings.NewReplacer(pairs...).Replace(t.String())
}

const firstPrivate = 0xe000

func withoutClasses(t *syntax.Regexp, stand func(class []rune) rune) {
	if t.Op == syntax.OpCharClass {
		*t = syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{stand(t.Rune)}}
	}
	for _, sub := range t.Sub {
		withoutClasses(sub, stand)
	}
}

// printedClass writes a class, of which its ranges are given, or what it leaves out
// where that is less.
func printedClass(ranges []rune) string {
	if slices.Equal(ranges, noLetters()) {
		return noLetter // 4 kB, were it spelt out
	}
	var b strings.Builder
	b.WriteByte('[')
	if n := len(ranges); n > 2 && ranges[0] == 0 && ranges[n-1] == unicode.MaxRune {
		b.WriteByte('^')
		gaps := slices.Clone(ranges[1 : n-1])
		for i := 0; i < len(gaps); i += 2 {
			gaps[i]++
			gaps[i+1]--
		}
		ranges = gaps
	}
	for i := 0; i < len(ranges); i += 2 {
		lo, hi := ranges[i], ranges[i+1]
		b.WriteString(inClass(lo))
		if hi > lo {
			b.WriteString("-" + inClass(hi))
		}
	}
	b.WriteByte(']')
	return b.String()
}

func inClass(r rune) string {
	if !unicode.IsPrint(r) || strings.ContainsRune(`[]\^-`, r) {
		return fmt.Sprintf(`\x{%x}`, r)
	}
	return string(r)
}

// noLetters are the ranges of noLetter.
var noLetters = sync.OnceValue(func() []rune { return parsed(noLetter).Rune })

// parsed panics on a pattern that is not valid, as regexp.MustCompile does.
func parsed(pattern string) *syntax.Regexp {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic("triage: pattern " + pattern + ": " + err.Error())
	}
	return tree
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

func trigram(s string) uint16 {
	h := uint32(s[0])*0x9E3779B1 ^ uint32(s[1])*0x85EBCA77 ^ uint32(s[2])*0xC2B2AE3D
	return uint16(h >> 18) // #nosec G115 -- fourteen bits
}

// wanted are strings of which a match holds one, and where their first and last
// trigrams stand in a haystack: nearly always one of the two is missing. The places
// stand apart from the strings, so that looking for them reads little memory.
type wanted struct {
	places []place
	texts  []string
}

type place struct{ first, last uint16 }

func wantedOf(sets [][]string) []wanted {
	out := make([]wanted, len(sets))
	for i, set := range sets {
		out[i] = wanted{places: make([]place, len(set)), texts: set}
		for j, text := range set {
			out[i].places[j] = place{trigram(text), trigram(text[len(text)-3:])}
		}
	}
	return out
}

// possible tells whether the text holds what a match needs.
func (b *branch) possible(t haystack) bool {
	for i := range b.need {
		if !t.holdsOne(&b.need[i]) {
			return false
		}
	}
	return true
}

// holdsOne asks in a plain loop, since it is what most of the rules' time goes to.
func (t *haystack) holdsOne(of *wanted) bool {
	for i, p := range of.places {
		if t.has[p.first>>6&255]&(1<<(p.first&63)) != 0 && t.has[p.last>>6&255]&(1<<(p.last&63)) != 0 && strings.Contains(t.text, of.texts[i]) {
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
