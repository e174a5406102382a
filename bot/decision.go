package bot

import "time"

// Action is what a member of staff does with a case.
type Action string

// The actions. Resend and Arrived settle a delivery that is not known.
const (
	Approve  Action = "approve"
	Edit     Action = "edit"
	Escalate Action = "escalate"
	Reject   Action = "reject"
	Claim    Action = "claim"
	Resolve  Action = "resolve"
	Arrived  Action = "arrived"
	Resend   Action = "resend"
)

// Automatic is no action of a person: it stands for the grant under which a
// draft went by itself, and nobody can choose it. The reviews are what a person
// says of an answer after it was sent; Stop ends automatic answers on the topic.
const (
	Automatic     Action = "automatic"
	ReviewGood    Action = "review_good"
	ReviewChanged Action = "review_changed"
	ReviewHarmful Action = "review_harmful"
	Stop          Action = "stop"
)

// Decision is what one person decided on one draft version, on a case, or on a
// delivery that is not known.
type Decision struct {
	Action   Action    `json:"action"`
	Version  int       `json:"version"`        // the draft version decided on; 0 for claim and resolve
	Text     string    `json:"text,omitempty"` // the text to send: the draft's own, or the edited one
	Hash     string    `json:"hash,omitempty"` // TextHash(Text)
	Reason   string    `json:"reason,omitempty"`
	Delivery string    `json:"delivery,omitempty"` // of arrived and resend: the Try that was looked at
	By       Person    `json:"by"`
	At       time.Time `json:"at"`
	Distance float64   `json:"distance"`           // of an edit, 0 to 1: see EditDistance
	Material bool      `json:"material"`           // an edit that changes what is said: see Material
	Checks   []Check   `json:"checks,omitempty"`   // on an edited text, or a note to the client
	ViewedAt time.Time `json:"viewed_at,omitzero"` // when this card was before staff
}

// Settles tells whether the action is the one decision a draft version may have.
func (a Action) Settles() bool {
	return a == Approve || a == Edit || a == Escalate || a == Reject || a == Automatic
}

// Sends tells whether the action puts a draft's text on its way to the client.
func (a Action) Sends() bool { return a == Approve || a == Edit || a == Automatic }
