package slack

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"countersign/bot"
)

// forwarded is a message of the client that passes another one on.
func (r *rig) forwarded(text string, attachment map[string]any) *bot.Case {
	r.t.Helper()
	ev := r.slack.says(clientChannel, "U0CLIENT", text, map[string]any{"attachments": []any{attachment}})
	if code := r.deliver(ev); code != http.StatusOK {
		r.t.Fatalf("delivery: status %d", code)
	}
	return r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview, bot.StateEscalated)
}

func TestTheWordsOfAForwardedMessageAreRead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.forwarded("Is this right?", map[string]any{"from_url": "https://x.slack.com/archives/C1/p2", "text": "I will sue you over this", "is_share": true})
	if got := k.Messages[0].Text; got != "Is this right?\nI will sue you over this" {
		t.Errorf("question %q", got)
	}
}

func TestTheFileOfAForwardedMessageGoesToPeople(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.forwarded("", map[string]any{"from_url": "https://x.slack.com/archives/C1/p1", "fallback": "[no preview available]", "is_share": true,
		"files": []any{map[string]any{"id": "F1", "name": "letter-before-claim.pdf", "mimetype": "application/pdf"}}})
	if m := k.Messages[0]; m.Text != "" || len(m.Files) != 1 || m.Files[0].Name != "letter-before-claim.pdf" {
		t.Errorf("message %+v", m)
	}
}

func TestAPreviewOfAWebPageIsNotTheClientsWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.forwarded("See https://example.com", map[string]any{"from_url": "https://example.com", "text": "Example Domain"})
	if got := k.Messages[0].Text; got != "See https://example.com" {
		t.Errorf("question %q", got)
	}
}

func TestAMessageWithoutWordsGoesToPeople(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, more := range []map[string]any{
		{"blocks": []any{map[string]any{"type": "image", "alt_text": "photo"}}},
		{"attachments": []any{map[string]any{"is_share": true}}},
	} {
		ev := r.slack.says(clientChannel, "U0CLIENT", "", more)
		if code := r.deliver(ev); code != http.StatusOK {
			t.Fatalf("delivery: status %d", code)
		}
		k := r.caseOf(fmt.Sprint(ev["ts"]), bot.StateInReview, bot.StateEscalated)
		if f := k.Messages[0].Files; len(f) != 1 || !strings.Contains(f[0].Name, "open it in Slack") {
			t.Errorf("%v: files %+v", more, f)
		}
	}
}
