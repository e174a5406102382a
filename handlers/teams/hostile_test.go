package teams

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// hostile is one line of the hostile inputs that enters through Teams.
type hostile struct {
	ID    string `json:"id"`
	Input struct {
		Surface       string `json:"surface"`
		Platform      string `json:"platform"`
		Untrusted     string `json:"untrusted"`
		Authorization string `json:"authorization"`
		JWT           *struct {
			Claims map[string]any `json:"claims"`
		} `json:"jwt"`
	} `json:"input"`
	Expected struct {
		Status int `json:"http_status"`
	} `json:"expected"`
}

// TestHostileInputsComeToNothing plays the hostile inputs of the development
// data that enter through Teams or are drawn there.
func TestHostileInputsComeToNothing(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../cmd/countersign/testdata/adversarial/dev.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	played := 0
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var h hostile
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		switch {
		case h.Input.Surface == "teams_webhook":
			r.hostileRequest(h)
		case h.Input.Surface == "outbound_render" && h.Input.Platform == "teams":
			drawnHarmless(t, h)
		default:
			continue
		}
		played++
	}
	if played < 3 {
		t.Errorf("%d inputs played, want those of Teams", played)
	}
	if n := r.cases(); n != 0 || len(r.drafter.Seen()) != 0 {
		t.Errorf("%d cases and %d drafts came of hostile requests", n, len(r.drafter.Seen()))
	}
	if w := r.send(r.teams.says(clientPlace, cleo, "Still there?", "", nil)); w.Code != 200 {
		t.Errorf("a good request afterwards: %d", w.Code)
	}
}

func (r *rig) hostileRequest(h hostile) {
	header := h.Input.Authorization
	if h.Input.JWT != nil {
		claims := h.Input.JWT.Claims
		claims["aud"] = strings.ReplaceAll(fmt.Sprint(claims["aud"]), "app-1", appID)
		if claims["exp"] == "now+300" {
			claims["exp"] = time.Now().Add(5 * time.Minute).Unix()
		}
		header = "Bearer " + r.teams.token("key-1", claims)
	}
	w := r.sendAs(r.teams.says(clientPlace, cleo, "Hello", "", nil), header)
	if w.Code != h.Expected.Status {
		r.t.Errorf("%s: status %d, want %d", h.ID, w.Code, h.Expected.Status)
	}
}

// drawnHarmless checks that words of others come to no link, bold or mention.
func drawnHarmless(t *testing.T, h hostile) {
	t.Helper()
	k := caseIn(bot.StateInReview)
	k.Messages[0].Text, k.Client.Name = h.Input.Untrusted, h.Input.Untrusted
	drawn := anyOf(t, cardClient(t).cardOf(k))
	walk(drawn, func(m map[string]any) {
		if m["type"] == "TextBlock" {
			t.Errorf("%s: a TextBlock draws mark-up: %v", h.ID, m)
		}
	})
	if raw := string(encoded(t, drawn)); strings.Contains(raw, "<at>") || strings.Contains(raw, "](http") {
		t.Errorf("%s: the card holds mark-up: %s", h.ID, raw)
	}
}

// Point 22.
func TestAStopWaitsForWhatIsUnderWayAndItsOutcomeIsOnRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.RequestTimeout = 500 * time.Millisecond })
	k := r.asks("When are you open?")
	r.teams.until("post", "stall")
	r.pressed(r.press(priya, k, "approve", nil))
	r.eventually("the answer is on its way", func() bool { return len(r.teams.called("post")) == 1 })
	began := time.Now()
	r.stop()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("stopped after %s", took)
	}
	r.teams.until("post", "")
	r.start()
	r.state(k.ID, bot.StateUnknown)
	events := r.events(bot.EventAmbiguous)
	if len(events) != 1 || !strings.Contains(fmt.Sprint(events[0].Facts["why"]), "did not answer in time") {
		t.Errorf("the outcome on record: %v", events)
	}
	if n := len(r.teams.called("post")); n != 1 {
		t.Errorf("%d posts, want one: nobody knows whether the first arrived", n)
	}
}
