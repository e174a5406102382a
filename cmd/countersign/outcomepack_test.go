package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/store"
)

// novemberFirm is a database of a firm with a few cases of November 2026, and its
// configuration.
func novemberFirm(t *testing.T) (dir, config, key string) {
	t.Helper()
	dir, key = t.TempDir(), store.NewMasterKey()
	url := "sqlite://" + filepath.Join(dir, "firm.db")
	s, err := store.Open(t.Context(), store.Options{URL: url, MasterKey: key}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		for i := range 3 {
			k := &bot.Case{State: bot.StateInReview, Platform: bot.Console, Channel: "acme", Thread: fmt.Sprint(i), Account: "acme", OpenedAt: at, UpdatedAt: at,
				Assessment: &bot.Assessment{Topic: "keys", Tier: bot.TierRoutine},
				Messages:   []bot.Message{{ID: fmt.Sprint(i), Role: bot.RoleClient, Author: bot.Person{ID: "U", Name: "Jo Marsh"}, Text: "Jo Marsh here: may my sitter have a key?", ReceivedAt: at}},
				Drafts:     []bot.Draft{{Version: 1, At: at.Add(time.Minute), CanAnswer: i > 0}}}
			if err := tx.Create(k); err != nil {
				return err
			}
			event := func(after time.Duration, kind bot.EventKind, facts map[string]any) *bot.Event {
				return &bot.Event{Case: k.ID, Kind: kind, At: at.Add(after), Actor: "system", Facts: facts}
			}
			flags := []string{}
			if i == 2 {
				flags = append(flags, "vulnerability:health")
			}
			if err := tx.Append(event(0, bot.EventReceived, map[string]any{"account": "acme", "platform": "console", "channel": "acme", "thread": fmt.Sprint(i), "message": fmt.Sprint(i)}),
				event(time.Second, bot.EventAssessed, map[string]any{"tier": "routine", "topic": "keys", "flags": flags}),
				event(time.Minute, bot.EventDrafted, map[string]any{"version": 1}),
				event(time.Hour, bot.EventDecided, map[string]any{"action": "approve", "version": 1, "system_tier": "routine"}),
				event(time.Hour, bot.EventSent, map[string]any{"kind": "answer", "version": 1})); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	config = filepath.Join(dir, "firm.yaml")
	text := fmt.Sprintf("store: {url: %q}\nknowledge: {dir: %q}\ndigest: {review_dir: %q, owner: Priya}\n", url, filepath.Join(dir, "docs"), filepath.Join(dir, "review"))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir, config, key
}

func TestTheOutcomePackOfAMonthIsAPageAndATable(t *testing.T) {
	dir, config, key := novemberFirm(t)
	out := filepath.Join(dir, "packs")
	if code, said, errs := runKeyed(t, key, "outcome-pack", "--config", config, "--month", "2026-11", "--out", out); code != 0 || !strings.Contains(said, "November 2026: 3 enquiries, 1 of clients flagged as vulnerable") {
		t.Fatalf("exit %d: %s%s", code, said, errs)
	}
	page, err := os.ReadFile(filepath.Join(out, "outcome-2026-11.html"))
	if err != nil || !strings.Contains(string(page), "Ledger verified up to no. 15") || !strings.Contains(string(page), "Answers for it: Priya") {
		t.Errorf("the page: %v %.300s", err, page)
	}
	table, err := os.ReadFile(filepath.Join(out, "outcome-2026-11.csv"))
	if err != nil || !strings.Contains(string(table), "November 2026,Enquiries,Enquiries,flagged vulnerable,1,,1,,,,\n") {
		t.Errorf("the table: %v %s", err, table)
	}
	for month, says := range map[string]string{"November": "is not a month like 2026-11", "2999-01": "has not begun"} {
		if code, said, errs := runKeyed(t, key, "outcome-pack", "--config", config, "--month", month, "--out", out); code != 2 || !strings.Contains(said+errs, says) {
			t.Errorf("%s: exit %d, %s%s", month, code, said, errs)
		}
	}
}

func TestEveryFigureOfTheDigestComesWithItsCasesFromTheCommandLine(t *testing.T) {
	_, config, key := novemberFirm(t)
	code, said, errs := runKeyed(t, key, "digest", "--config", config, "--since", "2026-11-02", "--until", "2026-11-09", "--format", "json")
	var r struct {
		Figures struct {
			Enquiries struct {
				Cases []int64 `json:"cases"`
			} `json:"enquiries"`
			Tier struct {
				Misses []any `json:"misses"`
			} `json:"tier"`
		} `json:"figures"`
		Verified struct {
			UpTo int64 `json:"up_to_entry"`
		} `json:"ledger_verified"`
	}
	if err := json.Unmarshal([]byte(said), &r); err != nil || code != 0 || len(r.Figures.Enquiries.Cases) != 3 || r.Figures.Tier.Misses == nil || r.Verified.UpTo != 15 {
		t.Errorf("exit %d, %v, %+v: %s", code, err, r, errs)
	}
	if code, said, errs := runKeyed(t, key, "digest", "--config", config, "--since", "2026-11-02", "--until", "2026-11-09", "--format", "eml"); code != 0 || !strings.HasPrefix(said, "Subject: ") {
		t.Errorf("the mail: exit %d, %.200s%s", code, said, errs)
	}
}

func TestAPageIsProposedFromTheCommandLineOnceAndNeverAmongTheDocuments(t *testing.T) {
	dir, config, key := novemberFirm(t)
	for _, step := range []struct {
		id   string
		code int
		says string
	}{{"1", 0, "Wrote "}, {"1", 0, "was left as it is"}, {"2", 1, "a document covers the questions"}, {"99", 1, "case 99"}} {
		if code, said, errs := runKeyed(t, key, "knowledge", "propose", step.id, "--config", config); code != step.code || !strings.Contains(said+errs, step.says) {
			t.Errorf("case %s: exit %d, %s%s; want %d and %q", step.id, code, said, errs, step.code, step.says)
		}
	}
	page, err := os.ReadFile(filepath.Join(dir, "review", "proposed-keys-case-1.md"))
	if err != nil || !strings.Contains(string(page), "audience: internal") || strings.Contains(string(page), "Marsh") {
		t.Errorf("the page: %v\n%s", err, page)
	}
	if _, err := os.Stat(filepath.Join(dir, "docs")); err == nil {
		t.Error("something was written among the documents")
	}
	bad := filepath.Join(dir, "bad.yaml")
	text := fmt.Sprintf("knowledge: {dir: %q}\ndigest: {review_dir: %q}\n", filepath.Join(dir, "docs"), filepath.Join(dir, "docs", "review"))
	if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said, errs := runKeyed(t, key, "knowledge", "propose", "1", "--config", bad); code != 2 || !strings.Contains(said+errs, "proposed pages would be read as documents") {
		t.Errorf("a review folder among the documents: exit %d, %s%s", code, said, errs)
	}
}
