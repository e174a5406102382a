package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// view is what a client of one account may search: the index of the pages for
// everybody and, where there is one, that of the account's own. Words are
// weighed over both together, so a page is found as if they were one index,
// and no index is held twice. Other accounts' pages are in neither.
type view []*index

// found is a passage and where it stands.
type found struct {
	in    *index
	at    uint32
	score float32
}

func (f found) passage() Passage { return f.in.passages[f.at] }

func (v view) size() int {
	n := 0
	for _, x := range v {
		n += len(x.passages)
	}
	return n
}

// average is the mean length of the passages.
func (v view) average() float64 {
	var total float64
	for _, x := range v {
		total += x.total
	}
	return total / float64(max(1, v.size()))
}

// holding tells how many passages hold a term.
func (v view) holding(term string) int {
	n := 0
	for _, x := range v {
		n += len(x.postings[term])
	}
	return n
}

// idf is the weight of a term: high for a rare one, highest for one that is
// nowhere in the documents.
func (v view) idf(term string) float64 {
	n, df := float64(v.size()), float64(v.holding(term))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// best gives the limit passages that score highest, best first; the order of
// the documents decides among equals.
func (v view) best(query []queryTerm, limit int) []found {
	average := v.average()
	var out []found
	for _, x := range v {
		s := x.scratch.Get().(*scores)
		for _, q := range query {
			x.add(s, q.term, v.idf(q.term)*q.weight, average)
		}
		for _, at := range topOf(s, limit) {
			out = append(out, found{x, at, s.value[at]})
		}
		x.release(s)
	}
	slices.SortStableFunc(out, func(a, b found) int { return cmp.Compare(b.score, a.score) })
	return out[:min(limit, len(out))]
}

// coverage is the share of a question, by weight, that a passage speaks of.
func (v view) coverage(asked []askedTerm, f found) float64 {
	var have, all float64
	for _, a := range asked {
		w := v.weightOf(a)
		all += w
		if slices.ContainsFunc(a.alternatives, func(t string) bool { return f.in.holds(t, f.at) }) {
			have += w
		}
	}
	if all == 0 {
		return 0
	}
	return have / all
}

// weightOf is the weight of a word for coverage: that of its commonest form.
func (v view) weightOf(a askedTerm) float64 {
	w := v.idf(a.alternatives[0])
	for _, t := range a.alternatives[1:] {
		if v.holding(t) > 0 {
			w = min(w, v.idf(t))
		}
	}
	return w
}
