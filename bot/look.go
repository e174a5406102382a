package bot

import (
	"context"
	"errors"
	"time"
)

// look settles an ambiguous row by our own marker on the platform: found, it
// was sent; absent in two looks, it was not; otherwise a person must say.
func (c *Copilot) look(ctx context.Context, o Outbound) error {
	finding, id := CannotLook, ""
	if m, ok := c.deps.Messengers[o.Platform]; ok {
		bounded, cancel := context.WithTimeout(ctx, postTimeout)
		defer cancel()
		finding, id = m.Find(bounded, o)
	}
	switch {
	case finding == Found:
		return c.arrived(ctx, o, id, system)
	case finding == Absent && o.Looks+1 >= 2:
		return c.notSent(ctx, o, Posting{Outcome: NotSent, Err: errors.New("looked for twice and not there")})
	case finding == LookLater:
		return c.post(ctx, &o, func(Tx, *Case) error {
			o.NotBefore = c.now().Add(c.lookLater(&o))
			return nil
		})
	case finding == CannotLook && !o.Kind.ToClient():
		return c.notSent(ctx, o, Posting{Outcome: NotSent, Err: errors.New("nobody can tell whether it arrived: " + o.Detail)})
	case finding == Absent:
		return c.post(ctx, &o, func(Tx, *Case) error {
			o.Looks, o.NotBefore = o.Looks+1, c.now().Add(c.lookAgain(o))
			return nil
		})
	}
	return c.post(ctx, &o, func(tx Tx, k *Case) error { return c.deliveryUnknown(tx, &o, k) })
}

// cardLook is the longest time between two looks for a card. A second card
// harms nobody, its buttons are bound to the one that is on record, and staff
// must see the case soon; a client must not see an answer twice.
const cardLook = 3 * time.Second

// lookAgain is how long after a look that found nothing the next one is.
func (c *Copilot) lookAgain(o Outbound) time.Duration {
	if o.Kind == PostCard {
		return min(c.opts.LookInterval, cardLook)
	}
	return c.opts.LookInterval
}
