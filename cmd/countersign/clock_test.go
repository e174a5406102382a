package main

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"countersign/bot/store"
)

// makeDatabase makes the database of a firm that nobody has asked anything yet.
func makeDatabase(t *testing.T, dir string) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(dir, "firm.db"), MasterKey: testMasterKey}, slog.New(slog.DiscardHandler))
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestCommandsTakeTheTimeFromTheClockTheyAreGiven: what a command puts on record,
// and what it says is due, is of one clock.
func TestCommandsTakeTheTimeFromTheClockTheyAreGiven(t *testing.T) {
	began := time.Date(2031, 3, 3, 10, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	path := filepath.Join(dir, "firm.yaml")
	makeDatabase(t, dir)
	if err := os.WriteFile(path, []byte("store: {url: sqlite://"+filepath.Join(dir, "firm.db")+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		args  string
		code  int
		says  string
	}{
		{0, "breach report --by Priya --what letter", exitOK, "The 72 hours end on Thursday 6 March 2031 10:00."},
		{0, "breach report --by Priya --what letter --case 99", exitFailed, ""},
		{time.Hour, "breach list", exitOK, "1: no case named, aware 3 March 2031"},
		{time.Hour, "breach list", exitOK, "OPEN, 71 hours left"},
		{time.Hour, "sending off --by Priya --reason drill", exitOK, ""},
		{73 * time.Hour, "breach list", exitFailed, "the 72 hours HAVE PASSED"},
		{74 * time.Hour, "breach close 1 --outcome not_notifiable --by Priya --why found", exitOK, "is closed"},
		{75 * time.Hour, "ledger checkpoint", exitOK, "at=2031-03-06T13:00:00Z"},
		{75 * time.Hour, "ledger verify", exitOK, "the furthest attests entry 3, at 2031-03-06T13:00:00Z"},
		{8 * 24 * time.Hour, "digest", exitOK, "2031"},
		{0, "ledger export --format csv", exitOK, "2031-03-06T12:00:00Z"},
	} {
		var out, errs bytes.Buffer
		now := func() time.Time { return began.Add(step.after) }
		args := append(strings.Fields(step.args), "--config", path)
		code := runAt(t.Context(), now, args, func(key string) string {
			return map[string]string{"COUNTERSIGN_MASTER_KEY": testMasterKey}[key]
		}, &out, &errs)
		if code != step.code || !strings.Contains(out.String(), step.says) {
			t.Fatalf("%s: exit code %d, %s%s; want %d and %q", step.args, code, &out, &errs, step.code, step.says)
		}
		if this := time.Now().Format("2006-"); strings.Contains(out.String(), this) {
			t.Errorf("%s: names a day of %s, which is of another clock:\n%s", step.args, this, &out)
		}
	}
}
