package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"countersign/bot"
)

func TestWhatADigestSetsOffIsBoldAndNothingElseIsMarkUp(t *testing.T) {
	for _, text := range []string{"Title\nAutonomy: **Keys came back**; *not bold*, <!channel>\n\na bar", strings.Repeat("x", maxSection) + "\n**long**"} {
		blocks := digestBlocks(bot.Outbound{Kind: bot.PostDigest, Text: text})
		encoded, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		raw := string(encoded)
		if strings.Contains(raw, "**") {
			t.Errorf("the marks are shown: %.300s", raw)
		}
		if len(text) < maxSection && !strings.Contains(raw, `{"type":"text","text":"Keys came back","style":{"bold":true}}`) {
			t.Errorf("nothing is bold: %s", raw)
		}
		if strings.Contains(raw, "mrkdwn") {
			t.Errorf("words are read as mark-up: %s", raw)
		}
	}
}

// Slack tells that somebody opened a dialogue: from then on they have the draft before them.
func TestOpeningADialogueIsNotedForWhoeverDid(t *testing.T) {
	t.Parallel()
	seen := make(chan string, 4)
	r := newRig(t, func(_ *Options, d *Deps) {
		d.Viewed = func(_ context.Context, id int64, who bot.Person) { seen <- fmt.Sprintf("%d by %s", id, who.ID) }
	})
	k := r.asks("When are you open?")
	r.slack.next("views.open", "error:expired_trigger_id")
	r.presses("U0JOHN", k, bot.Edit) // nothing opened
	r.presses("U0PRIYA", k, bot.Edit)
	r.eventually("the note", func() bool { return len(seen) == 1 })
	if got, want := <-seen, fmt.Sprintf("%d by U0PRIYA", k.ID); got != want {
		t.Errorf("noted %q, want %q alone", got, want)
	}
}
