package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEvalGroundingJudgesAFileAndPrintsFiguresWhereThereAreLabels(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "x.jsonl"), filepath.Join(dir, "y.jsonl")
	lines := `{"id":"a","source":"firm","passages":["Keys may be borrowed for up to 24 hours."],"question":"","answer":"Keys may be borrowed for up to 24 hours.","label":"supported"}
{"id":"b","source":"firm","passages":["Keys may be borrowed for up to 24 hours."],"question":"","answer":"Keys may not be borrowed for up to 24 hours.","label":"unsupported"}
`
	if err := os.WriteFile(in, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run(t.Context(), []string{"eval", "grounding", "--in", in, "--out", out}, func(string) string { return "" }, &stdout, &stderr); code != exitOK {
		t.Fatalf("ended with %d: %s", code, stderr.String())
	}
	judged, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"id":"a","verdict":"supported"`, `"id":"b","verdict":"unsupported"`, `"flags":["negation"]`} {
		if !strings.Contains(string(judged), want) {
			t.Errorf("the judgements lack %s:\n%s", want, judged)
		}
	}
	if !strings.Contains(stdout.String(), "firm") || !strings.Contains(stdout.String(), "1.000") {
		t.Errorf("printed %q, want the figures of the source", stdout.String())
	}
	if err := os.WriteFile(in, []byte("{\"id\":1}\n{broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stderr.Reset()
	if code := run(t.Context(), []string{"eval", "grounding", "--in", in, "--out", out}, func(string) string { return "" }, &stdout, &stderr); code == exitOK || !strings.Contains(stderr.String(), "line 2") {
		t.Errorf("a broken line ended with %d: %s", code, stderr.String())
	}
}
