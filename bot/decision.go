package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Action is what a member of staff does with a case.
type Action string

// The actions. Resend and Arrived settle a delivery that is not known; those
// from HandTo on are about the case, and settle no draft.
const (
	Approve  Action = "approve"
	Edit     Action = "edit"
	Escalate Action = "escalate"
	Reject   Action = "reject"
	Claim    Action = "claim"
	Resolve  Action = "resolve"
	Arrived  Action = "arrived"
	Resend   Action = "resend"

	HandTo   Action = "hand_to"       // gives the case to a named colleague
	Tell     Action = "tell"          // tells the client that a person has the case
	CallBack Action = "call_back"     // books a call-back: a promise with its time
	Kept     Action = "kept"          // says that a promise was kept
	NotTier  Action = "not_this_tier" // says that a routine case was given to people
	Snooze   Action = "snooze"        // puts a card aside until a time
	Correct  Action = "correct"       // sends a correction of what the client was sent
	TakeBack Action = "undo"          // takes an answer back that has just been sent

	ReportBreach Action = "report_breach" // says that a message reached the wrong person: 72 hours run

	LogRecord    Action = "log_complaint" // opens a record, or marks what staff were asked about as a complaint
	NotComplaint Action = "not_complaint"
	Acknowledge  Action = "acknowledge" // has the fixed text of a record sent
	AmendRecord  Action = "amend_record"
	CloseRecord  Action = "close_record"
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

// OnRecord tells whether the action is on a record of the case.
func (a Action) OnRecord() bool {
	switch a {
	case LogRecord, NotComplaint, Acknowledge, AmendRecord, CloseRecord:
		return true
	}
	return false
}

// Decision is what one person decided on one draft version, on a case, on a
// delivery that is not known, or on a record.
type Decision struct {
	Action   Action    `json:"action"`
	Version  int       `json:"version"`        // the draft version decided on; 0 for claim and resolve
	Text     string    `json:"text,omitempty"` // the text to send: the draft's own, or the edited one
	Hash     string    `json:"hash,omitempty"` // TextHash(Text)
	Reason   string    `json:"reason,omitempty"`
	Delivery string    `json:"delivery,omitempty"` // of arrived, resend, correct and undo: the Try that was looked at
	To       Person    `json:"to,omitzero"`        // of hand_to: who gets the case
	Due      time.Time `json:"due,omitzero"`       // of call_back, snooze and resolve: by when
	Promise  string    `json:"promise,omitempty"`  // of resolve: what was promised to the client
	Number   int       `json:"number,omitempty"`   // of kept: which promise
	Record   string    `json:"record,omitempty"`   // the kind of the record it is on; "": the first to which it applies
	Sampled  bool      `json:"sampled,omitempty"`  // of an automatic answer: a person looks at it afterwards
	By       Person    `json:"by"`
	At       time.Time `json:"at"`
	Distance float64   `json:"distance"`           // of an edit, 0 to 1: see EditDistance
	Material bool      `json:"material"`           // an edit that changes what is said: see Material
	Checks   []Check   `json:"checks,omitempty"`   // on a text that the person wrote to the client
	ViewedAt time.Time `json:"viewed_at,omitzero"` // when this card was before staff

	Fields map[string]string `json:"fields,omitempty"` // what is said of a record, by the names of Field...
}

// About makes the decision one about what a button carried: the delivery that
// it settles or corrects, the promise that was kept, or the kind of a record.
func (d Decision) About(what string) Decision {
	switch {
	case d.Action.OnRecord():
		d.Record = what
	case d.Action == Kept:
		d.Number, _ = strconv.Atoi(what) // not a number: keep says that it is missing
	default:
		d.Delivery = what
	}
	return d
}

// Actions lists every action that a person may choose.
func Actions() []Action {
	return []Action{Approve, Edit, Escalate, Reject, Claim, Resolve, Arrived, Resend, HandTo, Tell, CallBack, Kept, NotTier, Snooze, Correct, TakeBack, ReportBreach,
		ReviewGood, ReviewChanged, ReviewHarmful, Stop, LogRecord, NotComplaint, Acknowledge, AmendRecord, CloseRecord}
}

func actionNames() string {
	var out []string
	for _, a := range Actions() {
		out = append(out, string(a))
	}
	return strings.Join(out, ", ")
}

// settlesCase tells whether the action moves the case on, so that a card that
// was put aside is back.
func (a Action) settlesCase() bool {
	switch a {
	case Snooze, Tell, CallBack, Kept, Correct, ReportBreach, ReviewGood, ReviewChanged, ReviewHarmful, Stop:
		return false
	}
	return !a.OnRecord()
}

// Settles tells whether the action is the one decision a draft version may have.
func (a Action) Settles() bool {
	return a == Approve || a == Edit || a == Escalate || a == Reject || a == Automatic
}

// Sends tells whether the action puts a draft's text on its way to the client.
func (a Action) Sends() bool { return a == Approve || a == Edit || a == Automatic }

// strayText refuses a text with an action that sends none: it would be lost.
func (d Decision) strayText() error {
	switch d.Action {
	case Approve, Edit, Tell, Correct, Escalate, CallBack, Acknowledge:
		return nil
	}
	if d.Text == "" || !slices.Contains(Actions(), d.Action) {
		return nil
	}
	return &InvalidError{Field: "text", Why: fmt.Sprintf(
		"%s sends the client nothing, so this text would be lost: put why into reason, or write to the client with edit, escalate or tell", d.Action)}
}

// Writes tells whether the decision carries words of a person for the client,
// which are checked before they go.
func (d Decision) Writes() bool {
	switch d.Action {
	case Edit, Tell, Correct:
		return true
	case Escalate, CallBack:
		return strings.TrimSpace(d.Text) != ""
	}
	return false
}
