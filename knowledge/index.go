package knowledge

import (
	"cmp"
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
	total    float64   // of the lengths
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
		x.total += float64(x.lengths[i])
	}
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

// queryTerm is a word of a search and what it counts for.
type queryTerm struct {
	term   string
	weight float64
}

// add scores the passages that hold a term. weight is that of the term in the
// search, average the mean length of all passages that are searched.
func (x *index) add(s *scores, term string, weight, average float64) {
	for _, p := range x.postings[term] {
		tf := float64(p.weight)
		norm := bm25K1 * (1 - bm25B + bm25B*float64(x.lengths[p.passage])/average)
		if s.value[p.passage] == 0 {
			s.touched = append(s.touched, p.passage)
		}
		s.value[p.passage] += float32(weight * tf * (bm25K1 + 1) / (tf + norm))
	}
}

// release gives the working memory back, clean.
func (x *index) release(s *scores) {
	for _, at := range s.touched {
		s.value[at] = 0
	}
	s.touched = s.touched[:0]
	x.scratch.Put(s)
}

// topOf gives the passages with the highest scores, at most limit.
func topOf(s *scores, limit int) []uint32 {
	better := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(s.value[b], s.value[a]), cmp.Compare(a, b))
	}
	limit = min(limit, len(s.touched))
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
