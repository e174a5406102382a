package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExitCodesFollowOneRule: 2 for what was typed and for settings, 1 for what
// could not be done or was found.
func TestExitCodesFollowOneRule(t *testing.T) {
	dir := t.TempDir()
	makeDatabase(t, dir)
	cfg, none, data := filepath.Join(dir, "firm.yaml"), filepath.Join(dir, "none"), filepath.Join(dir, "data.csv")
	for path, text := range map[string]string{cfg: "store: {url: sqlite://" + filepath.Join(dir, "firm.db") + "}\n", data: "colour\nblue\n", filepath.Join(dir, "wrong.yaml"): "quiet_windw: 20s\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for line, want := range map[string]int{
		"nonsense": exitUsage, "autonomy": exitUsage, "demo --nonsense": exitUsage, "demo --quiet-window=-1s": exitUsage,
		"demo --knowledge " + none: exitUsage, "demo --knowledge " + data: exitUsage, "knowledge check " + none: exitUsage,
		"knowledge search hello --dir " + none: exitUsage, "assess " + none: exitUsage, "baseline import " + none + " --by Priya --config " + cfg: exitUsage,
		"ledger verify --config " + cfg + " --checkpoints " + none: exitUsage,
		"digest --since yesterday --config " + cfg:                 exitUsage, "outcome-pack --month November --config " + cfg: exitUsage,
		"pause nonsense --by Tom --config " + cfg: exitUsage, "autonomy status nonsense --config " + cfg: exitUsage,
		"digest --config " + none: exitUsage, "serve --config " + filepath.Join(dir, "wrong.yaml"): exitUsage,
		"eval triage --in " + data + " --out " + data: exitUsage,

		"assess " + data: exitFailed, "baseline import " + data + " --by Priya --config " + cfg: exitFailed,
		"ledger verify --config " + cfg + " --checkpoints " + data: exitFailed, "ledger verify --store sqlite://" + none: exitFailed,
		"ledger export --case 99 --config " + cfg: exitFailed, "complaints show 99 --config " + cfg: exitFailed,
		"resume --by Tom --config " + cfg: exitFailed, "knowledge check ../../knowledge/sample": exitFailed,

		"--help": exitOK, "version": exitOK, "ledger verify --config " + cfg: exitOK, "complaints lint": exitOK, "complaints lint --config " + cfg: exitOK,
	} {
		if code, out, errs := runKeyed(t, testMasterKey, strings.Fields(line)...); code != want {
			t.Errorf("countersign %s: ended with %d, want %d:\n%s%s", line, code, want, out, errs)
		}
	}
}

// TestWhatToTypeNextHasItsFlags: a command that is told to be typed must work as it
// is told.
func TestWhatToTypeNextHasItsFlags(t *testing.T) {
	dir := t.TempDir()
	makeDatabase(t, dir)
	cfg := filepath.Join(dir, "firm.yaml")
	if err := os.WriteFile(cfg, []byte("store: {url: sqlite://"+filepath.Join(dir, "firm.db")+"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"ledger verify --config " + cfg:                       "countersign ledger checkpoint --config " + cfg + "\n",
		"ledger verify --store sqlite://" + dir + "/firm.db":  "countersign ledger checkpoint --store sqlite://" + dir + "/firm.db\n",
		"baseline show --config " + cfg:                       "countersign baseline import FILE --by NAME --config " + cfg + "\n",
		"sending off --by Tom --reason drill --config " + cfg: "countersign sending on --by NAME --config " + cfg + "\n",
		"autonomy grant keys --by Tom --config " + cfg:        "countersign autonomy ask keys --by NAME --config " + cfg + "\n",
		"pause keys --by Tom --config " + cfg:                 "countersign resume keys --by OWNER --config " + cfg + "\n",
	} {
		if _, out, errs := runKeyed(t, testMasterKey, strings.Fields(line)...); !strings.HasSuffix(out+errs, want) {
			t.Errorf("countersign %s: said\n%s%s\nwant it to end with %q", line, out, errs, want)
		}
	}
}

// TestLintSaysWhoseTextsItRead where nobody named a firm.
func TestLintSaysWhoseTextsItRead(t *testing.T) {
	const shipped = "Without --config FILE these are the texts that come with the program, not those of a firm."
	if _, out, _ := command(t, "complaints", "lint"); !strings.Contains(out, shipped) {
		t.Errorf("without --config: %s", out)
	}
	if _, out, _ := command(t, "complaints", "lint", "--config", fixtureConfig(t, "")); strings.Contains(out, shipped) || !strings.Contains(out, "The acknowledgements hold all") {
		t.Errorf("with --config: %s", out)
	}
}
