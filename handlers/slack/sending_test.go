package slack

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

func TestNoCardIsLostOrDoubledWhileSlackFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.next("chat.postMessage", "429", "500-before", "drop-after", "500-after", "429")
	for i := range 8 {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	r.eventually("every case before staff", func() bool {
		cases, _ := r.store.Cases(t.Context(), bot.CaseFilter{States: []bot.State{bot.StateInReview}})
		return len(cases) == 8
	})
	r.quiet()
	if r.cards() != 8 {
		t.Errorf("%d cards for 8 cases", r.cards())
	}
}

// Point 25, the rate.
func TestEachChannelGetsOneMessageASecondInOrder(t *testing.T) {
	now := time.Unix(1000, 0)
	p := edge.NewPacer(time.Second, 2, func() time.Time { return now })
	var waits []time.Duration
	for row := range int64(5) {
		waits = append(waits, p.Take("C1", row, false))
	}
	if got := fmt.Sprint(waits); got != "[0s 0s 1s 2s 3s]" {
		t.Errorf("waits %s, want a burst of two, then one a second", got)
	}
	if w := p.Take("C2", 9, false); w != 0 {
		t.Errorf("another channel waits %s", w)
	}
	if w := p.Take("C1", 10, true); w == 0 {
		t.Error("a digest went before the replies that wait")
	}
	now = now.Add(time.Second)
	if w := p.Take("C1", 2, false); w != 0 {
		t.Errorf("a row whose time has come waits %s", w)
	}
	if w := p.Take("C1", 4, false); w != 2*time.Second {
		t.Errorf("the last row waits %s, want its own place in 2s", w)
	}
	p.Hold("C1", 10*time.Second)
	if w := p.Take("C1", 3, false); w != 11*time.Second {
		t.Errorf("after Slack asked for 10s the next row waits %s, want 11s", w)
	}
	if w := p.Take("C1", 4, false); w != 12*time.Second {
		t.Errorf("and the one after it %s, want 12s", w)
	}
	now = now.Add(time.Hour)
	for _, row := range []int64{3, 4, 20} {
		if w := p.Take("C1", row, row == 20); w != 0 {
			t.Errorf("an hour later row %d waits %s", row, w)
		}
	}
}

func TestAnAnswerDoesNotWaitBehindTheCardsOfStaff(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Pace, o.Burst = 2*patient, 2 })
	k := r.asks("When are you open?")
	for i := range 20 {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	r.presses("U0PRIYA", k, bot.Approve)
	r.eventually("the answer, while cards queue", func() bool { return len(r.slack.answers(clientChannel)) == 1 })
}

func TestAQueueOfCardsGoesOutAtThePaceAndNoneIsDropped(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Pace, o.Burst = 100*time.Millisecond, 3 })
	began := time.Now()
	for i := range 25 {
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	r.eventually("25 cards", func() bool { return r.cards() == 25 })
	r.slack.mu.Lock()
	defer r.slack.mu.Unlock()
	var at []time.Time
	for _, c := range r.slack.calls {
		if c.method == "chat.postMessage" && c.form["channel"] == staffChannel {
			at = append(at, c.at)
		}
	}
	if took := at[len(at)-1].Sub(began); took < 2*time.Second {
		t.Errorf("25 cards in %s: faster than one in 100ms after a burst of 3", took)
	}
}

// Point 25. What waits is not begun: of a row that was, nobody knows after a stop
// whether it was sent.
func TestAnswersThatWaitForTheirTurnAreBegunOnceEach(t *testing.T) {
	t.Parallel()
	const answers = 12
	for name, x := range map[string]struct {
		faults []string
		calls  int
	}{"at the pace": {nil, answers}, "while Slack asks to wait": {[]string{"429"}, answers + 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The cards are a burst, and so are the answers while they are held; after
			// that no turn comes before the clock is put forward.
			r := newRig(t, func(o *Options, _ *Deps) { o.Pace, o.Burst = 2*patient, answers })
			r.lease = longLease
			r.restart()
			var cases []*bot.Case
			for i := range answers {
				cases = append(cases, r.asks(fmt.Sprintf("Question %d?", i)))
			}
			r.quiet()
			why := "until all are approved"
			r.held.Store(&why)
			for _, k := range cases {
				r.presses("U0PRIYA", k, bot.Approve)
			}
			r.eventually("all wait", func() bool { return len(r.events(bot.EventNotSent)) == answers })
			before := len(r.slack.called("chat.postMessage"))
			r.slack.next("chat.postMessage", x.faults...)
			r.held.Store(nil)
			for n := range x.calls {
				r.now.advance(r.opts.Pace)
				r.eventually(fmt.Sprintf("call %d", n+1), func() bool {
					return len(r.events(bot.EventSent))+len(r.events(bot.EventNotSent))-answers > n
				})
			}
			for _, k := range cases {
				r.state(k.ID, bot.StateAnswered)
			}
			if n := len(r.slack.called("chat.postMessage")) - before; n != x.calls {
				t.Errorf("%d calls, want %d", n, x.calls)
			}
			if n := len(r.events(bot.EventSending)); n != answers {
				t.Errorf("begun %d times, want %d", n, answers)
			}
			if n := len(r.events(bot.EventNotSent)) - answers; n != len(x.faults) {
				t.Errorf("put back %d times, want %d", n, len(x.faults))
			}
		})
	}
}

// Point 27.
func TestWhatChangedSinceTheApprovalIsNotSent(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(r *rig, k *bot.Case, ev map[string]any){
		"the client edits": func(r *rig, _ *bot.Case, ev map[string]any) {
			r.deliver(changed(clientChannel, with(ev, map[string]any{"text": "No: on Sundays?"}), ev))
		},
		"the client deletes": func(r *rig, _ *bot.Case, ev map[string]any) {
			r.deliver(map[string]any{"type": "message", "subtype": "message_deleted", "channel": clientChannel, "deleted_ts": ev["ts"], "previous_message": ev})
		},
		"a person answers": func(r *rig, k *bot.Case, _ map[string]any) {
			r.deliver(r.slack.says(clientChannel, "U0PRIYA", "At nine!", map[string]any{"thread_ts": k.Thread}))
		},
		"the channel changes hands": func(r *rig, _ *bot.Case, _ map[string]any) {
			r.directory.Map(bot.Slack, clientChannel, bot.Account{ID: "other", Name: "Other"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
			r.deliver(ev)
			k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
			why := "for a test"
			r.held.Store(&why)
			r.presses("U0PRIYA", k, bot.Approve)
			r.eventually("held back", func() bool { return len(r.events(bot.EventNotSent)) > 0 })
			change(r, k, ev)
			r.held.Store(nil)
			r.now.advance(time.Minute)
			r.eventually("cancelled", func() bool { return len(r.events(bot.EventCancelled)) > 0 })
			r.quiet()
			r.wantAnswers()
		})
	}
}

// Point 28.
func TestAnAnswerGoesToTheThreadOfItsCaseOnly(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c, err := NewClient(testOptions(f), testSecrets(), Deps{Directory: nobody{}, Cases: noCases{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	k := &bot.Case{ID: 1, Platform: bot.Slack, Channel: clientChannel, Thread: "1.1"}
	good := bot.Outbound{ID: 1, Kind: bot.PostAnswer, Channel: clientChannel, Thread: "1.1", Text: "Hello", Hash: bot.TextHash("Hello"), Marker: "M"}
	for name, change := range map[string]func(o *bot.Outbound, k *bot.Case){
		"another channel":   func(o *bot.Outbound, _ *bot.Case) { o.Channel = "C0OTHER" },
		"another thread":    func(o *bot.Outbound, _ *bot.Case) { o.Thread = "2.2" },
		"no thread":         func(o *bot.Outbound, k *bot.Case) { o.Thread, k.Thread = "", "" },
		"the staff channel": func(o *bot.Outbound, k *bot.Case) { o.Channel, k.Channel = staffChannel, staffChannel },
		"another text":      func(o *bot.Outbound, _ *bot.Case) { o.Text = "Goodbye" },
		"another platform":  func(_ *bot.Outbound, k *bot.Case) { k.Platform = bot.Teams },
	} {
		o, other := good, *k
		change(&o, &other)
		if p := c.Post(t.Context(), o, &other); p.Outcome != bot.NotSent || !p.Permanent {
			t.Errorf("%s: %+v, want never sent", name, p)
		}
	}
	if p := c.Post(t.Context(), good, k); p.Outcome != bot.Sent {
		t.Fatalf("the right place: %+v", p)
	}
	calls := f.called("chat.postMessage")
	if len(calls) != 1 {
		t.Fatalf("%d posts, want 1", len(calls))
	}
	sent := calls[0]
	if sent["thread_ts"] != "1.1" || sent["reply_broadcast"] != "" || sent["link_names"] == "true" || sent["unfurl_links"] != "false" || sent["unfurl_media"] != "false" {
		t.Errorf("posted with %v", sent)
	}
	if !strings.Contains(sent["metadata"], `"key":"M"`) {
		t.Errorf("metadata %q", sent["metadata"])
	}
}

// Point 29.
func TestWhatCannotBeDeliveredGoesToAPersonWithTheReason(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"not_in_channel", "channel_not_found", "is_archived", "restricted_action", "msg_too_long", "invalid_blocks", "missing_scope", "a_new_error_of_2027"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			k := r.asks("When are you open?")
			r.slack.next("chat.postMessage", "error:"+code)
			r.presses("U0PRIYA", k, bot.Approve)
			k = r.state(k.ID, bot.StateEscalated)
			r.eventually("staff see why", func() bool { return strings.Contains(r.blocksOf(k.CardID), "could not be delivered") })
			if got := k.Assessment.Reasons[0].Evidence; !strings.Contains(got, code) || (code == "missing_scope" && !strings.Contains(got, "chat:write")) {
				t.Errorf("reason %q", got)
			}
			r.wantAnswers()
		})
	}
}

// A token that was revoked is a matter for whoever runs the program: no answer
// is given up for it, and none is lost when there is a new one.
func TestARevokedTokenHoldsEverythingAndGivesNothingUp(t *testing.T) {
	t.Parallel()
	var alarms atomic.Int64
	r := newRig(t, func(_ *Options, d *Deps) { d.Alarm = func(string) { alarms.Add(1) } })
	k := r.asks("When are you open?")
	r.slack.until("chat.postMessage", "error:token_revoked")
	r.presses("U0PRIYA", k, bot.Approve)
	r.eventually("sending stops", func() bool { return r.client.stopped() != "" })
	r.state(k.ID, bot.StateDecided)
	if err := r.listener.Healthy(); err == nil || !strings.Contains(err.Error(), "install the app again") {
		t.Errorf("health: %v", err)
	}
	if alarms.Load() != 1 {
		t.Errorf("%d alarms, want 1", alarms.Load())
	}
	r.wantAnswers()
	r.slack.until("chat.postMessage", "")
	r.client.stop("", "") // as a restart with the new token does
	r.now.advance(stoppedWait + time.Second)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

func TestAStaffChannelThatFailsNeverCostsACard(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"is_archived", "not_in_channel", "missing_scope", "restricted_action"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.slack.next("chat.postMessage", "error:"+code)
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
			r.deliver(ev)
			r.eventually("staff are told", func() bool { return strings.Contains(strings.Join(r.slack.answers("DU0JOHN"), ""), code) })
			r.eventually("the card in the end", func() bool { r.now.advance(10 * time.Second); return r.cards() == 1 })
		})
	}
}

func TestACardThatSlackRefusesIsShownInShort(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.next("chat.postMessage", "error:invalid_blocks")
	k := r.asks("When are you open?")
	if _, there := r.button(k.CardID, bot.Approve); there {
		t.Error("a draft that is not shown can be approved")
	}
	if _, there := r.button(k.CardID, bot.Escalate); !there {
		t.Error("the short card has no buttons")
	}
}

func TestACardThatWasDeletedIsPostedAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.slack.change(staffChannel, func(c *fakeChannel) { c.messages = nil })
	r.deliver(r.slack.says(clientChannel, "U0CLIENT", "And on Sundays?", map[string]any{"thread_ts": k.Thread}))
	r.eventually("a new card", func() bool {
		now := r.load(k.ID)
		return now.State == bot.StateInReview && now.CardID != k.CardID && r.cards() == 1
	})
	r.presses("U0PRIYA", r.load(k.ID), bot.Approve)
	r.state(k.ID, bot.StateAnswered)
}

// Point 30.
func TestTheKillSwitchHoldsBackEveryAnswerAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	why := "the owner said stop"
	r.held.Store(&why)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.eventually("held back", func() bool {
		for _, e := range r.events(bot.EventNotSent) {
			if strings.Contains(fmt.Sprint(e.Facts["why"]), why) {
				return true
			}
		}
		return false
	})
	r.wantAnswers()
	if r.cards() != 1 {
		t.Error("drafts are no longer visible")
	}
	r.held.Store(nil)
	r.now.advance(time.Minute)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// Point 25.
func TestAnAnswerDoesNotWaitBehindAHungLookAtTheStaffChannel(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.RequestTimeout = time.Minute })
	k := r.asks("When are you open?")
	r.quiet()
	before := len(r.slack.called("conversations.info"))
	r.slack.until("conversations.info", "stall")
	r.client.guard.Doubt()
	for i := range 8 { // more cards than there are workers
		r.deliver(r.slack.says(clientChannel, "U0CLIENT", fmt.Sprintf("Question %d?", i), nil))
	}
	r.eventually("cards behind a look that hangs", func() bool {
		waiting, err := r.store.Cases(t.Context(), bot.CaseFilter{States: []bot.State{bot.StateDrafted}})
		return err == nil && len(waiting) == 8 && len(r.slack.called("conversations.info")) > before
	})
	began := time.Now()
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("the answer took %s", took)
	}
	r.wantAnswers(draftText)
}
