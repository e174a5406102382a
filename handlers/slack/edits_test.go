package slack

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

// reworded is the delivery of an edit as Slack makes it: the edit in whole seconds, its
// delivery to the microsecond.
func reworded(ev map[string]any, before, after string, at time.Time) map[string]any {
	second := fmt.Sprintf("%d.000000", at.Unix())
	now := with(ev, map[string]any{"text": after, "edited": map[string]any{"user": ev["user"], "ts": second}})
	return with(changed(clientChannel, now, with(ev, map[string]any{"text": before})), map[string]any{"ts": fmt.Sprintf("%d.%06d", at.Unix(), at.Nanosecond()/1000)})
}

// Point 12.
func TestOfTwoEditsWithinASecondTheLaterOneStands(t *testing.T) {
	t.Parallel()
	const first, second, third = "When are you open?", "When are you open on Sundays?", "When are you open on Mondays?"
	for name, x := range map[string]struct {
		words []string // as the client wrote them, one edit after the other
		come  []int    // the deliveries of the edits, in the order in which they come
		swept string   // when the history is read: before or after that
	}{
		"as they were made":                   {[]string{first, second, third}, []int{1, 2}, ""},
		"the other way round":                 {[]string{first, second, third}, []int{2, 1}, ""},
		"the earlier one once more":           {[]string{first, second, third}, []int{1, 2, 1}, ""},
		"there and back, the other way round": {[]string{first, second, first}, []int{2, 1}, ""},
		"the later one never comes":           {[]string{first, second, third}, []int{1}, "after"},
		"neither comes":                       {[]string{first, second, third}, nil, "after"},
		"the earlier one after the history":   {[]string{first, second, third}, []int{2, 1}, "before"},
		"both are late":                       {[]string{first, second, third}, []int{1, 2}, "after"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			ev := r.slack.says(clientChannel, "U0CLIENT", x.words[0], nil)
			r.deliver(ev)
			k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
			began := time.Now().Add(time.Minute).Truncate(time.Second)
			last := x.words[len(x.words)-1]
			shown := func() {
				r.slack.change(clientChannel, func(c *fakeChannel) {
					at := slices.IndexFunc(c.messages, func(m map[string]any) bool { return m["ts"] == ev["ts"] })
					c.messages[at] = reworded(ev, "", last, began)["message"].(map[string]any)
				})
			}
			if shown(); x.swept == "before" {
				r.sweeps(0)
			}
			for _, i := range x.come {
				if code := r.deliver(reworded(ev, x.words[i-1], x.words[i], began.Add(time.Duration(i)*200*time.Millisecond))); code != http.StatusOK {
					t.Fatalf("edit %d: status %d", i, code)
				}
			}
			if x.swept == "after" {
				r.sweeps(0)
			}
			r.quiet()
			now := r.load(k.ID)
			if now.Messages[0].Text != last || now.State != bot.StateInReview {
				t.Errorf("the question is %q, the case %s; the client's last words are %q", now.Messages[0].Text, now.State, last)
			}
			if asked := r.drafter.Seen(); asked[len(asked)-1].Question != last {
				t.Errorf("drafted last for %q", asked[len(asked)-1].Question)
			}
		})
	}
}

// TestAnEditAndADeletionWithinASecondEndInTheDeletion, whichever comes first and however
// late in that second the edit was made.
func TestAnEditAndADeletionWithinASecondEndInTheDeletion(t *testing.T) {
	t.Parallel()
	for name, order := range map[string][]int{"as they were made": {0, 1}, "the other way round": {1, 0}, "the edit once more": {0, 1, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			ev := r.slack.says(clientChannel, "U0CLIENT", "When are you open?", nil)
			r.deliver(ev)
			k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview)
			second := time.Now().Add(time.Minute).Truncate(time.Second)
			told := []map[string]any{
				reworded(ev, "When are you open?", "When are you open on Sundays?", second.Add(900*time.Millisecond)),
				{"type": "message", "subtype": "message_deleted", "channel": clientChannel, "channel_type": "channel",
					"ts": fmt.Sprintf("%d.950000", second.Unix()), "deleted_ts": ev["ts"], "previous_message": ev},
			}
			for _, i := range order {
				r.deliver(told[i])
			}
			r.state(k.ID, bot.StateWithdrawn)
			r.quiet()
			r.wantAnswers()
		})
	}
}
