package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

func TestAnApprovedDraftReachesTheClientsThread(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.wantAnswers(draftText)
	if got := r.slack.posts(clientChannel)[0]["thread_ts"]; got != k.Thread {
		t.Errorf("answered in thread %v, want %s", got, k.Thread)
	}
	if r.cards() != 1 {
		t.Errorf("%d cards, want 1 that is brought up to date", r.cards())
	}
}

func TestADeliveryOverOneMebibyteIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	big := []byte(`{"type":"event_callback","x":"` + strings.Repeat("a", maxBody) + `"}`)
	if w := r.post(signed(signing, EventsPath, big, 0, nil)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d, want 413", w.Code)
	}
	if w := r.post(signed(signing, EventsPath, []byte("{"), 0, nil)); w.Code != http.StatusBadRequest {
		t.Errorf("broken JSON: status %d, want 400", w.Code)
	}
	if w := r.post(httptest.NewRequest(http.MethodGet, EventsPath, nil)); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: status %d, want 405", w.Code)
	}
}

// Point 3.
func TestDeliveriesOfOtherAppsAndInstallationsAreDropped(t *testing.T) {
	self := identity{Team: homeTeam, App: ownApp}
	grid := identity{Team: homeTeam, App: ownApp, Enterprise: "E1"}
	for name, x := range map[string]struct {
		self identity
		raw  string
		want bool
	}{
		"ours":                              {self, `{"api_app_id":"A0COUNTER","team_id":"T0FIRM","authorizations":[{"team_id":"T0FIRM"}]}`, true},
		"team is the channel owner's":       {self, `{"api_app_id":"A0COUNTER","team_id":"T0CLIENT","authorizations":[{"team_id":"T0FIRM"}]}`, true},
		"another app":                       {self, `{"api_app_id":"A0OTHER","team_id":"T0FIRM","authorizations":[{"team_id":"T0FIRM"}]}`, false},
		"the client's installation":         {self, `{"api_app_id":"A0COUNTER","team_id":"T0FIRM","authorizations":[{"team_id":"T0CLIENT"}]}`, false},
		"context team, no authorizations":   {self, `{"api_app_id":"A0COUNTER","team_id":"T0CLIENT","context_team_id":"T0FIRM"}`, true},
		"another context team":              {self, `{"api_app_id":"A0COUNTER","team_id":"T0FIRM","context_team_id":"T0CLIENT"}`, false},
		"team only":                         {self, `{"api_app_id":"A0COUNTER","team_id":"T0FIRM"}`, true},
		"another team only":                 {self, `{"team_id":"T0CLIENT"}`, false},
		"an installation of our Grid":       {grid, `{"authorizations":[{"enterprise_id":"E1","is_enterprise_install":true}]}`, true},
		"an installation of another Grid":   {grid, `{"authorizations":[{"enterprise_id":"E2","is_enterprise_install":true}]}`, false},
		"a Grid's id without one installed": {self, `{"authorizations":[{"enterprise_id":"","is_enterprise_install":true}]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			var e envelope
			if err := json.Unmarshal([]byte(x.raw), &e); err != nil {
				t.Fatal(err)
			}
			if got := e.forUs(x.self); got != x.want {
				t.Errorf("forUs: got %t, want %t", got, x.want)
			}
		})
	}
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "Hello?", nil)
	raw := strings.ReplaceAll(string(envelopeOf(ev)), ownApp, "A0OTHER")
	if w := r.post(signed(signing, EventsPath, []byte(raw), 0, nil)); w.Code != http.StatusOK {
		t.Errorf("another app's delivery: status %d, want 200", w.Code)
	}
	if cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{}); len(cases) != 0 {
		t.Error("another app's delivery opened a case")
	}
}

// Point 4.
func TestNothingIsAcknowledgedBeforeItIsStored(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.checked() // what that asks of people is asked by now
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	r.workflow.broken.Store(true)
	if code := r.deliver(ev); code != http.StatusServiceUnavailable {
		t.Fatalf("store down: status %d, want 503", code)
	}
	r.workflow.broken.Store(false)
	before := len(r.slack.called("users.info"))
	if code := r.deliver(ev, "X-Slack-Retry-Num", "1"); code != http.StatusOK {
		t.Fatalf("store up again: status %d, want 200", code)
	}
	if n := len(r.slack.called("users.info")) - before; n != 0 {
		t.Errorf("%d look-ups of an author whose team the delivery names", n)
	}
	cases, err := r.store.Cases(t.Context(), bot.CaseFilter{})
	if err != nil || len(cases) != 1 {
		t.Fatalf("%d cases at the acknowledgement (%v), want 1", len(cases), err)
	}
}

func TestASlowSlackDoesNotHoldUpAnAcknowledgement(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.until("users.info", "stall")
	ev := r.slack.says(clientChannel, "U0NEW", "Who am I?", nil) // no team in it: Slack would have to be asked
	began := time.Now()
	if code := r.deliver(ev); code != http.StatusOK {
		t.Fatalf("status %d, want 200", code)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("acknowledged after %s; Slack waits for three seconds", took)
	}
	if k := r.firstCase(); k.Messages[0].Role != bot.RoleClient {
		t.Errorf("an unknown author is %s, want a client for answering", k.Messages[0].Role)
	}
}

func (r *rig) firstCase() *bot.Case {
	r.t.Helper()
	cases, err := r.store.Cases(r.t.Context(), bot.CaseFilter{})
	if err != nil || len(cases) == 0 {
		r.t.Fatalf("no case (%v)", err)
	}
	return cases[len(cases)-1]
}

// Point 5.
func TestRedeliveriesMakeOneCaseAndOneCard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	body := envelopeOf(ev)
	var together sync.WaitGroup
	for i := range 8 {
		together.Go(func() {
			h := map[string]string{}
			if i > 0 {
				h = map[string]string{"X-Slack-Retry-Num": fmt.Sprint(i), "X-Slack-Retry-Reason": "http_timeout"}
			}
			if w := r.post(signed(signing, EventsPath, body, 0, h)); w.Code != http.StatusOK {
				t.Errorf("delivery %d: status %d, want 200", i, w.Code)
			}
		})
	}
	together.Wait()
	r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	if code := r.deliver(ev, "X-Slack-Retry-Num", "3", "X-Slack-Retry-Reason", "connection_failed"); code != http.StatusOK {
		t.Errorf("late redelivery: status %d", code)
	}
	r.quiet()
	if cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{}); len(cases) != 1 || r.cards() != 1 {
		t.Errorf("%d cases and %d cards, want one of each", len(cases), r.cards())
	}
	noted := false
	for _, e := range r.events(bot.EventPlatform) {
		noted = noted || (e.Facts["what"] == "redelivered" && e.Facts["reason"] == "connection_failed" && e.Facts["message"] == ev["ts"])
	}
	if !noted {
		t.Error("the ledger does not say why Slack delivered again")
	}
}

func TestADeliveryIsKnownAgainAfterARestart(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	body := envelopeOf(ev)
	r.post(signed(signing, EventsPath, body, 0, nil))
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	edit := changed(clientChannel, with(ev, map[string]any{"text": "When are you open on Sundays?", "edited": map[string]any{"ts": "9.0"}}), ev)
	r.deliver(edit)
	r.eventually("a second draft", func() bool { return len(r.load(k.ID).Drafts) == 2 })
	r.quiet()
	before := len(r.events(bot.EventReceived, bot.EventMessage, bot.EventEdited, bot.EventDrafted, bot.EventCard))
	r.restart()
	for _, again := range [][]byte{body, envelopeOf(ev), envelopeOf(edit)} {
		if code := r.post(signed(signing, EventsPath, again, 0, map[string]string{"X-Slack-Retry-Num": "2"})).Code; code != http.StatusOK {
			t.Errorf("status %d", code)
		}
	}
	r.quiet()
	if after := len(r.events(bot.EventReceived, bot.EventMessage, bot.EventEdited, bot.EventDrafted, bot.EventCard)); after != before || r.cards() != 1 {
		t.Errorf("%d events and %d cards after the same deliveries, want %d and 1", after, r.cards(), before)
	}
}

// TestADeliveryIsKnownForLongerThanSlackDeliversItAgain: what was answered and closed days
// ago opens nothing, whichever way it comes once more.
func TestADeliveryIsKnownForLongerThanSlackDeliversItAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	body := envelopeOf(ev)
	r.post(signed(signing, EventsPath, body, 0, nil))
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.quiet() // nothing is under way when forty days go by
	r.now.advance(40 * 24 * time.Hour)
	r.restart()
	r.quiet()
	before := len(r.events(bot.EventReceived, bot.EventMessage, bot.EventReopened, bot.EventDrafted))
	for _, again := range [][]byte{body, envelopeOf(ev)} {
		if code := r.post(signed(signing, EventsPath, again, -40*24*time.Hour, map[string]string{"X-Slack-Retry-Num": "3"})).Code; code != http.StatusOK {
			t.Errorf("status %d", code)
		}
	}
	r.quiet()
	if after := len(r.events(bot.EventReceived, bot.EventMessage, bot.EventReopened, bot.EventDrafted)); after != before {
		t.Errorf("%d events after the same deliveries, want %d", after, before)
	}
	r.wantAnswers(draftText)
}

func TestARedeliveryMayBeTheOnlyOne(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	if code := r.deliver(ev, "X-Slack-Retry-Num", "2", "X-Slack-Retry-Reason", "http_error"); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
}

func TestAStopBetweenAcknowledgementAndDraftLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.stop()
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	if code := r.deliver(ev); code != http.StatusOK {
		t.Fatalf("status %d", code)
	}
	r.start()
	r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.quiet()
	if r.cards() != 1 {
		t.Errorf("%d cards, want 1", r.cards())
	}
}

// Point 6.
func TestUnknownEventsAreAcknowledgedAndKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, body := range map[string]string{
		"a new type":          `{"type":"event_callback","team_id":"T0FIRM","event_id":"Ev1","event":{"type":"a_new_event_of_2027","x":1}}`,
		"an unreadable event": `{"type":"event_callback","team_id":"T0FIRM","event_id":"Ev2","event":{"type":"message","text":7}}`,
		"an odd envelope":     `{"type":"event_callback","event_id":"Ev4","authorizations":{"team_id":"T0FIRM"},"event":{"type":"message"}}`,
		"a new envelope":      `{"type":"a_new_delivery","team_id":"T0FIRM","event_id":"Ev3"}`,
	} {
		if w := r.post(signed(signing, EventsPath, []byte(body), 0, nil)); w.Code != http.StatusOK {
			t.Errorf("%s: status %d, want 200", name, w.Code)
		}
	}
	kept := map[any]string{}
	for _, e := range r.events(bot.EventPlatform) {
		kept[e.Facts["event"]] = e.Words["raw"]
	}
	for _, id := range []string{"Ev1", "Ev2", "Ev3", "Ev4"} {
		if !strings.Contains(kept[id], id) {
			t.Errorf("%s is not kept as it came", id)
		}
	}
	ev := r.slack.says(clientChannel, "U0CLIENT", "x", map[string]any{"blocks": []any{map[string]any{"type": "of_next_year", "elements": 3}}})
	if code := r.deliver(ev); code != http.StatusOK {
		t.Fatalf("a message with a block that nobody knows: status %d", code)
	}
	r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
}

// Point 8.
func TestRemovalOfTheAppStopsAllSendingAndTellsPeople(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"app_uninstalled", "tokens_revoked"} {
		t.Run(kind, func(t *testing.T) {
			var told sync.Map
			r := newRig(t, func(_ *Options, d *Deps) { d.Alarm = func(text string) { told.Store(text, true) } })
			k := r.asks("When are you open?")
			r.slack.until("auth.test", "error:account_inactive")
			news := map[string]any{"type": kind, "tokens": map[string]any{"bot": []string{ownUser}}}
			if code := r.deliver(news); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			r.listener.tasks.Wait()
			if _, err := r.pilot.Decide(t.Context(), k.ID, bot.Decision{Action: bot.Approve, Version: 1, By: bot.Person{ID: "U0PRIYA"}}); err != nil {
				t.Fatal(err) // on another way: Slack says nothing of whoever presses a button
			}
			r.eventually("the answer is held back", func() bool { return len(r.events(bot.EventNotSent)) > 0 })
			r.wantAnswers()
			n := 0
			told.Range(func(any, any) bool { n++; return true })
			if n != 1 || r.listener.Healthy() == nil || !strings.Contains(r.logs.String(), "slack needs a person") {
				t.Errorf("told %d times by another way, healthy: %v", n, r.listener.Healthy())
			}
		})
	}
}

func TestAPauseOfDeliveriesIsToldAndNoted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := `{"type":"app_rate_limited","team_id":"T0FIRM","api_app_id":"A0COUNTER","minute_rate_limited":1518467820}`
	if w := r.post(signed(signing, EventsPath, []byte(body), 0, nil)); w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	r.listener.tasks.Wait()
	if got := r.slack.answers("DU0PRIYA"); len(got) != 1 || !strings.Contains(got[0], "stopped delivering") {
		t.Errorf("approver was told %q", got)
	}
	if len(r.events(bot.EventPlatform)) != 1 {
		t.Error("the pause is not on record")
	}
}
