// Package card owns what people see of a case: its words, its flags and the
// buttons that are valid, once for every platform.
//
// [New] makes a [View] of a case; a platform lays the View out with its own
// means and adds no words of its own. [Text] renders a View as plain text,
// which is also what the ledger keeps of what staff were shown. [Actions] is
// the one table of which button stands in which state.
//
// A View is plain data, made anew for each rendering; everything here is safe
// for concurrent use. What must never happen: an Approve button without a
// draft that may be sent, a draft shown other than byte for byte, a client's
// health or life events on a card that a whole channel can read.
//
// The workflow that the buttons drive is [countersign/bot.Copilot].
package card
