package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// BM25 with the usual parameters (Robertson and Zaragoza 2009): measured with
// the stop list here to do best on three public test sets.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
	// headingWeight is what a word of the title or a heading counts for.
	headingWeight = 1.5
)

// index is a BM25 index over passages. It does not change once built, so any
// number of searches may use it at once.
type index struct {
	passages []Passage
	postings map[string][]posting
	lengths  []float32
	average  float64
	scratch  sync.Pool // of *scores
}

type posting struct {
	passage uint32
	weight  float32 // occurrences, those of headings weighted
}

// scores is the working memory of one search.
type scores struct {
	value   []float32
	touched []uint32
}

func newIndex(passages []Passage) *index {
	x := &index{passages: passages, postings: map[string][]posting{}, lengths: make([]float32, len(passages))}
	counts := map[string]float32{}
	var total float64
	for i, p := range passages {
		clear(counts)
		for _, t := range terms(p.Text) {
			counts[t]++
		}
		for _, t := range terms(p.headline()) {
			counts[t] += headingWeight
		}
		for t, n := range counts {
			x.postings[t] = append(x.postings[t], posting{uint32(i), n})
			x.lengths[i] += n
		}
		total += float64(x.lengths[i])
	}
	x.average = total / float64(max(1, len(passages)))
	x.scratch.New = func() any { return &scores{value: make([]float32, len(passages))} }
	return x
}

// headline is the title and the headings of a passage, once each.
func (p Passage) headline() string {
	if strings.Contains(p.Heading, p.Title) {
		return p.Heading
	}
	return p.Title + " " + p.Heading
}

// idf is the weight of a term: high for a rare one, highest for one that is
// nowhere in the documents.
func (x *index) idf(term string) float64 {
	n, df := float64(len(x.passages)), float64(len(x.postings[term]))
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// queryTerm is a word of a search and what it counts for.
type queryTerm struct {
	term   string
	weight float64
}

// best gives the limit passages that score highest, best first; the order of
// the documents decides among equals.
func (x *index) best(query []queryTerm, limit int) []Hit {
	s := x.scratch.Get().(*scores)
	defer x.scratch.Put(s)
	for _, q := range query {
		x.add(s, q)
	}
	top := topOf(s, limit)
	out := make([]Hit, len(top))
	for i, at := range top {
		out[i] = Hit{Passage: x.passages[at], Score: float64(s.value[at])}
	}
	for _, at := range s.touched {
		s.value[at] = 0
	}
	s.touched = s.touched[:0]
	return out
}

func (x *index) add(s *scores, q queryTerm) {
	idf := x.idf(q.term) * q.weight
	for _, p := range x.postings[q.term] {
		tf := float64(p.weight)
		norm := bm25K1 * (1 - bm25B + bm25B*float64(x.lengths[p.passage])/x.average)
		if s.value[p.passage] == 0 {
			s.touched = append(s.touched, p.passage)
		}
		s.value[p.passage] += float32(idf * tf * (bm25K1 + 1) / (tf + norm))
	}
}

// topOf gives the passages with the highest scores, at most limit.
func topOf(s *scores, limit int) []uint32 {
	better := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(s.value[b], s.value[a]), cmp.Compare(a, b))
	}
	top := make([]uint32, 0, limit+1)
	for _, at := range s.touched {
		if len(top) == limit && better(at, top[limit-1]) > 0 {
			continue
		}
		place, _ := slices.BinarySearchFunc(top, at, better)
		top = slices.Insert(top, place, at)
		if len(top) > limit {
			top = top[:limit]
		}
	}
	return top
}

// holds tells whether a passage has a term.
func (x *index) holds(term string, passage uint32) bool {
	_, found := slices.BinarySearchFunc(x.postings[term], passage, func(p posting, at uint32) int { return cmp.Compare(p.passage, at) })
	return found
}
