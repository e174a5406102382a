package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestACommandStopsAutomaticAnswersInEveryProcessAtOnce has two programs serve one
// database, and gives the commands beside them: what they take away is gone from
// the next answer on, wherever it would leave, well within the five seconds that
// are promised.
func TestACommandStopsAutomaticAnswersInEveryProcessAtOnce(t *testing.T) {
	t.Parallel()
	model := newFakeModel(t)
	model.set("fine", "stub-1")
	var clients strings.Builder // one for each question: who wrote before must not weigh
	for i := range 12 {
		fmt.Fprintf(&clients, "  - {id: acct_%d, name: Client %d, console: [C_%d]}\n", i, i, i)
	}
	cfg := ownedBy(t, fixtureConfig(t, clients.String()+"model: {provider: openai, name: stub-1, base_url: "+model.URL+"}\n"), "Priya")
	grantEverything(t, cfg, "openai/stub-1")
	one, _ := serveHere(t, cfg, "OPENAI_API_KEY="+modelKey)
	two, _ := serveHere(t, cfg, "OPENAI_API_KEY="+modelKey)
	n := 0
	ask := func(when string, automatic bool) {
		t.Helper()
		for i, firm := range []*api{one, two} {
			state := map[bool]string{true: "answered", false: "in_review"}[automatic]
			got := firm.labels(t, fmt.Sprint("q", n), fmt.Sprint("C_", n), "How do I reset my portal password?", state)
			n++
			if slices.Contains(got, bot.AutoLabel) != automatic {
				t.Errorf("%s, asked through process %d: the client saw %q, want an automatic answer: %t", when, i+1, got, automatic)
			}
		}
	}
	give := func(args ...string) {
		t.Helper()
		began := time.Now()
		code, stdout, stderr := command(t, append(args, "--config", cfg)...)
		if code != exitOK {
			t.Fatalf("countersign %s: ended with %d\n%s%s", strings.Join(args, " "), code, stdout, stderr)
		}
		t.Logf("countersign %s took %s beside two programs", strings.Join(args, " "), time.Since(began).Round(time.Millisecond))
	}
	ask("before", true)
	give("pause", "--by", "Tom", "--reason", "looks wrong")
	ask("after the switch over all was pulled", false)
	give("resume", "--by", "Priya")
	ask("after it was let go", true)
	give("pause", "portal_access", "--by", "Tom")
	ask("after the topic's own switch was pulled", false)
	give("resume", "portal_access", "--by", "Priya")
	give("autonomy", "revoke", "portal_access", "--by", "Tom", "--reason", "not now")
	ask("after the grant was taken back", false)
}
