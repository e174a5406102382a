package knowledge

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

const (
	defaultLimit = 5
	// historyWeight is what a word of an earlier turn counts for, the newest
	// turn first; chosen on the conversations of the evaluation set.
	historyWeight = 0.15
	historyDecay  = 0.6
	historyTurns  = 4
	// defaultMinCoverage was chosen on half of testdata/questions.tsv.
	defaultMinCoverage = 0.5
)

// Search finds the passages that speak of a question, for a client: internal
// pages and those of other accounts are in no index that it looks at. Safe for
// concurrent use. It fails only when ctx has ended.
func (b *Base) Search(ctx context.Context, q Query) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	s := b.current.Load()
	x := s.indexFor(q.Account)
	asked := s.asked(q.Text)
	hits := x.best(s.expand(asked, q.History), orElse(q.Limit, defaultLimit))
	out := Result{Hits: hits, Version: s.version}
	for i := range hits {
		hits[i].Coverage = x.coverage(asked, hits[i].Passage.ID, s)
		hits[i].Passage.Stale = staleAt(b.opts.Now(), hits[i].Passage.Reviewed, hits[i].Passage.ReviewDue, b.opts.StaleMonths)
		out.Coverage = max(out.Coverage, hits[i].Coverage)
	}
	out.Covered, out.Why = b.judge(x, asked, out)
	return out, nil
}

// judge tells whether the documents speak of the question at all.
func (b *Base) judge(x *index, asked []askedTerm, r Result) (bool, string) {
	switch {
	case len(x.passages) == 0:
		return false, "There are no documents to answer from."
	case len(asked) == 0:
		return false, "The message holds no words to search for."
	case r.Coverage < b.opts.MinCoverage:
		return false, "No document speaks of " + missing(x, asked) + "."
	}
	return true, ""
}

// missing names the words of a question that no document speaks of.
func missing(x *index, asked []askedTerm) string {
	var words []string
	for _, a := range asked {
		if !slices.ContainsFunc(a.alternatives, func(t string) bool { return len(x.postings[t]) > 0 }) {
			words = append(words, fmt.Sprintf("%q", a.word))
		}
	}
	if len(words) == 0 {
		return "all of this together"
	}
	return strings.Join(words[:min(4, len(words))], ", ")
}

// askedTerm is a word of the question with what else would answer it.
type askedTerm struct {
	word         string   // as the client wrote it
	alternatives []string // its stem first, then stems of its synonyms
}

// asked gives the words of a question, once each.
func (s *snapshot) asked(text string) []askedTerm {
	var out []askedTerm
	seen := map[string]bool{}
	eachWord(text, func(word string) {
		if stopWords[word] {
			return
		}
		st := stem(word)
		if !seen[st] {
			seen[st] = true
			out = append(out, askedTerm{word: word, alternatives: append([]string{st}, s.synonyms.of(st)...)})
		}
	})
	return out
}

// expand gives the words to search for: those asked, their synonyms for less,
// and words of the last turns for less still.
func (s *snapshot) expand(asked []askedTerm, history []string) []queryTerm {
	weights := map[string]float64{}
	var order []string
	put := func(term string, w float64) {
		if weights[term] == 0 {
			order = append(order, term)
		}
		weights[term] = max(weights[term], w)
	}
	for _, a := range asked {
		for i, t := range a.alternatives {
			put(t, map[bool]float64{true: 1, false: synonymWeight}[i == 0])
		}
	}
	w := historyWeight
	for i := len(history) - 1; i >= max(0, len(history)-historyTurns); i-- {
		for _, t := range terms(history[i]) {
			put(t, w)
		}
		w *= historyDecay
	}
	out := make([]queryTerm, len(order))
	for i, t := range order {
		out[i] = queryTerm{t, weights[t]}
	}
	return out
}

// coverage is the share of the question, by weight, that a passage speaks of.
func (x *index) coverage(asked []askedTerm, id string, s *snapshot) float64 {
	at := uint32(s.place(x, id))
	var have, all float64
	for _, a := range asked {
		w := x.weightOf(a)
		all += w
		if slices.ContainsFunc(a.alternatives, func(t string) bool { return x.holds(t, at) }) {
			have += w
		}
	}
	if all == 0 {
		return 0
	}
	return have / all
}

// weightOf is the weight of a word for coverage: that of its commonest form.
func (x *index) weightOf(a askedTerm) float64 {
	w := x.idf(a.alternatives[0])
	for _, t := range a.alternatives[1:] {
		if len(x.postings[t]) > 0 {
			w = min(w, x.idf(t))
		}
	}
	return w
}
