// Package bot owns the words of the product and its one workflow.
//
// The words, in the order in which a message meets them: a listener makes an
// [Enquiry] of a platform's event; [Copilot.Receive] stores it as a [Case];
// an [Assessor] sorts it into an [Assessment]; a [Drafter] proposes a [Draft];
// staff make a [Decision]; an [Outbound] carries the text out through a
// [Messenger]; each step is an [Event] in the ledger. The [Store] holds all of
// it, and commits a case's new state together with its events.
//
// The package imports nothing else of this module. What it needs from the
// outside stands here as an interface that the other packages implement.
//
// What must never happen: a text reaching a client that is not, byte for byte,
// the one that a person decided on, or that a live grant of its topic let go; a
// human-tier case being answered without a person; a step without its event.
package bot
