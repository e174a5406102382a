package slack

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

func TestAColleaguesAnswerIsNoQuestionWhileSlackDoesNotSayWhoTheyAre(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	r.slack.person("U0SAM", homeTeam, nil)
	r.slack.until("users.info", "500-before")
	ev := r.slack.says(clientChannel, "U0SAM", "From nine, Bea!", map[string]any{"thread_ts": k.Thread, "user_team": homeTeam})
	if code := r.deliver(ev); code == http.StatusOK {
		t.Error("acknowledged, though nobody knows whose words they are")
	}
	if n := len(r.load(k.ID).Messages); n != 1 {
		t.Fatalf("%d messages", n)
	}
	r.slack.until("users.info", "")
	r.now.advance(2 * time.Minute)
	if code := r.deliver(ev, "X-Slack-Retry-Num", "2"); code != http.StatusOK {
		t.Errorf("delivered again: status %d", code)
	}
	r.state(k.ID, bot.StateWithdrawn)
}

// Point 9.
func TestAColleagueWhomSlackDidNotNameIsRecognisedLater(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ team, retry string }{
		"the last delivery of somebody of ours":        {homeTeam, "3"},
		"the first of somebody whose team is not told": {"", "0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.checked()
			r.slack.person("U0SAM", homeTeam, nil)
			r.slack.until("users.info", "500-before")
			ev := r.slack.says(clientChannel, "U0SAM", "Are we open on Sunday?", map[string]any{"user_team": x.team})
			if code := r.deliver(ev, "X-Slack-Retry-Num", x.retry); code != http.StatusOK {
				t.Fatalf("status %d", code)
			}
			k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
			r.now.advance(2 * time.Minute)
			r.listener.doubts.Settle(t.Context())
			if k = r.load(k.ID); k.State != bot.StateInReview || !k.Unsure() {
				t.Fatalf("while Slack is silent the case is %s, in doubt: %t", k.State, k.Unsure())
			}
			r.slack.until("users.info", "")
			r.restart() // the doubt outlives it
			r.now.advance(2 * time.Minute)
			r.listener.doubts.Settle(t.Context())
			k = r.state(k.ID, bot.StateWithdrawn)
			if m := k.Messages[0]; m.Role != bot.RoleStaff || m.Unsure || m.Author.Name == "" {
				t.Errorf("the message is one of %+v", m)
			}
			if known := r.events(bot.EventAuthor); len(known) != 1 || known[0].Facts["role"] != "staff" {
				t.Errorf("on record: %+v", known)
			}
			r.quiet()
			r.wantAnswers()
		})
	}
}

func TestAnApprovedAnswerToAColleagueDoesNotLeave(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.checked()
	r.slack.person("U0SAM", homeTeam, nil)
	r.slack.until("users.info", "500-before")
	ev := r.slack.says(clientChannel, "U0SAM", "Are we open on Sunday?", nil)
	r.deliver(ev)
	k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
	r.slack.until("users.info", "")
	r.now.advance(2 * time.Minute)
	r.presses("U0PRIYA", k, bot.Approve)
	r.state(k.ID, bot.StateWithdrawn)
	r.quiet()
	r.wantAnswers()
}

func TestNewsOfARemovalThatIsNotTrueStopsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, news := range []map[string]any{
		{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{"U0SOMEBODY"}, "bot": []string{}}},
		{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{ownUser}}}, // late: the token works
		{"type": "app_uninstalled"},
	} {
		if code := r.deliver(news, "X-Slack-Retry-Num", "3"); code != http.StatusOK {
			t.Fatalf("status %d", code)
		}
		r.listener.tasks.Wait()
		if why := r.client.stopped(); why != "" {
			t.Errorf("%v: stopped: %s", news, why)
		}
	}
}

// Points 9 and 18: an answer about somebody else says nothing of whoever was asked about.
func TestAnAnswerAboutSomebodyElseMakesNobodyStaff(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	b, _ := r.button(k.CardID, bot.Approve)
	r.slack.mu.Lock()
	r.slack.users["U0PRIYA"] = r.slack.users["U0JOHN"]
	r.slack.mu.Unlock()
	r.act(click("U0PRIYA", homeTeam, k.CardID, "approve", fmt.Sprint(b["value"])))
	r.listener.tasks.Wait()
	r.quiet()
	r.wantAnswers()
	if told := r.slack.whispers(); !strings.Contains(told, "did not say who you are") {
		t.Errorf("whoever pressed was told %q", told)
	}
}

func TestWhichAppWeAreIsNotForgottenWhereSlackDoesNotSayItAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.next("bots.info", "500-before")
	if self, err := r.client.identify(t.Context()); err != nil || self.App != ownApp {
		t.Errorf("we are %q (%v), want %s", self.App, err, ownApp)
	}
}
