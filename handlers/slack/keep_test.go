package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"countersign/bot"
)

func TestAnUnknownDeliveryIsKeptOnceAndWithoutSecrets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	raw := []byte(`{"token":"VERIFICATION","type":"event_callback","team_id":"` + homeTeam + `","api_app_id":"` + ownApp + `","event_id":"Ev1",
		"authorizations":[{"team_id":"` + homeTeam + `","user_id":"U0SECRET"}],
		"event":{"type":"newthing","count":12345678901234567890,"trigger_id":"TRIGGER","response_url":"https://example.com/RESPONSE",
		"deep":[{"bot_access_token":"ACCESS","words":"kept"}],"where":"https://hooks.slack.com/HOOK","said":"xoxb-TOKEN"}}`)
	for range 3 {
		if err := r.listener.take(t.Context(), raw, delivery{via: "http"}); err != nil {
			t.Fatal(err)
		}
		r.restart()
	}
	events := r.events(bot.EventPlatform)
	if len(events) != 1 {
		t.Fatalf("%d events for one delivery that came three times", len(events))
	}
	all := fmt.Sprint(events[0].Words, events[0].Facts)
	for _, secret := range []string{"VERIFICATION", "U0SECRET", "TRIGGER", "RESPONSE", "ACCESS", "HOOK", "xoxb-"} {
		if strings.Contains(all, secret) {
			t.Errorf("%s stands in the ledger", secret)
		}
	}
	for _, kept := range []string{"newthing", "12345678901234567890", `"words":"kept"`} {
		if !strings.Contains(all, kept) {
			t.Errorf("%s was not kept", kept)
		}
	}
}

func TestWhatIsKeptOfADeliveryIsBounded(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(map[string]any{"type": "x", "text": strings.Repeat("é", mostKept)})
	if err != nil {
		t.Fatal(err)
	}
	if got := withoutSecrets(raw); len(got) > mostKept || len(got) < mostKept-3 {
		t.Errorf("%d bytes", len(got))
	}
}
