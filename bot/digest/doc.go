// Package digest lays the firm's figures out and says when they are due. What a
// figure means, and the counting, is package measure.
//
// [Compute] reads events and nothing else and gives a [Report] of a period: the
// same events give the same report, to the byte. A [Maker] adds what a reader wants
// beside the figures: where topics stand, how far the ledger was verified, what
// models cost and drafts saved, who owns a gap. What takes time to ripen is told of
// the eight weeks to the end of the period.
//
// A report is laid out by [Report.Text] (twelve lines), [Report.Bars],
// [Report.HTML], [Report.Document], [Report.Mail] and [Report.PNG], with
// [Report.Alt] for those who do not see the picture; encoding/json gives it with
// every case id.
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
