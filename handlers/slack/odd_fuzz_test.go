package slack

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// FuzzOneOddPartOfAMessageCostsNoOther: whatever stands in one part of a message,
// its words, its author and its place are read.
func FuzzOneOddPartOfAMessageCostsNoOther(f *testing.F) {
	for key, value := range map[string]string{
		"user_profile": `"nobody"`, "attachments": `[{"files":3,"text":{}}]`, "files": `[1,{"id":2}]`, "edited": `{"ts":7}`, "blocks": `{}`,
		"message": `"x"`, "previous_message": `[]`, "metadata": `[]`, "tokens": `4`, "reply_count": `"many"`, "subtype": `null`,
	} {
		f.Add(key, value)
	}
	core := []string{"type", "user", "text", "ts", "channel"}
	f.Fuzz(func(t *testing.T, key, value string) {
		if !json.Valid([]byte(value)) || slices.ContainsFunc(core, func(c string) bool { return strings.EqualFold(c, key) }) {
			return
		}
		raw, err := json.Marshal(map[string]any{"type": "message", "user": "U0CLIENT", "text": "When?", "ts": "1.000001", "channel": "C1", key: json.RawMessage(value)})
		if err != nil {
			return // no key that JSON takes
		}
		ev, err := readEvent(raw)
		if err != nil || ev.Type != "message" || ev.User != "U0CLIENT" || ev.Text != "When?" || ev.TS != "1.000001" || ev.channelID() != "C1" {
			t.Fatalf("of %s: %+v (%v)", raw, ev, err)
		}
		_, _, _, _ = ev.says(), ev.attached(), ev.lastChange(), ev.sameAs(ev.Previous) // none of them fails
	})
}
