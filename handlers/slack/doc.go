// Package slack brings enquiries and button presses of Slack in, and carries
// drafts, answers and digests out.
//
// [Client] is the way out: a [countersign/bot.Messenger] that posts answers
// into the thread of the client, cards into the one staff channel, and digests.
// It keeps to one message a second in a channel, holds cards back while the
// staff channel is not safe, and tells a message that was certainly not sent
// from one whose fate is unclear. [Listener] is the way in: it takes deliveries
// over Socket Mode or signed HTTP, has each message stored before it says so to
// Slack, and turns a click of an approver into a decision. [Manifest] and
// [Doctor] set the app up and say what is wrong with it.
//
// What decides who may do what stands in people.go (client or staff), guard.go
// (is the staff channel ours alone) and bound.go (does this button belong to
// this draft on this card). The words of cards come from
// [countersign/bot/card]; this package only lays them out.
//
// Client and Listener are safe for concurrent use. What must never happen: a
// delivery acknowledged before it is stored; a draft in a channel that others
// can read; a decision of somebody who is not an approver at the moment of the
// click; a second post where the first may have arrived; a client's words, a
// token, a response_url or a trigger id in a log.
package slack
