package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestVulnerabilityIsInNoClientChannelLogOrDigest has clients tell of each
// driver, and looks for their words, the drivers and the flags wherever they
// must not be.
func TestVulnerabilityIsInNoClientChannelLogOrDigest(t *testing.T) {
	firm, log := fixtureFirm(t, "complaints: {profile: fca_disp}\n")
	told := map[string]string{ // driver: words
		"health":     "I've just started chemo (zebra-one) so I may be slow. Is the 31st still the deadline?",
		"life_event": "My husband (zebra-two) passed away last Tuesday and the account is in his name. How do I change it?",
		"resilience": "If the direct debit (zebra-three) goes on the 1st we can't make wages this month. Can it move?",
		"capability": "I don't really understand these forms (zebra-four), my daughter normally does them for me. What is a UTR?",
	}
	var seenByClients, cards strings.Builder
	for driver, text := range told {
		r, _, err := firm.send(t.Context(), "v-"+driver, "C_ACME", "Zelda-Zebra "+driver, text, "")
		if err != nil {
			t.Fatal(err)
		}
		var k struct {
			State  string   `json:"state"`
			Flags  []string `json:"flags"`
			Events []struct {
				Kind  string            `json:"kind"`
				Words map[string]string `json:"words"`
			} `json:"events"`
		}
		eventually(t, 20*time.Second, "the card of a case before people", func() bool {
			_, err = firm.do(t.Context(), http.MethodGet, fmt.Sprintf("/api/cases/%d", r.Case), nil, &k)
			return err == nil && k.State == "escalated" && len(k.Events) > 0 && k.Events[len(k.Events)-1].Kind == "card"
		})
		if !slices.Contains(k.Flags, "vulnerability:"+driver) {
			t.Errorf("%s: flags %v", driver, k.Flags)
		}
		for _, e := range k.Events {
			if e.Kind == "card" {
				cards.WriteString(e.Words["text"])
			}
		}
		client, err := firm.thread(t.Context(), r.Thread)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range client.Messages {
			if m.Role != "client" {
				seenByClients.WriteString(m.Text)
			}
		}
	}
	var digest, metrics strings.Builder
	for path, to := range map[string]*strings.Builder{"/api/digest?since=2020-01-01": &digest, "/digest?since=2020-01-01": &digest, "/metrics": &metrics} {
		to.WriteString(firm.read(t, path))
	}
	if cards.Len() == 0 || digest.Len() == 0 {
		t.Fatalf("nothing to look at: %d bytes of cards, %d of digest", cards.Len(), digest.Len())
	}
	for where, text := range map[string]string{"a client's channel": seenByClients.String(), "the log": log.String(), "the digest": digest.String(), "the metrics": metrics.String(), "a card": cards.String()} {
		forbidden := []string{"zebra-", "Zelda", "chemo", "passed away", "wages", "daughter"}
		if where != "a card" { // staff see the driver on the card, and what might help
			forbidden = append(forbidden, "vulnerability:", "life_event", "resilience", "capability", "more_time")
		}
		for _, word := range forbidden {
			if strings.Contains(text, word) {
				t.Errorf("%s holds %q", where, word)
			}
		}
	}
}
