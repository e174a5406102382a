package slack

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"

	"countersign/bot"
)

// button finds a button on a card as Slack holds it.
func (r *rig) button(cardID string, action bot.Action) (map[string]any, bool) {
	_, ts, _ := splitID(cardID)
	for _, m := range r.slack.posts(staffChannel) {
		if m["ts"] != ts {
			continue
		}
		blocks, _ := asMaps(m["blocks"])
		for _, b := range blocks {
			elements, _ := b["elements"].([]any)
			for _, e := range elements {
				x, _ := e.(map[string]any)
				if x["type"] == "button" && x["action_id"] == string(action) {
					return x, true
				}
				options, _ := x["options"].([]any)
				for _, o := range options {
					value, _ := o.(map[string]any)["value"].(string)
					if strings.HasPrefix(value, string(action)+menuMark) {
						return map[string]any{"value": value, "menu": true}, true
					}
				}
			}
		}
	}
	return nil, false
}

// click is what Slack delivers for a press.
func click(user, team, cardID, action, value string) map[string]any {
	channel, ts, _ := splitID(cardID)
	return map[string]any{
		"type": "block_actions", "api_app_id": ownApp, "trigger_id": "secret-trigger-id", "response_url": "https://hooks.slack.com/secret-response-url",
		"user": map[string]any{"id": user, "team_id": team, "name": user}, "team": map[string]any{"id": homeTeam},
		"container": map[string]any{"channel_id": channel, "message_ts": ts},
		"actions":   []any{map[string]any{"action_id": action, "value": value, "type": "button"}},
	}
}

func (r *rig) act(payload map[string]any) *httptest.ResponseRecorder {
	raw, _ := json.Marshal(payload)
	body := "payload=" + url.QueryEscape(string(raw))
	return r.post(signed(signing, ActionsPath, []byte(body), 0, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}))
}

// presses a button that is on the card now.
func (r *rig) presses(user string, k *bot.Case, action bot.Action) {
	r.t.Helper()
	var b map[string]any
	r.eventually(fmt.Sprintf("a button %s on the card", action), func() bool {
		var ok bool
		b, ok = r.button(k.CardID, action)
		return ok
	})
	press := click(user, homeTeam, k.CardID, string(action), fmt.Sprint(b["value"]))
	if b["menu"] == true {
		press["actions"] = []any{map[string]any{"action_id": menuID, "type": "overflow", "selected_option": map[string]any{"value": b["value"]}}}
	}
	if w := r.act(press); w.Code != http.StatusOK {
		r.t.Fatalf("press: status %d", w.Code)
	}
	r.listener.tasks.Wait()
}

// submission is what Slack delivers for a dialogue that was opened last.
func (r *rig) submission(user string, values map[string]string) map[string]any {
	r.t.Helper()
	opened := r.slack.called("views.open")
	if len(opened) == 0 {
		r.t.Fatal("no dialogue was opened")
	}
	var view struct {
		Callback string `json:"callback_id"`
		Metadata string `json:"private_metadata"`
	}
	if err := json.Unmarshal([]byte(opened[len(opened)-1]["view"]), &view); err != nil {
		r.t.Fatal(err)
	}
	state := map[string]any{}
	for block, text := range values {
		action, _, _ := strings.Cut(block, "-")
		value := map[string]any{"value": text}
		if strings.HasPrefix(block, inputField) {
			state[block] = map[string]any{block: recordInput(block, text)}
			continue
		}
		switch block {
		case inputChip, inputPause:
			value = map[string]any{"selected_option": map[string]any{"value": text}}
		case inputTo:
			value = map[string]any{"selected_user": text}
		case inputDue:
			at, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				r.t.Fatal(err)
			}
			value = map[string]any{"selected_date_time": at}
		}
		state[block] = map[string]any{action: value}
	}
	return map[string]any{
		"type": "view_submission", "api_app_id": ownApp, "user": map[string]any{"id": user, "team_id": homeTeam}, "team": map[string]any{"id": homeTeam},
		"view": map[string]any{"callback_id": view.Callback, "private_metadata": view.Metadata, "state": map[string]any{"values": state}},
	}
}
