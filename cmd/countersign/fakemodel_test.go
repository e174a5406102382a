package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// modelKey is a key that must be seen nowhere.
const modelKey = "AIzaSy-key-of-the-firm-that-nobody-may-see"

// fakeModel speaks the Gemini API and OpenAI's interface on this machine. It
// answers as mode says; "fine" quotes the first passage that it is given.
type fakeModel struct {
	*httptest.Server
	mu     sync.Mutex
	mode   string
	served string
	asked  int
	key    bool // every request carried the key in a header, and in no address
	done   chan struct{}
}

func newFakeModel(t *testing.T) *fakeModel {
	t.Helper()
	f := &fakeModel{mode: "fine", key: true, done: make(chan struct{})}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(func() {
		close(f.done)
		f.Close()
	})
	return f
}

func (f *fakeModel) set(mode, served string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mode, f.served = mode, served
}

func (f *fakeModel) calls() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// passage finds the first passage of a prompt: its id and its first sentence.
var passage = regexp.MustCompile(`(?s)\[passage (\S+) from kb[^\]]*\]\n(.*?)\n\[/`)

func (f *fakeModel) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body) // a request that breaks off gets no answer that anybody reads
	f.mu.Lock()
	f.asked++
	mode, served := f.mode, f.served
	sent := r.Header.Get("X-Goog-Api-Key") + r.Header.Get("Api-Key") + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	f.key = f.key && sent == modelKey && !strings.Contains(r.URL.String(), modelKey)
	f.mu.Unlock()
	google := strings.Contains(r.URL.Path, ":generateContent")
	w.Header().Set("Content-Type", "application/json")
	switch mode {
	case "down":
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case "slow":
		select {
		case <-f.done:
		case <-r.Context().Done():
		}
		return
	case "nonsense":
		_, _ = io.WriteString(w, "<html>Please sign in</html>")
		return
	case "blocked":
		_, _ = io.WriteString(w, map[bool]string{true: `{"promptFeedback":{"blockReason":"SAFETY"}}`,
			false: `{"id":"1","model":"m","choices":[{"finish_reason":"content_filter","message":{"role":"assistant","content":""}}]}`}[google])
		return
	}
	_, _ = io.WriteString(w, f.fine(raw, google, served))
}

func (f *fakeModel) fine(raw []byte, google bool, served string) string {
	var words bytes.Buffer
	var doc any
	if json.Unmarshal(raw, &doc) == nil {
		texts(doc, &words)
	}
	reply := map[string]any{"can_answer": false, "handoff_reason": "none", "language": "en", "sentences": []any{}, "missing_info": "nothing"}
	if m := passage.FindStringSubmatch(words.String()); m != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(m[2]), "\n")
		reply["can_answer"] = true
		reply["sentences"] = []any{map[string]any{"text": first, "cite": []string{m[1]}, "quote": first}}
	}
	if strings.Contains(words.String(), "You do not answer it.") {
		reply = map[string]any{"person": strings.Contains(words.String(), "urgently"), "reasons": []string{}}
	}
	text, _ := json.Marshal(reply) // maps and strings: it cannot fail
	quoted, _ := json.Marshal(string(text))
	if google {
		return `{"candidates":[{"finishReason":"STOP","content":{"role":"model","parts":[{"text":` + string(quoted) + `}]}}],
			"usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":100,"thoughtsTokenCount":50,"totalTokenCount":1150},
			"modelVersion":"` + served + `","responseId":"r"}`
	}
	return `{"id":"r","model":"` + served + `","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":` + string(quoted) + `}}],
		"usage":{"prompt_tokens":1000,"completion_tokens":150,"total_tokens":1150}}`
}

// texts collects every text of a JSON document.
func texts(v any, to *bytes.Buffer) {
	switch v := v.(type) {
	case string:
		fmt.Fprintln(to, v)
	case []any:
		for _, x := range v {
			texts(x, to)
		}
	case map[string]any:
		for _, x := range v {
			texts(x, to)
		}
	}
}

// modelFirm runs a firm whose drafts come from the fake model.
func modelFirm(t *testing.T, f *fakeModel, settings string) (*api, *lockedBuilder, string) {
	t.Helper()
	dir := t.TempDir()
	cfg := writeFirm(t, dir)
	raw, err := os.ReadFile(cfg)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw) + "log: {level: debug}\nmodel:\n  base_url: " + f.URL + "\n  " + strings.ReplaceAll(settings, "\n", "\n  ") + "\n"
	if err := os.WriteFile(cfg, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	firm, log := serveHere(t, cfg, "GEMINI_API_KEY="+modelKey, "OPENAI_API_KEY="+modelKey)
	t.Cleanup(func() {
		if strings.Contains(log.String(), modelKey) {
			t.Error("the key stands in the log")
		}
	})
	return firm, log, cfg
}
