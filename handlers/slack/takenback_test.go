package slack

import (
	"fmt"
	"testing"

	"countersign/bot"
)

func TestAColleaguesAnswerThatIsDeletedLeavesTheQuestionOpen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	r.quiet()
	answer := r.slack.says(clientChannel, "U0JOHN", "Your fee is due in May.", map[string]any{"thread_ts": k.Thread})
	r.deliver(answer)
	r.state(k.ID, bot.StateWithdrawn)
	r.slack.deletes(clientChannel, fmt.Sprint(answer["ts"]))
	r.deliver(map[string]any{"type": "message", "subtype": "message_deleted", "channel": clientChannel, "channel_type": "channel", "ts": r.slack.stamp(),
		"deleted_ts": answer["ts"], "previous_message": answer})
	r.eventually("a draft again", func() bool { now := r.load(k.ID); return now.State == bot.StateInReview && len(now.Drafts) == 2 })
	r.quiet()
	r.presses("U0PRIYA", r.load(k.ID), bot.Approve)
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
}
