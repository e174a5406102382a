package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// Opinion is what a model says of who should deal with an enquiry, where it is
// asked for nothing else.
type Opinion struct {
	Person  bool      `json:"person"` // a person should
	Reasons []Handoff `json:"reasons"`
}

// OpinionSchema is the schema of Opinion.
func OpinionSchema() *Schema {
	order := []string{"person", "reasons"}
	reason := Schema{Type: "string", Enum: slices.DeleteFunc(handoffNames(), func(s string) bool { return s == string(HandoffNone) })}
	return &Schema{Type: "object", Required: order, Order: order, Properties: map[string]Schema{
		"person":  {Type: "boolean", Description: "whether a person should deal with the message themselves"},
		"reasons": {Type: "array", Items: &reason, Description: "why; empty when no person is needed"},
	}}
}

// ParseOpinion reads an opinion strictly: as ParseReply does, it takes nothing
// that does not have the format asked for.
func ParseOpinion(text string) (Opinion, error) {
	var o Opinion
	if len(text) > maxReplyBytes {
		return o, fmt.Errorf("opinion of %d bytes", len(text))
	}
	if err := OpinionSchema().holds(text); err != nil {
		return Opinion{}, err
	}
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return Opinion{}, errFormat
	}
	known := Handoffs()
	for _, r := range o.Reasons {
		if !slices.Contains(known, r) || r == HandoffNone {
			return Opinion{}, errors.New("unknown reason")
		}
	}
	if !o.Person && len(o.Reasons) > 0 {
		o.Person = true // a reason for a person outweighs a no
	}
	return o, nil
}
