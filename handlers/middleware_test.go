package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// fixture is a server with its log.
type fixture struct {
	*Server
	log *bytes.Buffer
}

func newFixture(opts Options, deps Deps) fixture {
	log := &bytes.Buffer{}
	deps.Log = slog.New(slog.NewJSONHandler(log, nil))
	return fixture{Server: New(opts, deps), log: log}
}

func (f fixture) do(method, target, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest(method, target, strings.NewReader(body)))
	return w
}

func answer(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

func TestOneLogLineForEachRequestWithoutClientsWords(t *testing.T) {
	f := newFixture(Options{}, Deps{})
	f.Handle("POST /api/threads/{id}", answer("fine"))
	f.do("POST", "/api/threads/deposit-dispute?q=furious", "where is my deposit")

	var line map[string]any
	if err := json.Unmarshal(f.log.Bytes(), &line); err != nil {
		t.Fatalf("log is not one line of JSON: %v\n%s", err, f.log)
	}
	want := map[string]any{"msg": "request", "method": "POST", "route": "POST /api/threads/{id}", "status": 200.0, "bytes": 4.0, "component": "http"}
	for key, value := range want {
		if line[key] != value {
			t.Errorf("%s = %v, want %v", key, line[key], value)
		}
	}
	if text := f.log.String(); strings.Contains(text, "deposit") || strings.Contains(text, "furious") {
		t.Errorf("the log holds what the caller wrote: %s", text)
	}
}

func TestProbesAreNotLoggedUntilTheyFail(t *testing.T) {
	var broken error
	f := newFixture(Options{}, Deps{Ready: func(_ context.Context) error { return broken }})
	f.do(http.MethodGet, "/livez", "")
	f.do(http.MethodGet, "/readyz", "")
	if f.log.Len() > 0 {
		t.Errorf("probes that succeed are logged: %s", f.log)
	}
	broken = errors.New("disk full")
	f.do(http.MethodGet, "/readyz", "")
	if !strings.Contains(f.log.String(), `"level":"WARN"`) {
		t.Errorf("a probe that fails is not logged: %q", f.log)
	}
}

func TestHealthzTellsWhatAPersonShouldSeeTo(t *testing.T) {
	var wrong, full error
	f := newFixture(Options{}, Deps{Well: func(context.Context) error { return wrong }, Ready: func(context.Context) error { return full }})
	if w := f.do(http.MethodGet, "/healthz", ""); w.Code != http.StatusOK || w.Body.String() != "well\n" {
		t.Errorf("well: %d %q", w.Code, w.Body)
	}
	wrong = errors.New("no connection to slack for 2m0s")
	if w := f.do(http.MethodGet, "/healthz", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "no connection to slack") {
		t.Errorf("not well: %d %q", w.Code, w.Body)
	}
	if w := f.do(http.MethodGet, "/readyz", ""); w.Code != http.StatusOK {
		t.Errorf("what a person should see to takes the program out of service: %d", w.Code)
	}
	full = errors.New("disk is full")
	if w := f.do(http.MethodGet, "/healthz", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "no connection to slack") || !strings.Contains(w.Body.String(), "disk is full") {
		t.Errorf("a full disk besides: %d %q", w.Code, w.Body)
	}
	wrong = nil
	if w := f.do(http.MethodGet, "/healthz", ""); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "the store does not answer: disk is full") {
		t.Errorf("a full disk: %d %q, want that a person must see to it", w.Code, w.Body)
	}
}

func TestRequestKeepsPlainIDAndReplacesOddOne(t *testing.T) {
	f := newFixture(Options{}, Deps{})
	var seen string
	f.Handle("/", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { seen = RequestID(r.Context()) }))
	for _, c := range []struct{ given, want string }{
		{"proxy-17_a", "proxy-17_a"},
		{"", ""},
		{"x\"} injected=1", ""},
		{strings.Repeat("a", 65), ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("X-Request-ID", c.given)
		w := httptest.NewRecorder()
		f.ServeHTTP(w, r)
		told := w.Header().Get("X-Request-ID")
		if told == "" || told != seen || c.want != "" && told != c.want || c.want == "" && told == c.given {
			t.Errorf("given %q: told %q, handler saw %q", c.given, told, seen)
		}
	}
}

func TestPanicIsAnsweredAndItsValueNotLogged(t *testing.T) {
	f := newFixture(Options{}, Deps{})
	f.Handle("/", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("Mrs Hale wrote: help") }))
	w := f.do(http.MethodGet, "/", "")
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "try again") {
		t.Errorf("answer = %d %q, want 500 and a sentence", w.Code, w.Body)
	}
	if text := f.log.String(); !strings.Contains(text, "panic in a request") || strings.Contains(text, "Hale") {
		t.Errorf("log = %s", text)
	}
}

func TestPanicAfterTheAnswerBeganCutsIt(t *testing.T) {
	f := newFixture(Options{}, Deps{})
	f.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		w.(http.Flusher).Flush()
		panic("late")
	}))
	srv := httptest.NewServer(f)
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("read %q as a whole answer, want an error", body)
	}
}

func TestEveryAnswerForbidsWhatNoPageNeeds(t *testing.T) {
	f := newFixture(Options{}, Deps{})
	f.Handle("/page", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
	}))
	for _, path := range []string{"/livez", "/page", "/nowhere"} {
		h := f.do(http.MethodGet, path, "").Header()
		for name := range headers {
			if h.Get(name) == "" {
				t.Errorf("%s has no %s", path, name)
			}
		}
	}
	if got := f.do(http.MethodGet, "/page", "").Header().Get("Content-Security-Policy"); got != "default-src 'self'" {
		t.Errorf("a page cannot set its own policy: %q", got)
	}
}

func TestBodyAboveTheCapIsNotRead(t *testing.T) {
	f := newFixture(Options{MaxBody: 8}, Deps{})
	f.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			_, tooLarge := errors.AsType[*http.MaxBytesError](err)
			http.Error(w, "too large", map[bool]int{true: 413, false: 400}[tooLarge])
		}
	}))
	if w := f.do("POST", "/", "12345678"); w.Code != 200 {
		t.Errorf("a body at the cap: %d", w.Code)
	}
	if w := f.do("POST", "/", "123456789"); w.Code != 413 {
		t.Errorf("a body above the cap: %d, want 413", w.Code)
	}
}

func TestLoopbackServerTurnsForeignHostNamesAway(t *testing.T) {
	f := newFixture(Options{LoopbackOnly: true}, Deps{})
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "localhost:8080": 200, "[::1]:8080": 200, "[::1]": 200, "localhost": 200,
		"evil.example": 421, "localhost.evil.example:80": 421, "127.0.0.1.evil.example": 421, "10.0.0.1": 421, "": 421,
	} {
		r := httptest.NewRequest(http.MethodGet, "/livez", nil)
		r.Host = host
		w := httptest.NewRecorder()
		f.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("host %q: %d, want %d", host, w.Code, want)
		}
	}
}

func TestMetricsCountByRouteAndNeverByPath(t *testing.T) {
	reg := prometheus.NewRegistry()
	f := newFixture(Options{}, Deps{Metrics: reg})
	f.Handle("GET /cases/{id}", answer("fine"))
	f.do(http.MethodGet, "/cases/1", "")
	f.do(http.MethodGet, "/cases/2", "")
	f.do(http.MethodGet, "/made-up", "")
	const want = `
# HELP countersign_http_requests_total Requests answered, by route and class of status.
# TYPE countersign_http_requests_total counter
countersign_http_requests_total{route="GET /cases/{id}",status="2xx"} 2
countersign_http_requests_total{route="none",status="4xx"} 1
`
	if err := testutil.GatherAndCompare(reg, strings.NewReader(want), "countersign_http_requests_total"); err != nil {
		t.Error(err)
	}
	if body := f.do(http.MethodGet, "/metrics", "").Body.String(); !strings.Contains(body, "countersign_http_request_seconds_bucket") {
		t.Errorf("/metrics = %s", body)
	}
}
