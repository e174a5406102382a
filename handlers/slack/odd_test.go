package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// Point 6: a part that has another type than Slack documents costs nothing else.
func TestAMessageOfWhichAPartIsUnreadableIsTakenInAndSaysSo(t *testing.T) {
	t.Parallel()
	for name, odd := range map[string]map[string]any{
		"its author's profile": {"user_profile": "nobody"},
		"its attachments":      {"attachments": map[string]any{"a": 1}},
		"words passed on":      {"attachments": []any{map[string]any{"text": 4, "is_share": true}}},
		"its files":            {"files": "none"},
		"its blocks":           {"blocks": map[string]any{}},
		"its words":            {"text": 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", odd)
			if code := r.deliver(ev); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			cases, err := r.store.Cases(t.Context(), bot.CaseFilter{})
			if err != nil || len(cases) != 1 {
				t.Fatalf("%d cases (%v), want one", len(cases), err)
			}
			m := cases[0].Messages[0]
			if !slices.ContainsFunc(m.Files, func(f bot.File) bool { return f.Type == "unreadable" }) {
				t.Errorf("nothing says that a part is missing: %+v", m)
			}
			if odd["text"] == nil && m.Text != "When are you open?" {
				t.Errorf("its words are %q", m.Text)
			}
			if r.noted("unknown_event") != 1 {
				t.Errorf("kept %d times as it came", r.noted("unknown_event"))
			}
		})
	}
}

func TestAnOddEnvelopeCostsNoMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	body, err := json.Marshal(map[string]any{"type": "event_callback", "event_id": "Ev1", "context_team_id": homeTeam, "authorizations": "none", "event": ev})
	if err != nil {
		t.Fatal(err)
	}
	if w := r.post(signed(signing, EventsPath, body, 0, nil)); w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
}

func TestAnEditWithoutItsMessageIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.deliver(map[string]any{"type": "message", "subtype": "message_changed", "channel": clientChannel, "channel_type": "channel", "ts": "1999999999.000100", "message": "gone"})
	if r.noted("unknown_event") != 1 {
		t.Error("it is not kept")
	}
}

func TestOneOddMessageOfTheHistoryCostsNoOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, odd := range []map[string]any{
		{"blocks": []any{map[string]any{"type": "section", "text": 3}}}, {"attachments": []any{map[string]any{"id": "one"}}}, {"reactions": "many"}, {"replies": 7},
	} {
		r.slack.says(clientChannel, "U0PARTNER", "A ticket", with(odd, map[string]any{"bot_id": "B0PARTNER"}))
	}
	r.slack.change(clientChannel, func(c *fakeChannel) { c.messages = append(c.messages, map[string]any{"type": "message"}) })
	r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	if found, err := r.listener.Sweep(t.Context(), time.Hour); err != nil || found != 1 {
		t.Errorf("found %d (%v), want the client's message", found, err)
	}
}

// Nothing is absent, and so nothing is sent again, where what cannot be read may be it.
func TestWhatCannotBeReadInAThreadMayBeTheAnswer(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		odd  map[string]any
		want bot.Finding
	}{
		"no message":    {map[string]any{"type": "message", "thread_ts": "T"}, bot.CannotLook},
		"a client's":    {map[string]any{"type": "message", "thread_ts": "T", "ts": ago(time.Minute, 1), "user": "U0CLIENT", "text": "Hi", "reactions": "many"}, bot.Absent},
		"an odd author": {map[string]any{"type": "message", "thread_ts": "T", "ts": ago(time.Minute, 1), "user": 7, "text": "An answer"}, bot.CannotLook},
	} {
		r := newRig(t)
		k := r.asks("When are you open?")
		r.quiet()
		x.odd["thread_ts"] = k.Thread
		r.slack.change(clientChannel, func(c *fakeChannel) { c.messages = append(c.messages, x.odd) })
		out := bot.Outbound{Kind: bot.PostAnswer, Channel: clientChannel, Thread: k.Thread, Marker: "M1"}
		if got, _ := r.client.Find(t.Context(), out); got != x.want {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}

// The history tells whose workspace an author is of, as deliveries do.
func TestAColleaguesMessageOfTheHistoryIsNoClientsWhileSlackDoesNotSayWho(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.says(clientChannel, "U0NEW", "At nine", map[string]any{"thread_ts": k.Thread, "user_team": homeTeam})
	r.slack.until("users.info", "500-before")
	if found, err := r.listener.Sweep(t.Context(), time.Hour); err == nil || found != 0 {
		t.Errorf("found %d (%v), want nothing and an error: the next sweep asks again", found, err)
	}
	if got := r.load(k.ID); got.State != bot.StateInReview || len(got.Messages) != 1 {
		t.Errorf("the case is %s with %d messages", got.State, len(got.Messages))
	}
}

func TestThatSomebodyJoinedIsNoEnquiryAlsoWhenItIsEdited(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "<@U0CLIENT> has joined the channel", map[string]any{"subtype": "channel_join"})
	r.deliver(ev)
	r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "<@U0CLIENT> has joined"}), ev))
	if cases, err := r.store.Cases(t.Context(), bot.CaseFilter{}); err != nil || len(cases) != 0 {
		t.Errorf("%d cases (%v), want none", len(cases), err)
	}
}

// Point 13.
func TestADeletionThatNamesNoAuthorCounts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.deliver(map[string]any{"type": "message", "subtype": "message_deleted", "channel": clientChannel, "channel_type": "channel", "ts": "1999999999.000100",
		"deleted_ts": k.Thread, "previous_message": map[string]any{"type": "message", "text": "When are you open?", "ts": k.Thread}})
	r.state(k.ID, bot.StateWithdrawn)
}

// Point 14: the question's delivery failed at first, and a colleague was quicker
// than Slack's next try.
func TestAColleaguesAnswerThatOvertookTheQuestionWithdrawsTheDraft(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]func(r *rig, q map[string]any){
		"which Slack brought again": func(r *rig, q map[string]any) {
			r.deliver(q, "X-Slack-Retry-Num", "2", "X-Slack-Retry-Reason", "http_error")
		},
		"which the sweep found": func(r *rig, _ map[string]any) {
			if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
				t.Error(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			q := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", map[string]any{"ts": ago(2*time.Minute, 1)})
			r.deliver(r.slack.says(clientChannel, "U0PRIYA", "At nine.", map[string]any{"ts": ago(time.Minute, 2), "thread_ts": q["ts"]}))
			late(r, q)
			r.caseOf(fmt.Sprint(q["ts"]), bot.StateWithdrawn)
			r.quiet()
			r.wantAnswers()
		})
	}
}
