// Package store keeps the truth in one SQLite file: cases, the ledger, the
// outbox, what was taken in, and what the console platform has shown.
//
// [Open] gives a [Store], which implements bot.Store and bot.ShownLog. One
// goroutine writes; writes that wait share one commit, so that many small
// steps share one sync of the disk (writer.go). Words of clients and staff are
// encrypted with a key of their case, which the master key wraps (crypt.go);
// columns hold only ids, states and times. Events are sealed by package
// bot/ledger, which also says how the chain is verified.
//
// A Store is safe for concurrent use, and several processes may have the file
// open. Nobody is told that a write is done before it is on the disk.
//
// What must never happen: an answer of "done" for a write that a crash can
// undo; a case changed by somebody who loaded an older version; two owners of
// one lease; a client's words in the file in the clear.
package store
