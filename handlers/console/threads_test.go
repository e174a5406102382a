package console

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestAThreadOfAnotherPlatformShowsWhatArrivedThere: what was not sent, and cards,
// the client never saw.
func TestAThreadOfAnotherPlatformShowsWhatArrivedThere(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	k := d.cases[7]
	k.Platform = bot.Slack
	later := k.OpenedAt.Add(time.Hour)
	k.Deliveries = []bot.Delivery{
		{Kind: bot.PostNotice, State: bot.PostSent, Text: "A person has it.", PlatformID: "n", At: k.OpenedAt.Add(time.Minute)},
		{Kind: bot.PostAnswer, State: bot.PostSent, Text: "At nine.", PlatformID: "a", At: later},
		{Kind: bot.PostAnswer, State: bot.PostCancelled, Text: "CANCELLED", PlatformID: "c", At: later},
		{Kind: bot.PostCard, State: bot.PostSent, Text: "CARD", PlatformID: "k", At: later},
	}
	k.Messages = append(k.Messages, bot.Message{ID: "gone", Role: bot.RoleClient, Text: "DELETED", Deleted: true})
	_, body := call(t, s, "GET", "/api/threads/m1", "")
	var v threadView
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, m := range v.Messages {
		said = append(said, m.Text)
	}
	if got := strings.Join(said, "|"); got != "When do you open?|A person has it.|At nine." {
		t.Errorf("the thread is %q", got)
	}
	other := *k
	other.ID, other.Channel = 8, "bright"
	d.cases[8] = &other
	if status, body := call(t, s, "GET", "/api/threads/m1", ""); status != http.StatusConflict || !strings.Contains(body, "add ?channel=") {
		t.Errorf("a thread of two channels: %d %s", status, body)
	}
	if status, _ := call(t, s, "GET", "/api/threads/nowhere", ""); status != http.StatusNotFound {
		t.Errorf("no thread: %d", status)
	}
}

// TestAThreadShowsNothingOfACaseThatWasNotRead: of an answer without its case
// nobody knows who may read it.
func TestAThreadShowsNothingOfACaseThatWasNotRead(t *testing.T) {
	s, d, _ := newTestConsole(t, Options{Demo: true})
	for id, text := range map[int64]string{7: "At nine.", 99: "canary-oncology"} {
		d.shown = append(d.shown, bot.Shown{ID: text, Case: id, Channel: "acme", Thread: "m1", Text: text, At: time.Now()})
	}
	for _, path := range []string{"/api/threads/m1", "/?channel=acme"} {
		if _, body := call(t, s, "GET", path, ""); !strings.Contains(body, "At nine.") || strings.Contains(body, "canary-oncology") {
			t.Errorf("%s: want the answer of the case that was read alone: %.3000s", path, body)
		}
	}
}
