package bot

import "time"

// EventKind names what happened.
type EventKind string

// The kinds of event. Facts of each kind are listed in docs/ledger.md.
const (
	EventReceived     EventKind = "received" // a client's message opened a case
	EventMessage      EventKind = "message"  // a client wrote again in a case
	EventEdited       EventKind = "message_edited"
	EventDeleted      EventKind = "message_deleted"
	EventStaffMessage EventKind = "staff_message" // a person of the firm wrote in the thread
	EventBeside       EventKind = "staff_beside"  // a person of the firm wrote beside the question, and may have answered it
	EventAuthor       EventKind = "author_known"  // who wrote a message, after the platform had not said
	EventAssessed     EventKind = "assessed"
	EventRecordOpened EventKind = "record_opened"
	EventRetrieved    EventKind = "retrieved"      // passages found for the question
	EventPrompted     EventKind = "prompted"       // what the model was given, and its response
	EventOpinion      EventKind = "second_opinion" // what a model thinks of the tier
	EventDrafted      EventKind = "drafted"
	EventDraftFailed  EventKind = "draft_failed"
	EventNoDraft      EventKind = "not_covered" // no document covers the question
	EventCard         EventKind = "card"        // what staff were shown
	EventViewed       EventKind = "viewed"      // a person opened the card or the record of a draft
	EventClaimed      EventKind = "claimed"
	EventDecided      EventKind = "decided"
	EventRefused      EventKind = "decision_refused"
	EventSuperseded   EventKind = "superseded"
	EventWithdrawn    EventKind = "withdrawn"
	EventEscalated    EventKind = "escalated"
	EventPlanned      EventKind = "send_planned"
	EventSending      EventKind = "sending"
	EventSent         EventKind = "sent"
	EventNotSent      EventKind = "not_sent" // certainly not sent; will be tried again
	EventAmbiguous    EventKind = "ambiguous"
	EventUnknown      EventKind = "delivery_unknown"
	EventCancelled    EventKind = "send_cancelled"
	EventAnswered     EventKind = "answered"
	EventNoReply      EventKind = "no_reply_needed"
	EventResolved     EventKind = "resolved"
	EventReopened     EventKind = "reopened"
	EventHandedTo     EventKind = "handed_to"      // a person gave the case to a named colleague
	EventPromised     EventKind = "promised"       // staff promised the client something by a time
	EventPromiseKept  EventKind = "promise_kept"   // a person says that it was done
	EventPromiseLate  EventKind = "promise_missed" // its time passed, and nobody said that it was done
	EventRelabelled   EventKind = "relabelled"     // a person says that the case was in the wrong tier
	EventSnoozed      EventKind = "snoozed"
	EventSnoozeOver   EventKind = "snooze_over"
	EventCorrected    EventKind = "corrected" // a person sends a correction of what the client was sent
	EventUndone       EventKind = "undone"    // a person takes an answer back that was just sent
	EventStepFailed   EventKind = "step_failed"
	EventErased       EventKind = "erased"        // the key of the case was destroyed: its words are gone
	EventPurged       EventKind = "purged"        // one nightly purge: what was past its period is gone
	EventRights       EventKind = "rights"        // a person's data were exported or erased at their request
	EventBreach       EventKind = "breach"        // a message reached the wrong person: 72 hours run
	EventPilotSigned  EventKind = "pilot_signed"  // a named person signed a pilot report
	EventDrill        EventKind = "drill"         // an outage was tried on the running program
	EventBreachClosed EventKind = "breach_closed" // what was decided about it
	EventStarted      EventKind = "started"       // the program started: version, settings that matter
	EventBaseline     EventKind = "baseline"      // what answers were like before the firm began, frozen
	EventDigest       EventKind = "digest"        // one digest for one period
	EventModelChanged EventKind = "model_changed" // another model answers than before, unasked: autonomy rests
	EventLadder       EventKind = "ladder"        // nobody took the case in time: a rung of the ladder was reached
	EventSurgeBegan   EventKind = "surge_began"   // more cases wait than the firm has set
	EventSurgeEnded   EventKind = "surge_ended"
	EventDown         EventKind = "was_down"    // no heartbeat for longer than two minutes, until this start
	EventSendingOff   EventKind = "sending_off" // from here on nothing goes to any client
	EventSendingOn    EventKind = "sending_on"
	EventPlatform     EventKind = "platform_event" // at the edge to a platform: an event nobody knows, an installation that was taken away

	EventRecordChanged  EventKind = "record_changed"  // what is known of it, its clock or its acknowledgement
	EventRecordClosed   EventKind = "record_closed"   // by a named person, with an outcome
	EventRecordReminder EventKind = "record_reminder" // staff were reminded of a deadline
	EventRecordOverdue  EventKind = "record_overdue"  // a deadline passed
	EventMarkAsked      EventKind = "mark_asked"      // staff must say whether this is a complaint
	EventMarked         EventKind = "marked"          // they said it

	EventHeldBack EventKind = "automatic_held_back" // a draft of a granted topic was left to staff
	EventReviewed EventKind = "answer_reviewed"     // what a person says of an answer after it was sent

	EventAutonomyAsked    EventKind = "autonomy_asked"
	EventAutonomyGranted  EventKind = "autonomy_granted"
	EventAutonomyRefused  EventKind = "autonomy_refused" // the owner did not sign
	EventAutonomyRevoked  EventKind = "autonomy_revoked" // back to co-pilot; evidence counts anew
	EventAutonomyLapsed   EventKind = "autonomy_lapsed"  // the grant rests: expired, or something it rests on changed
	EventAutonomyRestored EventKind = "autonomy_restored"
	EventAutonomyPaused   EventKind = "autonomy_paused"
	EventAutonomyResumed  EventKind = "autonomy_resumed"
	EventAutonomyPooled   EventKind = "autonomy_pooled" // the owner counts the evidence of topics together
	EventAutonomyLooked   EventKind = "autonomy_looked" // a scheduled look at a topic's evidence
)

// Event is one entry of the ledger. Facts and Actor hold no words of clients or
// staff and no name or id of a client; those stand in Words, which the store encrypts with the case's key and of
// which the sealed bytes hold only salted digests.
type Event struct {
	Seq   int64             `json:"seq"`            // from 1, without gaps; given by the store
	Case  int64             `json:"case,omitempty"` // 0 for an event of no case
	Kind  EventKind         `json:"kind"`
	At    time.Time         `json:"at"`    // UTC
	Actor string            `json:"actor"` // client, staff:ID, person (who is neither known to be), system
	Facts map[string]any    `json:"facts,omitempty"`
	Words map[string]string `json:"words,omitempty"`
}

// Sealed is an event as the ledger holds it: the canonical bytes, and the
// chain of seals over them.
type Sealed struct {
	Seq  int64
	Case int64
	Kind EventKind
	At   time.Time
	Body []byte // canonical JSON: see package ledger
	Prev []byte // seal of the event before; 32 zero bytes at the first
	Seal []byte // SHA-256 over Prev and Body
}
