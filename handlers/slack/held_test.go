package slack

import (
	"fmt"
	"testing"
	"time"

	"countersign/bot"
)

// looks counts how often Slack was asked about the staff channel.
func (r *rig) looks() int {
	n := 0
	for _, method := range []string{"conversations.info", "conversations.members"} {
		for _, form := range r.slack.called(method) {
			if form["channel"] == staffChannel {
				n++
			}
		}
	}
	return n
}

// cardRows gives the rows of the cards of all cases.
func (r *rig) cardRows() []bot.Outbound {
	r.t.Helper()
	cases, err := r.store.Cases(r.t.Context(), bot.CaseFilter{})
	if err != nil {
		r.t.Fatal(err)
	}
	var out []bot.Outbound
	err = r.store.Write(r.t.Context(), func(tx bot.Tx) error {
		out = nil
		for _, k := range cases {
			rows, err := tx.Posts(k.ID)
			if err != nil {
				return err
			}
			out = append(out, rows...)
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// takes takes an event in as a socket brings it, whatever our clock says.
func (r *rig) takes(ev map[string]any) {
	r.t.Helper()
	if err := r.listener.take(r.t.Context(), envelopeOf(ev), delivery{via: "socket"}); err != nil {
		r.t.Fatal(err)
	}
}

// Point 15. What is held is the channel: cards that wait for it cost nothing.
func TestTwoHundredCardsWaitForTheStaffChannelAndGoAtOnceWhenItIsSafe(t *testing.T) {
	t.Parallel()
	const waiting = 200
	r := newRig(t)
	r.checked()
	r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = true })
	r.deliver(map[string]any{"type": "channel_shared", "channel": staffChannel})
	r.listener.tasks.Wait()
	before := r.looks()
	for i := range waiting {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	told := func(n int) {
		t.Helper()
		r.eventually(fmt.Sprint(n, " cards are held back"), func() bool { return len(r.events(bot.EventNotSent)) == n })
	}
	told(waiting)
	for i := range 3 {
		r.now.advance(10 * time.Minute) // far longer than any of them waits to ask again
		r.takes(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("And question %d?", i), nil))
		told(waiting + i + 1) // the workers have been round
	}
	if n := r.looks() - before; n > 12 { // two calls for each look, one look in half a minute
		t.Errorf("%d calls about the staff channel while %d cards wait", n, waiting)
	}
	if r.cards() != 0 {
		t.Error("a card went to a channel that is not ours alone")
	}
	r.slack.change(staffChannel, func(c *fakeChannel) { c.ext = false })
	r.takes(map[string]any{"type": "channel_unshared", "channel": map[string]any{"id": staffChannel}})
	r.eventually("all cards", func() bool { return r.cards() == waiting+3 })
	r.quiet()
	for _, o := range r.cardRows() {
		if o.State != bot.PostSent || o.Attempt != 1 || o.Version != 4 { // planned, told of, begun, sent
			t.Fatalf("%+v, want a card that was begun once", o)
		}
	}
	if n := len(r.events(bot.EventNotSent)); n != waiting+3 {
		t.Errorf("%d events about %d cards that waited", n, waiting+3)
	}
}

func TestAStaffChannelThatIsSafeAgainIsNoticedThoughNoDeliveryTells(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.GuardEvery = 50 * time.Millisecond })
	r.checked()
	r.slack.change(staffChannel, func(c *fakeChannel) { c.private = false })
	r.eventually("found unsafe", func() bool { why, _ := r.client.guard.Verdict(); return why != "" })
	r.deliver(r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil))
	r.eventually("held back", func() bool { return len(r.events(bot.EventNotSent)) == 1 })
	r.slack.change(staffChannel, func(c *fakeChannel) { c.private = true })
	r.eventually("the card", func() bool { return r.cards() == 1 })
}

// A machine that slept, or a look that failed for hours: the verdict counts no more.
func TestAVerdictThatIsTooOldIsRenewedWhenACardWantsToGo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.checked()
	before := r.looks()
	r.now.advance(9 * time.Hour)
	r.takes(r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil))
	r.eventually("the card", func() bool { return r.cards() == 1 })
	if n := r.looks() - before; n == 0 || n > 4 {
		t.Errorf("%d calls about the staff channel", n)
	}
}
