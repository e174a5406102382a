package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestACommandBesideTheProgramMakesNoDatabase: by a mistyped store.url "nothing is
// held of this person" would be true, and of no firm.
func TestACommandBesideTheProgramMakesNoDatabase(t *testing.T) {
	dir := t.TempDir()
	db, cfg := filepath.Join(dir, "fimr.db"), filepath.Join(dir, "firm.yaml")
	if err := os.WriteFile(cfg, []byte("store: {url: sqlite://"+db+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"erase --subject U1 --by Priya", "export --subject U1 --by Priya --out " + filepath.Join(dir, "out"), "retention verify", "retention purge",
		"breach report --by Priya --what letter", "breach list", "sending off --by Priya --reason drill", "sending status", "autonomy status",
		"pause --by Priya", "pilot report", "digest", "complaints list", "ledger verify", "baseline show",
	} {
		code, out, errs := runKeyed(t, testMasterKey, append(strings.Fields(line), "--config", cfg)...)
		if code != exitFailed || !strings.Contains(errs, "there is no such database: set store.url right") || out != "" {
			t.Errorf("%s: exit code %d, %s%s; want it refused", line, code, out, errs)
		}
		if _, err := os.Stat(db); !errors.Is(err, fs.ErrNotExist) {
			t.Fatalf("%s made a database", line)
		}
	}
	// An assessment is due before anything is processed.
	code, out, errs := runKeyed(t, testMasterKey, "dpia", "--config", cfg)
	if _, err := os.Stat(db); code != exitOK || !strings.Contains(out, "Article 30") || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("dpia: exit code %d, %.80s %s; a database: %v", code, out, errs, err)
	}
}

// TestADatabaseThatNobodyNamedIsNotMade: a baseline that is frozen in the folder a
// command happens to be given in would be missing where the firm is.
func TestADatabaseThatNobodyNamedIsNotMade(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("past.csv", []byte("received_at\n2026-10-01 10:00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"baseline import past.csv --by Priya", "baseline show", "digest", "outcome-pack --month 2026-11", "ledger export --case 1"} {
		code, out, errs := runKeyed(t, testMasterKey, strings.Fields(line)...)
		if code != exitUsage || !strings.Contains(errs, "neither --config FILE nor --store URL says which database is meant") || out != "" {
			t.Errorf("%s: exit code %d, %s%s; want it to ask for the firm", line, code, out, errs)
		}
		if left, err := filepath.Glob("*.db*"); err != nil || len(left) > 0 {
			t.Fatalf("%s made %v, %v", line, left, err)
		}
	}
}

func TestACaseThatIsNotThereIsNamedInASentence(t *testing.T) {
	dir := t.TempDir()
	makeDatabase(t, dir)
	cfg := filepath.Join(dir, "firm.yaml")
	text := "store: {url: sqlite://" + filepath.Join(dir, "firm.db") + "}\ndigest: {review_dir: " + filepath.Join(dir, "review") + "}\n"
	if err := os.WriteFile(cfg, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"breach report --by Priya --what letter --case 99", "knowledge propose 99", "ledger export --case 99"} {
		code, out, errs := runKeyed(t, testMasterKey, append(strings.Fields(line), "--config", cfg)...)
		if code != exitFailed || errs != "countersign: there is no case 99\n" || out != "" {
			t.Errorf("%s: exit code %d, %s%s; want it to say that there is no case 99", line, code, out, errs)
		}
	}
}

func TestARightOfNobodyIsRefusedBeforeAnythingIsMade(t *testing.T) {
	dir := t.TempDir()
	makeDatabase(t, dir)
	cfg, folder := filepath.Join(dir, "firm.yaml"), filepath.Join(dir, "out")
	if err := os.WriteFile(cfg, []byte("store: {url: sqlite://"+filepath.Join(dir, "firm.db")+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"", "  ", "\u200b"} {
		for _, args := range [][]string{{"erase"}, {"export", "--out", folder}} {
			code, out, errs := runKeyed(t, testMasterKey, append(args, "--config", cfg, "--by", "Priya", "--subject", subject)...)
			if code != exitUsage || !strings.Contains(errs, "--subject shows nothing") || out != "" {
				t.Errorf("%s of %q: exit code %d, %s%s", args[0], subject, code, out, errs)
			}
		}
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Error("a refused export made its folder")
	}
}

// full is a disk that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestACommandWhoseOutputIsLostFails(t *testing.T) {
	dir := t.TempDir()
	makeDatabase(t, dir)
	cfg := filepath.Join(dir, "firm.yaml")
	if err := os.WriteFile(cfg, []byte("store: {url: sqlite://"+filepath.Join(dir, "firm.db")+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"version", "ledger verify --config " + cfg, "breach list --config " + cfg, "retention verify --config " + cfg,
		"complaints list --config " + cfg, "sending status --config " + cfg, "knowledge search hours"} {
		var errs strings.Builder
		code := run(t.Context(), strings.Fields(line), func(key string) string { return map[string]string{"COUNTERSIGN_MASTER_KEY": testMasterKey}[key] }, full{}, &errs)
		if code != exitFailed || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%s: exit code %d and %q, want it to fail and say why", line, code, errs.String())
		}
	}
}
