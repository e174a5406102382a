package card

import (
	"slices"

	"countersign/bot"
)

// Dialog is what is asked before an action is carried out, in words.
type Dialog struct {
	Title  string
	Submit string   // on the button that carries it out
	Chips  []string // the reasons that are proposed; none: no reason is asked for
	Words  string   // label of the input for a reason in one's own words; "": none is asked for
	Hint   string   // what whoever answers should know
	Fields []Field  // what else is asked for, by the names of bot.Field...
}

var asks = map[bot.Action]Dialog{
	bot.Approve: {Title: "Send this answer?", Submit: "Send"},
	bot.Edit: {Title: "Edit and send", Submit: "Send", Words: "In your words",
		Chips: []string{"wrong fact", "tone", "missing step", "out-of-date document", "commitment", "other"}},
	bot.Escalate: {Title: "Escalate", Submit: "Escalate", Words: "In your words",
		Chips: []string{"client is upset", "a complaint", "needs advice", "nothing covers it", "wrong tier", "other"}},
	bot.Reject: {Title: "Reject the draft", Submit: "Reject", Words: "In your words",
		Chips: []string{"wrong fact", "does not answer", "tone", "out-of-date document", "must not be promised", "other"}},
	bot.Resolve: {Title: "Resolve", Submit: "Resolve", Words: "How it ended",
		Chips: []string{"answered by telephone", "answered in the thread", "not an enquiry", "duplicate", "other"}},
	bot.Resend: {Title: "Send again?", Submit: "Send again"},
	bot.LogRecord: {Title: "Log a record", Submit: "Log it", Words: "Anything the next person should know",
		Hint: "Its clock runs from when the client's message was received. Only a person may close it."},
	bot.NotComplaint: {Title: "Not a complaint", Submit: "Say so", Words: "Why it is none (needed, kept in the record)",
		Chips: []string{"not about the firm", "a question, no dissatisfaction", "withdrawn at once", "logged elsewhere", "other"}},
	bot.AmendRecord: {Title: "Record details", Submit: "Save", Words: "Why, in your words", Hint: "Each change stands in the ledger in your name."},
	bot.CloseRecord: {Title: "Close the record", Submit: "Close it", Words: "How it ended, in your words (needed)",
		Hint: "Silence is not acceptance: an end on the client's word needs the message in which they give it."},
}

// DialogOf gives the dialog of an action on a case; the zero Dialog for one that
// needs none.
func DialogOf(k *bot.Case, a bot.Action) Dialog {
	d := asks[a]
	d.Chips = slices.Clone(d.Chips)
	if a.OnRecord() {
		d.Fields = fields(k, a)
	}
	return d
}

// The labels of the inputs of a dialog.
const (
	ExactlyLabel = "Exactly what the client gets"
	ReasonLabel  = "Reason"
	NoteLabel    = "Tell the client (sent in your name; leave blank to send nothing)"
)

// LargeChange is the share of a draft that an edit may change without saying why.
const LargeChange = 0.20

// The sentences that tell why an edit was not taken.
const (
	EmptyText   = "The text is empty: write what the client should get."
	NoReasonYet = "You changed more than a fifth of the draft: choose what was wrong with it."
)

// Editable is the text that a dialog begins with; of a text whose delivery
// is not known, the one that would be sent again.
func Editable(k *bot.Case, a bot.Action) string {
	d := k.Draft()
	switch {
	case d != nil && (a == bot.Edit || a == bot.Approve):
		return d.Text
	case a == bot.Resend:
		unclear, _ := k.Unclear()
		return unclear.Text
	}
	return ""
}
