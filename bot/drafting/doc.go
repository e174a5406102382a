// Package drafting owns what stands between an enquiry and a text that staff
// may approve: the prompt, the grounded draft and the checks.
//
// [Drafter] implements bot.Drafter. Draft searches the firm's documents for
// the account that asks, puts the client's words and the passages found into
// separate blocks of a prompt, identifiers hidden (package mask), asks an
// llm.Model, takes the sentences out of its reply that a check bars, and puts
// the text together from those that are left. That nothing covers the question
// is a success with CanAnswer false. Check runs every check on a text that staff
// wrote instead.
//
// The text is what the client would get, so it is plain prose: no markup, and
// no citation markers such as [1]. What it rests on is in Draft.Citations and
// shown on the card, whose markers number the passages in the order in which
// the text leans on them.
//
// Each check has a file of its own and gives a verdict with a sentence for
// staff; what a text says against its sources is read by package grounding. A
// check that panics or takes too long bars automatic answers: none fails open.
// On text that a person of the firm wrote, all but [checkInternal],
// [checkOtherClients] and an empty text are held to no_autonomy at most, since
// that person signs. The checks find what does not stand in the passages; they do not
// prove the rest true. A condition left out in other words is for the person who
// approves to see. docs/drafting.md lists them all.
//
// What must never happen: words of an account's own page, or of an internal
// one, in the prompt of another; a client's words or a document's taken as
// instructions of the firm; a model's text kept when it does not have the
// format asked for. Prompts and drafts are never logged.
//
// A Drafter is safe for concurrent use.
package drafting
