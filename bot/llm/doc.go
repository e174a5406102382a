// Package llm owns the seam to language models.
//
// A [Model] takes a [Request] of typed blocks and gives a [Response] of text.
// It has no tools, no credentials of the firm and no right to send: what it
// returns is text that code checks and a person decides on. A [Block] says who
// its words come from, so that no provider mixes the firm's instructions with
// what a client or a document says. The one answer format that models are asked for is
// [Reply]; [ParseReply] takes nothing else. Failures are an [Error] whose
// [Kind] comes from a closed set.
//
// [Offline] is the provider that needs no key and no network: it quotes the
// sentences of the given passages that answer the question, and says so when
// none does. It invents nothing and gives the same answer to the same request.
//
// [Open] makes the provider that [Options] name, behind its [Gate]. A provider
// asks once and does no more: gemini, gemini-legacy, openai (and whatever speaks
// its wire) and replay, beside offline. All of them share one wire, which puts
// the key into a header, bounds and reads the whole answer, and turns every
// failure into an Error of our own words before an SDK sees it. The Gate is the
// only place that repeats a call. It also keeps the limits of a client and the
// day's budget, which a [Meter] has several processes share, and the breaker, and
// notices when another model answers than before. One suite holds every provider to the same answers.
//
// What must never happen: a key or a client's words in an error, a log or an
// address; a refusal or half an answer taken for an answer.
//
// Prompts, retrieval and the checks on a reply belong to the drafting package.
// Models are safe for concurrent use.
package llm
