package teams

import (
	"encoding/json"
	"net/http"
	"slices"

	"countersign/bot"
)

func contentOf(body map[string]any) map[string]any {
	attachments, _ := body["attachments"].([]any)
	if len(attachments) == 0 {
		return nil
	}
	first, _ := attachments[0].(map[string]any)
	content, _ := first["content"].(map[string]any)
	return content
}

// button finds a button by its verb, on the card and in what its buttons unfold.
func button(drawn map[string]any, verb string) map[string]any {
	actions, _ := drawn["actions"].([]any)
	body, _ := drawn["body"].([]any)
	for _, x := range body {
		if part, ok := x.(map[string]any); ok && part["type"] == "ActionSet" {
			actions = append(slices.Clone(actions), part["actions"].([]any)...)
		}
	}
	for _, x := range actions {
		a, _ := x.(map[string]any)
		if a["verb"] == verb {
			return a
		}
		if inner, ok := a["card"].(map[string]any); ok {
			if found := button(inner, verb); found != nil {
				return found
			}
		}
	}
	return nil
}

// press is the invoke that Teams sends for a button of a case's card.
func (r *rig) press(object string, k *bot.Case, verb string, typed map[string]any) map[string]any {
	r.t.Helper()
	var b map[string]any
	r.eventually("a button "+verb, func() bool { b = button(r.cardOf(k), verb); return b != nil })
	conversation, id, _ := splitCardID(r.load(k.ID).CardID)
	return r.invoke(object, conversation, id, verb, b["data"].(map[string]any), typed)
}

func (r *rig) invoke(object, conversation, card, verb string, data, typed map[string]any) map[string]any {
	all := map[string]any{}
	for _, m := range []map[string]any{data, typed} {
		for name, v := range m {
			all[name] = v
		}
	}
	channel, thread := splitConversation(conversation)
	return r.teams.says(channel, object, "", thread, map[string]any{
		"type": "invoke", "name": "adaptiveCard/action", "text": "", "entities": nil, "replyToId": card,
		"value": map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": verb, "data": all}, "trigger": "manual"},
	})
}

// answered is what an invoke was answered with.
type answered struct {
	Status int             `json:"statusCode"`
	Type   string          `json:"type"`
	Value  json.RawMessage `json:"value"`
}

// pressed sends a press and gives its answer.
func (r *rig) pressed(invoke map[string]any) answered {
	r.t.Helper()
	w := r.send(invoke)
	var out answered
	if w.Code != http.StatusOK || json.Unmarshal(w.Body.Bytes(), &out) != nil {
		r.t.Fatalf("press: status %d %q\n%s", w.Code, w.Body, r.logs)
	}
	return out
}
