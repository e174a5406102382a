package slack

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// deletes takes a message out of a channel, and nobody is told. What others
// answered in its thread stays, with a tombstone before it.
func (f *fakeSlack) deletes(channel, ts string) {
	f.change(channel, func(c *fakeChannel) {
		at := slices.IndexFunc(c.messages, func(m map[string]any) bool { return m["ts"] == ts })
		if slices.ContainsFunc(c.messages, func(m map[string]any) bool { return m["thread_ts"] == ts && m["ts"] != ts }) {
			c.messages[at] = map[string]any{"type": "message", "subtype": tombstone, "user": "USLACKBOT", "text": "This message was deleted.", "ts": ts, "thread_ts": ts}
			return
		}
		c.messages = slices.Delete(c.messages, at, at+1)
	})
}

// edits changes the words of a message, and nobody is told; it gives the second in which
// that was.
func (f *fakeSlack) edits(channel, ts, text string) time.Time {
	at := time.Now().Truncate(time.Second)
	f.change(channel, func(c *fakeChannel) {
		i := slices.IndexFunc(c.messages, func(m map[string]any) bool { return m["ts"] == ts })
		c.messages[i] = with(c.messages[i], map[string]any{"text": text, "edited": map[string]any{"user": "U0CLIENT", "ts": fmt.Sprintf("%d.000000", at.Unix())}})
	})
	return at
}

// noted counts the notes of one kind.
func (r *rig) noted(what string) int {
	n := 0
	for _, e := range r.events(bot.EventPlatform) {
		if e.Facts["what"] == what {
			n++
		}
	}
	return n
}

// Points 13 and 27.
func TestWhatNoDeliveryToldIsSeenBeforeTheAnswerLeaves(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		change func(r *rig, k *bot.Case)
		note   string
		state  bot.State
	}{
		"the question was deleted": {func(r *rig, k *bot.Case) { r.slack.deletes(clientChannel, k.Thread) }, "deletion_found", bot.StateWithdrawn},
		"the question was deleted from its thread": {func(r *rig, k *bot.Case) {
			r.slack.says(clientChannel, "U0CLIENT", "A ticket", map[string]any{"thread_ts": k.Thread, "bot_id": "B0PARTNER"})
			r.slack.deletes(clientChannel, k.Thread)
		}, "deletion_found", bot.StateWithdrawn},
		"the question was edited": {func(r *rig, k *bot.Case) { r.slack.edits(clientChannel, k.Thread, "When are you open on Sundays?") }, "edit_found", bot.StateInReview},
		"it was edited once more within a second": {func(r *rig, k *bot.Case) {
			at := r.slack.edits(clientChannel, k.Thread, "When are you open on Mondays?")
			asked := map[string]any{"type": "message", "user": "U0CLIENT", "user_team": otherTeam, "ts": k.Thread}
			r.deliver(reworded(asked, "When are you open?", "When are you open on Sundays?", at.Add(200*time.Millisecond)))
			r.eventually("drafted for the first edit", func() bool { now := r.load(k.ID); return now.State == bot.StateInReview && len(now.Drafts) == 2 })
		}, "edit_found", bot.StateInReview},
		"a colleague answered": {func(r *rig, k *bot.Case) {
			r.slack.says(clientChannel, "U0JOHN", "At nine!", map[string]any{"thread_ts": k.Thread})
		}, "swept", bot.StateWithdrawn},
		"the client wrote again": {func(r *rig, k *bot.Case) {
			r.slack.says(clientChannel, "U0CLIENT", "On Sundays, I mean", map[string]any{"thread_ts": k.Thread})
		}, "swept", bot.StateInReview},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			k := r.asks("When are you open?")
			r.now.advance(2 * time.Minute) // Slack's history shows everything by now
			x.change(r, k)
			r.presses("U0PRIYA", k, bot.Approve)
			r.eventually("cancelled", func() bool { return len(r.events(bot.EventCancelled)) == 1 })
			r.state(k.ID, x.state)
			r.quiet()
			r.wantAnswers()
			if r.noted(x.note) != 1 {
				t.Errorf("%d notes %s, want one", r.noted(x.note), x.note)
			}
		})
	}
}

func TestALostDeletionCountsThoughOurClockIsBehindSlacks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	r.deliver(ev)
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.now.advance(2 * time.Minute)
	later := fmt.Sprintf("%d.000000", r.now.Now().Add(time.Hour).Unix())
	r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "When are you open on Sundays?", "edited": map[string]any{"ts": later}}), ev))
	r.eventually("a draft of the new words", func() bool { now := r.load(k.ID); return now.State == bot.StateInReview && len(now.Drafts) == 2 })
	r.slack.deletes(clientChannel, k.Thread)
	r.quiet()
	r.presses("U0PRIYA", r.load(k.ID), bot.Approve)
	r.state(k.ID, bot.StateWithdrawn)
	r.quiet()
	r.wantAnswers()
}

func TestAHistoryThatShowsNothingProvesNothing(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]string{"an empty list": "empty", "no permission": "error:missing_scope", "not there": "error:channel_not_found"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			k := r.asks("When are you open?")
			r.now.advance(2 * time.Minute)
			r.slack.until("conversations.replies", fault)
			r.presses("U0PRIYA", k, bot.Approve)
			r.state(k.ID, bot.StateAnswered)
			r.wantAnswers(draftText)
		})
	}
}

func TestAMessageThatSlackShowsLateIsNotTakenForDeleted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.deletes(clientChannel, k.Thread) // as far as the history of the first minute tells
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
}

func TestAnAnswerWaitsAWhileForALookAtItsQuestion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.until("conversations.replies", "500-before")
	r.presses("U0PRIYA", k, bot.Approve)
	r.eventually("it waits", func() bool { return len(r.events(bot.EventNotSent)) == 1 })
	r.now.advance(recheckSoon)
	r.eventually("another look", func() bool { return len(r.slack.called("conversations.replies")) > 1 })
	r.wantAnswers()
	if n := len(r.events(bot.EventNotSent, bot.EventSending)); n != 1 {
		t.Errorf("%d events for one wait", n)
	}
	r.now.advance(5 * time.Minute)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// recheckSoon is longer than an answer waits between two looks.
const recheckSoon = 10 * time.Second

func TestWhereHistoryIsBarredNoLookIsAskedFor(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Distributed = true })
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	if n := len(r.slack.called("conversations.replies")); n != 0 {
		t.Errorf("%d looks at a history of one page a minute", n)
	}
}

func TestTheSweepFindsWhatAnOpenCaseLost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	gone, edited, kept := r.asks("When are you open?"), r.asks("Where are you?"), r.asks("What does it cost?")
	r.quiet()
	r.now.advance(3 * time.Hour) // longer ago than a sweep reads again
	if _, err := r.listener.Sweep(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	r.slack.deletes(clientChannel, gone.Thread)
	r.slack.edits(clientChannel, edited.Thread, "Where are you on Sundays?")
	for range 2 { // a second sweep finds nothing more
		if _, err := r.listener.Sweep(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		r.state(gone.ID, bot.StateWithdrawn)
		r.eventually("a draft of the new words", func() bool { return len(r.load(edited.ID).Drafts) == 2 && r.load(edited.ID).State == bot.StateInReview })
		r.quiet()
	}
	if k := r.load(kept.ID); k.State != bot.StateInReview || len(k.Drafts) != 1 {
		t.Errorf("the case that nothing happened to is %s with %d drafts", k.State, len(k.Drafts))
	}
	if r.noted("deletion_found") != 1 || r.noted("edit_found") != 1 || r.noted("swept") != 0 {
		t.Errorf("noted %d deletions, %d edits, %d messages; want 1, 1, 0", r.noted("deletion_found"), r.noted("edit_found"), r.noted("swept"))
	}
}

func TestADeletedMessageOfABurstTakesOnlyItselfAway(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	beside := r.slack.says(clientChannel, "U0CLIENT", "And on Sundays?", nil)
	k.Messages = append(k.Messages, bot.Message{ID: fmt.Sprint(beside["ts"]), Role: bot.RoleClient, Text: "And on Sundays?"})
	r.now.advance(2 * time.Minute)
	if n, err := r.listener.compare(t.Context(), k, r.client.wholeList); n != 0 || err != nil {
		t.Errorf("both stand: %d changes (%v)", n, err)
	}
	r.slack.deletes(clientChannel, fmt.Sprint(beside["ts"]))
	if n, err := r.listener.compare(t.Context(), k, r.client.wholeList); n != 1 || err != nil {
		t.Errorf("the second is gone: %d changes (%v), want 1", n, err)
	}
	if got := r.load(k.ID); got.State != bot.StateInReview || got.Messages[0].Deleted {
		t.Errorf("the first message of the burst is %+v", got.Messages[0])
	}
}

func TestTheSweepFindsAnEditOfFilesAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.edits(k.Thread, map[string]any{"files": []any{map[string]any{"id": "F1", "name": "lease.pdf", "mimetype": "application/pdf"}}})
	for range 2 { // a second sweep finds nothing more
		if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
		r.quiet()
	}
	m := r.load(k.ID).Messages[0]
	if len(m.Files) != 1 || m.Files[0].Name != "lease.pdf" || m.Text != "When are you open?" {
		t.Errorf("the message holds %+v", m)
	}
	if n := r.noted("edit_found"); n != 1 {
		t.Errorf("%d notes of an edit, want one", n)
	}
}

// edits changes a message of the client's as an edit does, and nobody is told.
func (r *rig) edits(ts string, more map[string]any) {
	r.slack.change(clientChannel, func(c *fakeChannel) {
		at := slices.IndexFunc(c.messages, func(m map[string]any) bool { return m["ts"] == ts })
		c.messages[at] = with(with(c.messages[at], more), map[string]any{"edited": map[string]any{"user": "U0CLIENT", "ts": fmt.Sprintf("%d.000000", time.Now().Unix())}})
	})
}

func TestAnEditThatTellsNothingNewIsNotFoundAgainAndAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.edits(k.Thread, map[string]any{"attachments": []any{map[string]any{"from_url": "https://example.com", "fallback": "a preview"}}})
	if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := r.load(k.ID); got.State != bot.StateInReview || len(got.Drafts) != 1 || r.noted("edit_found") != 0 {
		t.Errorf("%s with %d drafts and %d notes", got.State, len(got.Drafts), r.noted("edit_found"))
	}
}

// A workspace may keep messages for a day, and a free one hides old ones.
func TestAMessageThatTheWorkspaceDoesNotKeepIsNotTakenForDeleted(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		older bool
		want  bot.State
	}{"nothing older is shown": {false, bot.StateInReview}, "what is older is shown": {true, bot.StateWithdrawn}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			if x.older {
				r.slack.says(clientChannel, "U0PRIYA", "Welcome", map[string]any{"subtype": "channel_join"})
			}
			k := r.asks("When are you open?")
			r.quiet()
			r.slack.deletes(clientChannel, k.Thread)
			r.now.advance(30 * time.Hour)
			if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
				t.Fatal(err)
			}
			if got := r.load(k.ID); got.State != x.want {
				t.Errorf("the case is %s, want %s", got.State, x.want)
			}
		})
	}
}

func TestEveryOpenCaseOfABusyChannelIsCompared(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.asks("When are you open?")
	for i := range 45 {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	r.quiet()
	r.now.advance(2 * time.Minute)
	r.slack.deletes(clientChannel, first.Thread)
	if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := r.load(first.ID); got.State != bot.StateWithdrawn {
		t.Errorf("the oldest case, whose question is gone, is %s", got.State)
	}
}
