// Package edge owns what every chat platform needs at its edge and none of
// them owns: the [Guard] of the staff place, the [Pacer] of messages, the
// [Memory] of look-ups, the [Recent] deletions and edits that overtake their
// message, and the [Finding] of a check of the set-up.
//
// It knows no platform and no case. handlers/slack and handlers/teams use it,
// and cmd/countersign prints the findings. Everything here but a Finding is
// safe for concurrent use. What must never happen: a Guard that allows before
// somebody looked.
package edge
