// Package evaluation measures the sorting: how well it ranks, what it finds at
// the cut, whom it serves less well, and how much was learned from how much.
//
// [Sort] runs messages through an Assessor, JSON lines in and out, and keeps a
// [Result] of each. [Report] prints the figures of results with labels; each
// share stands as k/n with its 95% interval. [Leaks] asks whether length, a
// question mark or the source alone would tell the tier.
//
// What must never happen: a figure on messages that were trained on, shown as
// if it said something about new ones. Who wrote what stands in the sources.
package evaluation
