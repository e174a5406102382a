package llm

import (
	"encoding/json"
	"errors"
	"fmt"
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

// ParseReply reads a reply strictly: an unknown field or value, a field that is
// missing or stands twice, anything before or after the object makes it malformed. Half an answer
// is never scraped together.
func ParseReply(text string) (Reply, error) {
	if len(text) > maxReplyBytes {
		return Reply{}, fmt.Errorf("reply of %d bytes", len(text))
	}
	if err := ReplySchema().holds(text); err != nil {
		return Reply{}, err
	}
	var r Reply
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return Reply{}, errFormat
	}
	return r, r.valid()
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
