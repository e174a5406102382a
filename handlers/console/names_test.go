package console

import (
	"encoding/json"
	"strings"
	"testing"

	"countersign/bot"
)

func TestNamesThatHideSomethingAreRefused(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	for _, name := range []string{"\u200b", " \u2060", "\u3164", "Pri\u202eya", "Priya\r\nBcc: x", "Pri\u200bya", "P\x00", "Priya\U000e0041", "\u2800"} {
		quoted, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		status, body := call(t, s, "POST", "/api/cases/7/decisions", `{"action":"claim","by":`+string(quoted)+`}`)
		if status != 422 || at(decoded(t, body), "field") != "by" {
			t.Errorf("by %q: %d %s", name, status, body)
		}
		for _, field := range []string{"id", "channel", "author", "thread", "name"} {
			in := map[string]string{"id": "m9", "channel": "acme", "author": "jo", "thread": "m1", "text": "hello", field: name}
			raw, err := json.Marshal(in)
			if err != nil {
				t.Fatal(err)
			}
			status, body := call(t, s, "POST", "/api/messages", string(raw))
			if status != 422 || at(decoded(t, body), "field") != field {
				t.Errorf("%s %q: %d %s", field, name, status, body)
			}
		}
	}
	if len(d.decided)+len(d.enquired) != 0 {
		t.Errorf("taken in: %v %v", d.decided, d.enquired)
	}
}

func TestNamesOfAllWritingsWork(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	for _, name := range []string{"Zoë O’Neill-Nuñez", "李小龍", "Ольга", "שרה כהן", "محمد رضایی\u200cفر", "Søren 👩\u200d💻", "葛\U000e0100城"} {
		quoted, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		if status, body := call(t, s, "POST", "/api/cases/7/decisions", `{"action":"claim","by":`+string(quoted)+`}`); status != 200 {
			t.Errorf("by %q: %d %s", name, status, body)
		}
		if status, body := call(t, s, "POST", "/api/messages", `{"channel":"acme","text":"hello","author":`+string(quoted)+`}`); status != 202 {
			t.Errorf("author %q: %d %s", name, status, body)
		}
	}
	if len(d.decided) != 7 || d.decided[1].By.Label() != "李小龍" {
		t.Errorf("decided %+v", d.decided)
	}
}

func TestADraftThatIsSettledIsNotShownAsCurrent(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := d.cases[7]
	k.State, k.Drafts[0].Status = bot.StateEscalated, "decided"
	k.Decisions = []bot.Decision{{Action: bot.Escalate, Version: 1, At: k.OpenedAt, By: bot.Person{ID: "P", Name: "Priya"}}}
	_, body := call(t, s, "GET", "/api/cases/7", "")
	if v := decoded(t, body); at(v, "draft") != nil || at(v, "decision.action") != "escalate" {
		t.Errorf("escalated: %s", body)
	}
	k.State, k.Decisions = bot.StateReopened, []bot.Decision{{Action: bot.Resolve, At: k.OpenedAt.Add(-1), Reason: "done"}}
	if _, body = call(t, s, "GET", "/api/cases/7", ""); !strings.Contains(body, `"decision":null`) {
		t.Errorf("reopened: %s", body)
	}
}

func TestLinksToThePageLeadOnlyWhereStaffCanSignInSafely(t *testing.T) {
	for url, ok := range map[string]bool{
		"": true, "https://desk.example": true, "https://desk.example:8443": true, "http://127.0.0.1:8080": true, "http://localhost:8080": true,
		"http://desk.example": false, "https://desk.example/": false, "https://desk.example/x": false, "https://me@desk.example": false, "desk.example": false, "ftp://desk.example": false,
	} {
		if err := (Options{Listen: "127.0.0.1:8080", URL: url}).Validate(); (err == nil) != ok {
			t.Errorf("url %q: %v, want ok %t", url, err, ok)
		}
	}
	if err := (Options{URL: "https://desk.example"}).Validate(); err == nil {
		t.Error("an address of a page that is off")
	}
	if got := (Options{URL: "https://desk.example"}).RecordLink(7); got != "https://desk.example/cases/7" {
		t.Errorf("link %q", got)
	}
	if got := (Options{}).RecordLink(7); got != "" {
		t.Errorf("link %q without an address", got)
	}
}
