// Package teams brings enquiries and button presses of Microsoft Teams in, and
// carries drafts, answers and digests out.
//
// [Listener] is the way in: a webhook that believes nothing before a token of
// the Bot Framework was checked ([Validator]), has each message stored before
// it says so, and turns a press of an approver into a decision. [Client] is the
// way out: a [countersign/bot.Messenger] that answers in the client's thread,
// posts cards to the one staff conversation and keeps them up to date, and
// tells a message that was certainly not sent from one whose fate is unclear.
// [Package] and [Doctor] set the app up and say what is wrong with it.
//
// Of github.com/infracloudio/msbotbuilder-go it uses the schema of what goes
// over the wire and the shell that parses a request. Its validator and its
// client are replaced: they accept any token of an app without an id, panic on
// odd claims and lose the id of what they post. What the schema would lose of
// an activity is read from the same bytes in activity.go.
//
// Who may do what stands in people.go (client or staff), guard.go (is the staff
// place ours alone) and bound.go (does this button belong to this draft on this
// card). The words of cards come from [countersign/bot/card].
//
// Client and Listener are safe for concurrent use. What must never happen: a
// request acted on whose token was not checked; our token at a host that is not
// listed; a message acknowledged before it is stored; a draft where others than
// staff can read it; a decision of somebody who is not an approver at the
// moment of the press; a second post where the first may have arrived.
package teams
