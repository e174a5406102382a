package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

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
					ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
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
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
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

func TestWhereAModelIsAskedComesFromTheSettingsAlone(t *testing.T) {
	elsewhere := newFake(t, replies(200, dialects()[0].goodAnswer()))
	for name, value := range map[string]string{"GOOGLE_GENAI_USE_VERTEXAI": "true", "GOOGLE_API_KEY": "another", "GEMINI_API_KEY": "another",
		"GOOGLE_CLOUD_PROJECT": "other", "GOOGLE_CLOUD_LOCATION": "us-central1",
		"GOOGLE_GEMINI_BASE_URL": elsewhere.URL, "GOOGLE_VERTEX_BASE_URL": elsewhere.URL, "OPENAI_BASE_URL": elsewhere.URL} {
		t.Setenv(name, value)
	}
	for _, d := range dialects() {
		f := newFake(t, replies(200, d.goodAnswer()))
		if _, err := d.model(t, f.URL).Generate(t.Context(), question()); err != nil || len(f.seen()) != 1 {
			t.Errorf("%s: %v, asked %d times where it should", d.name, err, len(f.seen()))
		}
	}
	if n := len(elsewhere.seen()); n != 0 {
		t.Errorf("%d requests went where the environment said", n)
	}
	for location, want := range map[string]string{"global": "https://aiplatform.googleapis.com/", "eu": "https://aiplatform.eu.rep.googleapis.com/",
		"europe-west2": "https://europe-west2-aiplatform.googleapis.com/"} {
		if got := googleURL(Options{Backend: BackendVertex, Location: location}); got != want {
			t.Errorf("%s is asked at %s, want %s", location, got, want)
		}
	}
}
