package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestAnHourOfLostDeliveriesIsFoundInTheHistoryOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	known := r.asks("When are you open?")
	old := fmt.Sprintf("%d.000001", time.Now().Add(-90*24*time.Hour).Unix())
	r.slack.says(clientChannel, "U0CLIENT", "From last summer", map[string]any{"ts": old})
	lost := []map[string]any{
		r.slack.says(clientChannel, "U0CLIENT", "Are you there?", nil),
		r.slack.says(clientChannel, "U0CLIENT", "And on Sundays?", map[string]any{"thread_ts": known.Thread}),
		r.slack.says(clientChannel, "U0CLIENT", "A ticket", map[string]any{"bot_id": "B0PARTNER"}),
		r.slack.says(clientChannel, "U0CLIENT", "joined", map[string]any{"subtype": "channel_join"}),
		r.slack.says(staffChannel, "U0PRIYA", "Staff talk", nil),
	}
	found, err := r.listener.Sweep(t.Context(), 2*time.Hour)
	if err != nil || found != 2 {
		t.Fatalf("Sweep: found %d (%v), want the 2 messages of the client", found, err)
	}
	r.caseOf(fmt.Sprint(lost[0]["ts"]), bot.StateInReview)
	r.eventually("the reply in its case", func() bool { return len(r.load(known.ID).Messages) == 2 })
	r.quiet()
	if again, err := r.listener.Sweep(t.Context(), 2*time.Hour); err != nil || again != 0 {
		t.Errorf("second Sweep: found %d (%v), want none", again, err)
	}
	for _, ev := range lost[:2] { // Slack delivers after all
		r.deliver(ev, "X-Slack-Retry-Num", "3")
	}
	r.quiet()
	cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{})
	if len(cases) != 2 || r.cards() != 2 {
		t.Errorf("%d cases, %d cards, want 2 of each", len(cases), r.cards())
	}
	swept := 0
	for _, e := range r.events(bot.EventPlatform) {
		if e.Facts["what"] == "swept" {
			swept++
		}
	}
	if swept != 2 {
		t.Errorf("%d swept messages on record", swept)
	}
}

func TestALostEditIsFoundInTheHistory(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.change(clientChannel, func(c *fakeChannel) {
		c.messages[0]["text"], c.messages[0]["edited"] = "When are you open on Sundays?", map[string]any{"user": "U0CLIENT", "ts": "2.0"}
	})
	if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if got := r.load(k.ID).Messages[0].Text; got != "When are you open on Sundays?" {
		t.Errorf("question %q", got)
	}
}

func TestWhatAPersonAnsweredDuringAnOutageNeedsNoDraft(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
	r.slack.change(clientChannel, func(c *fakeChannel) {
		c.messages[0]["reply_count"], c.messages[0]["latest_reply"] = 1, fmt.Sprintf("%d.999999", time.Now().Unix())
	})
	r.slack.says(clientChannel, "U0PRIYA", "From nine!", map[string]any{"thread_ts": ev["ts"]})
	if found, err := r.listener.Sweep(t.Context(), time.Hour); err != nil || found != 2 {
		t.Fatalf("Sweep: %d (%v)", found, err)
	}
	r.eventually("withdrawn", func() bool { return r.firstCase().State == bot.StateWithdrawn })
	r.quiet()
	r.wantAnswers()
}

func TestTheSweepRunsAtStartAndKeepsToTheLimits(t *testing.T) {
	t.Parallel()
	sweeping := newRig(t, func(o *Options, _ *Deps) { o.SweepEvery = time.Minute })
	sweeping.eventually("a sweep at the start", func() bool { return len(sweeping.slack.called("users.conversations")) > 0 })

	r := newRig(t) // sweeps only when it is told to: nobody else meets the limit
	r.slack.next("conversations.history", "429")
	r.slack.says(clientChannel, "U0CLIENT", "Are you there?", nil)
	began := time.Now()
	r.eventually("found", func() bool {
		if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
			t.Error(err)
		}
		cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{})
		return len(cases) == 1
	})
	if time.Since(began) < 900*time.Millisecond {
		t.Error("the limit was not waited out")
	}
	o := testOptions(r.slack)
	o.SweepEvery, o.Distributed = time.Minute, true
	if err := o.Validate(); err == nil || !strings.Contains(err.Error(), "sweep_every") {
		t.Errorf("a distributed app with a sweep: %v", err)
	}
}
