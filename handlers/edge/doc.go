// Package edge owns what every chat platform needs at its edge and none of
// them owns: the [Guard] of the staff place, the [Pacer] of messages, the
// [Memory] of look-ups, the [Doubts] about who wrote, the [Disclosures] that
// were given, the [RefusalError] of a press with its sentences, whether a post is
// still the one that was planned and what becomes of it, and the [Finding] of a
// check of the set-up.
//
// It knows the words of the product and no platform. handlers/slack and
// handlers/teams use it, and cmd/countersign prints the findings. Everything
// here but a Finding and a RefusalError is safe for concurrent use. What must never
// happen: a Guard that allows before somebody looked.
package edge
