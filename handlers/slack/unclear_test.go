package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// Point 25.
func TestWhateverGoesWrongAnAnswerIsSentExactlyOnce(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]string{
		"a rate limit":                      {"429"},
		"a storm of rate limits":            {"429", "429", "429"},
		"an error before it was posted":     {"500-before"},
		"an error after it was posted":      {"500-after"},
		"cut off before it was posted":      {"drop-before"},
		"cut off after it was posted":       {"drop-after"},
		"Slack's own doubt":                 {"error:internal_error"},
		"a limit told in the answer":        {"error:ratelimited"},
		"a limit, then cut off, then error": {"429", "drop-after"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.lease = longLease
			r.restart()
			k := r.asks("When are you open?")
			r.slack.next("chat.postMessage", faults...)
			r.presses("U0PRIYA", k, bot.Approve)
			r.eventually("answered", func() bool {
				if strings.Contains(name, "limit") {
					r.now.advance(time.Second)
				}
				return r.load(k.ID).State == bot.StateAnswered
			})
			r.quiet()
			r.wantAnswers(draftText)
		})
	}
}

func TestAnAnswerThatTimesOutIsSentExactlyOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.RequestTimeout = 5 * time.Second })
	k := r.asks("When are you open?")
	r.slack.next("chat.postMessage", "stall")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	r.wantAnswers(draftText)
	if len(r.events(bot.EventAmbiguous)) != 1 {
		t.Error("a time-out was not taken for unclear")
	}
}

// Point 26.
func TestWhereHistoryIsBarredStaffAreAskedAndNothingIsSentAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.until("conversations.replies", "error:missing_scope")
	r.slack.next("chat.postMessage", "drop-after")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateUnknown)
	r.quiet()
	r.wantAnswers(draftText)
	r.presses("U0PRIYA", k, bot.Arrived)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

func TestALatePressOnAnUnclearDeliverySendsNothingAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.until("conversations.replies", "error:missing_scope")
	r.slack.next("chat.postMessage", "drop-after")
	r.presses("U0PRIYA", k, bot.Approve)
	k = r.state(k.ID, bot.StateUnknown)
	r.quiet()
	unclear, _ := k.Unclear()
	if b, ok := r.button(k.CardID, bot.Resend); !ok || !strings.HasSuffix(fmt.Sprint(b["value"]), ":"+unclear.Try()) {
		t.Fatalf("the button settles %v, want the try %s", b["value"], unclear.Try())
	}
	stale := press{Action: bot.Resend, Case: k.ID, Version: 1, Token: k.Drafts[0].Token, Card: k.CardID, About: "999.1"}
	by := bot.Person{ID: "U0PRIYA", Team: homeTeam}
	if answer := r.listener.settle(t.Context(), interaction{}, stale, k, by); answer == nil {
		t.Error("a press on another delivery was taken")
	}
	r.quiet()
	r.wantAnswers(draftText)
}

// toNextTry puts the clock forward to when a case's answer is taken up again: a
// pause that is waited out takes as long as the machine is slow.
func (r *rig) toNextTry(id int64) {
	r.t.Helper()
	var at time.Time
	err := r.store.Write(r.t.Context(), func(tx bot.Tx) error {
		rows, err := tx.Posts(id)
		for _, o := range rows {
			if o.Kind == bot.PostAnswer {
				at = o.NotBefore
			}
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	if wait := at.Sub(r.now.Now()); wait > 0 {
		r.now.advance(wait)
	}
}

func TestALookThatFailsForTheMomentIsMadeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	// The thread is read before an answer leaves, too: that look is not the one.
	r.slack.once("chat.postMessage", func() { r.slack.next("conversations.replies", "500-before", "429", "drop-before") })
	r.slack.next("chat.postMessage", "drop-after")
	r.presses("U0PRIYA", k, bot.Approve)
	r.eventually("answered", func() bool { r.toNextTry(k.ID); return r.load(k.ID).State == bot.StateAnswered })
	r.wantAnswers(draftText)
	if n := strings.Count(r.logs.String(), "cannot look for a message"); n != 3 {
		t.Errorf("%d looks failed, want 3\n%s", n, r.logs)
	}
}

func TestALookAtTheQuestionThatFailsForTheMomentIsMadeAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.next("conversations.replies", "500-before", "429", "drop-before")
	r.presses("U0PRIYA", k, bot.Approve)
	r.eventually("answered", func() bool { r.toNextTry(k.ID); return r.load(k.ID).State == bot.StateAnswered })
	r.wantAnswers(draftText)
	if n := len(r.events(bot.EventNotSent)); n != 3 {
		t.Errorf("the ledger tells %d times that the answer waited, want 3", n)
	}
	if strings.Contains(r.logs.String(), "leaves without a look") {
		t.Error("the answer left without a look at its question")
	}
}

func TestAPostOfOursWithoutItsMarkIsNotTakenForAbsent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	out := bot.Outbound{Kind: bot.PostAnswer, Channel: clientChannel, Thread: k.Thread, Marker: "M1"}
	if got, _ := r.client.Find(t.Context(), out); got != bot.Absent {
		t.Errorf("an empty thread: %v, want absent", got)
	}
	r.slack.says(clientChannel, ownUser, "An answer", map[string]any{"thread_ts": k.Thread, "bot_id": ownBot})
	if got, _ := r.client.Find(t.Context(), out); got != bot.CannotLook {
		t.Errorf("a post of ours without a mark: %v, want that nobody knows", got)
	}
	r.slack.says(clientChannel, ownUser, "An answer", map[string]any{"thread_ts": k.Thread, "bot_id": ownBot,
		"metadata": map[string]any{"event_type": markerEvent, "event_payload": map[string]any{"key": "M1"}}})
	if got, id := r.client.Find(t.Context(), out); got != bot.Found || !strings.HasPrefix(id, clientChannel+":") {
		t.Errorf("the post with the mark: %v %q, want found", got, id)
	}
}
