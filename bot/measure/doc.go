// Package measure holds the definitions behind every figure of the firm: what
// became of each case, and what is counted of it, from the ledger alone.
//
// [Read] folds events into [Files], one [File] for each case: its messages, its
// draft versions with what staff decided on them ([Draft], [Decision], [Policy]),
// what reached the client, complaints, resolutions. Nothing is read besides the
// ledger, and the same events give the same files. [Files.Decisions] is every
// decision in the order in which they were made, with all that evidence for a
// topic needs.
//
// [Tally] counts the files of a [Period] by [Rules] into [Figures]. Each figure
// holds the cases behind it ([Cases], [Rate], [Wait]), so that a reader can count
// again; a rate prints as k/n with a 95 % interval, as "n/a" without any case
// and "low data" below a set n, never as a bare per cent. The definitions stand in
// docs/measures.md, one function each here.
//
// Interval arithmetic has its one home here: [Wilson], [ClopperPearson],
// [UpperBound], [Newcombe], and [MedianInterval] by a seeded bootstrap.
//
// What must never happen: a figure that the ledger does not bear out, a rate
// without its numbers, a wait that gets shorter by not answering, a client's
// words in a figure.
//
// Files and Figures are not changed once made and may be read by any number of
// goroutines. Package digest lays figures out; the store that holds the ledger is
// package store.
package measure
