package bot

import (
	"slices"
	"strings"
	"time"
)

// The kinds of record: each is a duty with clocks of its own.
const (
	RecordComplaint     = "complaint"
	RecordDataComplaint = "dp_complaint" // a complaint about how personal data was handled
	RecordAccess        = "sar"          // a subject access request
	RecordErasure       = "erasure"
)

// RecordKinds lists the kinds, the order in which they stand on a card.
func RecordKinds() []string {
	return []string{RecordComplaint, RecordDataComplaint, RecordAccess, RecordErasure}
}

// Record is a duty with a clock that a case opened, such as a complaint. Rules
// or a person open it; only a named person changes or closes it.
type Record struct {
	Kind      string     `json:"kind"`
	Profile   string     `json:"profile,omitempty"`  // whose rules it is under: see package complaint
	OpenedAt  time.Time  `json:"opened_at"`          // when what opened it was received: its clocks run from then
	OpenedBy  Person     `json:"opened_by,omitzero"` // the zero Person: rules did
	Due       []Deadline `json:"due"`                // what must be done, or may be, by when; the earliest first
	Reminders []Deadline `json:"reminders,omitempty"`
	Warning   string     `json:"warning,omitempty"` // which deadline could not be worked out, and why

	Channel            string   `json:"channel,omitempty"`
	Account            string   `json:"account,omitempty"`
	Complainant        Person   `json:"complainant,omitzero"`
	OnBehalfOf         string   `json:"on_behalf_of,omitempty"` // whose matter it is, where a third party writes
	Product            string   `json:"product,omitempty"`
	Cause              string   `json:"cause,omitempty"` // one of Causes
	Loss               string   `json:"loss,omitempty"`  // one of Losses
	Drivers            []string `json:"drivers,omitempty"`
	AboutVulnerability bool     `json:"about_vulnerability,omitempty"` // the complaint is that the firm did not respond to it
	AIHandled          bool     `json:"ai_handled,omitempty"`          // the client had an answer that came from a draft before

	Acknowledgement string    `json:"acknowledgement,omitempty"` // the firm's fixed text, exactly as it would be sent
	AckPost         int64     `json:"ack_post,omitempty"`        // its row of the outbox, once a person had it sent
	AckBy           Person    `json:"ack_by,omitzero"`
	AckAt           time.Time `json:"ack_at,omitzero"` // when it reached the client

	Complex   bool          `json:"complex,omitempty"`     // extended by two months, as the law allows
	StoppedAt time.Time     `json:"stopped_at,omitzero"`   // the clock stands while the client is asked what they mean
	Stopped   time.Duration `json:"stopped_for,omitempty"` // how long it stood before

	Outcome    string    `json:"outcome,omitempty"` // one of OutcomesOf
	HowItEnded string    `json:"how_it_ended,omitempty"`
	Redress    string    `json:"redress,omitempty"`
	Acceptance string    `json:"acceptance,omitempty"` // id of the client's message that accepts or withdraws
	ClosedBy   Person    `json:"closed_by,omitzero"`
	ClosedAt   time.Time `json:"closed_at,omitzero"`
}

// Deadline is a time by which a record asks for something, or from which it
// reminds of that.
type Deadline struct {
	Name     string    `json:"name"`         // one of those below; of a reminder one of its own
	Of       string    `json:"of,omitempty"` // of a reminder: the deadline that it reminds of
	At       time.Time `json:"at"`
	Optional bool      `json:"optional,omitempty"` // a way that closes then; nothing is missed
	FiredAt  time.Time `json:"fired_at,omitzero"`  // when staff were told that it passed
}

// The names of deadlines.
const (
	DueAcknowledge = "acknowledge"
	DueThirdDay    = "third_business_day" // until then a complaint may end by the client's acceptance
	DueResponse    = "response"
)

// Open tells whether nobody has closed the record.
func (r *Record) Open() bool { return r.ClosedAt.IsZero() }

// Unacknowledged tells whether the record waits for somebody to have its
// acknowledgement sent.
func (r *Record) Unacknowledged() bool {
	return r.Open() && r.Acknowledgement != "" && r.AckPost == 0 && r.AckAt.IsZero()
}

// Waits tells whether what a deadline asks for was not done yet.
func (r *Record) Waits(d Deadline) bool {
	acknowledges := d.Name == DueAcknowledge || d.Of == DueAcknowledge
	return r.Open() && r.StoppedAt.IsZero() && (!acknowledges || r.AckAt.IsZero())
}

// Deadline gives the deadline of that name.
func (r *Record) Deadline(name string) (Deadline, bool) {
	for _, d := range r.Due {
		if d.Name == name {
			return d, true
		}
	}
	return Deadline{}, false
}

// Mark is the question that dissatisfaction alone leaves to staff: is this a
// complaint? They say so within a business day, with a reason.
type Mark struct {
	Since     time.Time `json:"since"` // when what raised it was received
	Due       time.Time `json:"due,omitzero"`
	Warning   string    `json:"warning,omitempty"` // why there is no Due
	FiredAt   time.Time `json:"fired_at,omitzero"` // when staff were told that Due passed
	Complaint bool      `json:"complaint,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	By        Person    `json:"by,omitzero"`
	At        time.Time `json:"at,omitzero"` // when they said so
}

// Open tells whether nobody has answered the question.
func (m *Mark) Open() bool { return m != nil && m.At.IsZero() }

// Record returns the newest record of a kind, open ones first; nil without one.
func (c *Case) Record(kind string) *Record {
	var found *Record
	for i := range c.Records {
		if r := &c.Records[i]; r.Kind == kind && (found == nil || r.Open() || !found.Open()) {
			found = r
		}
	}
	return found
}

// OpenRecords lists the records that nobody has closed, in the order of RecordKinds.
func (c *Case) OpenRecords() []*Record {
	var out []*Record
	for _, kind := range RecordKinds() {
		if r := c.Record(kind); r != nil && r.Open() {
			out = append(out, r)
		}
	}
	return out
}

// Unacknowledged is the first record whose acknowledgement nobody has sent yet.
func (c *Case) Unacknowledged() *Record {
	for _, r := range c.OpenRecords() {
		if r.Unacknowledged() {
			return r
		}
	}
	return nil
}

// aiHandled tells whether the client had an answer before a time whose text
// came from a draft: as it stood, or with no more than half of it changed.
func (c *Case) aiHandled(before time.Time) bool {
	for _, d := range c.Deliveries {
		if d.Kind == PostAnswer && d.State == PostSent && d.At.Before(before) && !c.rewritten(d.Hash) {
			return true
		}
	}
	return false
}

// rewritten tells whether a text was more of a person's than of a draft.
func (c *Case) rewritten(hash string) bool {
	return slices.ContainsFunc(c.Decisions, func(d Decision) bool {
		return d.Action == Edit && d.Hash == hash && d.Distance > 0.50
	})
}

// drivers are those that the flags of an assessment name.
func (a *Assessment) drivers() []string {
	var out []string
	for _, f := range a.Flags {
		if driver, ok := strings.CutPrefix(f, "vulnerability:"); ok {
			out = append(out, driver)
		}
	}
	return out
}
