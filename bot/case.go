package bot

import (
	"slices"
	"time"
)

// Case is one enquiry and all that happened to it. The store keeps it whole,
// encrypted with the case's own key; Version grows by one with each commit.
type Case struct {
	ID       int64    `json:"id"`
	Version  int64    `json:"version"`
	State    State    `json:"state"`
	Platform Platform `json:"platform"`
	Channel  string   `json:"channel"`
	Thread   string   `json:"thread"`
	Account  string   `json:"account,omitempty"` // "" for an unmapped channel
	Client   Person   `json:"client"`            // who wrote first

	OpenedAt  time.Time `json:"opened_at"`
	UpdatedAt time.Time `json:"updated_at"`
	WakeAt    time.Time `json:"wake_at,omitzero"`   // when the next automatic step is due; zero: none is
	Attempts  int       `json:"attempts,omitempty"` // failed tries of that step

	Messages   []Message   `json:"messages"`
	Assessment *Assessment `json:"assessment,omitempty"` // the latest
	Drafts     []Draft     `json:"drafts,omitempty"`     // by version; the last is current
	Facts      []Citation  `json:"facts,omitempty"`      // what a person may need, where there is no draft
	Decisions  []Decision  `json:"decisions,omitempty"`
	Deliveries []Delivery  `json:"deliveries,omitempty"`
	Records    []Record    `json:"records,omitempty"`
	Mark       *Mark       `json:"mark,omitempty"` // whether this is a complaint is for staff to say; nil: nobody asked

	Beside     *Beside   `json:"beside,omitempty"`   // what a colleague wrote beside the question; nil: nothing
	Undo       *Undo     `json:"undo,omitempty"`     // the answer that can still be taken back; nil: none
	Telling    *Telling  `json:"telling,omitempty"`  // what the client will be told unless a person writes first
	Promises   []Promise `json:"promises,omitempty"` // what staff promised the client, by number
	SnoozedTo  time.Time `json:"snoozed_to,omitzero"`
	SnoozedBy  Person    `json:"snoozed_by,omitzero"`
	Owner      string    `json:"owner,omitempty"` // the name of who claimed it
	OwnerID    string    `json:"owner_id,omitempty"`
	ClaimedAt  time.Time `json:"claimed_at,omitzero"`
	AnsweredAt time.Time `json:"answered_at,omitzero"` // last answer of a person or an approved one
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	Outcome    string    `json:"outcome,omitempty"`
	CardID     string    `json:"card_id,omitempty"` // the platform's id of the case's card
	Climb      Climb     `json:"climb,omitzero"`    // where it stands on the ladder
}

// Delivery is one text on its way to the client, as the case shows it.
type Delivery struct {
	Outbound   int64     `json:"outbound"`
	Kind       PostKind  `json:"kind"`
	State      PostState `json:"state"`
	Attempt    int       `json:"attempt,omitempty"` // which try this is
	Text       string    `json:"text"`
	Hash       string    `json:"hash"`
	PlatformID string    `json:"platform_id,omitempty"`
	At         time.Time `json:"at"`
	Detail     string    `json:"detail,omitempty"`
}

// Draft returns the current draft, or nil without one.
func (c *Case) Draft() *Draft {
	if len(c.Drafts) == 0 {
		return nil
	}
	return &c.Drafts[len(c.Drafts)-1]
}

// draftOf returns a draft version; nil without it.
func (c *Case) draftOf(version int) *Draft {
	for i := range c.Drafts {
		if c.Drafts[i].Version == version {
			return &c.Drafts[i]
		}
	}
	return nil
}

// ButtonVersion is the draft version that the buttons of the case's card decide
// on: the current draft's, and 0 once that is settled and done with, when only
// the case itself is left to decide on.
func (c *Case) ButtonVersion() int {
	d := c.Draft()
	if d == nil || (c.State.done() && d.Status != "") {
		return 0
	}
	return d.Version
}

// Decided returns the decision that settled a draft version.
func (c *Case) Decided(version int) (Decision, bool) {
	for _, d := range c.Decisions {
		if d.Version == version && d.Action.Settles() {
			return d, true
		}
	}
	return Decision{}, false
}

// Questions returns the client's messages that stand, oldest first.
func (c *Case) Questions() []Message {
	var out []Message
	for _, m := range c.Messages {
		if m.Role == RoleClient && !m.Deleted {
			out = append(out, m)
		}
	}
	return out
}

// Asked returns the client's messages that wait for an answer, oldest first.
func (c *Case) Asked() []Message {
	return slices.DeleteFunc(c.Questions(), func(m Message) bool { return m.Answered })
}

// settleAsked marks what was sorted as answered.
func (c *Case) settleAsked() {
	for i := range c.Messages {
		m := &c.Messages[i]
		m.Answered = m.Answered || m.Assessed
	}
}

// answer marks what the client asked as answered by a person. What was not sorted
// yet is sorted nevertheless: see answeredUnsorted.
func (c *Case) answer() {
	for i := range c.Messages {
		m := &c.Messages[i]
		m.Answered, m.Assessed = true, m.Assessed || m.Deleted
	}
}

// answeredUnsorted returns the client's messages that a person answered before
// they were sorted, oldest first.
func (c *Case) answeredUnsorted() []Message {
	return slices.DeleteFunc(c.unsorted(), func(m Message) bool { return !m.Answered })
}

// Question returns what the client asks now, a line for each message.
func (c *Case) Question() string {
	var text string
	for i, m := range c.Asked() {
		if i > 0 {
			text += "\n"
		}
		text += m.Text
	}
	return text
}

// Pending tells whether a client's message has not been assessed yet.
func (c *Case) Pending() bool { return len(c.unsorted()) > 0 }

// unsorted returns the client's messages that no assessment has taken in, oldest first.
func (c *Case) unsorted() []Message {
	return slices.DeleteFunc(c.Questions(), func(m Message) bool { return m.Assessed })
}

// unseen returns the client's messages that no assessment has looked at, oldest first.
func (c *Case) unseen() []Message {
	return slices.DeleteFunc(c.unsorted(), func(m Message) bool { return m.Noted })
}

// unread tells whether the client wrote, changed or deleted something that no
// assessment has taken in.
func (c *Case) unread() bool {
	return slices.ContainsFunc(c.Messages, func(m Message) bool { return m.Role == RoleClient && !m.Assessed })
}

// Tier is the tier of the latest assessment; a case that was not assessed has none.
func (c *Case) Tier() Tier {
	if c.Assessment == nil {
		return ""
	}
	return c.Assessment.Tier
}

// Topic is the topic of the latest assessment.
func (c *Case) Topic() string {
	if c.Assessment == nil {
		return ""
	}
	return c.Assessment.Topic
}

// Flagged tells whether the latest assessment raised the flag.
func (c *Case) Flagged(flag string) bool {
	return c.Assessment != nil && slices.Contains(c.Assessment.Flags, flag)
}
