package llm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Schema is the small subset of JSON Schema that every provider can be asked
// for. Ranges and lengths are checked in code: not every provider knows them.
type Schema struct {
	Type        string            `json:"type"` // object, array, string, number, boolean
	Description string            `json:"description,omitempty"`
	Enum        []string          `json:"enum,omitempty"`
	Items       *Schema           `json:"items,omitempty"`
	Properties  map[string]Schema `json:"properties,omitempty"`
	Required    []string          `json:"required,omitempty"`
	Order       []string          `json:"-"` // the properties, in the order to write them
}

// ReplySchema is the schema of Reply. What must be decided comes before the text.
func ReplySchema() *Schema {
	order := []string{"can_answer", "handoff_reason", "language", "sentences", "missing_info", "english"}
	sentence := Schema{
		Type: "object", Required: []string{"text", "cite", "quote"}, Order: []string{"cite", "quote", "text"},
		Properties: map[string]Schema{
			"text":  {Type: "string", Description: "one sentence of the reply, plain text, no markup, no marker"},
			"cite":  {Type: "array", Items: &Schema{Type: "string"}, Description: "ids of the passages that say it; empty for a courtesy"},
			"quote": {Type: "string", Description: "the words of the first cited passage that say it, copied exactly"},
		},
	}
	return &Schema{
		Type: "object", Required: order, Order: order,
		Properties: map[string]Schema{
			"can_answer":     {Type: "boolean", Description: "whether the passages answer the question, or a part of it"},
			"handoff_reason": {Type: "string", Enum: handoffNames(), Description: "why a person should deal with it, or none"},
			"language":       {Type: "string", Description: "two-letter code of the language of the reply"},
			"sentences":      {Type: "array", Items: &sentence, Description: "the reply, in order; empty when it cannot be answered"},
			"english":        {Type: "string", Description: "the whole reply in English where language is another; empty otherwise"},
			"missing_info":   {Type: "string", Description: "what the passages do not say; empty when they say all of it"},
		},
	}
}

// Version names the schema by a hash of what a model is shown of it.
func (s Schema) Version() string {
	raw, _ := json.Marshal(s.document(true)) // strings, lists and maps of our own: it cannot fail
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:6])
}

// document gives the schema as JSON Schema. A strict one forbids properties
// that it does not name, which some providers ask for.
func (s Schema) document(strict bool) map[string]any {
	out := map[string]any{"type": s.Type}
	if s.Description != "" {
		out["description"] = s.Description
	}
	if len(s.Enum) > 0 {
		out["enum"] = s.Enum
	}
	if s.Items != nil {
		out["items"] = s.Items.document(strict)
	}
	if s.Type == "object" {
		properties := map[string]any{}
		for name, p := range s.Properties {
			properties[name] = p.document(strict)
		}
		out["properties"], out["required"] = properties, s.Required
		switch {
		case strict:
			out["additionalProperties"] = false
		case len(s.Order) > 0:
			out["propertyOrdering"] = s.Order
		}
	}
	return out
}
