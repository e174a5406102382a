package llm

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// recorded gives a replay of one answer, recorded through the recorder.
func recorded(t *testing.T) Model {
	t.Helper()
	path := filepath.Join(t.TempDir(), "answers.jsonl")
	d := dialects()[0]
	f := newFake(t, replies(200, d.goodAnswer()))
	r, err := newRecorder(d.model(t, f.URL), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Generate(t.Context(), question()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(raw), "When do you open?") || strings.Contains(string(raw), theKey) {
		t.Fatalf("the recording holds the question or the key (%v)", err)
	}
	m, err := newReplay(path)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestReplayGivesTheRecordedAnswerWithTodaysIds(t *testing.T) {
	m := recorded(t)
	r := question()
	r.Blocks[1].ID = "another-id"
	resp, err := m.Generate(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := ParseReply(resp.Text)
	if err != nil || reply.Sentences[0].Cite[0] != "another-id" || resp.ModelServed != DefaultGemini {
		t.Errorf("reply %+v of %s, %v; want the passage cited by the id it has now", reply, resp.ModelServed, err)
	}
}

func TestReplaySaysThatAQuestionWasNotRecorded(t *testing.T) {
	r := question()
	r.Blocks[0].Text = "Where are you?"
	if resp, err := recorded(t).Generate(t.Context(), r); !kindIs(err, BadRequest) || !strings.Contains(err.Error(), "recorded") {
		t.Errorf("got %+v, %v; want a plain refusal", resp, err)
	}
}

func TestAFileThatHoldsNoRecordingsIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "answers.jsonl")
	if err := os.WriteFile(path, []byte("{\"key\":\"a\"}\nnot this\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := newReplay(path); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("got %v, want the line named", err)
	}
}
