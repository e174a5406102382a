package llm

import (
	"context"
	"encoding/json"
)

type thinkingKey struct{}

// thinkingIn carries what a request says of thinking past the SDK to the wire.
func thinkingIn(ctx context.Context, r Request) context.Context {
	if r.Bare {
		r.Thinking = ThinkingDefault
	}
	return context.WithValue(ctx, thinkingKey{}, r.Thinking)
}

// object is a JSON object of which only a part is looked at.
type object = map[string]json.RawMessage

// withThinking adds to a request what the legacy SDK cannot say.
func withThinking(ctx context.Context, body []byte) ([]byte, error) {
	hint, _ := ctx.Value(thinkingKey{}).(Thinking)
	level, ok := map[Thinking]string{ThinkingOff: "MINIMAL", ThinkingLow: "LOW"}[hint]
	if !ok {
		return body, nil
	}
	return within(body, "generationConfig", func(c object) error {
		c["thinkingConfig"] = json.RawMessage(`{"thinkingLevel":"` + level + `"}`)
		return nil
	})
}

// withoutThoughts takes out of an answer the parts that the legacy SDK cannot
// read, a signature alone, and those that it would give out as the answer's own
// text, the model's thoughts.
func withoutThoughts(body []byte) ([]byte, error) {
	var doc object
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, err
	}
	var candidates []json.RawMessage
	if raw, ok := doc["candidates"]; !ok {
		return body, nil
	} else if err := json.Unmarshal(raw, &candidates); err != nil {
		return nil, err
	}
	for i, c := range candidates {
		clean, err := within(c, "content", func(content object) error {
			var parts []object
			if raw, ok := content["parts"]; !ok {
				return nil
			} else if err := json.Unmarshal(raw, &parts); err != nil {
				return err
			}
			kept := []object{}
			for _, p := range parts {
				if spoken(p) {
					delete(p, "thoughtSignature")
					kept = append(kept, p)
				}
			}
			var err error
			content["parts"], err = json.Marshal(kept)
			return err
		})
		if err != nil {
			return nil, err
		}
		candidates[i] = clean
	}
	var err error
	if doc["candidates"], err = json.Marshal(candidates); err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

// spoken tells whether a part is something that the model said.
func spoken(part object) bool {
	if string(part["thought"]) == "true" {
		return false
	}
	for name := range part {
		if name != "thoughtSignature" && name != "thought" {
			return true
		}
	}
	return false
}

// within changes one object inside a JSON object; it makes it where it is missing.
func within(raw []byte, name string, change func(object) error) ([]byte, error) {
	doc, inner := object{}, object{}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	if part, ok := doc[name]; ok && string(part) != "null" {
		if err := json.Unmarshal(part, &inner); err != nil {
			return nil, err
		}
	}
	if err := change(inner); err != nil {
		return nil, err
	}
	part, err := json.Marshal(inner)
	if err != nil {
		return nil, err
	}
	doc[name] = part
	return json.Marshal(doc)
}
