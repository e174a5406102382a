// Package baseline holds what the firm's answers were like before it began, and
// compares what came after with it.
//
// [Read] takes the last 100 enquiries, or those of the last 30 days, from a CSV or
// JSON lines file: when each was received, answered and resolved, and whether it
// brought a repeat contact, a reopening or a complaint, by the definitions of
// package measure. [Freeze] puts them into the ledger, once: the same file again
// changes nothing, another is refused, so that nobody can choose the past that
// flatters the present. [Frozen] reads them back, and [Compare] sets figures
// beside them: shares with Newcombe's interval of their difference, medians with a
// bootstrap's.
//
// What must never happen: a claim with fewer than 30 enquiries on either side, a
// difference whose interval holds 0 told as one, a second baseline.
//
// The rows hold times and answers of yes or no; no words of anybody.
package baseline
