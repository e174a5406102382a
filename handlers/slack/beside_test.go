package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// besides waits until John stands beside the question of a case, and its card says so.
func (r *rig) besides(id int64) *bot.Case {
	r.t.Helper()
	var k *bot.Case
	r.eventually("a colleague beside the question", func() bool { k = r.load(id); return k.AnsweredBeside() != nil })
	if k.Beside.By.ID != "U0JOHN" {
		r.t.Errorf("beside the question stands %+v", k.Beside)
	}
	r.eventually("the card says so", func() bool {
		return strings.Contains(fmt.Sprint(r.slack.posts(staffChannel)), "perhaps answered: ")
	})
	return k
}

// Point 14.
func TestAColleagueWhoAnswersAtTheTopOfTheChannelStandsOnTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.deliver(r.slack.says(clientChannel, "U0JOHN", "At nine, Bea!", nil))
	r.besides(k.ID)
	r.state(k.ID, bot.StateInReview)
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}

// Point 27.
func TestWhatStandsInTheChannelIsSeenBeforeAnAutomaticAnswerLeaves(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.says(clientChannel, "U0JOHN", "At nine, Bea!", nil) // no delivery tells
	before := len(r.slack.called("conversations.history"))
	if err := r.listener.Recheck(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	if n := len(r.slack.called("conversations.history")); n != before {
		t.Errorf("%d looks at the channel for an answer that a person approved", n-before)
	}
	k.Decisions = append(k.Decisions, bot.Decision{Action: bot.Automatic, Version: k.Draft().Version})
	if err := r.listener.Recheck(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	r.besides(k.ID)
	r.slack.until("conversations.history", "500-before")
	if err := r.listener.Recheck(t.Context(), k); err == nil {
		t.Error("a channel that cannot be read counts as looked at")
	}
}

func TestAColleaguesAnswerAtTheTopThatOvertookItsQuestionStandsOnTheCard(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	asked := ago(5*time.Minute, 1)
	question := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", map[string]any{"ts": asked})
	r.deliver(r.slack.says(clientChannel, "U0JOHN", "At nine, Bea!", map[string]any{"ts": ago(4*time.Minute, 2)}))
	r.deliver(question, "X-Slack-Retry-Num", "2")
	k := r.caseOf(asked, bot.StateInReview)
	r.besides(k.ID)
}

func TestTheSweepFindsAColleagueBesideAQuestion(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.says(clientChannel, "U0JOHN", "At nine, Bea!", nil)
	for range 2 {
		if _, err := r.listener.Sweep(t.Context(), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	r.besides(k.ID)
	if n := len(r.events(bot.EventBeside)); n != 1 {
		t.Errorf("%d events, want one", n)
	}
}

// burst puts a second message of its client's into a case, which stands beside the
// first at the top of the channel; it gives its time.
func (r *rig) burst(k *bot.Case, text string) string {
	r.t.Helper()
	ts := fmt.Sprint(r.slack.says(clientChannel, "U0CLIENT", text, nil)["ts"])
	err := r.store.Write(r.t.Context(), func(tx bot.Tx) error {
		now, err := tx.Case(k.ID)
		if err != nil {
			return err
		}
		now.Messages = append(now.Messages, bot.Message{ID: ts, Role: bot.RoleClient, Author: k.Client, Text: text, SentAt: timeOf(ts), Assessed: true})
		if err := tx.Remember(bot.Slack, clientChannel, ts, bot.Receipt{Case: k.ID, Thread: k.Thread}); err != nil {
			return err
		}
		return tx.Update(now)
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return ts
}

func TestAColleaguesAnswerInTheThreadOfASecondMessageIsFoundBeforeTheAnswerLeaves(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	beside := r.burst(k, "On Sundays, I mean")
	r.slack.says(clientChannel, "U0JOHN", "We are shut on Sundays.", map[string]any{"thread_ts": beside})
	r.quiet()
	r.presses("U0PRIYA", r.load(k.ID), bot.Approve)
	r.state(k.ID, bot.StateWithdrawn)
	r.quiet()
	r.wantAnswers()
}
