// Package retention says how long the firm keeps what people wrote, and does for
// a person what the law gives them: their data in a folder, or its erasure.
//
// [Options] give each class of words its [Period]. [Keeper] erases nightly what
// is past it: which cases are follows from the ledger, and the night's own event
// says that it was done, so that neither downtime nor a second replica skips or
// doubles it. [Verify] reads what is there and names what should not be.
//
// [Find] gathers what is held of a [Subject]; [Export] writes it for them, other
// people redacted; [Erase] destroys it. A case that only they wrote in loses its
// key; of one with others in it, everything but the others' own messages goes,
// under a new key. A case with a complaint stays whole until the period of
// complaints ends, for the reason that the firm wrote down.
//
// [Documents] writes the Article 30 record and an impact assessment from the
// settings in force. [ReportBreach] starts the 72 hours of Article 33.
//
// What must never happen: something erased that can still be read in the files;
// something kept past its period in silence; a person's words in another's
// export; an erasure after which the ledger does not verify.
//
// Everything may be ended at any moment and done again. A Keeper runs once; the
// rest is safe for concurrent use. Package store destroys keys and words.
package retention
