// Package ledger owns the form of the record: the canonical bytes of an event,
// the chain of seals over them, checkpoints that attest how far the chain had
// come, and the export that an outsider can check.
//
// In the order in which they are met: [Encode] gives an event's canonical
// bytes, [Seal] chains them, [Verify] walks the chain and compares it with
// [Checkpoint]s, [VerifyWords] compares the words with their digests too, [ExportCase] and [ExportAll] write [Entry] values with their words as
// JSON. Formulas and a program that recomputes them stand in docs/ledger.md.
//
// The package keeps nothing and opens no database: bot/store holds the events
// and hands them over in order. All functions are safe for concurrent use.
//
// What must never happen: words of a client in the canonical bytes (they hold
// salted digests, so that the words can be erased and the chain still
// verifies), or a change that [Verify] passes over.
package ledger
