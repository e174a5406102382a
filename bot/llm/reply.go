package llm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Handoff is why a model would leave an enquiry to a person. It can only raise
// a case: no value lowers a tier.
type Handoff string

// The closed set of reasons.
const (
	HandoffNone      Handoff = "none"
	HandoffJudgement Handoff = "judgement" // asks what to do, not what is so
	HandoffComplaint Handoff = "complaint"
	HandoffDistress  Handoff = "distress"
	HandoffPerson    Handoff = "asks_for_person"
	HandoffConflict  Handoff = "passages_disagree"
	HandoffUnsafe    Handoff = "unsafe"
	HandoffOther     Handoff = "other"
)

// Handoffs lists every reason.
func Handoffs() []Handoff {
	return []Handoff{HandoffNone, HandoffJudgement, HandoffComplaint, HandoffDistress, HandoffPerson,
		HandoffConflict, HandoffUnsafe, HandoffOther}
}

func handoffNames() []string {
	var out []string
	for _, h := range Handoffs() {
		out = append(out, string(h))
	}
	return out
}

// Sentence is one sentence of a reply with what it rests on. A courtesy cites nothing.
type Sentence struct {
	Text  string   `json:"text"`
	Cite  []string `json:"cite"`
	Quote string   `json:"quote"`

	item bool // one of a list, to the offline provider
}

// Reply is a proposed answer in the format that models are asked for. The text
// that a client may get is put together from its sentences by code.
type Reply struct {
	CanAnswer bool       `json:"can_answer"`
	Handoff   Handoff    `json:"handoff_reason"`
	Language  string     `json:"language"`
	Sentences []Sentence `json:"sentences"`
	Missing   string     `json:"missing_info"`
	English   string     `json:"english"` // the reply in English, for staff, where it is in another language
}

// The bounds of a reply that is still plausible.
const (
	maxReplyBytes = 64 << 10
	maxSentences  = 40
	maxCites      = 8
)

// errFormat stands for the decoder's own error, which may repeat what the
// model wrote.
var errFormat = errors.New("the reply does not have the format asked for")

// ParseReply reads a reply strictly: an unknown field or value, a missing
// field, anything before or after the object makes it malformed. Half an answer
// is never scraped together.
func ParseReply(text string) (Reply, error) {
	if len(text) > maxReplyBytes {
		return Reply{}, fmt.Errorf("reply of %d bytes", len(text))
	}
	if err := fieldsOnce([]byte(text), ReplySchema().Required); err != nil {
		return Reply{}, err
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	var r Reply
	if err := dec.Decode(&r); err != nil {
		return Reply{}, errFormat
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return Reply{}, errors.New("text after the reply")
	}
	return r, r.valid()
}

// fieldsOnce tells whether every field of an answer is there, named once and exactly.
func fieldsOnce(text []byte, want []string) error {
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return errors.New("the reply is not an object")
	}
	var seen []string
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return errFormat
		}
		var skip json.RawMessage
		if err := dec.Decode(&skip); err != nil {
			return errFormat
		}
		name, _ := key.(string) // a key is a string, or Token had failed
		if slices.Contains(seen, name) {
			return errors.New("a field of the reply stands twice")
		}
		seen = append(seen, name)
	}
	for _, name := range want {
		// A rendering for staff is a courtesy: an answer is whole without one.
		if name != "english" && !slices.Contains(seen, name) {
			return fmt.Errorf("field %q is missing", name)
		}
	}
	return nil
}

func (r Reply) valid() error {
	switch {
	case !slices.Contains(Handoffs(), r.Handoff):
		return errors.New("unknown handoff_reason")
	case len(r.Sentences) > maxSentences:
		return fmt.Errorf("%d sentences", len(r.Sentences))
	case r.CanAnswer && len(r.Sentences) == 0:
		return errors.New("can_answer without a sentence")
	}
	for i, s := range r.Sentences {
		if strings.TrimSpace(s.Text) == "" {
			return fmt.Errorf("sentence %d is empty", i+1)
		}
		if len(s.Cite) > maxCites {
			return fmt.Errorf("sentence %d cites %d passages", i+1, len(s.Cite))
		}
		if len(s.Cite) > 0 && strings.TrimSpace(s.Quote) == "" {
			return fmt.Errorf("sentence %d cites without a quote", i+1)
		}
	}
	return nil
}
