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
// Prompts, retrieval and the checks on a reply belong to the drafting package.
// Models are safe for concurrent use.
package llm
