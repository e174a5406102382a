package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"countersign/bot"
	"countersign/bot/triage"
	"countersign/knowledge"
)

// passages makes documents of n passages in all, a hundred to a page.
func passages(n int) fstest.MapFS {
	files := fstest.MapFS{}
	seed := uint32(1)
	next := func(limit uint32) uint32 { seed = seed*1664525 + 1013904223; return (seed >> 8) % limit }
	for page := range n / 100 {
		var text strings.Builder
		fmt.Fprintf(&text, "---\ntitle: Page %d\nowner: Priya\nreviewed: 2026-09-01\naudience: client\n---\n", page)
		for part := range 100 {
			fmt.Fprintf(&text, "\n## Part %d\n", part)
			for range 60 {
				fmt.Fprintf(&text, "w%dx ", next(1+next(20_000)))
			}
			text.WriteString(".\n")
		}
		files[fmt.Sprintf("page-%d.md", page)] = &fstest.MapFile{Data: []byte(text.String())}
	}
	return files
}

// BenchmarkAssessAndSearch sorts and then searches, as the program does with a
// message before it drafts, over documents of growing size. It tells the time
// of each, and what reading the documents took.
func BenchmarkAssessAndSearch(b *testing.B) {
	assessor, err := triage.New(triage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1_000, 10_000, 50_000} {
		files := passages(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			began := time.Now()
			base, err := knowledge.OpenFS(files, knowledge.Options{})
			if err != nil {
				b.Fatal(err)
			}
			read := time.Since(began)
			var assessed, searched []time.Duration
			for i := 0; b.Loop(); i++ {
				text := fmt.Sprintf("%s w%dx w%dx w%dx w%dx?", benchQuestions[i%len(benchQuestions)], i%200, 3*(i%200), 500+i%200, 5000+i%200)
				now := time.Now()
				_, err := assessor.Assess(b.Context(), bot.Situation{Now: now, Channel: "acme", Account: bot.Account{ID: "acme"},
					Messages: []bot.Message{{ID: "m1", Text: text, SentAt: now, ReceivedAt: now}}})
				if err != nil {
					b.Fatal(err)
				}
				sorted := time.Now()
				if _, err := base.Search(b.Context(), knowledge.Query{Text: text, Account: "acme"}); err != nil {
					b.Fatal(err)
				}
				assessed, searched = append(assessed, sorted.Sub(now)), append(searched, time.Since(sorted))
			}
			b.ReportMetric(milliseconds(percentile(assessed, .5)), "assess-p50-ms")
			b.ReportMetric(milliseconds(percentile(assessed, .99)), "assess-p99-ms")
			b.ReportMetric(milliseconds(percentile(searched, .5)), "search-p50-ms")
			b.ReportMetric(milliseconds(percentile(searched, .99)), "search-p99-ms")
			b.ReportMetric(milliseconds(read), "ms-to-read")
		})
	}
}
