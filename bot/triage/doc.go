// Package triage sorts enquiries: emotional weight, topic, risk and tier.
//
// [Assessor] implements [countersign/bot.Assessor]. It prepares the words
// (fold.go), runs the rules (rule.go and one file for each of the large ones),
// looks at the surroundings and at the history with its dates (history.go), and
// adds the points up. Each reason names the words or the fact that gave it.
//
// The rules are over-inclusive by design for what must never be answered by
// itself. A trained classifier joins as a [Scorer]: it may add weight, and
// takes none away. Everything is a pure function of the situation and safe for
// concurrent use.
//
// What must never happen: a lower tier because of something somebody added to
// a message.
package triage
