package console

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestTheJSONInterfaceSaysWhatIsWrong(t *testing.T) {
	s, _, _ := newTestConsole(t, Options{Demo: true})
	tests := []struct {
		name, method, path, body string
		status                   int
		says                     string
	}{
		{"a message", "POST", "/api/messages", `{"id":"m9","channel":"acme","author":"jo","text":"hello"}`, 202, `"thread":"m9"`},
		{"a message without an id gets one", "POST", "/api/messages", `{"channel":"acme","author":"jo","text":"hello"}`, 202, `"message":"`},
		{"no text", "POST", "/api/messages", `{"id":"m9","channel":"acme","author":"jo","text":""}`, 422, "text"},
		{"no channel", "POST", "/api/messages", `{"id":"m9","author":"jo","text":"x"}`, 422, "channel"},
		{"no author", "POST", "/api/messages", `{"id":"m9","channel":"acme","text":"x"}`, 422, "author"},
		{"broken JSON", "POST", "/api/messages", `{"id":`, 400, "JSON"},
		{"another type", "POST", "/api/messages", `{"id":5}`, 400, `the field \"id\" must be a string, not a number`},
		{"an array for a text", "POST", "/api/messages", `{"text":["x"]}`, 400, `the field \"text\" must be a string, not an array`},
		{"a fraction for a number", "POST", "/api/cases/7/decisions", `{"action":"approve","version":1.5}`, 400, `the field \"version\" must be a whole number, not the number 1.5`},
		{"an array for a number", "POST", "/api/cases/7/decisions", `{"action":"approve","version":[1]}`, 400, `the field \"version\" must be a whole number, not an array`},
		{"unknown field", "POST", "/api/messages", `{"id":"m9","chanel":"acme"}`, 400, `no field \"chanel\"`},
		{"a field twice", "POST", "/api/messages", `{"channel":"acme","author":"jo","text":"hello","channel":"bright"}`, 400, `the field \"channel\" stands there twice`},
		{"a field of a record twice", "POST", "/api/cases/7/decisions", `{"action":"set_record","by":"Priya","fields":{"cause":"a","cause":"b"}}`, 400, `the field \"fields.cause\" stands there twice`},
		{"a field in other letters", "POST", "/api/cases/7/decisions", `{"action":"approve","version":1,"by":"Priya","By":"Ann"}`, 400, `no field \"By\"`},
		{"words of staff where no client asks", "POST", "/api/messages", `{"channel":"acme","author":"Priya","role":"staff","thread":"nowhere","text":"Hello"}`, 422, "nothing was sent"},
		{"too large", "POST", "/api/messages", `{"text":"` + strings.Repeat("x", 3<<20) + `"}`, 413, ""},
		{"a case", "GET", "/api/cases/7", "", 200, `"state":"in_review"`},
		{"no such case", "GET", "/api/cases/8", "", 404, ""},
		{"no case at all", "GET", "/api/cases/seven", "", 404, ""},
		{"the cases", "GET", "/api/cases?state=in_review&tier=routine", "", 200, `"cases":[`},
		{"an unknown parameter", "GET", "/api/cases?colour=red", "", 400, "colour"},
		{"a parameter of a path that takes none", "GET", "/api/cases/7?version=1", "", 400, "this path takes none"},
		{"a mistyped parameter of a thread", "GET", "/api/threads/m1?chanel=acme", "", 400, "chanel"},
		{"a mistyped parameter of the digest", "GET", "/api/digest?from=2026-11-01", "", 400, "use since, until"},
		{"a parameter twice", "GET", "/api/cases?tier=human&tier=routine", "", 400, "the parameter tier stands there twice"},
		{"two states", "GET", "/api/cases?state=in_review&state=escalated", "", 200, `"cases":[`},
		{"parameters that cannot be read", "GET", "/api/cases?state=%zz", "", 400, "cannot be read"},
		{"bytes that are no text", "POST", "/api/messages", "{\"channel\":\"acme\",\"author\":\"jo\",\"text\":\"caf\xe9\"}", 400, "not UTF-8"},
		{"an unknown state", "GET", "/api/cases?state=lost", "", 400, `no state \"lost\"; use one of received, assessed,`},
		{"a decision", "POST", "/api/cases/7/decisions", `{"action":"approve","version":1,"by":"Priya"}`, 200, `"id":7`},
		{"a name that is too long", "POST", "/api/cases/7/decisions", `{"action":"claim","by":"` + strings.Repeat("x", 513) + `"}`, 422, `"field":"by"`},
		{"a reason that is too long", "POST", "/api/cases/7/decisions", `{"action":"claim","by":"Priya","reason":"` + strings.Repeat("x", 9000) + `"}`, 422, `"field":"reason"`},
		{"a promise that is too long", "POST", "/api/cases/7/decisions", `{"action":"resolve","by":"Priya","promise":"` + strings.Repeat("x", 9000) + `"}`, 422, `"field":"promise"`},
		{"a field of a record that is too long", "POST", "/api/cases/7/decisions", `{"action":"amend_record","by":"Priya","fields":{"product":"` + strings.Repeat("x", 9000) + `"}}`, 422, `"field":"fields"`},
		{"on no case", "POST", "/api/cases/9/decisions", `{"action":"approve","version":1,"by":"Priya"}`, 404, ""},
		{"a thread", "GET", "/api/threads/m1", "", 200, `"messages":[`},
		{"no such path", "GET", "/api/nothing", "", 404, ""},
		{"no such path to post to", "POST", "/api/nothing", "{}", 404, "no such path"},
		{"a decision by GET", "GET", "/api/cases/7/decisions", "", 405, "takes POST only"},
		{"a message by GET", "GET", "/api/messages", "", 405, "takes POST only"},
		{"a case by DELETE", "DELETE", "/api/cases/7", "", 405, "takes GET only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, body := call(t, s, tt.method, tt.path, tt.body, "Content-Type", "application/json")
			if status != tt.status {
				t.Errorf("status %d, want %d: %s", status, tt.status, body)
			}
			if !strings.Contains(body, tt.says) {
				t.Errorf("answer %s does not say %q", body, tt.says)
			}
		})
	}
}

func TestADialogOfAnActionThatIsNoneIsNoPage(t *testing.T) {
	s, _, _ := newTestConsole(t, Options{Demo: true})
	for path, want := range map[string]int{"/cases/7/zap": 404, "/cases/7/arrived": 409, "/cases/7/edit": 200} {
		if status, body := call(t, s, "GET", path, ""); status != want || strings.Contains(body, "moved on") != (want == 409) {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
}

func TestALateDecisionIsToldWhoDecided(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.decide = &bot.SettledError{State: bot.StateAnswered, Decision: &bot.Decision{Action: bot.Approve, By: bot.Person{ID: "P", Name: "Priya"}, At: time.Now()}}
	status, body := call(t, s, "POST", "/api/cases/7/decisions", `{"action":"approve","version":1,"by":"Owen"}`)
	if status != 409 || !strings.Contains(body, `"decided_by":"Priya"`) || !strings.Contains(body, "decided_at") {
		t.Errorf("%d %s", status, body)
	}
	d.decide = &bot.InvalidError{Why: "this text must not go to a client", Checks: []bot.Check{{Name: "internal", Verdict: bot.NoDraft, Detail: "words of an internal page"}}}
	status, body = call(t, s, "POST", "/api/cases/7/decisions", `{"action":"edit","version":1,"text":"x","by":"Owen"}`)
	if status != 422 || !strings.Contains(body, "words of an internal page") {
		t.Errorf("%d %s", status, body)
	}
}

// TestAnEditInWhichACheckFindsSomethingIsShownBackFirst holds that nobody
// sends a promise by oversight, and that whoever stands by it can.
func TestAnEditInWhichACheckFindsSomethingIsShownBackFirst(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.checks = []bot.Check{{Name: "figures", Verdict: bot.OK}, {Name: "commitment", Verdict: bot.NoAutonomy, Detail: "No document promises a refund."}}
	form := url.Values{"action": {"edit"}, "version": {"1"}, "text": {"You get a refund."}, "chip": {"commitment"}}
	kind := []string{"Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"}
	status, body := call(t, s, "POST", "/cases/7/decisions", form.Encode(), kind...)
	if status != 422 || !strings.Contains(body, "No document promises a refund.") || strings.Contains(body, "figures") || len(d.decided) != 0 {
		t.Fatalf("%d %s, %d decisions; want the finding and nothing sent", status, body, len(d.decided))
	}
	form.Set("signed", at(decoded(t, body), "signed").(string))
	form.Set("text", "You get a refund of £500.")
	if status, _ := call(t, s, "POST", "/cases/7/decisions", form.Encode(), kind...); status != 422 || len(d.decided) != 0 {
		t.Fatalf("another text than the one that was read got %d", status)
	}
	form.Set("text", "You get a refund.")
	if status, body := call(t, s, "POST", "/cases/7/decisions", form.Encode(), kind...); status != 200 || len(d.decided) != 1 || d.decided[0].Text != "You get a refund." {
		t.Fatalf("%d %s: %+v", status, body, d.decided)
	}
}

// TestTheMenuOffersWhatIsRarelyNeeded holds what stands in a card's menu.
func TestTheMenuOffersWhatIsRarelyNeeded(t *testing.T) {
	s, _, _ := newTestConsole(t, Options{Demo: true})
	_, body := call(t, s, "GET", "/fragments/queue", "")
	body = html.UnescapeString(body)
	for _, want := range []string{">Claim<", ">Reject draft<", ">Resolve<", "/cases/7/escalate?chip=wrong+tier", "/cases/7/resolve?chip=not+an+enquiry", ">Show record<"} {
		if !strings.Contains(body, want) {
			t.Errorf("the card offers no %s", want)
		}
	}
	_, body = call(t, s, "GET", "/cases/7/escalate?chip=wrong+tier", "")
	if !strings.Contains(body, `value="wrong tier" checked`) {
		t.Error("the reason is not chosen already")
	}
	if _, body = call(t, s, "GET", "/cases/7/escalate?chip=%3Cscript%3E", ""); strings.Contains(body, "checked") || strings.Contains(body, "<script>") {
		t.Error("a reason that is none was chosen")
	}
}

func TestAMessageThatIsNotStoredIsNotAccepted(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.receive = errors.New("the disk at /var/lib is full")
	status, body := call(t, s, "POST", "/api/messages", `{"id":"m9","channel":"acme","author":"jo","text":"hello"}`)
	if status != 503 || strings.Contains(body, "/var/lib") {
		t.Errorf("%d %s, want 503 without the cause", status, body)
	}
}

func TestNothingHostileRunsInThePage(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	d.cases[7] = routineCase(hostileText + strings.Repeat(" long", 8000))
	for _, path := range []string{"/", "/cases/7", "/fragments/queue", "/cases/7/edit?fragment=1", "/cases/7/escalate", "/?channel=%3Cscript%3E"} {
		status, body := call(t, s, "GET", path, "")
		if status != 200 && status != 404 {
			t.Errorf("%s: status %d", path, status)
		}
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "%!") || strings.Contains(body, "\u202e") {
			t.Errorf("%s shows the client's script or hidden characters", path)
		}
	}
}

func TestEveryAnswerForbidsWhatThePageDoesNotNeed(t *testing.T) {
	s, _, _ := newTestConsole(t, Options{Demo: true})
	resp, err := s.Client().Get(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
		if !strings.Contains(resp.Header.Get(name), want) {
			t.Errorf("%s is %q, want %q", name, resp.Header.Get(name), want)
		}
	}
	page, err := io.ReadAll(resp.Body)
	if err != nil || strings.Contains(string(page), "<style") || strings.Contains(string(page), "onclick") || strings.Contains(string(page), "https://") {
		t.Errorf("the page holds inline or outside assets (%v)", err)
	}
	if !strings.Contains(string(page), "DEMO") {
		t.Error("the page does not say that it is a demo")
	}
}

func TestPostsFromAnotherSiteAreRefused(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	const body = `{"id":"m9","channel":"acme","author":"jo","text":"hello"}`
	for _, header := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}} {
		if status, _ := call(t, s, "POST", "/api/messages", body, header...); status != 403 {
			t.Errorf("%v: status %d, want 403", header, status)
		}
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/cases", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "rebound.evil.example"
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden || len(d.enquired) != 0 {
		t.Errorf("a foreign host name got %d; %d messages were taken in", resp.StatusCode, len(d.enquired))
	}
}

func TestOutsideTheDemoNobodyGetsInWithoutTheSecret(t *testing.T) {
	const secret = "a-secret-of-32-letters-for-tests"
	s, d, _ := newTestConsole(t, Options{Listen: "127.0.0.1:0", Secret: secret, Staff: []string{"Priya"}})
	for _, path := range []string{"/api/cases", "/api/cases/7", "/api/threads/m1", "/api/events", "/api/digest"} {
		if status, body := call(t, s, "GET", path, ""); status != 401 || strings.Contains(body, "open?") {
			t.Errorf("%s without a token: %d %s", path, status, body)
		}
		if status, _ := call(t, s, "GET", path, "", "Authorization", "Bearer wrong"); status != 401 {
			t.Errorf("%s with a wrong token: %d", path, status)
		}
	}
	if status, _ := call(t, s, "GET", "/api/cases/7", "", "Authorization", "Bearer "+secret); status != 200 {
		t.Errorf("with the token: %d", status)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	page := func(path string, form url.Values) (int, string) {
		t.Helper()
		var resp *http.Response
		if form == nil {
			resp, err = client.Get(s.URL + path)
		} else {
			resp, err = client.PostForm(s.URL+path, form)
		}
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(raw)
	}
	if _, body := page("/", nil); strings.Contains(body, "When do you open?") || !strings.Contains(body, "password") {
		t.Error("the desk is shown without a login")
	}
	if _, body := page("/login", url.Values{"name": {"Priya"}, "secret": {"wrong"}}); strings.Contains(body, "When do you open?") {
		t.Error("a wrong password opened the desk")
	}
	if status, body := page("/login", url.Values{"name": {"Priya"}, "secret": {secret}}); !strings.Contains(body, "When do you open?") {
		t.Errorf("the right password did not open the desk: %d %.300s", status, body)
	}
	// A form without the session's own token changes nothing.
	if status, _ := page("/cases/7/decisions", url.Values{"action": {"approve"}, "version": {"1"}}); status < 400 || len(d.decided) != 0 {
		t.Errorf("a form without its token got %d; %d decisions", status, len(d.decided))
	}
}

func TestAShortOrMissingSecretIsRefusedAtTheStart(t *testing.T) {
	for _, o := range []Options{{Listen: "127.0.0.1:0"}, {Listen: "127.0.0.1:0", Secret: "short"}, {Listen: "nowhere"}, {Listen: "0.0.0.0:80", Demo: true}} {
		if o.Validate() == nil && o.Guarded() == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestTheThreadShowsAClientOnlyWhatIsTheirs(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	p := NewPlatform(d, NewHub(), PlatformOptions{Firm: "Harbour & Finch"})
	posting := p.Post(t.Context(), bot.Outbound{Case: 7, Kind: bot.PostAnswer, Channel: "acme", Thread: "m1", Marker: "k1", Text: "At nine.", Label: "checked by Priya"}, nil)
	if posting.Outcome != bot.Sent {
		t.Fatalf("posting %+v", posting)
	}
	if got := p.Post(t.Context(), bot.Outbound{Case: 7, Kind: bot.PostCard, Marker: "k2", Text: "SECRET CARD"}, nil); got.Outcome != bot.Sent {
		t.Fatalf("card %+v", got)
	}
	status, body := call(t, s, "GET", "/api/threads/m1", "")
	if status != 200 || !strings.Contains(body, "At nine.") || !strings.Contains(body, "checked by Priya") || strings.Contains(body, "answered") || strings.Contains(body, "SECRET") {
		t.Errorf("%d %s", status, body)
	}
	if found, _ := p.Find(t.Context(), bot.Outbound{Kind: bot.PostAnswer, Marker: "k1"}); found != bot.Found {
		t.Errorf("look-up of a shown message: %v", found)
	}
	if found, _ := p.Find(t.Context(), bot.Outbound{Kind: bot.PostAnswer, Marker: "k9"}); found != bot.Absent {
		t.Errorf("look-up of no message: %v", found)
	}
}

func TestAnOpenPageIsToldOfAChange(t *testing.T) {
	s, _, hub := newTestConsole(t, Options{Demo: true})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	got := make(chan string, 8)
	go func() {
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "data:") && strings.Contains(lines.Text(), "7") {
				got <- lines.Text()
			}
		}
	}()
	deadline := time.After(10 * time.Second)
	for {
		hub.Changed(7) // again: the page may not be listening yet
		select {
		case <-got:
			return
		case <-deadline:
			t.Fatal("not told within 10 s")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func FuzzMessages(f *testing.F) {
	for _, s := range []string{`{"id":"m","channel":"c","author":"a","text":"t"}`, `{"id":1}`, `[]`, `{"role":"staff"}`, "\x00", `{"text":"\ud800"}`} {
		f.Add([]byte(s))
	}
	fuzzPost(f, "/api/messages", 202)
}

func FuzzDecisions(f *testing.F) {
	for _, s := range []string{`{"action":"approve","version":1,"by":"p"}`, `{"version":-1}`, `{"action":{}}`, `null`} {
		f.Add([]byte(s))
	}
	fuzzPost(f, "/api/cases/7/decisions", 200)
}

// fuzzPost posts whatever the fuzzer makes: the answer is JSON, and never the
// program's own fault.
func fuzzPost(f *testing.F, path string, good int) {
	d := &desk{cases: map[int64]*bot.Case{7: routineCase("When?")}}
	h := New(Options{Demo: true}, Deps{Workflow: d, Reader: d, Shown: d, Directory: directory{}, Hub: NewHub()}, slog.New(slog.DiscardHandler))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "http://127.0.0.1"+path, bytes.NewReader(body))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 || (w.Code < 300 && w.Code != good) {
			t.Errorf("status %d for %q", w.Code, body)
		}
		if !json.Valid(w.Body.Bytes()) {
			t.Errorf("answer %q is no JSON", w.Body)
		}
	})
}

// TestASampleFillsTheClientsLineAndAnyOtherNumberNothing: the number comes from
// the address, so that it can be any.
func TestASampleFillsTheClientsLineAndAnyOtherNumberNothing(t *testing.T) {
	h := New(Options{Demo: true}, Deps{Channels: func() []Channel { return nil }, Samples: []Sample{{Text: "first"}, {Text: "second"}}}, slog.New(slog.DiscardHandler))
	for number, want := range map[string]string{"0": "first", "1": "second", "2": "", "-1": "", "many": "", "": ""} {
		p, err := h.clientPane(httptest.NewRequestWithContext(t.Context(), "GET", "/?sample="+number, nil))
		if err != nil || p.Text != want {
			t.Errorf("sample %q fills in %q (%v), want %q", number, p.Text, err, want)
		}
	}
}
