package triage

import "regexp/syntax"

// What a match must hold is told from the pattern, much as code search does it
// (Russ Cox, "Regular Expression Matching with a Trigram Index", 2012): parts
// that match a few strings and no others are spelled out and joined.

// mostSpelled is how many strings a part may be spelled out to: with many more, looking
// for them takes longer than the expressions that they save.
const mostSpelled = 12

// needs gives sets of strings: any match of t holds at least one of each.
func needs(t *syntax.Regexp) [][]string {
	switch t.Op {
	case syntax.OpConcat:
		return inARow([]string{""}, t.Sub)
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

// inARow is needs of parts that stand one after the other, behind one of the
// strings of before.
func inARow(before []string, parts []*syntax.Regexp) [][]string {
	var out [][]string
	keep := func(set []string) {
		if longEnough(set) {
			out = append(out, set)
		}
	}
	for _, part := range parts {
		if all := spelled(part); all != nil {
			if joined := join(before, all); joined != nil {
				before = joined
				continue
			}
			keep(before)
			before = all
			continue
		}
		if set := eitherBehind(before, part); set != nil {
			out = append(out, set)
		} else {
			keep(before)
		}
		before = []string{""}
	}
	keep(before)
	return out
}

// eitherBehind is needed of a part that stands behind one of the strings of
// before: the start of a word is often taken out of its alternatives.
func eitherBehind(before []string, t *syntax.Regexp) []string {
	switch t.Op {
	case syntax.OpAlternate:
		var all []string
		for _, sub := range t.Sub {
			n := eitherBehind(before, sub)
			if n == nil {
				return nil
			}
			all = append(all, n...)
		}
		return all
	case syntax.OpConcat:
		return rarest(inARow(before, t.Sub))
	case syntax.OpCapture:
		return eitherBehind(before, t.Sub[0])
	}
	if all := spelled(t); all != nil {
		if joined := join(before, all); joined != nil {
			all = joined
		}
		if longEnough(all) {
			return all
		}
		return nil
	}
	sets := needs(t)
	if longEnough(before) {
		sets = append(sets, before)
	}
	return rarest(sets)
}

// needed gives strings of which any match of t holds at least one, or nil where
// none of three letters or more can be told.
func needed(t *syntax.Regexp) []string {
	if all := spelled(t); all != nil {
		if longEnough(all) {
			return all
		}
		return nil
	}
	switch t.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return needed(t.Sub[0])
	case syntax.OpRepeat:
		if t.Min > 0 {
			return needed(t.Sub[0])
		}
	case syntax.OpAlternate:
		return eitherBehind([]string{""}, t)
	case syntax.OpConcat:
		return rarest(needs(t))
	}
	return nil
}

// spelled gives every string that t matches; nil where they are too many, or
// their case is left open.
func spelled(t *syntax.Regexp) []string {
	switch t.Op {
	case syntax.OpLiteral:
		if t.Flags&syntax.FoldCase == 0 {
			return []string{string(t.Rune)}
		}
	case syntax.OpEmptyMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary,
		syntax.OpBeginLine, syntax.OpEndLine, syntax.OpBeginText, syntax.OpEndText:
		return []string{""}
	case syntax.OpCharClass:
		return spelledClass(t.Rune)
	case syntax.OpCapture:
		return spelled(t.Sub[0])
	case syntax.OpQuest:
		if all := spelled(t.Sub[0]); all != nil && len(all) < mostSpelled {
			return append([]string{""}, all...)
		}
	case syntax.OpConcat:
		all := []string{""}
		for _, sub := range t.Sub {
			if all = join(all, spelled(sub)); all == nil {
				return nil
			}
		}
		return all
	case syntax.OpAlternate:
		var all []string
		for _, sub := range t.Sub {
			one := spelled(sub)
			if all = append(all, one...); one == nil || len(all) > mostSpelled {
				return nil
			}
		}
		return all
	}
	return nil
}

// spelledClass spells out a class of a few runes, which stand in pairs: the
// first and the last of each span.
func spelledClass(spans []rune) []string {
	const few = 12
	var all []string
	for i := 0; i+1 < len(spans); i += 2 {
		for r := spans[i]; r <= spans[i+1]; r++ {
			if all = append(all, string(r)); len(all) > few {
				return nil
			}
		}
	}
	return all
}

// join puts each string of b behind each of a; nil where that is too many, or
// where one of them has none.
func join(a, b []string) []string {
	if len(a)*len(b) > mostSpelled {
		return nil
	}
	var all []string
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+y)
		}
	}
	return all
}

// longEnough says whether a text can be asked quickly for the strings: by three letters.
func longEnough(set []string) bool { return len(set) > 0 && shortest(set) >= 3 }

// rarest gives the set that will be found least often; nil of none.
func rarest(sets [][]string) []string {
	var best []string
	for _, set := range sets {
		if best == nil || rarer(set, best) {
			best = set
		}
	}
	return best
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
