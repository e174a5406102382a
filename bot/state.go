package bot

import "slices"

// State is where a case stands.
type State string

// The states of a case.
const (
	StateReceived   State = "received"   // stored; waiting for the quiet window to pass
	StateAssessed   State = "assessed"   // sorted; a routine case waits for its draft
	StateDrafted    State = "drafted"    // a draft is stored; its card is on its way to staff
	StateInReview   State = "in_review"  // the card is before staff
	StateDecided    State = "decided"    // approved or edited; the answer is planned
	StateSending    State = "sending"    // the answer was handed to the platform, or is about to be
	StateAnswered   State = "answered"   // the client has an answer
	StateUnknown    State = "unknown"    // whether the answer arrived is not known: a person looks
	StateEscalated  State = "escalated"  // needs a person; nobody has taken it
	StateClaimed    State = "claimed"    // a person has taken it
	StateSuperseded State = "superseded" // the client wrote again; to be assessed and drafted anew
	StateWithdrawn  State = "withdrawn"  // a person answered in the thread, or the question was deleted
	StateResolved   State = "resolved"   // closed, with an outcome
	StateReopened   State = "reopened"   // the client came back; to be assessed anew
)

// moves lists the states that a case may go to from each state. From assessed to
// decided goes a draft that is sent by itself, from decided back to drafted one
// that was held back at the last moment, and from answered one that was taken back, or to withdrawn where its question is gone. Staying in a state is always allowed.
var moves = map[State][]State{
	StateReceived:   {StateAssessed, StateEscalated, StateWithdrawn, StateResolved},
	StateAssessed:   {StateDrafted, StateDecided, StateEscalated, StateSuperseded, StateWithdrawn, StateAnswered, StateResolved},
	StateDrafted:    {StateInReview, StateEscalated, StateSuperseded, StateWithdrawn, StateResolved},
	StateInReview:   {StateDecided, StateEscalated, StateSuperseded, StateWithdrawn, StateResolved},
	StateDecided:    {StateSending, StateDrafted, StateSuperseded, StateWithdrawn, StateEscalated},
	StateSending:    {StateAnswered, StateReopened, StateUnknown, StateDecided, StateEscalated},
	StateUnknown:    {StateAnswered, StateReopened, StateDecided, StateEscalated},
	StateAnswered:   {StateResolved, StateReopened, StateEscalated, StateDrafted, StateWithdrawn},
	StateEscalated:  {StateClaimed, StateAnswered, StateResolved, StateWithdrawn},
	StateClaimed:    {StateAnswered, StateResolved, StateEscalated, StateWithdrawn},
	StateSuperseded: {StateAssessed, StateEscalated, StateWithdrawn, StateResolved},
	StateWithdrawn:  {StateReopened, StateResolved, StateEscalated},
	StateReopened:   {StateAssessed, StateAnswered, StateEscalated, StateWithdrawn, StateResolved},
	StateResolved:   {StateReopened, StateEscalated},
}

// CanMove tells whether a case may go from one state to another.
func CanMove(from, to State) bool {
	return from == to || slices.Contains(moves[from], to)
}

// States lists every state, in the order in which a case meets them.
func States() []State {
	return []State{
		StateReceived, StateAssessed, StateDrafted, StateInReview, StateDecided, StateSending, StateUnknown,
		StateSuperseded, StateEscalated, StateClaimed, StateAnswered, StateWithdrawn, StateReopened, StateResolved,
	}
}

// Open tells whether a case in this state still waits for somebody or something.
func (s State) Open() bool {
	return s != StateAnswered && s != StateWithdrawn && s != StateResolved
}

// done tells whether a case in this state is through with its draft: the answer
// arrived, or the draft is not wanted any more.
func (s State) done() bool { return !s.Open() || s == StateReopened }

// Undecided tells whether a draft of a case in this state, if there is one,
// can still be superseded or withdrawn.
func (s State) Undecided() bool {
	switch s {
	case StateReceived, StateAssessed, StateDrafted, StateInReview, StateSuperseded, StateReopened:
		return true
	}
	return false
}
