// Package autonomy decides which topics may be answered without a person, and
// takes that away at once when the evidence turns.
//
// A topic begins in co-pilot. What staff decide on its drafts is its evidence:
// [Desk.Status] counts it by the definitions of package measure and says, finding
// by finding, what is missing ([Status]). The bar is in arithmetic.go: an exact
// upper bound on the override rate, at three scheduled looks. When all of it
// holds the owner may be asked ([Desk.Ask]) and may sign ([Desk.Sign]); the
// signature is a [bot.Grant], bound to the model, the prompt, the sorting rules and
// the pages that the evidence rested on, and ends after ninety days.
//
// [Desk] is the [bot.Autonomy] of the workflow. May is asked twice for each
// automatic answer, the second time in the transaction that begins its sending;
// nothing about a grant is held in memory between. Happened revokes in the
// transaction of whatever calls for it (happened.go).
//
// What must never happen: an automatic answer on a topic of deny.go, whatever a
// setting or a row of the database says; a grant without the owner's signature; a
// bar that gets lower because somebody looked more often, or because a firm is
// small; a grant that outlives what it was signed for.
//
// The text of answers and the checks on the case itself are the workflow's
// (bot/automatic.go): no grant sets them aside. A Desk is safe for concurrent use.
package autonomy
