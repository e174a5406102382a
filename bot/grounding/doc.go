// Package grounding owns the question whether a text says what its sources
// say: typed figures, words that turn a statement round, names, and how much of
// a sentence stands in a passage.
//
// [Sources.Judge] holds one sentence against passages. It finds the sentence of the
// passages that is nearest, lays the two side by side word for word, and reads
// where they part: another figure, a "not" that came or went, "after" for
// "within", one name for another. [Figures] types and normalises figures so
// that equal ones are equal however they are written. [Assess] judges a whole answer, and [Eval] measures that on
// labelled answers.
//
// A finding names what differs; it does not say that the rest is true. What
// nobody wrote down, a condition left out in other words or an implication,
// none of this sees: it is for the person who approves.
//
// The package imports nothing else of this module, keeps no state and is safe
// for concurrent use.
package grounding
