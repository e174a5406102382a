// Package triage sorts enquiries: emotional weight, topic, risk and tier.
//
// [Assessor] implements [countersign/bot.Assessor]. It prepares the words
// (fold.go), runs the rules (rule.go and one file for each of the large ones), a
// second time with disguised words put right (disguise.go, disguise_bounds.go,
// disguise_letters.go), lets the classifier judge the words (learned.go), looks
// at the surroundings and at the history with its dates (history.go,
// promise.go), and adds the points up. Each reason names the words or the fact that gave it. What the
// words weigh is the higher of rules and classifier. In a thread (thread.go) the
// words, those before them, the facts, and what the firm's own messages were
// about (told.go) are weighed together.
//
// The rules are over-inclusive by design for what must never be answered by
// itself. The weights of the classifier and the points of the facts are
// trained ([Train]) from labelled messages ([ReadCorpus]) and ship with the
// program ([Shipped]). A [Scorer] is a further judge: it may add weight, and
// takes none away. Everything is a pure function of the situation and safe for
// concurrent use.
//
// What must never happen: a lower tier because of something somebody added to
// a message; a word of staff in what the classifier reads.
package triage
