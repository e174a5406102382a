package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// scene is one way in which a provider may answer, on both kinds of wire, and
// what a Model must make of it.
type scene struct {
	name           string
	status         int // 0: 200
	google, openai string
	headers        []string
	legacy         bool // only the legacy SDK asks for answers of this form

	finish Finish // with no error
	kind   Kind   // or this error
	wait   time.Duration
	text   string // what must be the text; "-" for whatever
}

const (
	someText = `{"text":"an answer"}`
	noParts  = ``
)

func scenes() []scene {
	said := func(s string) string { return `{"role":"assistant","content":` + quoted(s) + `}` }
	fault := func(code int, status string, details string) string {
		return fmt.Sprintf(`{"error":{"code":%d,"message":"key=%s is wrong","status":%q,"details":[%s]}}`, code, theKey, status, details)
	}
	ofault := func(code, kind, param string) string {
		return fmt.Sprintf(`{"error":{"message":"Incorrect API key provided: %s","type":%q,"param":%q,"code":%q}}`, theKey, kind, param, code)
	}
	return []scene{
		{name: "ok", google: candidate(`"STOP"`, someText), openai: choice(`"stop"`, said("an answer")), finish: FinishOK, text: "an answer"},
		{name: "text with a thought signature", google: candidate(`"STOP"`, `{"text":"an answer","thoughtSignature":"c2ln"}`), finish: FinishOK, text: "an answer"},
		{name: "a part that is a signature alone", google: candidate(`"STOP"`, someText+`,{"thoughtSignature":"c2ln"}`), finish: FinishOK, text: "an answer"},
		{name: "a thought is not part of the answer", google: candidate(`"STOP"`, `{"text":"let me think","thought":true},`+someText), finish: FinishOK, text: "an answer"},
		{name: "unknown finish as a word", google: candidate(`"SOMETHING_NEW"`, noParts), openai: choice(`"something_new"`, said("")), finish: FinishBlocked},
		{name: "unknown finish as a number", legacy: true, google: candidate(`77`, noParts), finish: FinishBlocked},
		{name: "prompt blocked", google: `{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"gemini-3.5-flash"}`, openai: ofault("content_filter", "invalid_request_error", "prompt"), finish: FinishBlocked},
		{name: "prompt blocked for a new reason", google: `{"promptFeedback":{"blockReason":"JAILBREAK"}}`, finish: FinishBlocked},
		{name: "candidate blocked", google: candidate(`"SAFETY"`, noParts), openai: choice(`"content_filter"`, said("")), finish: FinishBlocked},
		{name: "recitation", google: candidate(`"RECITATION"`, noParts), openai: choice(`"stop"`, `{"role":"assistant","content":"","refusal":"I will not."}`), finish: FinishBlocked},
		{name: "personal data blocked", google: candidate(`"SPII"`, someText), finish: FinishBlocked, text: "-"},
		{name: "cut off with nothing said", google: candidate(`"MAX_TOKENS"`, noParts), openai: choice(`"length"`, said("")), finish: FinishTruncated},
		{name: "cut off in the middle", google: candidate(`"MAX_TOKENS"`, someText), openai: choice(`"length"`, said("an answer")), finish: FinishTruncated, text: "an answer"},
		{name: "no candidates", google: `{"modelVersion":"gemini-3.5-flash"}`, openai: `{"id":"1","model":"m","choices":[]}`, finish: FinishEmpty},
		{name: "stopped with nothing said", google: candidate(`"STOP"`, noParts), openai: choice(`"stop"`, said("")), finish: FinishEmpty},
		{name: "a function call and no text", google: candidate(`"STOP"`, `{"functionCall":{"name":"send_email","args":{}}}`),
			openai: choice(`"tool_calls"`, `{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"send_email","arguments":"{}"}}]}`), finish: "not ok"},
		{name: "a web page of a proxy", google: "<html><body>Sign in</body></html>", openai: "<html><body>Sign in</body></html>", kind: Malformed},
		{name: "half a document", google: `{"candidates":[{"content":`, openai: `{"choices":[{"message":`, kind: Malformed},
		{name: "a document of another kind", google: `[1,2,3]`, openai: `[1,2,3]`, kind: Malformed},
		{name: "400", status: 400, google: fault(400, "INVALID_ARGUMENT", ""), openai: ofault("", "invalid_request_error", "messages"), kind: BadRequest},
		{name: "400 for a key that is not valid", status: 400, google: fault(400, "INVALID_ARGUMENT", `{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}`), kind: Auth},
		{name: "401", status: 401, google: fault(401, "UNAUTHENTICATED", ""), openai: ofault("invalid_api_key", "invalid_request_error", ""), kind: Auth},
		{name: "403", status: 403, google: fault(403, "PERMISSION_DENIED", ""), openai: ofault("", "", ""), kind: Auth},
		{name: "404, the model is retired", status: 404, google: fault(404, "NOT_FOUND", ""), openai: ofault("model_not_found", "invalid_request_error", "model"), kind: ModelGone},
		{name: "429 with a delay", status: 429, google: fault(429, "RESOURCE_EXHAUSTED", `{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}`),
			openai: ofault("rate_limit_exceeded", "requests", ""), headers: []string{"Retry-After", "7"}, kind: Rate, wait: 7 * time.Second},
		{name: "429 for the day", status: 429, google: fault(429, "RESOURCE_EXHAUSTED", `{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProject"}]}`),
			openai: ofault("insufficient_quota", "insufficient_quota", ""), kind: Quota},
		{name: "500", status: 500, google: fault(500, "INTERNAL", ""), openai: "oops", kind: Unavailable},
		{name: "503", status: 503, google: fault(503, "UNAVAILABLE", ""), openai: `{"error":{"message":"overloaded"}}`, kind: Unavailable},
		{name: "504", status: 504, google: "gateway", openai: "gateway", kind: Timeout},
		{name: "a redirect to another host", status: 307, google: "", openai: "", headers: []string{"Location", "http://127.0.0.1:1/elsewhere"}, kind: Unavailable},
	}
}

// check holds a response or an error to the scene.
func (s scene) check(t *testing.T, resp Response, err error) {
	t.Helper()
	if s.kind == "" && err == nil {
		if resp.Finish != s.finish && (s.finish != "not ok" || resp.Finish == FinishOK) {
			t.Errorf("finish %q (%q), want %q", resp.Finish, resp.Text, s.finish)
		}
		if s.text != "-" && resp.Text != s.text {
			t.Errorf("text %q, want %q", resp.Text, s.text)
		}
		return
	}
	e, ok := errors.AsType[*Error](err)
	want := s.kind
	if want == "" {
		want = KindOf(s.finish) // a wire may tell of a refusal with a status
	}
	if !ok || e.Kind != want {
		t.Fatalf("got %v (%+v), want an *Error of kind %s", err, resp, want)
	}
	if e.RetryAfter != s.wait {
		t.Errorf("retry after %s, want %s", e.RetryAfter, s.wait)
	}
}

// clean fails the test when the key, or words of the provider, stand in what a
// call gave.
func clean(t *testing.T, values ...any) {
	t.Helper()
	for _, v := range values {
		for _, form := range []string{fmt.Sprintf("%v", v), fmt.Sprintf("%+v", v), fmt.Sprintf("%#v", v)} {
			if strings.Contains(form, theKey) {
				t.Errorf("the key stands in %s", strings.ReplaceAll(form, theKey, "[the key]"))
			}
		}
	}
	for _, v := range values {
		if err, ok := v.(error); ok && err != nil {
			var buf bytes.Buffer
			slog.New(slog.NewJSONHandler(&buf, nil)).Error("call failed", "err", err)
			if strings.Contains(buf.String(), theKey) || strings.Contains(err.Error(), "is wrong") {
				t.Error("the key, or what the provider said, stands in the log")
			}
		}
	}
}

func TestEveryProviderMakesTheSameOfWhatAModelMayAnswer(t *testing.T) {
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			f := newFake(t, nil)
			m := d.model(t, f.URL)
			for _, s := range scenes() {
				body := s.openai
				if d.google {
					body = s.google
				}
				if body == "" && s.status == 0 {
					continue // this wire does not know the case
				}
				if !d.google && body == "" && s.status != 307 || s.legacy && d.name != "gemini-legacy" {
					continue
				}
				t.Run(s.name, func(t *testing.T) {
					status := s.status
					if status == 0 {
						status = 200
					}
					if !d.google && strings.HasPrefix(s.name, "prompt blocked") {
						status = 400
					}
					f.then(replies(status, body, s.headers...))
					before := len(f.seen())
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
					defer cancel()
					resp, err := m.Generate(ctx, question())
					s.check(t, resp, err)
					clean(t, resp, err)
					if n := len(f.seen()) - before; n != 1 {
						t.Errorf("%d requests, want 1: only the gate repeats", n)
					}
				})
			}
		})
	}
}

func TestTheKeyGoesIntoAHeaderAndNowhereElse(t *testing.T) {
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			f := newFake(t, replies(200, d.goodAnswer()))
			if _, err := d.model(t, f.URL).Generate(t.Context(), question()); err != nil {
				t.Fatal(err)
			}
			h := f.seen()[0]
			if strings.Contains(h.url, theKey) || strings.Contains(h.url, "key=") {
				t.Errorf("the key stands in the URL")
			}
			raw, err := json.Marshal(h.body)
			if err != nil || bytes.Contains(raw, []byte(theKey)) {
				t.Errorf("the key stands in the body (%v)", err)
			}
			got := h.header.Get(map[string]string{"gemini": "X-Goog-Api-Key", "gemini-legacy": "X-Goog-Api-Key", "azure": "Api-Key"}[d.name])
			if d.name == "openai" || d.name == "vertex" {
				got = strings.TrimPrefix(h.header.Get("Authorization"), "Bearer ")
			}
			if got != theKey {
				t.Errorf("header %v does not carry the key", len(got))
			}
			if d.name == "azure" && h.header.Get("Authorization") != "" {
				t.Error("Azure got the key twice")
			}
		})
	}
}

func TestAnAnswerSaysWhichModelServedAndWhatItUsed(t *testing.T) {
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			f := newFake(t, replies(200, d.goodAnswer()))
			m := d.model(t, f.URL)
			resp, err := m.Generate(t.Context(), question())
			if err != nil {
				t.Fatal(err)
			}
			served := "gpt-5.2-mini"
			if d.google {
				served = DefaultGemini
			}
			if resp.ModelAsked != m.Describe().Model || resp.ModelServed != served || resp.ResponseID != "resp-1" || len(resp.RawHash) != 64 {
				t.Errorf("response %+v; want the model asked and served, its id and the hash of its bytes", resp)
			}
			if want := (Usage{Prompt: 30, Output: 9, Thoughts: 12, Total: 51}); resp.Usage != want {
				t.Errorf("usage %+v, want %+v", resp.Usage, want)
			}
			if _, err := ParseReply(resp.Text); err != nil {
				t.Errorf("the reply cannot be read: %v", err)
			}
			if d.google && d.name != "vertex" && resp.Retires.Format(time.DateOnly) != "2027-05-07" {
				t.Errorf("retires %s, want the date that the provider gives", resp.Retires)
			}
		})
	}
}

func TestInstructionsAndClientsWordsTravelApart(t *testing.T) {
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			f := newFake(t, replies(200, d.goodAnswer()))
			r := question()
			r.Thinking = ThinkingLow
			if _, err := d.model(t, f.URL).Generate(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			body := f.seen()[0].body
			system, words, schema, think := parts(t, d, body)
			if !strings.Contains(system, r.System) || strings.Contains(system, "When do you open?") {
				t.Errorf("the system text is %q", system)
			}
			if !strings.Contains(words, "When do you open?") || strings.Contains(words, r.System) {
				t.Errorf("the words are %q", words)
			}
			if !strings.Contains(schema, "can_answer") || !strings.Contains(strings.ToLower(think), "low") {
				t.Errorf("schema %q, thinking %q; want both asked for", schema, think)
			}
			if raw, _ := json.Marshal(body); strings.Contains(string(raw), "acme") {
				t.Error("the client's account went to the provider")
			}
		})
	}
}

// parts takes apart what went to a provider.
func parts(t *testing.T, d dialect, body map[string]any) (system, words, schema, think string) {
	t.Helper()
	text := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if !d.google {
		m, ok := body["messages"].([]any)
		if !ok || len(m) != 2 {
			t.Fatalf("messages %v", body["messages"])
		}
		return text(m[0]), text(m[1]), text(body["response_format"]), text(body["reasoning_effort"])
	}
	g, ok := body["generationConfig"].(map[string]any)
	if !ok {
		t.Fatalf("body %v", body)
	}
	return text(body["systemInstruction"]), text(body["contents"]), text(g["responseJsonSchema"]) + text(g["responseSchema"]), text(g["thinkingConfig"])
}

func TestAParameterThatIsRefusedIsLeftOutOnce(t *testing.T) {
	refusal := map[bool]string{
		true:  `{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"Invalid JSON payload received. Unknown name \"thinkingConfig\""}}`,
		false: `{"error":{"message":"Unsupported parameter","type":"invalid_request_error","param":"response_format","code":"unsupported_parameter"}}`,
	}
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			f := newFake(t, func(w http.ResponseWriter, n int) {
				if n == 1 {
					replies(400, refusal[d.google])(w, n)
					return
				}
				replies(200, d.goodAnswer())(w, n)
			})
			g := NewGate(Options{Provider: d.opts.Provider, Thinking: ThinkingLow}, d.model(t, f.URL), Deps{})
			resp, err := g.Generate(t.Context(), question())
			if err != nil || !resp.Bare || resp.Attempts != 2 {
				t.Fatalf("got %+v, %v; want an answer at the second attempt, marked", resp, err)
			}
			_, _, schema, think := parts(t, d, f.seen()[1].body)
			if strings.Contains(schema, "json_schema") || strings.Contains(strings.ToLower(think), "low") {
				t.Errorf("the second request still has schema %q and thinking %q", schema, think)
			}
		})
	}
}

func TestASlowProviderIsGivenUpAtTheDeadline(t *testing.T) {
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			var f *fake
			f = newFake(t, func(w http.ResponseWriter, n int) { stalls(&f, d.goodAnswer())(w, n) })
			m := d.model(t, f.URL)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			resp, err := m.Generate(ctx, question())
			scene{kind: Timeout}.check(t, resp, err)
			clean(t, resp, err)
		})
	}
}

func TestAClosedPortIsToldWithoutTheKey(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	for _, d := range dialects() {
		t.Run(d.name, func(t *testing.T) {
			m := d.model(t, base)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			defer cancel()
			resp, err := m.Generate(ctx, question())
			if d.name == "vertex" { // it does not get as far as the model: there is no token
				scene{kind: Auth}.check(t, resp, err)
			} else {
				scene{kind: Unavailable}.check(t, resp, err)
			}
			clean(t, resp, err)
		})
	}
}

func TestVectorsAreWholeAndOfOneDimension(t *testing.T) {
	type vectors struct{ google, openai string }
	one := vectors{`{"embeddings":[{"values":[0.1,0.2,0.3]}]}`, `{"data":[{"index":0,"embedding":[0.1,0.2,0.3]}],"model":"m"}`}
	two := vectors{`{"embeddings":[{"values":[0.1,0.2,0.3]},{"values":[0.4,0.5,0.6]}]}`,
		`{"data":[{"index":1,"embedding":[0.4,0.5,0.6]},{"index":0,"embedding":[0.1,0.2,0.3]}],"model":"m"}`}
	mixed := vectors{`{"embeddings":[{"values":[0.1,0.2,0.3]},{"values":[0.4]}]}`,
		`{"data":[{"index":0,"embedding":[0.1,0.2,0.3]},{"index":1,"embedding":[0.4]}],"model":"m"}`}
	for _, d := range dialects() {
		if d.name == "vertex" {
			continue // its embeddings have a wire of their own for each model; not used here
		}
		t.Run(d.name, func(t *testing.T) {
			f := newFake(t, nil)
			e, ok := d.model(t, f.URL).(Embedder)
			if !ok {
				t.Fatal("the provider makes no vectors")
			}
			embed := func(v vectors, texts ...string) (Vectors, error) {
				body := v.openai
				if d.google {
					body = v.google
				}
				f.then(replies(200, body))
				return e.Embed(t.Context(), texts, ForPassage)
			}
			if got, err := embed(one, "a"); err != nil || got.Dimension != 3 || got.Model == "" || len(got.Values) != 1 {
				t.Errorf("one text: %+v, %v", got, err)
			}
			if got, err := embed(two, "a", "b"); err != nil || got.Values[0][0] != 0.1 || got.Values[1][0] != 0.4 {
				t.Errorf("two texts: %+v, %v; want them in the order of the texts", got, err)
			}
			for name, v := range map[string]vectors{"one of another dimension": mixed, "one too few": one} {
				if got, err := embed(v, "a", "b"); !kindIs(err, Malformed) {
					t.Errorf("%s: got %+v, %v; want it refused", name, got, err)
				}
			}
			f.then(replies(503, "{}"))
			if _, err := e.Embed(t.Context(), []string{"a"}, ForQuestion); !kindIs(err, Unavailable) {
				t.Errorf("got %v, want unavailable", err)
			}
			for _, h := range f.seen() {
				if strings.Contains(h.url, theKey) {
					t.Error("the key stands in the URL")
				}
			}
		})
	}
}

func TestAnAnswerBeyondAllBoundsIsNotRead(t *testing.T) {
	d := dialects()[0]
	f := newFake(t, replies(200, candidate(`"STOP"`, `{"text":"`+strings.Repeat("x", maxAnswer)+`"}`)))
	resp, err := d.model(t, f.URL).Generate(t.Context(), question())
	scene{kind: Malformed}.check(t, resp, err)
}

func TestEveryProviderKeepsTheContract(t *testing.T) {
	models := map[string]Model{"offline": NewOffline(), "replay": recorded(t)}
	for _, d := range dialects() {
		f := newFake(t, replies(200, d.goodAnswer()))
		models[d.name] = d.model(t, f.URL)
	}
	for name, m := range models {
		t.Run(name, func(t *testing.T) {
			if about := m.Describe(); about.Provider == "" || about.Model == "" || len(about.Features) == 0 {
				t.Errorf("Describe() = %+v", about)
			}
			resp, err := m.Generate(t.Context(), question())
			if err != nil || resp.Finish != FinishOK || resp.ModelAsked == "" || resp.ModelServed == "" {
				t.Fatalf("got %+v, %v; want an answer and the model that gave it", resp, err)
			}
			if _, err := ParseReply(resp.Text); err != nil {
				t.Errorf("the reply cannot be read: %v", err)
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := m.Generate(gone, question()); !kindIs(err, Timeout) {
				t.Errorf("with a context that has ended: %v, want a time-out", err)
			}
		})
	}
}
