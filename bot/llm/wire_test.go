package llm

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestTheLegacyWireTakesAKeyOutOfTheAddress has the SDK's way of sending a key
// arrive at the wire: it must leave it in a header.
func TestTheLegacyWireTakesAKeyOutOfTheAddress(t *testing.T) {
	f := newFake(t, replies(200, candidate(`"STOP"`, someText)))
	m, err := newGeminiLegacy(t.Context(), Options{Provider: ProviderGeminiLegacy, BaseURL: f.URL}, theKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.URL+"/v1beta/models/m:generateContent?$alt=json&key="+theKey, strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := m.wire.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	h := f.seen()[0]
	if strings.Contains(h.url, "key=") || !strings.Contains(h.url, "alt=json") || h.header.Get("X-Goog-Api-Key") != theKey {
		t.Errorf("the request went to %s", strings.ReplaceAll(h.url, theKey, "[the key]"))
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Duration{"7": 7 * time.Second, "Wed, 25 Nov 2026 12:01:00 GMT": time.Minute,
		"5m": 0, "1.5": 1500 * time.Millisecond, "9223372036": longestWait, "1e300": longestWait, "Wed, 25 Nov 2099 12:01:00 GMT": longestWait,
		"": 0, "soon": 0, "-5": 0, "Wed, 25 Nov 2026 11:00:00 GMT": 0} {
		if got := retryAfter(http.Header{"Retry-After": {text}}, now); got != want {
			t.Errorf("retryAfter(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestThoughtsAreTakenOutOfAnAnswerForTheLegacyClient(t *testing.T) {
	for in, want := range map[string]string{
		`{"candidates":[{"content":{"parts":[{"thought":true,"text":"hm"},{"text":"yes","thoughtSignature":"c2ln"},{"thoughtSignature":"c2ln"}]}}]}`: `{"candidates":[{"content":{"parts":[{"text":"yes"}]}}]}`,
		`{"candidates":[{"finishReason":"SAFETY"}]}`: `{"candidates":[{"content":{},"finishReason":"SAFETY"}]}`,
		`{"promptFeedback":{}}`:                      `{"promptFeedback":{}}`,
	} {
		if got, err := withoutThoughts([]byte(in)); err != nil || string(got) != want {
			t.Errorf("withoutThoughts(%s) = %s, %v; want %s", in, got, err, want)
		}
	}
	for _, bad := range []string{`[1]`, `{"candidates":5}`, `{"candidates":[{"content":{"parts":7}}]}`} {
		if _, err := withoutThoughts([]byte(bad)); err == nil {
			t.Errorf("withoutThoughts(%s) took it", bad)
		}
	}
}

// FuzzRefusals reads whatever a server may say of a refusal.
func FuzzRefusals(f *testing.F) {
	for _, s := range scenes() {
		f.Add(s.status, s.google)
		f.Add(s.status, s.openai)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 100 || status > 599 {
			return
		}
		resp := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
		e := refused(resp, []byte(body))
		if status != http.StatusOK && e == nil {
			t.Fatalf("status %d is no failure", status)
		}
		if e != nil && len(e.Error()) > 200 {
			t.Fatalf("the error repeats the server: %s", e)
		}
	})
}
