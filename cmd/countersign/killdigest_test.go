package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/store"
)

// TestKilledWhileDigestsAreMadeEachIsPostedOnce has four daily digests due at
// the start, after a downtime. The program dies at F12, with the second one
// computed and not yet planned.
func TestKilledWhileDigestsAreMadeEachIsPostedOnce(t *testing.T) {
	dir := t.TempDir()
	path := writeFirm(t, dir)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(raw, `digest: {schedule: "0 0 * * *"}`+"\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(dir, "firm.db"), MasterKey: testMasterKey}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Write(t.Context(), func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventReceived, At: time.Now().AddDate(0, 0, -10), Actor: "client:U1"})
	})
	if err != nil || s.Close() != nil {
		t.Fatal(err)
	}
	c := launch(t, dir, "F12:kill:2")
	select {
	case <-c.done:
	case <-time.After(time.Minute):
	}
	if c.cmd.ProcessState == nil || !c.killed() {
		t.Fatal("the program was not killed at F12: the run proves nothing")
	}
	startChild(t, dir, "")
	var made, sent map[string]int
	eventually(t, time.Minute, "four digests are posted", func() bool {
		made, sent = digestsIn(t, dir)
		return len(sent) == 4
	})
	for key, times := range made {
		if times != 1 {
			t.Errorf("%s was made %d times", key, times)
		}
	}
	for row, times := range sent {
		if times != 1 {
			t.Errorf("row %s was sent %d times", row, times)
		}
	}
	if len(made) != 4 {
		t.Errorf("digests were made for %v, want four days", made)
	}
}

// digestsIn counts what the ledger tells of digests that were made, by their
// period, and sent, by their row.
func digestsIn(t *testing.T, dir string) (made, sent map[string]int) {
	t.Helper()
	code, out, errs := command(t, "ledger", "export", "--store", "sqlite://"+filepath.Join(dir, "firm.db"))
	if code != exitOK {
		t.Fatalf("export: %d, %s", code, errs)
	}
	made, sent = map[string]int{}, map[string]int{}
	for line := range strings.Lines(out) {
		var e struct {
			Kind  string
			Facts map[string]any
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		switch {
		case e.Kind == "digest":
			made[str(e.Facts["key"])]++
		case e.Kind == "sent" && e.Facts["kind"] == "digest":
			row, err := json.Marshal(e.Facts["outbound"])
			if err != nil {
				t.Fatal(err)
			}
			sent[string(row)]++
		}
	}
	return made, sent
}
