package measure

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// Events reads the ledger. bot.Store is one.
type Events interface {
	Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
}

// Files are what the ledger says of each case, by id.
type Files []*File

// Read folds the events from since to before until into Files. Cases that a
// drill made are left out. A case whose first message lies before since has a
// file with what was read of it and a zero Opened: it belongs to no period. A
// zero since is the beginning of the ledger. Errors are those of the reading.
func Read(ctx context.Context, ledger Events, since, until time.Time) (Files, error) {
	var b Book
	err := ledger.Events(ctx, bot.EventFilter{Since: since, Until: until}, func(ev bot.Event) error {
		b.Take(ev)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return b.Files(), nil
}

// First gives the first event of some kinds, or of any without, that pick tells; ok
// is false where the ledger has none. A nil pick takes any.
func First(ctx context.Context, ledger Events, pick func(bot.Event) bool, kinds ...bot.EventKind) (first bot.Event, ok bool, err error) {
	found := errors.New("found") // ends the reading
	err = ledger.Events(ctx, bot.EventFilter{Kinds: kinds}, func(ev bot.Event) error {
		if pick != nil && !pick(ev) {
			return nil
		}
		first, ok = ev, true
		return found
	})
	if err != nil && !errors.Is(err, found) {
		return bot.Event{}, false, fmt.Errorf("reading the ledger: %w", err)
	}
	return first, ok, nil
}

// Book folds events one by one, for who reads the ledger for more than one
// purpose. Events must come in the order of the ledger. The zero Book is empty; a
// Book is not safe for concurrent use.
type Book struct {
	files map[int64]*File
}

// Take adds one event. An event of no case changes nothing.
func (b *Book) Take(ev bot.Event) {
	if ev.Case == 0 {
		return
	}
	f, ok := b.files[ev.Case]
	if !ok {
		if b.files == nil {
			b.files = map[int64]*File{}
		}
		f = &File{ID: ev.Case}
		b.files[ev.Case] = f
	}
	f.take(ev)
}

// Files gives what was taken so far, without the cases of drills. What is taken
// afterwards would change them: take everything first.
func (b *Book) Files() Files {
	out := make(Files, 0, len(b.files))
	for _, f := range b.files {
		if !strings.HasPrefix(f.Account, bot.DrillAccounts) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b *File) int { return int(a.ID - b.ID) })
	return out
}

// Decisions gives the decision on every draft version, of all cases, in the order
// in which they were made; equal times by case and version. Automatic answers are
// among them: see [Decision.Automatic].
func (fs Files) Decisions() []*Decision {
	var out []*Decision
	for _, f := range fs {
		for _, d := range f.Drafts {
			if d.Decision != nil {
				out = append(out, d.Decision)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Decision) int { return a.At.Compare(b.At) })
	return out
}

// File is what the ledger says of one case: facts as they were recorded, in the
// order in which they happened. What follows from them by definition is in its
// methods. Times are those of the events.
type File struct {
	ID      int64
	Seen    time.Time // when a card of it was first before staff; zero until then
	Opened  time.Time // first message; zero where that lies before what was read
	Account string    // the account, or platform/channel of an unmapped one
	Thread  string    // platform, channel and thread
	Tier    bot.Tier  // "" while not sorted; once human it stays so
	Topic   string    // of the latest assessment; "" while not sorted
	Flags   []string  // raised by any assessment, such as vulnerability:health

	Messages []Message // the client's; the first is the enquiry
	Sorted   []Sorting // assessments
	Raised   []Raising // each time the case went to a person; the first counts
	Labels   []Label   // what staff say that the tier should have been
	Given    []Given   // each time that a person gave the case to people with no draft before them
	Drafts   []*Draft  // versions
	Answers  []Answer  // what reached the client, holding lines and notices left out

	Reviews    []Review    // what people say of answers after they were sent
	Complaints []Complaint // complaint records: complaint and dp_complaint
	Missed     []time.Time // a deadline of a record passed: of a complaint, a request for data, a question to staff
	Resolved   []time.Time // by a person
	Waiting    []Stretch   // when the client waited for something of ours, in their order
	Gaps       []time.Time // no document covered the question
	Nearest    []string    // passages that came nearest, the last time
	Parked     []time.Time // a step kept failing, and a person was given the case
	Unknown    []time.Time // whether a text arrived was not known
	Deleted    bool        // the client deleted a message
	Withdrawn  bool

	opinions []opinion
	calls    []call
	deleted  string // id of the message of ours that was deleted last; "" after whatever else opens a case again
	fresh    []int  // of Messages: not assessed yet
	taken    []int  // of Messages: taken in by the latest assessment
}

// Message is one message of the client.
type Message struct {
	ID      string
	At      time.Time
	Form    bot.Form // "" where the ledger does not tell: older entries
	Sorted  bool     // an assessment has taken it in; Topic and Codes are of that
	Topic   string
	Codes   []string
	Thanks  bool // the assessment found nothing in it that wants an answer
	Deleted bool
}

// Complaint is one complaint record.
type Complaint struct {
	Kind  string    // complaint or dp_complaint
	At    time.Time // when it was opened
	Since time.Time // when the message came that it was opened for
	None  bool      // a person said, with a reason, that it is no complaint
}

// Sorting is one assessment.
type Sorting struct {
	At    time.Time
	Tier  bot.Tier
	Topic string
	Codes []string // of the reasons, see bot.Code
	By    string   // what gave the case the most weight: rules, history, classifier, model, failure
	Rules string   // version of the rules
}

// Raising is one time that the case went to a person.
type Raising struct {
	At     time.Time
	By     string // one of sources
	Reason string // a bot.Code, or staff, rejected, bot.NotCovered
}

// Given is one time that a person of the firm gave the case to people while no
// draft of it waited: after it was answered, or where there was none.
type Given struct {
	At    time.Time
	Topic string
	Code  string   // of the reason that was chosen
	Tier  bot.Tier // what the system had said
}

// Label is what a person of the firm says the tier should have been.
type Label struct {
	At   time.Time
	Tier bot.Tier
	By   string // id of the person
}

// Corrected is the verdict on an answer after which the client was sent a
// correction that changes what is said.
const Corrected = "corrected"

// Review is what a person says of an answer after it was sent.
type Review struct {
	At        time.Time
	By        string // id of the person
	Verdict   string // bot.JudgedGood and so on, or Corrected
	Automatic bool   // nobody had seen the answer before
	Grant     string // under which it went; "" where a person had approved it
}

// Answer is one text that reached the client and that a person wrote or approved,
// or that an autonomy grant let through.
type Answer struct {
	At      time.Time
	Version int      // of the draft that it came from; 0: a person's own words
	Asked   []string // what it asks the client for, see bot.AskedFor

	message string // id of what a person wrote in the thread
}

// End is how a draft version ended without a decision; "" while it is before
// staff, or decided on.
type End string

// A draft was set aside because the client wrote again or what it rests on
// changed; taken back because a person answered or the question went away; taken
// back because nobody decided in time.
const (
	Superseded End = "superseded"
	Withdrawn  End = "withdrawn"
	Expired    End = "expired"
)

// Draft is one draft version.
type Draft struct {
	Version  int
	At       time.Time
	Made     bool      // there was a text; false: no document covers the question, or the model gave nothing
	Policy   Policy    // what made it
	Findings []string  // names of the checks that it did not pass clean, sorted
	ShownAt  time.Time // when its card was before staff; zero until then
	Views    []View    // who opened the card or the record, where the platform tells
	End      End
	Decision *Decision // nil without one
}

// View is that a person opened the card of a draft, or its case's record.
type View struct {
	At time.Time
	By string
}

// Policy is what made a draft, in the versions that an autonomy grant is bound to.
type Policy struct {
	Provider, Model string
	Prompt          string            // version and hash of the prompt
	Rules           string            // version of the sorting rules
	Knowledge       string            // version of the whole knowledge base
	Pages           []string          // passages cited, as the ledger names them, sorted
	Asked           string            // the model that was asked for; Model is the one that answered
	Cited           map[string]string // the pages of those passages with their hashes, by file
}

// Decision is the one decision on a draft version, with all that evidence for a
// topic needs.
type Decision struct {
	Case     int64
	Account  string
	Version  int
	Topic    string // of the case when it was decided
	Action   bot.Action
	At       time.Time
	Approver string // id of who decided; "" where nobody did (Automatic)

	// ShownAt is when the card was before staff, ViewedAt when the approver first
	// opened it or the record, zero where the platform does not tell. Seconds is the
	// time from ViewedAt, or else from ShownAt, to the decision; Timed is false where
	// neither is known.
	ShownAt, ViewedAt time.Time
	Seconds           float64
	Timed             bool

	Drafted    bool     // there was a draft's text to decide on
	Distance   float64  // of an edit, 0 to 1: see bot.EditDistance
	Material   bool     // the edit changed what is said: see bot.Material
	Code       string   // of the reason that was chosen, such as wrong_fact; "" for one in words
	SystemTier bot.Tier // what the system had said when it was decided
	TierBy     string   // who had sorted it so: rules, history, classifier, model, failure
	Automatic  bool     // the event says automatic: sent by a grant without a person, in no figure of what staff decide
	Policy     Policy   // of the draft
}

// Counts tells whether the decision is one of the decided drafts D: approved,
// edited, rejected, or escalated by a person though the system had said routine. An
// escalation of what the system had given to people already confirms it, an
// automatic answer was decided by nobody, and where no document covers the
// question there is no draft.
func (d *Decision) Counts() bool {
	return d.Drafted && !d.Automatic && (d.Action != bot.Escalate || d.SystemTier == bot.TierRoutine)
}

// Overrides tells whether staff changed what the draft said, or where it went:
// a material edit, an escalation of what was sorted as routine, a rejection.
func (d *Decision) Overrides() bool {
	return d.Counts() && (d.Action == bot.Escalate || d.Action == bot.Reject || (d.Action == bot.Edit && d.Material))
}

// Touched tells whether the draft did not go out as it stood.
func (d *Decision) Touched() bool { return d.Counts() && d.Action != bot.Approve }

// Sends tells whether the text that was decided on goes to the client.
func (d *Decision) Sends() bool { return d.Action == bot.Approve || d.Action == bot.Edit }

// Replaced tells whether an edit left too little of the draft to call it the draft's text.
func (d *Decision) Replaced() bool { return d.Action == bot.Edit && d.Distance > replacedDistance }
