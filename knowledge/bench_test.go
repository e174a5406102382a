package knowledge

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// sizes are the numbers of passages that docs/performance.md tells of.
var sizes = []int{1_000, 10_000, 50_000}

// many makes n passages of 60 words over a vocabulary of 20,000 in which, as
// in a language, a few words are everywhere and most are rare.
func many(n int) []Passage {
	out := make([]Passage, n)
	seed := uint32(1)
	next := func(limit uint32) uint32 { seed = seed*1664525 + 1013904223; return (seed >> 8) % limit }
	for i := range out {
		var text strings.Builder
		for range 60 {
			fmt.Fprintf(&text, "w%dx ", next(1+next(20_000)))
		}
		out[i] = Passage{ID: fmt.Sprint(i), Title: "t", Text: text.String(), Audience: AudienceClient}
	}
	return out
}

// baseOf is a base of these passages.
func baseOf(passages []Passage) *Base {
	b := &Base{opts: Options{}.filled(), log: slog.New(slog.DiscardHandler)}
	b.current.Store(build([]cached{{page: Page{File: "a.md"}, passages: passages}}, nil))
	return b
}

// BenchmarkSearch is a whole search, from the words of a client to the
// passages and the verdict whether they cover the question.
func BenchmarkSearch(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			base := baseOf(many(n))
			questions := make([]string, 200)
			for i := range questions {
				questions[i] = fmt.Sprintf("w%dx w%dx w%dx w%dx w%dx w%dx w%dx w%dx", i, 3*i, 7*i, 11*i, 90*i, 500+i, 1000+i, 5000+i)
			}
			var all []time.Duration
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				if _, err := base.Search(context.Background(), Query{Text: questions[i%len(questions)]}); err != nil {
					b.Fatal(err)
				}
				all = append(all, time.Since(began))
			}
			slices.Sort(all)
			b.ReportMetric(float64(all[len(all)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
}

// BenchmarkIndexBuild is the time from passages to a searchable state, and the
// memory that state holds besides their texts.
func BenchmarkIndexBuild(b *testing.B) {
	for _, n := range sizes {
		passages := many(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			before := heapMB()
			var base *Base
			for b.Loop() {
				base = baseOf(passages)
			}
			b.ReportMetric(heapMB()-before, "MB-held")
			runtime.KeepAlive(base)
		})
	}
}

func heapMB() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
