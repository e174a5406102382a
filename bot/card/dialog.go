package card

import (
	"slices"

	"countersign/bot"
)

// Dialog is what is asked before an action is carried out, in words. An input
// whose label is blank is not asked for.
type Dialog struct {
	Title      string
	Submit     string   // on the button that carries it out
	Colleague  string   // label of the input for who gets the case
	When       string   // label of the input for a date and a time
	WhenNeeded bool     // otherwise it may be left blank
	Pause      string   // label of the choice among Pauses
	Chips      []string // the reasons that are proposed; none: no reason is chosen
	Words      string   // label of the input for a reason in one's own words
	Needed     bool     // a reason must be given
	Promise    string   // label of the input for what was promised to the client
	Note       string   // label of the input for a text to the client
	NoteNeeded bool     // otherwise it may be left blank
	Hint       string   // what whoever answers should know
	Fields     []Field  // what is said of a record, by the names of bot.Field...
}

var asks = map[bot.Action]Dialog{
	bot.Approve: {Title: "Send this answer?", Submit: "Send"},
	bot.Edit: {Title: "Edit and send", Submit: "Send", Words: "In your words",
		Chips: []string{"wrong fact", "tone", "missing step", "out-of-date document", "commitment", "other"}},
	bot.Escalate: {Title: "Escalate", Submit: "Escalate", Words: "What the next person should know",
		Chips: []string{upset, complains, wantsAdvice, "nothing covers it", "wrong tier", "other"},
		Note:  "Tell the client (at once, in your name; left blank, nothing goes now)"},
	bot.Reject: {Title: "Reject the draft", Submit: "Reject", Words: "What is wrong with it",
		Chips: []string{"wrong fact", "does not answer", "tone", "out-of-date document", "must not be promised", "other"}},
	bot.Resolve: {Title: "Resolve", Submit: "Resolve", Words: "How it ended",
		Chips:   []string{"answered by telephone", "answered in the thread", "not an enquiry", "duplicate", "other"},
		Promise: "Was a promise made? (say what; left blank, none was)", When: "By when? (of a promise)"},
	bot.Resend: {Title: "Send again?", Submit: "Send again"},
	bot.ReviewHarmful: {Title: "The answer did harm", Submit: "Say so", Words: "What was wrong (needed, kept in the record)",
		Chips: []string{"wrong fact", "wrong client", "must not be promised", "a person was needed", "other"},
		Hint:  "Automatic answers on this topic end at once."},
	bot.LogRecord: {Title: "Log a record", Submit: "Log it", Words: "Anything the next person should know",
		Hint: "Its clock runs from when the client's message was received. Only a person may close it."},
	bot.NotComplaint: {Title: "Not a complaint", Submit: "Say so", Words: "Why it is none (needed, kept in the record)",
		Chips: []string{"not about the firm", "a question, no dissatisfaction", "withdrawn at once", "logged elsewhere", "other"}},
	bot.AmendRecord: {Title: "Record details", Submit: "Save", Words: "Why, in your words", Hint: "Each change stands in the ledger in your name."},
	bot.CloseRecord: {Title: "Close the record", Submit: "Close it", Words: "How it ended, in your words (needed)",
		Hint: "Silence is not acceptance: an end on the client's word needs the message in which they give it."},
	bot.HandTo: {Title: "Hand to a colleague", Submit: "Hand over", Colleague: "Who gets the case", Words: "A word to your colleague"},
	bot.Tell:   {Title: "Tell the client", Submit: "Send", Note: "Exactly what the client gets, in your name", NoteNeeded: true},
	bot.CallBack: {Title: "Book a call-back", Submit: "Book", When: "When the client is rung", WhenNeeded: true, Words: "What about",
		Note: "Tell the client (at once, in your name; left blank, nothing is sent)"},
	bot.NotTier: {Title: "Not this tier", Submit: "Not this tier", Words: "Why it did not need a person", Needed: true},
	bot.Snooze:  {Title: "Put the card aside", Submit: "Snooze", Pause: "For how long"},
	bot.ReportBreach: {Title: "Went to the wrong person", Submit: "Put on record", When: "When somebody of the firm noticed (left blank: now)",
		Words: "What happened, what went to whom (name nobody who need not be named)", Needed: true,
		Hint: "Starts the 72 hours in which the Information Commissioner may have to be told. Staff are told how much is left; \"countersign breach close\" ends it."},
	bot.Correct: {Title: "Send a correction", Submit: "Send correction", Words: "What was wrong",
		Note: "Exactly what the client gets, beside what was sent", NoteNeeded: true},
}

// InputKind is what an input takes.
type InputKind string

// The kinds of input. A platform draws each with its own means.
const (
	AskColleague InputKind = "to"      // a colleague, of those who may decide
	AskWhen      InputKind = "due"     // a date and a time
	AskPause     InputKind = "pause"   // one of Pauses
	AskChip      InputKind = "chip"    // one of the proposed reasons
	AskReason    InputKind = "reason"  // a reason in one's own words, in a line
	AskPromise   InputKind = "promise" // what was promised, in a line
	AskNote      InputKind = "note"    // a text to the client, as it will be sent
)

// Input is one thing that a dialog asks for.
type Input struct {
	Kind   InputKind
	Label  string
	Needed bool // it may not be left blank
}

// Inputs lists what a dialog asks for beside the text that it is about, in the
// order in which a platform shows it.
func (d Dialog) Inputs() []Input {
	when := Input{AskWhen, d.When, d.WhenNeeded}
	first, last := when, Input{}
	if d.Promise != "" {
		first, last = last, when
	}
	chips := Input{AskChip, "", false}
	if len(d.Chips) > 0 {
		chips.Label = ReasonLabel
	}
	return slices.DeleteFunc([]Input{
		{AskColleague, d.Colleague, true}, first, {AskPause, d.Pause, true}, chips, {AskReason, d.Words, d.Needed},
		{AskPromise, d.Promise, false}, last, {AskNote, d.Note, d.NoteNeeded},
	}, func(in Input) bool { return in.Label == "" })
}

// InputsOf lists what the dialog of an action asks for; none for one without.
func InputsOf(a bot.Action) []Input { return asks[a].Inputs() }

// The reasons of an escalation for which a firm may have words of its own.
const (
	upset       = "client is upset"
	complains   = "a complaint"
	wantsAdvice = "needs advice"
)

var chipCodes = map[string]bot.Code{upset: bot.Distress, complains: bot.Complaint, wantsAdvice: bot.RegulatedAdvice}

// DialogOf gives the dialog of an action on a case; the zero Dialog for one that
// needs none.
func DialogOf(k *bot.Case, a bot.Action, o Options) Dialog {
	d := asks[a]
	d.Chips = slices.Clone(d.Chips)
	if a.OnRecord() {
		d.Fields = fields(k, a, o)
	}
	return d
}

// The labels of the inputs of a dialog.
const (
	ExactlyLabel = "Exactly what the client gets"
	ReasonLabel  = "Reason"
)

// LargeChange is the share of a draft that an edit may change without saying why.
const LargeChange = 0.20

// The sentences that tell why an edit was not taken.
const (
	EmptyText   = "The text is empty: write what the client should get."
	NoReasonYet = "You changed more than a fifth of the draft: choose what was wrong with it."
)

// Editable is the text that a dialog begins with: the draft's, the firm's own
// words, or, of a text whose delivery is not known, the one that would be sent
// again.
func Editable(k *bot.Case, a bot.Action, o Options) string {
	d := k.Draft()
	switch {
	case d != nil && (a == bot.Edit || a == bot.Approve):
		return d.Text
	case a == bot.Resend:
		unclear, _ := k.Unclear()
		return unclear.Text
	case a == bot.Escalate && k.Account != "":
		return o.Acks.For(k)
	case a == bot.Tell && k.Telling != nil:
		return k.Telling.Text
	case a == bot.Tell && k.Account != "" && !told(k):
		return o.Acks.For(k)
	case a == bot.Correct:
		if sent, ok := k.Correctable(); ok {
			return "A correction to our message of " + sent.At.In(o.zone()).Format("2 January, 15:04") + ": "
		}
	}
	return ""
}

// told tells whether the client was told already that a person has the case.
func told(k *bot.Case) bool {
	return slices.ContainsFunc(k.Deliveries, func(d bot.Delivery) bool { return d.Kind == bot.PostAck && d.State != bot.PostCancelled })
}

// ChipWords are the firm's own words to the client for a reason of an
// escalation; "" where the reason changes nothing about them.
func ChipWords(chip string, o Options) string {
	if code, ok := chipCodes[chip]; ok {
		return o.Acks.Of(code)
	}
	return ""
}
