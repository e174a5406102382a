package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func undoable(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.undo = time.Minute
	r.restart()
	return r
}

func TestAnAnswerThatIsTakenBackIsGoneFromTheClientsThread(t *testing.T) {
	t.Parallel()
	r := undoable(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
	r.presses("U0PRIYA", r.load(k.ID), bot.TakeBack)
	k = r.state(k.ID, bot.StateInReview)
	r.quiet()
	r.wantAnswers()
	if r.cards() != 1 {
		t.Errorf("%d cards, want the same one, which asks again", r.cards())
	}
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

func TestTheDisclosureIsGivenAgainWhereAnotherReplicaTookItBack(t *testing.T) {
	t.Parallel()
	const words = "We use AI to draft answers."
	r := newRig(t, func(o *Options, _ *Deps) { o.Disclosure = words })
	r.undo = time.Minute
	r.restart()
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	other, err := NewClient(r.opts, testSecrets(), r.deps, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	if got := other.disclosures.For(t.Context(), clientChannel); got != "" {
		t.Fatalf("given twice: %q", got)
	}
	r.presses("U0PRIYA", r.load(k.ID), bot.TakeBack)
	r.state(k.ID, bot.StateInReview)
	r.quiet()
	out := bot.Outbound{ID: 99, Case: k.ID, Kind: bot.PostAnswer, Channel: k.Channel, Thread: k.Thread, Text: draftText, Hash: bot.TextHash(draftText), Marker: "again"}
	if p := other.Post(t.Context(), out, r.load(k.ID)); p.Outcome != bot.Sent {
		t.Fatalf("%+v (%v)", p, p.Err)
	}
	if posts := fmt.Sprint(r.slack.posts(clientChannel)); !strings.Contains(posts, words) {
		t.Error("the only message in the channel holds no disclosure")
	}
}

func TestOnlyApproversTakeAnAnswerBack(t *testing.T) {
	t.Parallel()
	r := undoable(t)
	k := r.asks("When are you open?")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.presses("U0OUTSIDE", r.load(k.ID), bot.TakeBack)
	r.wantAnswers(draftText)
	if n := len(r.slack.called("chat.delete")); n != 0 {
		t.Errorf("%d deletions, want none", n)
	}
}

func TestADeletionInSlackIsTriedAgainAndOneThatIsGoneIsDone(t *testing.T) {
	t.Parallel()
	r := undoable(t)
	for want, tc := range map[bot.Outcome]struct{ fault, id string }{
		bot.Sent:    {"", clientChannel + ":1700000000.000001"}, // not there any more
		bot.NotSent: {"error:cant_delete_message", clientChannel + ":1700000000.000001"},
	} {
		if tc.fault != "" {
			r.slack.next("chat.delete", tc.fault)
		}
		p := r.client.Remove(t.Context(), bot.Outbound{ID: 9, Kind: bot.PostRemoval, Channel: clientChannel, ReplaceID: tc.id})
		if p.Outcome != want || (want == bot.NotSent) != p.Permanent {
			t.Errorf("%q: %+v (%v), want outcome %v", tc.fault, p, p.Err, want)
		}
	}
	for _, id := range []string{"", "nonsense", staffChannel + "/1700000000.000001", "C0OTHER/1700000000.000001"} {
		before := len(r.slack.called("chat.delete"))
		if p := r.client.Remove(t.Context(), bot.Outbound{ID: 9, Kind: bot.PostRemoval, Channel: clientChannel, ReplaceID: id}); !p.Permanent {
			t.Errorf("%q: %+v, want a refusal for good", id, p)
		}
		if len(r.slack.called("chat.delete")) != before {
			t.Errorf("%q: something was deleted", id)
		}
	}
}
