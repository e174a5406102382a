package console

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// vulnerableCase is one whose every free word names an illness.
func vulnerableCase() *bot.Case {
	k := fullCase()
	const words = "canary-oncology"
	k.State, k.Owner, k.OwnerID = bot.StateEscalated, "", ""
	k.Client.Name = "Canary-Name Person"
	k.Assessment.Tier, k.Assessment.Flags = bot.TierHuman, []string{"vulnerability:health", "complaint"}
	k.Assessment.Reasons = append(k.Assessment.Reasons, bot.Reason{Code: bot.Vulnerability, Points: 50, Evidence: words, Source: "rules", Message: "m1"})
	k.Assessment.Needs = []bot.Need{{Driver: "health", Need: "more_time", Message: "m1"}}
	for i := range k.Messages {
		k.Messages[i].Text, k.Messages[i].Author.Name = "I have "+words, "Canary-Name Person"
	}
	k.Deliveries[0].Text, k.Decisions[0].Text, k.Decisions[0].Reason, k.Outcome = words, words, words, words
	k.Records[0].OnBehalfOf, k.Records[0].HowItEnded, k.Records[0].Complainant = words, words, k.Client
	k.Promises = []bot.Promise{{Number: 1, Kind: bot.PromisedOther, What: words, Due: k.OpenedAt.Add(time.Hour)}}
	k.Mark = &bot.Mark{Since: k.OpenedAt, Reason: words, At: k.OpenedAt}
	return k
}

// TestDetailsOfVulnerabilityAreForNamedPeopleAlone looks at every page and every
// answer of the JSON interface as somebody who is not named.
func TestDetailsOfVulnerabilityAreForNamedPeopleAlone(t *testing.T) {
	d := &desk{cases: map[int64]*bot.Case{7: vulnerableCase()}}
	hub := NewHub()
	t.Cleanup(hub.Close)
	opts := Options{Secret: testSecret, AuthorKey: []byte("key"), Readers: []string{"Rhea Reader"}}
	h := New(opts, Deps{Workflow: d, Reader: d, Shown: d, Directory: directory{}, Hub: hub,
		Channels: func() []Channel { return []Channel{{ID: "acme", Account: "Acme Ltd", Author: "Dana Cole"}} },
		Register: func(context.Context) ([]*bot.Case, error) { return []*bot.Case{d.cases[7]}, nil },
	}, slog.New(slog.DiscardHandler))
	paths := []string{"/", "/fragments/queue", "/fragments/client", "/cases/7", "/cases/7/resolve", "/cases/7/close_record", "/cases/7/amend_record", "/cases/7/not_complaint",
		"/api/cases", "/api/cases/7", "/api/threads/" + url.PathEscape(d.cases[7].Thread), "/api/complaints"}
	sees := func(name string) map[string]string {
		signed := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/login", strings.NewReader(url.Values{"secret": {testSecret}, "name": {name}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = "127.0.0.1:1"
		h.ServeHTTP(signed, r)
		out := map[string]string{}
		for _, path := range paths {
			got := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
			r.Header.Set("Cookie", signed.Header().Get("Set-Cookie"))
			h.ServeHTTP(got, r)
			if got.Code != http.StatusOK {
				t.Errorf("%s as %s: %d", path, name, got.Code)
			}
			out[path] = got.Body.String()
		}
		return out
	}
	for path, body := range sees("Noah Other") {
		for _, canary := range []string{"canary-oncology", "Canary-Name"} {
			if strings.Contains(body, canary) {
				t.Errorf("%s shows %q to somebody who is not named", path, canary)
			}
		}
	}
	if body := sees("Rhea Reader")["/cases/7"]; !strings.Contains(body, "canary-oncology") {
		t.Error("who is named cannot read the record")
	}
	d.cases[7].Owner, d.cases[7].OwnerID = "Noah Other", StaffID(opts.AuthorKey, "Noah Other")
	if body := sees("Noah Other")["/cases/7"]; !strings.Contains(body, "canary-oncology") {
		t.Error("who has taken the case cannot read it")
	}
	if body := sees("Ann Third")["/cases/7"]; strings.Contains(body, "canary-oncology") {
		t.Error("once somebody has taken the case everybody can read it")
	}
}

// TestWhoMayNotDecideOnARecordIsOnRecord: the console itself refuses a decision
// of nobody, or of somebody who is not of the staff.
func TestWhoMayNotDecideOnARecordIsOnRecord(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Secret: testSecret, Staff: []string{"Priya"}})
	for _, by := range []string{"", " ", "Mallory"} {
		status, body := call(t, s, "POST", "/api/cases/7/decisions", `{"action":"close_record","record":"complaint","reason":"done","by":"`+by+`"}`, "Authorization", "Bearer "+testSecret)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("by %q: %d %s", by, status, body)
		}
	}
	if len(d.refused) != 3 || len(d.decided) != 0 || !strings.Contains(d.refused[2], "7 "+StaffID(nil, "Mallory")+" console: may not decide: close_record") {
		t.Errorf("on record are %q; decided %v", d.refused, d.decided)
	}
}

// TestNoDialogueShowsWhatIsHeldBack opens every dialogue of such a case in every
// state, with a text that was sent and with one of which nobody knows.
func TestNoDialogueShowsWhatIsHeldBack(t *testing.T) {
	const canary = "canary-oncology"
	for _, state := range bot.States() {
		for _, sent := range []bot.PostState{bot.PostSent, bot.PostUnknown} {
			h := guarded(Options{Readers: []string{"Rhea Reader"}})
			k := vulnerableCase()
			k.State = state
			k.Deliveries[0].Kind, k.Deliveries[0].State, k.Deliveries[0].Text = bot.PostAnswer, sent, canary
			h.deps.Reader.(*desk).cases[7] = k
			other, _ := signedInAs(t, h, "Noah Other")
			for _, a := range bot.Actions() {
				body := answer(t, h, "GET", "/cases/7/"+string(a), "", "Cookie", other).Body.String()
				if strings.Contains(body, canary) || strings.Contains(body, "Canary-Name") {
					t.Errorf("%s, %s: the dialogue %s shows it", state, sent, a)
				}
			}
			if reader, _ := signedInAs(t, h, "Rhea Reader"); sent == bot.PostUnknown && !strings.Contains(answer(t, h, "GET", "/cases/7/resend", "", "Cookie", reader).Body.String(), canary) {
				t.Errorf("%s: whoever may read it is not shown what would be sent again", state)
			}
		}
	}
}
