package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

func TestALatePressLeavesTheCardAsTheCaseIs(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	b, _ := r.button(k.CardID, bot.Approve)
	r.slack.next("chat.postMessage", "429")
	r.slack.next("chat.postEphemeral", "429", "held-after")
	r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	r.state(k.ID, bot.StateDecided)
	r.act(click("U0JOHN", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	r.state(k.ID, bot.StateAnswered)
	r.eventually("who came late is told, at the second try", func() bool { return len(r.slack.called("chat.postEphemeral")) == 2 })
	r.slack.letGo()
	r.listener.tasks.Wait()
	r.quiet()
	want := r.client.view(r.load(k.ID), r.client.place(t.Context(), clientChannel)).fitting().Text
	r.eventually("the card says what the case is", func() bool {
		return unescape(fmt.Sprint(r.slack.posts(staffChannel)[0]["text"])) == want
	})
}

// moving gives a case as it was once, as it is from then on.
type moving struct {
	now edge.Cases
	was atomic.Pointer[bot.Case]
}

func (m *moving) Case(ctx context.Context, id int64) (*bot.Case, error) {
	if k := m.was.Swap(nil); k != nil {
		return k, nil
	}
	return m.now.Case(ctx, id)
}

func (m *moving) Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	return m.now.Cases(ctx, f)
}

func TestACardWhoseCaseMovesOnWhileItIsBroughtUpToDateShowsTheLatest(t *testing.T) {
	t.Parallel()
	cases := &moving{}
	r := newRig(t, func(_ *Options, d *Deps) { cases.now = d.Cases; d.Cases = cases })
	k := r.asks("When are you open?")
	r.quiet()
	before := r.load(k.ID)
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.quiet()
	cases.was.Store(before) // the answer leaves while the card is laid out
	r.client.refresh(t.Context(), k.ID)
	if _, there := r.button(k.CardID, bot.Approve); there {
		t.Error("the card offers to approve what was answered")
	}
}

func TestACardWhoseLayoutSlackRefusesIsShownShort(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.next("chat.update", "error:invalid_blocks")
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.eventually("the button is gone", func() bool { _, still := r.button(k.CardID, bot.Approve); return !still })
	r.quiet()
	if r.cards() != 1 {
		t.Errorf("%d cards", r.cards())
	}
}

func TestAMarkCountsOnOurOwnMessagesOnly(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	mark := func(kind string) map[string]any {
		return map[string]any{"event_type": kind, "event_payload": map[string]any{"key": "the-mark"}}
	}
	r.slack.says(clientChannel, "U0CLIENT", "forged", map[string]any{"thread_ts": k.Thread, "bot_id": "B0PARTNER", "metadata": mark(markerEvent)})
	r.slack.says(clientChannel, ownUser, "another", map[string]any{"thread_ts": k.Thread, "bot_id": ownBot, "metadata": mark("something_else")})
	out := bot.Outbound{ID: 900, Kind: bot.PostAnswer, Channel: clientChannel, Thread: k.Thread, Marker: "the-mark"}
	if got, id := r.client.Find(t.Context(), out); got == bot.Found {
		t.Errorf("found %s, which is not ours", id)
	}
}

// Point 24: a draft on which nobody decides is not sent, and its case goes to a person.
func TestADraftThatNobodyDecidesOnGoesToAPerson(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	r.now.advance(giveUpAfter + time.Second)
	r.state(k.ID, bot.StateEscalated)
	r.eventually("a card without its draft", func() bool {
		_, there := r.button(k.CardID, bot.Approve)
		return !there && strings.Contains(r.blocksOf(k.CardID), "Needs a person")
	})
	raw, _ := json.Marshal(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	form := []byte("payload=" + url.QueryEscape(string(raw)))
	r.post(signed(signing, ActionsPath, form, -(giveUpAfter + time.Second), map[string]string{"Content-Type": "application/x-www-form-urlencoded"}))
	r.listener.tasks.Wait()
	r.wantAnswers()
	if !strings.Contains(r.slack.whispers(), "nobody decided on this draft in time") {
		t.Errorf("whoever pressed the old button was told %q", r.slack.whispers())
	}
}

// Point 24, for a draft that is only old.
func TestADraftThatWaitedTooLongIsNotSent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	const late = 25 * time.Hour
	r.now.advance(late)
	raw, _ := json.Marshal(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	form := []byte("payload=" + url.QueryEscape(string(raw)))
	r.post(signed(signing, ActionsPath, form, -late, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}))
	r.eventually("drafted anew", func() bool { now := r.load(k.ID); return len(now.Drafts) == 2 && now.State == bot.StateInReview })
	r.listener.tasks.Wait()
	r.wantAnswers()
	if !strings.Contains(r.slack.whispers(), "stale") {
		t.Errorf("the presser was told %q", r.slack.whispers())
	}
}
