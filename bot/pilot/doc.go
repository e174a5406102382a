// Package pilot is the answer to the owner's question at day 30 or 60: go on in
// part, not yet, or no.
//
// [Make] takes what the ledger says of a period ([countersign/bot/measure]), where
// topics stand ([countersign/bot/autonomy]), the frozen past
// ([countersign/bot/baseline]) and, where they are given, the firm's enquiries from
// before ([countersign/bot/replay]). Rules with written limits (verdict.go) each
// make a [Finding] of the figures; the verdict is the worst that any speaks for,
// and its three reasons are theirs. [Report.HTML] lays it out as one page to print,
// read on a telephone and sign; [Report.Text] is its first page in words. [Sign]
// puts who signed, and the digest of the page, into the ledger.
//
// What must never happen: a figure that is not in the ledger or in the files that
// were given; a share without its k and n; a verdict for going on that rests on
// what is not known; a "no" laid out as less than a "go".
//
// A Report is not changed once made. The page quotes drafts: it is for the firm.
package pilot
