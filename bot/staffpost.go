package bot

import "time"

// What staff must see is never dropped in silence: a case whose card does not
// come is a client whom nobody answers. The platform may be down for as long as
// it likes; a card of an open case is tried until it stands there. A second card
// or digest harms nobody, so that one whose fate is not known is posted again.

// failingLong is how long a card or digest fails before each further try is
// logged as an error and counted, for an alarm.
const failingLong = 10 * time.Minute

// maxPause is the longest time between two tries.
const maxPause = 5 * time.Minute

// refusedPause is the shortest time between two tries of what a platform
// refused for good: somebody must put it right first.
const refusedPause = time.Minute

func backoff(attempt int) time.Duration {
	return min(time.Second<<min(attempt, 8), maxPause)
}

// givesUp tells whether a row that did not leave is given up. What goes to a
// client is after maxSends tries, and a person is told; of what goes to staff
// only a refusal for good ends it, and never that of an open case's card.
func (o Outbound) givesUp(k *Case, refused bool) bool {
	switch {
	case o.Kind.InThread():
		return refused || o.Attempt >= maxSends
	case o.Kind == PostCard && k != nil && k.State.Open():
		return false
	}
	return refused && o.Attempt >= maxSends
}

// noted tells whether the ledger notes this failed try: of what is tried for
// days, one in maxSends.
func (o Outbound) noted() bool {
	return o.Kind.ToClient() || o.Attempt <= maxSends || o.Attempt%maxSends == 0
}

// failing notes since when a row does not leave, and raises the alarm about one
// that staff have been waiting for too long.
func (c *Copilot) failing(o *Outbound) {
	if o.FailingSince.IsZero() {
		o.FailingSince = c.now()
	}
	since := c.now().Sub(o.FailingSince)
	if o.Kind.ToClient() || since < failingLong {
		return
	}
	c.metrics.failing.WithLabelValues(string(o.Platform), string(o.Kind)).Inc()
	c.log.Error("staff do not get this message", "outbound", o.ID, "case", o.Case, "platform", o.Platform,
		"kind", o.Kind, "attempt", o.Attempt, "since", since.Round(time.Second), "why", o.Detail)
}

// lookLater is when a platform that did not answer a look-up is asked again:
// the longer it has been silent, the later.
func (c *Copilot) lookLater(o *Outbound) time.Duration {
	again := c.lookAgain(*o)
	if o.Kind.ToClient() {
		return again
	}
	c.failing(o)
	return min(max(again, c.now().Sub(o.FailingSince)/4), maxPause)
}
