package drafting

import (
	"strings"
	"sync"

	"countersign/bot/grounding"
)

// mostPassages is how many passages of the documents are kept as they were read.
const mostPassages = 256

// reading keeps what was read of a draft and its passages, so that the checks,
// which ask for much the same, do not read it again. A nil one keeps nothing.
type reading struct {
	mu        sync.Mutex // a check that was given up may still be at work
	figures   map[string][]grounding.Figure
	judgement map[string]grounding.Judgement
	languages map[string]string
}

func newReading() *reading {
	return &reading{figures: map[string][]grounding.Figure{}, judgement: map[string]grounding.Judgement{}, languages: map[string]string{}}
}

func (r *reading) figuresOf(text string) []grounding.Figure {
	fresh := func() []grounding.Figure { return grounding.Figures(text) }
	if r == nil {
		return fresh()
	}
	return remembered(&r.mu, r.figures, text, fresh)
}

func (r *reading) languageOf(text string) string {
	fresh := func() string { return languageOf(text) }
	if r == nil {
		return fresh()
	}
	return remembered(&r.mu, r.languages, text, fresh)
}

// judge holds a claim against sources; own are the reader's figures, the same in
// every call.
func (r *reading) judge(claim string, sources []string, own []grounding.Figure) grounding.Judgement {
	fresh := func() grounding.Judgement { return grounding.NewSources(sources, own...).Judge(claim) }
	if r == nil {
		return fresh()
	}
	return remembered(&r.mu, r.judgement, claim+"\x00"+strings.Join(sources, "\x00"), fresh)
}

// remembered gives what is held under a key, or makes and keeps it.
func remembered[T any](mu *sync.Mutex, held map[string]T, key string, fresh func() T) T {
	mu.Lock()
	v, ok := held[key]
	mu.Unlock()
	if ok {
		return v
	}
	v = fresh()
	mu.Lock()
	defer mu.Unlock()
	held[key] = v
	return v
}
