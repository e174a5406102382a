// Package session holds what can be rebuilt: the recent turns of a thread, the
// names of people and channels, and wake-ups between workers, in Redis. It
// implements [bot.Sessions].
//
// [Open] connects to the server named in [Options], or starts one inside the
// process and talks to it through the same client. The store stays the truth:
// Redis may be absent, slow, restarted or flushed at any moment, and then every
// method says so quickly, with an error or a miss that the caller may ignore.
// After a few failures in a row calls no longer reach for Redis at all until a
// probe finds it again and taking what is written to it (one that is full or only
// reads is down too); an outage is one log line and a gauge, not a line a call.
// The embedded server begins anew when it has held more than a burst of threads.
//
// A history that is not the true one is worse than none. So a thread is held
// whole or not at all, as one sealed value:
//
//   - [Sessions.Turns] that finds nothing leaves a ticket in Redis, and
//     [Sessions.Fill] writes only while that ticket is there. Whatever changes
//     the thread meanwhile removes the ticket, as does a flush.
//   - [Sessions.Append] adds to a thread that is held and never starts one.
//   - An append or forget that did not come through is owed: the thread is not
//     read here until it was dropped from Redis.
//   - Keys carry the run id of the server, so that what a restarted server or a
//     promoted replica brings back from its disk is not taken for current.
//   - A thread is held for [Options.TTL] at the longest, counted from Fill.
//
// What stands in Redis is encrypted with a key that Redis never sees, and the
// names of keys are keyed digests: neither tells a client's words or who wrote.
//
// What must never happen: a client's words readable in Redis; the turns of one
// thread read as another's; a caller held up by a Redis that does not answer.
//
// [Sessions] is safe for concurrent use.
package session
