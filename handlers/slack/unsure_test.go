package slack

import (
	"net/http"
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

func TestTheLastDeliveryIsTakenWhoeverWroteIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.slack.person("U0SAM", homeTeam, nil)
	r.slack.until("users.info", "500-before")
	ev := r.slack.says(clientChannel, "U0SAM", "Are you open?", map[string]any{"user_team": homeTeam})
	if code := r.deliver(ev, "X-Slack-Retry-Num", "3"); code != http.StatusOK {
		t.Errorf("status %d", code)
	}
	r.eventually("a case", func() bool {
		cases, err := r.store.Cases(t.Context(), bot.CaseFilter{})
		return err == nil && len(cases) == 1
	})
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
