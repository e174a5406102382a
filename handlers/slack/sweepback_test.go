package slack

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// ago is the time of a message that was written so long ago.
func ago(d time.Duration, n int) string {
	return fmt.Sprintf("%d.%06d", time.Now().Add(-d).Unix(), n)
}

func TestWhatWasLostInALongOutageIsFoundWhenItEnds(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.listener.Sweep(t.Context(), 24*time.Hour); err != nil {
		t.Fatal(err)
	}
	r.slack.says(clientChannel, "U0CLIENT", "Lost in the outage", nil)
	r.slack.until("conversations.history", "500-before")
	r.now.advance(30 * time.Hour)
	if _, err := r.listener.Sweep(t.Context(), time.Hour); err == nil {
		t.Fatal("a sweep without history is called complete")
	}
	r.now.advance(3 * time.Hour)
	r.slack.until("conversations.history", "")
	found, err := r.listener.Sweep(t.Context(), time.Hour)
	if err != nil || found != 1 {
		t.Errorf("after 33 hours: found %d (%v), want the lost message", found, err)
	}
}

// sweptAt is up to when a channel was read whole.
func (r *rig) sweptAt(channel string) time.Time {
	r.t.Helper()
	at, err := r.store.Mark(r.t.Context(), "slack/sweep/"+channel)
	if err != nil {
		r.t.Fatal(err)
	}
	return at
}

func TestAfterAStopTheSweepGoesBackToWhereTheLastLeft(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.SweepBack = time.Hour })
	if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	r.slack.says(clientChannel, "U0CLIENT", "Lost while nothing ran", nil)
	r.now.advance(33 * time.Hour)
	r.restart()
	found, err := r.listener.Sweep(t.Context(), time.Hour)
	if err != nil || found != 1 {
		t.Errorf("after a stop of 33 hours: found %d (%v), want the lost message", found, err)
	}
}

func TestOneChannelThatCannotBeReadBarsNoOther(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.mu.Lock()
	r.slack.channels["C0AAA"] = &fakeChannel{id: "C0AAA", gone: true}
	r.slack.mu.Unlock()
	r.slack.says(clientChannel, "U0CLIENT", "Lost", nil)
	found, err := r.listener.Sweep(t.Context(), time.Hour)
	if err == nil || found != 1 {
		t.Errorf("found %d (%v), want the message of the good channel and the error of the bad one", found, err)
	}
	if !r.sweptAt("C0AAA").IsZero() || r.sweptAt(clientChannel).IsZero() {
		t.Errorf("read whole: C0AAA %s, %s %s; want the latter alone", r.sweptAt("C0AAA"), clientChannel, r.sweptAt(clientChannel))
	}
}

func TestAnOldHistoryDoesNotUndoANewerEdit(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	ts := k.Messages[0].ID
	edited := func(text, at, before string) map[string]any {
		return map[string]any{"type": "message", "subtype": "message_changed", "channel": clientChannel, "channel_type": "channel", "ts": at,
			"message":          map[string]any{"type": "message", "user": "U0CLIENT", "user_team": otherTeam, "text": text, "ts": ts, "edited": map[string]any{"user": "U0CLIENT", "ts": at}},
			"previous_message": map[string]any{"type": "message", "user": "U0CLIENT", "text": before, "ts": ts}}
	}
	r.deliver(edited("second edit", "1800000009.000000", "When are you open?"))
	raw := fmt.Sprintf(`{"type":"message","user":"U0CLIENT","text":"first edit","ts":%q,"edited":{"user":"U0CLIENT","ts":"1800000001.000000"}}`, ts)
	own, err := readMessage([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.listener.swept(t.Context(), clientChannel, own); err != nil {
		t.Fatal(err)
	}
	if got := r.load(k.ID).Messages[0].Text; got != "second edit" {
		t.Errorf("question is now %q", got)
	}
}

func TestALostReplyInAThreadThatStaffBeganDaysAgoIsFound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	root := ago(72*time.Hour, 1)
	r.slack.says(clientChannel, "U0PRIYA", "Your accounts are ready, questions here", map[string]any{"ts": root})
	r.slack.says(clientChannel, "U0CLIENT", "When is the fee due?", map[string]any{"thread_ts": root})
	if found, err := r.listener.Sweep(t.Context(), 2*time.Hour); err != nil || found != 1 {
		t.Errorf("found %d (%v), want the client's reply alone", found, err)
	}
}

func TestTheSweepReadsEveryPageAndAPartIsNotCalledComplete(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.mu.Lock()
	r.slack.pageSize = 2
	r.slack.mu.Unlock()
	for i := range 5 {
		r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil)
	}
	if found, err := r.listener.Sweep(t.Context(), time.Hour); err != nil || found != 5 {
		t.Errorf("found %d (%v), want all 5 of three pages", found, err)
	}
	for i := range 2 * mostRounds {
		r.slack.says(clientChannel, "U0PRIYA", fmt.Sprintf("Note %d", i), nil)
	}
	before := r.sweptAt(clientChannel)
	if _, err := r.listener.Sweep(t.Context(), time.Hour); err == nil {
		t.Error("a history that was not read to its end is called complete")
	}
	if !r.sweptAt(clientChannel).Equal(before) {
		t.Error("a part of the history counts as a complete sweep")
	}
	cases, err := r.store.Cases(t.Context(), bot.CaseFilter{})
	if err != nil || len(cases) != 5 {
		t.Errorf("%d cases (%v)", len(cases), err)
	}
}

func TestALookForAMessageReadsEveryPage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.mu.Lock()
	r.slack.pageSize = 1
	r.slack.mu.Unlock()
	r.slack.says(clientChannel, "U0PRIYA", "One moment", map[string]any{"thread_ts": k.Thread})
	out := bot.Outbound{ID: 900, Kind: bot.PostAnswer, Channel: clientChannel, Thread: k.Thread, Marker: "the-mark"}
	if got, _ := r.client.Find(t.Context(), out); got != bot.Absent {
		t.Fatalf("before it was posted: %v", got)
	}
	r.slack.says(clientChannel, ownUser, "We are open", map[string]any{"thread_ts": k.Thread, "bot_id": ownBot,
		"metadata": map[string]any{"event_type": markerEvent, "event_payload": map[string]any{"key": "the-mark"}}})
	if got, id := r.client.Find(t.Context(), out); got != bot.Found || id == "" {
		t.Errorf("on the third page: %v %q", got, id)
	}
}

func TestAThreadOfWhichItIsNotToldWhenItWasWrittenInLastIsRead(t *testing.T) {
	now := time.Now()
	long, told, untold := ago(5*time.Hour, 1), ago(5*time.Hour, 2), ago(5*time.Hour, 3)
	all := []message{{TS: long, ReplyCount: 1, LatestReply: ago(4*time.Hour, 4)}, {TS: told, ReplyCount: 1, LatestReply: ago(time.Minute, 5)}, {TS: untold, ReplyCount: 1}, {TS: ago(5*time.Hour, 6)}}
	if got := threads(all, nil, now.Add(-time.Hour)); !slices.Equal(got, []string{told, untold}) {
		t.Errorf("reads %q, want %q", got, []string{told, untold})
	}
}
