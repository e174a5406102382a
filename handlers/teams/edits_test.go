package teams

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"countersign/bot"
)

// edits delivers a change of a client's message.
func (r *rig) edits(id, text, made string) {
	r.t.Helper()
	r.delivers(r.teams.says(clientPlace, cleo, text, id, map[string]any{"type": "messageUpdate", "id": id, "timestamp": made}))
}

func TestTheNewestEditCountsWhateverTheFormOfItsTime(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	for _, e := range []struct{ text, made, want string }{
		{"first", "2026-11-25T09:00:00.12Z", "first"},
		{"3 ms later", "2026-11-25T09:00:00.123Z", "3 ms later"},
		{"older, and late", "2026-11-25T09:00:00.1Z", "3 ms later"},
		{"later, in another zone", "2026-11-25T10:00:10+01:00", "later, in another zone"},
		{"at no time that can be read", "", "at no time that can be read"},
	} {
		r.edits(k.Thread, e.text, e.made)
		if got := r.load(k.ID).Messages[0].Text; got != e.want {
			t.Errorf("after %q made at %q the message reads %q, want %q", e.text, e.made, got, e.want)
		}
	}
}

func TestAMessageEditedToNothingIsTakenBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.edits(k.Thread, "", "2026-11-25T09:00:00Z")
	r.state(k.ID, bot.StateWithdrawn)
}

func TestADeletionThatIsTakenBackBringsTheWordsAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	id := k.Thread
	r.delivers(r.teams.says(clientPlace, cleo, "", id, map[string]any{"type": "messageDelete", "id": id, "text": "", "entities": nil}))
	r.state(k.ID, bot.StateWithdrawn)
	restored := r.teams.says(clientPlace, cleo, "When are you open?", id, map[string]any{"type": "messageUpdate", "id": id})
	restored["channelData"].(map[string]any)["eventType"] = "undeleteMessage"
	r.delivers(restored)
	r.state(k.ID, bot.StateInReview)
	late := r.teams.says(clientPlace, cleo, "When?", "", map[string]any{"type": "messageDelete"})
	r.delivers(late)
	r.edits(fmt.Sprint(late["id"]), "When?", "2026-11-01T09:00:00Z") // an edit that was overtaken by the deletion takes nothing back
	r.state(k.ID+1, bot.StateWithdrawn)
}

func TestNothingIsBegunOnceTheListenerHasStopped(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	conversation, _, _ := splitCardID(k.CardID)
	r.stop()
	before := r.teams.outbound()
	r.listener.whisper(activity{ServiceURL: r.teams.serviceURL(), Conversation: conversationOf(conversation)}, "too late")
	r.listener.lookAgain()
	r.listener.tasks.Wait()
	if n := r.teams.outbound() - before; n != 0 {
		t.Errorf("%d calls after the stop", n)
	}
}

func conversationOf(id string) conversation { return conversation{ID: id} }

func TestAWebPageCannotSpeakAsThePlayground(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Insecure, o.AppID = true, "" })
	raw := encoded(t, r.teams.says(clientPlace, cleo, "from a web page", "", nil))
	for name, tc := range map[string]struct {
		kind, origin, site string
		want               int
	}{
		"a form of a page":        {"text/plain", "https://evil.example", "cross-site", http.StatusForbidden},
		"no origin told":          {"text/plain", "", "", http.StatusForbidden},
		"no kind told":            {"", "", "", http.StatusForbidden},
		"JSON of a page":          {"application/json", "https://evil.example", "cross-site", http.StatusForbidden},
		"JSON of a page in a box": {"application/json", "null", "cross-site", http.StatusForbidden},
		"JSON without an origin":  {"application/json", "", "cross-site", http.StatusForbidden},
		"the playground":          {"application/json; charset=utf-8", "", "", http.StatusOK},
		"the playground's page":   {"application/json", "http://localhost:56150", "same-site", http.StatusOK},
	} {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, MessagesPath, strings.NewReader(string(raw)))
		for header, value := range map[string]string{"Content-Type": tc.kind, "Origin": tc.origin, "Sec-Fetch-Site": tc.site} {
			if value != "" {
				req.Header.Set(header, value)
			}
		}
		w := httptest.NewRecorder()
		r.listener.Handler().ServeHTTP(w, req)
		if w.Code != tc.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tc.want)
		}
	}
}

func TestAnEditThatLeavesOurMentionOutIsAnEdit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const unlisted = "19:new@thread.tacv2"
	a := r.teams.says(unlisted, cleo, "Hello, are you there?", "", nil)
	r.delivers(a)
	id := fmt.Sprint(a["id"])
	k := r.caseOf(id, bot.StateInReview, bot.StateEscalated)
	said := func(id, text string) {
		r.delivers(r.teams.says(unlisted, cleo, "", id, map[string]any{"type": "messageUpdate", "id": id, "text": text, "entities": nil}))
	}
	said(id, "My account was broken into.")
	if got := r.load(k.ID).Messages[0].Text; got != "My account was broken into." {
		t.Errorf("the message reads %q, want it as edited", got)
	}
	said("1700000000001", "lunch at one?") // was never ours
	said(id, "")
	if !r.load(k.ID).Messages[0].Deleted {
		t.Error("edited to nothing, and still asked")
	}
	if n := r.cases(); n != 1 {
		t.Errorf("%d cases, want the one that was put to us", n)
	}
}
