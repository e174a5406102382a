package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/store"
)

// The command reads what staff made of the firm's cases, and says what is
// missing rather than learn from too little.
func TestTrainingFromTheLedgerSaysWhatItFound(t *testing.T) {
	dir := t.TempDir()
	url := "sqlite://" + filepath.Join(dir, "firm.db")
	s, err := store.Open(t.Context(), store.Options{URL: url, MasterKey: testMasterKey}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	for i, tier := range []bot.Tier{bot.TierHuman, bot.TierRoutine, bot.TierHuman, ""} {
		k := &bot.Case{Platform: bot.Console, Channel: "acme", Thread: "t", State: bot.StateEscalated, OpenedAt: at, Client: bot.Person{ID: "U1"},
			Messages: []bot.Message{{ID: string(rune('a' + i)), Role: bot.RoleClient, Author: bot.Person{ID: "U1"}, Text: "Any news of matter " + string(rune('A'+i)) + "?", ReceivedAt: at}}}
		err := s.Write(t.Context(), func(tx bot.Tx) error {
			if err := tx.Create(k); err != nil {
				return err
			}
			events := []*bot.Event{{Case: k.ID, Kind: bot.EventReceived, At: at, Actor: "client:U1"}}
			if tier != "" {
				events = append(events, &bot.Event{Case: k.ID, Kind: bot.EventRelabelled, At: at.Add(time.Hour), Actor: "staff:S1",
					Facts: map[string]any{"staff_tier": string(tier)}})
			}
			return tx.Append(events...)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "weights.bin")
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"train", "triage", "--from-ledger", "--store", url, "--out", out}, func(name string) string {
		return map[string]string{"COUNTERSIGN_MASTER_KEY": testMasterKey}[name]
	}, &stdout, &stderr)
	if want := "too few decisions of staff to learn from: 2 of people and 1 routine, each with words of its own; 60 in all and 15 of each tier are needed"; code == exitOK || !strings.Contains(stderr.String(), want) {
		t.Errorf("exit %d, said %q; want a failure that says %q", code, stderr.String(), want)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("weights were written")
	}
}
