package llm

import (
	"errors"
	"fmt"
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
	block  string // what staff must be told of a refusal
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
		{name: "unknown finish as a number", legacy: true, google: candidate(`77`, noParts), finish: FinishBlocked, block: "for what the model wrote: 77."},
		{name: "prompt blocked", google: `{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"gemini-3.5-flash"}`, openai: ofault("content_filter", "invalid_request_error", "prompt"), finish: FinishBlocked, block: "for the question itself: content that may do harm"},
		{name: "prompt blocked for a new reason", google: `{"promptFeedback":{"blockReason":"JAILBREAK"}}`, finish: FinishBlocked, block: "for the question itself: words that it takes for an attempt to steer"},
		{name: "prompt blocked, as a number", legacy: true, google: `{"promptFeedback":{"blockReason":1}}`, finish: FinishBlocked, block: "for the question itself: content that may do harm (SAFETY)"},
		{name: "cut off to be continued", google: candidate(`"CONTINUATION"`, someText), finish: FinishTruncated, text: "an answer"},
		{name: "candidate blocked", google: candidate(`"SAFETY"`, noParts), openai: choice(`"content_filter"`, said("")), finish: FinishBlocked, block: "for what the model wrote: content that may do harm"},
		{name: "recitation", google: candidate(`"RECITATION"`, noParts), openai: choice(`"stop"`, `{"role":"assistant","content":"","refusal":"I will not."}`), finish: FinishBlocked},
		{name: "personal data blocked", google: candidate(`"SPII"`, someText), finish: FinishBlocked, text: "-", block: "personal data"},
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
	if words := BlockWords(resp.BlockDetail); !strings.Contains(words, s.block) || (words != "") != (s.finish == FinishBlocked) {
		t.Errorf("staff are told %q, want %q", words, s.block)
	}
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
