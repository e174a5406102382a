package bot

import (
	"context"
	"time"
)

// A case that waits for a person, or for nobody, is woken by what has a time of
// its own: the acknowledgement that is held, a card put aside, a promise, a
// record's deadline, a draft that nobody decides on. WakeAt is the next of them, and
// never later than when what waits for the program itself is due.

// nextTimer is when the next of a case's timers is due; zero when none is set.
func (c *Copilot) nextTimer(k *Case) time.Time {
	var next time.Time
	if len(k.answeredUnsorted()) > 0 {
		next = sooner(next, c.now())
	}
	if len(k.meanwhile()) > 0 {
		next = sooner(next, c.quietUntil(k))
	}
	switch {
	case k.State == StateAssessed:
		next = sooner(next, c.now())
	case k.withPeople() && k.unread(), k.State == StateReceived, k.State == StateSuperseded, k.State == StateReopened:
		next = sooner(next, c.quietUntil(k)) // what no assessment has taken in may be a complaint
	}
	if k.Telling != nil {
		next = sooner(next, k.Telling.Due)
	}
	if k.State == StateInReview {
		next = sooner(next, c.giveUpAt(k.Draft()))
	}
	next = sooner(next, k.SnoozedTo)
	if k.Undo != nil {
		next = sooner(next, k.Undo.Until)
	}
	for _, p := range k.Promises {
		if p.Open() {
			next = sooner(next, p.RemindAt)
		}
	}
	return sooner(next, k.recordsNext())
}

// sooner is the earlier of two times; the zero time is none.
func sooner(a, b time.Time) time.Time {
	if b.IsZero() || !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}

// wakeBy has the case woken by the next of its timers, if not sooner: what it
// waits for already is kept.
func (c *Copilot) wakeBy(k *Case) {
	if next := c.nextTimer(k); k.WakeAt.IsZero() || !next.IsZero() && next.Before(k.WakeAt) {
		k.WakeAt = next
	}
}

// timers does what is due by the clock, and shows staff what came of it.
func (c *Copilot) timers(ctx context.Context, k *Case) error {
	_, err := c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error {
		if due := c.giveUpAt(k.Draft()); k.State == StateInReview && !due.IsZero() && !c.now().Before(due) {
			return c.waited(tx, k)
		}
		changed := false
		for _, timer := range []func(Tx, *Case) (bool, error){c.ackDue, c.undoOver, c.snoozeOver, c.promisesDue, c.recordsDue} {
			did, err := timer(tx, k)
			if err != nil {
				return err
			}
			changed = changed || did
		}
		k.Attempts, k.WakeAt = 0, c.nextTimer(k)
		if !changed {
			return nil
		}
		return c.planCard(tx, k)
	})
	return err
}
