package grounding

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"
)

// TestUnsupportedAnswersScoreBelowSupportedOnes measures on labelled answers.
// The changed sentences of the firm's own documents are what matters; answers
// of other people's chatbots must be told apart no worse than by plain overlap.
func TestUnsupportedAnswersScoreBelowSupportedOnes(t *testing.T) {
	f, err := os.Open("testdata/answers.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // only read
	q, err := Eval(t.Context(), f, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	q.Print(&table)
	t.Log("\n" + table.String())
	measured := q.Measure()
	if len(measured) != 4 {
		t.Fatalf("%d sources were measured, want 4", len(measured))
	}
	for _, m := range measured {
		least := m.OverlapAUROC
		if m.Source == "hf_kb_perturb" {
			least = 0.95
		}
		if m.AUROC < least {
			t.Errorf("%s: AUROC %.3f, want %.3f or more", m.Source, m.AUROC, least)
		}
	}
}

func TestEvalWritesAVerdictForEachAnswer(t *testing.T) {
	in := `{"id":"a","passages":["Keys may be borrowed for up to 24 hours."],"question":"","answer":"Keys may be borrowed for up to 24 hours."}
{"id":7,"passages":["Keys may be borrowed for up to 24 hours."],"question":"","answer":"Keys may be borrowed for up to 25 hours.","label":"unsupported","source":"x"}
`
	var out bytes.Buffer
	q, err := Eval(t.Context(), strings.NewReader(in), &out)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(&out)
	for _, want := range []struct {
		id, verdict string
		flags       int
	}{{`"a"`, "supported", 0}, {"7", "unsupported", 1}} {
		var got evalOut
		if err := dec.Decode(&got); err != nil || string(got.ID) != want.id || got.Verdict != want.verdict || len(got.Flags) != want.flags || got.Flags == nil {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
	if len(q.Measure()) != 0 {
		t.Error("a source without supported answers was measured")
	}
}

func TestEvalNamesTheLineItCannotRead(t *testing.T) {
	for in, want := range map[string]string{
		"{\"id\":1}\n{oops\n":                "line 2",
		`{"id":1,"answer":"a","answer":"b"}`: `the field "answer" stands there twice`,
		`{"id":1,"label":"perhaps"}` + "\n":  `"perhaps" is neither`,
	} {
		if _, err := Eval(t.Context(), strings.NewReader(in), io.Discard); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

func TestAUROCAndCaughtByHand(t *testing.T) {
	// 6 pairs: .9>.1 .9>.5 .5>.1 .5=.5 .8>.1 .8>.5
	if got := auroc([]float64{.9, .5, .8}, []float64{.5, .1}); got != 5.5/6 {
		t.Errorf("AUROC %v, want 5.5/6", got)
	}
	good := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	if got := caught(good, []float64{0, 1.5, 2, 30}); got != 0.5 {
		t.Errorf("caught %v, want 0.5: nine of ten reach 2", got)
	}
}
