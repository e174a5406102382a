package llm

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// theKey is what must never be seen. TestMain looks for it in everything that
// the tests of this package print.
const theKey = "AIzaSy-key-that-nobody-may-see-0123456789"

// TestMain scans all that the tests printed for the key: logs, errors and what
// the SDKs write by themselves.
func TestMain(m *testing.M) {
	out, err := os.CreateTemp("", "llm-test-output-*")
	if err != nil {
		panic(err)
	}
	realOut, realErr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = out, out
	code := m.Run()
	os.Stdout, os.Stderr = realOut, realErr
	printed, err := os.ReadFile(out.Name())
	_ = out.Close()           // it was read
	_ = os.Remove(out.Name()) // a temporary file
	fmt.Print(strings.ReplaceAll(string(printed), theKey, "[the key]"))
	if err != nil || strings.Contains(string(printed), theKey) {
		fmt.Println("FAIL: the key stands in what the tests printed", err)
		code = 1
	}
	os.Exit(code)
}

// hit is one request that the fake got.
type hit struct {
	url    string
	header http.Header
	body   map[string]any
}

// fake speaks the wire of every provider: the Gemini API, Google Cloud, OpenAI
// and Azure. What it answers is up to the test.
type fake struct {
	*httptest.Server
	mu     sync.Mutex
	hits   []hit
	answer func(w http.ResponseWriter, n int) // of the nth request, from 1
	done   chan struct{}                      // closed at the end, so that slow answers end too
}

func newFake(t *testing.T, answer func(w http.ResponseWriter, n int)) *fake {
	t.Helper()
	f := &fake{answer: answer, done: make(chan struct{})}
	f.Server = httptest.NewServer(http.HandlerFunc(f.serve))
	t.Cleanup(func() {
		close(f.done)
		f.Close()
	})
	return f
}

func (f *fake) serve(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body) // a request that breaks off has an empty body
	if r.URL.Path == "/token" {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, theKey)
		return
	}
	h := hit{url: r.URL.String(), header: r.Header.Clone(), body: map[string]any{}}
	_ = json.Unmarshal(raw, &h.body) // the test looks at what is there
	f.mu.Lock()
	f.hits = append(f.hits, h)
	n, answer := len(f.hits), f.answer
	f.mu.Unlock()
	answer(w, n)
}

func (f *fake) seen() []hit {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.hits)
}

func (f *fake) then(answer func(w http.ResponseWriter, n int)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer = answer
}

// replies answers with a status and a body.
func replies(status int, body string, headers ...string) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// dialect is one provider with its wire.
type dialect struct {
	name   string
	opts   Options
	google bool
}

// dialects are the live providers, each as a firm would set it up.
func dialects() []dialect {
	return []dialect{
		{"gemini", Options{Provider: ProviderGemini}, true},
		{"vertex", Options{Provider: ProviderGemini, Backend: BackendVertex, Project: "firm", Location: "eu"}, true},
		{"gemini-legacy", Options{Provider: ProviderGeminiLegacy}, true},
		{"openai", Options{Provider: ProviderOpenAI, Name: "gpt-5.2-mini"}, false},
		{"azure", Options{Provider: ProviderOpenAI, Name: "our-deployment", Auth: "api-key"}, false},
	}
}

// model makes the provider over a fake at base.
func (d dialect) model(t *testing.T, base string) Model {
	t.Helper()
	if d.opts.Backend == BackendVertex {
		t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", serviceAccount(t, base))
	}
	d.opts.BaseURL = base
	if err := d.opts.Validate(); err != nil {
		t.Fatal(err)
	}
	m, err := provider(t.Context(), d.opts, theKey)
	if err != nil {
		t.Fatalf("provider %s: %v", d.name, err)
	}
	t.Cleanup(func() {
		if err := closeModel(m); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return m
}

// serviceAccount writes the key file of an account that gets its tokens from
// the fake.
func serviceAccount(t *testing.T, base string) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(map[string]string{"type": "service_account", "project_id": "firm", "private_key_id": "1",
		"private_key":  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})),
		"client_email": "bot@firm.example", "client_id": "1", "token_uri": base + "/token"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "account.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// replyText is an answer in the format asked for, on the passage p1.
const replyText = `{"can_answer":true,"handoff_reason":"none","language":"en","sentences":[{"cite":["p1"],"quote":"We open at 9","text":"We open at 9."}],"missing_info":""}`

// question is a request as drafting makes them.
func question() Request {
	return Request{System: "Answer from the passages.", Schema: ReplySchema(), MaxOutput: 800, PromptVersion: "reply.1+abc", Account: "acme",
		Blocks: []Block{{Role: RoleQuestion, Trust: FromClient, ID: "q1", Text: "When do you open?"},
			{Role: RolePassage, Trust: FromKB, ID: "p1", Label: "Opening hours", Text: "We open at 9 from Monday to Friday."}}}
}

// candidate gives a Gemini answer of one candidate with these parts.
func candidate(finish, parts string) string {
	return `{"candidates":[{"index":0,"finishReason":` + finish + `,"content":{"role":"model","parts":[` + parts + `]}}],
	"usageMetadata":{"promptTokenCount":30,"candidatesTokenCount":9,"thoughtsTokenCount":12,"totalTokenCount":51},
	"modelVersion":"gemini-3.5-flash","responseId":"resp-1","modelStatus":{"modelStage":"STABLE","retirementTime":"2027-05-07T00:00:00Z"}}`
}

// choice gives an OpenAI answer of one choice.
func choice(finish, message string) string {
	return `{"id":"resp-1","object":"chat.completion","model":"gpt-5.2-mini","choices":[{"index":0,"finish_reason":` + finish + `,"message":` + message + `}],
	"usage":{"prompt_tokens":30,"completion_tokens":21,"total_tokens":51,"completion_tokens_details":{"reasoning_tokens":12}}}`
}

func quoted(s string) string {
	raw, _ := json.Marshal(s) // a string can always be written
	return string(raw)
}

// goodAnswer is the answer to question on the wire of the provider.
func (d dialect) goodAnswer() string {
	if d.google {
		return candidate(`"STOP"`, `{"text":`+quoted(replyText)+`}`)
	}
	return choice(`"stop"`, `{"role":"assistant","content":`+quoted(replyText)+`}`)
}

// stalls sends the head of an answer and then nothing until the test ends.
func stalls(f **fake, body string) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body[:len(body)/2])
		w.(http.Flusher).Flush()
		select {
		case <-(*f).done:
		case <-time.After(10 * time.Second):
		}
	}
}
