// Package digest computes the firm's figures from the ledger and says when they
// are due: escalations, complaints, overrides, waits, repeats and gaps.
//
// [Compute] reads events and nothing else, folds them into what became of each
// case, and gives a [Report] of a [Period]: the same events give the same report,
// to the byte. Definitions stand in docs/digest.md, one function each in
// this package. Each figure holds the cases behind it ([Cases], [Rate], [Wait]),
// so that a reader can count again; a rate prints as k/n with a 95 % interval,
// never as a bare per cent, and as "low data" below a set n.
//
// A report is laid out by [Report.Text] (twelve lines), [Report.Bars],
// [Report.HTML] and [Report.PNG], with [Report.Alt] for those who do not see the
// picture; encoding/json gives it with every case id.
//
// [Scheduler] posts one digest for each period. A cron expression only says when
// to look; what is due follows from the digest events in the ledger, so that
// neither downtime, nor a clock change, nor a second replica skips or doubles one.
//
// What must never happen: a figure that the ledger does not bear out, a rate
// without its numbers, a client's words in a digest, two posts for one period.
//
// A Report is not changed once made; a Scheduler runs once and is otherwise safe
// for concurrent use. The store that holds the ledger is package bot/store.
package digest
