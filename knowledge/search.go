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
	v := s.viewFor(q.Account)
	asked := s.asked(q.Text)
	out := Result{Version: s.version}
	for _, f := range v.best(s.expand(asked, q.History), orElse(max(q.Limit, 0), defaultLimit)) {
		h := Hit{Passage: b.shown(f.passage(), q.Account), Score: float64(f.score), Coverage: v.coverage(asked, f)}
		out.Hits = append(out.Hits, h)
		out.Coverage = max(out.Coverage, h.Coverage)
	}
	out.Covered, out.Why = b.judge(v, asked, out)
	return out, nil
}

// shown is a passage as it is at the time of a search for the account.
func (b *Base) shown(p Passage, account string) Passage {
	p.Stale = staleAt(b.opts.Now(), p.Reviewed, p.ReviewDue, b.opts.StaleMonths)
	p.Conflicts = conflictsFor(p.Conflicts, account)
	return p
}

// judge tells whether the documents speak of the question at all.
func (b *Base) judge(v view, asked []askedTerm, r Result) (bool, string) {
	switch {
	case v.size() == 0:
		return false, "There are no documents to answer from."
	case len(asked) == 0:
		return false, "The message holds no words to search for."
	case r.Coverage < b.opts.MinCoverage:
		return false, "No document speaks of " + missing(v, asked) + "."
	}
	return true, ""
}

// missing names the words of a question that no document speaks of.
func missing(v view, asked []askedTerm) string {
	var words []string
	for _, a := range asked {
		if !slices.ContainsFunc(a.alternatives, func(t string) bool { return v.holding(t) > 0 }) {
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
