package slack

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
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

// plansDigests plans n digests for a channel and gives their rows.
func (r *rig) plansDigests(channel string, n int) []int64 {
	r.t.Helper()
	var ids []int64
	err := r.store.Write(r.t.Context(), func(tx bot.Tx) error {
		ids = nil
		for i := range n {
			key := fmt.Sprintf("digest:%s:%d:%d", channel, i, r.now.Now().UnixNano())
			o := &bot.Outbound{Key: key, Marker: key, Kind: bot.PostDigest, Platform: bot.Slack, Channel: channel, Thread: key,
				Text: fmt.Sprint("Week ", i), Hash: bot.TextHash(fmt.Sprint("Week ", i)), State: bot.PostPlanned, UpdatedAt: r.now.Now()}
			if _, err := tx.Plan(o); err != nil {
				return err
			}
			ids = append(ids, o.ID)
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return ids
}

// toldOf counts how often the record says of rows that they were not sent.
func (r *rig) toldOf(ids []int64) int {
	n := 0
	for _, e := range r.events(bot.EventNotSent) {
		if id, _ := e.Facts["outbound"].(float64); slices.Contains(ids, int64(id)) {
			n++
		}
	}
	return n
}

// rows reads rows of the outbox.
func (r *rig) rows(ids []int64) []bot.Outbound {
	r.t.Helper()
	var out []bot.Outbound
	err := r.store.Write(r.t.Context(), func(tx bot.Tx) error {
		out = nil
		for _, id := range ids {
			o, err := tx.Post(id)
			if err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// Point 15, of the channel of digests: names of clients stand in them too.
func TestDigestsWaitForTheirChannelAsAWholeAndGoAtOnceWhenItIsSafe(t *testing.T) {
	t.Parallel()
	const waiting = 100
	r := newRig(t, func(o *Options, _ *Deps) { o.DigestChannel = digestChannel })
	r.slack.change(digestChannel, func(c *fakeChannel) { c.ext = true })
	r.takes(map[string]any{"type": "channel_shared", "channel": digestChannel})
	r.listener.tasks.Wait()
	asked := func() int {
		n := 0
		for _, method := range []string{"conversations.info", "conversations.members"} {
			for _, form := range r.slack.called(method) {
				if form["channel"] == digestChannel {
					n++
				}
			}
		}
		return n
	}
	before := asked()
	ids := r.plansDigests(digestChannel, waiting)
	r.eventually("the first is held back", func() bool { return r.toldOf(ids) == 1 }) // the others are behind it
	k := r.asks("When are you open?")                                                 // the staff channel is another matter
	for range 3 {
		r.now.advance(10 * time.Minute) // far longer than any of them waits to ask again
		r.takes(r.slack.says(clientChannel, "U0CLIENT", "And when do you close?", map[string]any{"thread_ts": k.Thread}))
		was := len(k.Drafts)
		r.eventually("the workers have been round", func() bool { k = r.load(k.ID); return len(k.Drafts) > was && k.State == bot.StateInReview })
	}
	if n := asked() - before; n > 12 {
		t.Errorf("%d calls about the digest channel while %d digests wait", n, waiting)
	}
	if got := r.slack.answers("DU0PRIYA"); len(got) != 1 || !strings.Contains(got[0], "Digests are held back") || !strings.Contains(got[0], "shared with another organisation") {
		t.Errorf("an approver was told %q, want once and why", got)
	}
	if n := len(r.slack.posts(digestChannel)); n != 0 {
		t.Errorf("%d digests went to a channel that is not ours alone", n)
	}
	r.slack.change(digestChannel, func(c *fakeChannel) { c.ext = false })
	r.takes(map[string]any{"type": "channel_unshared", "channel": map[string]any{"id": digestChannel}})
	r.eventually("all digests", func() bool { return len(r.slack.posts(digestChannel)) == waiting })
	r.quiet()
	for _, o := range r.rows(ids) {
		if o.State != bot.PostSent || o.Attempt != 1 {
			t.Fatalf("%+v, want a digest that was begun once", o)
		}
	}
	if n := r.toldOf(ids); n != 1 {
		t.Errorf("%d events about what waited", n)
	}
}

// Point 15, of the channel of digests: what changes there is looked at, and before each
// digest once more.
func TestADigestChannelThatIsNoLongerSafeGetsNoDigest(t *testing.T) {
	t.Parallel()
	for name, event := range map[string]map[string]any{
		"told":                    {"type": "channel_shared", "channel": digestChannel},
		"not told":                nil,
		"some channel was shared": {"type": "shared_channel_invite_accepted"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, func(o *Options, _ *Deps) { o.DigestChannel = digestChannel })
			r.plansDigests(digestChannel, 1)
			r.eventually("a digest", func() bool { return len(r.slack.posts(digestChannel)) == 1 })
			r.slack.change(digestChannel, func(c *fakeChannel) { c.private = false })
			if event != nil {
				r.takes(event)
				r.listener.tasks.Wait()
				if why := r.client.digests.Held(); !strings.Contains(why, "not private") {
					t.Errorf("after the event: held back because of %q", why)
				}
			}
			ids := r.plansDigests(digestChannel, 1)
			r.eventually("held back", func() bool { return r.toldOf(ids) == 1 })
			if n := len(r.slack.posts(digestChannel)); n != 1 {
				t.Errorf("%d digests in a channel that anybody can read", n)
			}
		})
	}
}

// Points 8 and 29. A lost token is one thing, however much waits for a new one: Slack is
// asked no more, people are told once, and each message that waits stands once in the record.
func TestWhatWaitsForANewTokenIsHeldAsAWholeAndGoesOnceThereIsOne(t *testing.T) {
	t.Parallel()
	const waiting = 30
	var alarms atomic.Int64
	r := newRig(t, func(o *Options, d *Deps) {
		o.DigestChannel = digestChannel
		d.Alarm = func(string) { alarms.Add(1) }
	})
	r.checked()
	for i := range waiting {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	r.eventually("all cards", func() bool { return r.cards() == waiting })
	r.quiet()
	cases, err := r.store.Cases(t.Context(), bot.CaseFilter{})
	if err != nil || len(cases) != waiting {
		t.Fatalf("%d cases (%v)", len(cases), err)
	}
	calls := func() int {
		r.slack.mu.Lock()
		defer r.slack.mu.Unlock()
		return len(r.slack.calls)
	}
	r.slack.until("*", "error:token_revoked")
	before := calls()
	for _, k := range cases {
		if _, err := r.pilot.Decide(t.Context(), k.ID, bot.Decision{Action: bot.Approve, Version: 1, By: bot.Person{ID: "U0PRIYA"}}); err != nil {
			t.Fatal(err)
		}
	}
	digests := r.plansDigests(digestChannel, waiting)
	for i := range waiting {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("More %d?", i), nil))
	}
	held := func() map[int64]int {
		rows := map[int64]int{}
		for _, e := range r.events(bot.EventNotSent) {
			id, _ := e.Facts["outbound"].(float64)
			rows[int64(id)]++
		}
		return rows
	}
	all := 3*waiting + 1 // an answer, its card, the card of another case; and the first digest: the others are behind it
	for i := range 4 {
		r.eventually("all is held back", func() bool { return len(held()) >= all+i })
		r.now.advance(10 * time.Minute)
		r.takes(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("And %d?", i), nil))
	}
	if n := calls() - before; n > 20 { // what four workers had begun
		t.Errorf("%d calls with a token that Slack does not believe, while %d messages wait", n, all)
	}
	for id, n := range held() {
		if n > 2 { // what was on its way when it came out, and that it is held
			t.Errorf("row %d stands %d times in the record as not sent", id, n)
		}
	}
	if alarms.Load() != 1 {
		t.Errorf("%d alarms, want one", alarms.Load())
	}
	r.wantAnswers()
	r.slack.until("*", "")
	r.restart() // and no time passes
	r.eventually("all answers", func() bool { return len(r.slack.answers(clientChannel)) == waiting })
	r.eventually("all cards", func() bool { return r.cards() == 2*waiting+4 })
	r.quiet()
	for _, o := range slices.Concat(r.cardRows(), r.rows(digests)) {
		if o.State == bot.PostPlanned || o.State == bot.PostUnknown || o.State == bot.PostAmbiguous {
			t.Errorf("%+v is left", o)
		}
	}
	if n := len(r.slack.posts(digestChannel)); n != waiting {
		t.Errorf("%d digests, want %d", n, waiting)
	}
	if n := len(r.slack.answers(clientChannel)); n != waiting {
		t.Errorf("%d answers, want %d", n, waiting)
	}
}
