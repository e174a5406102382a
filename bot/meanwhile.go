package bot

import (
	"context"
	"slices"
)

// What a client writes while an answer is on its way is taken in when its delivery
// is settled. That may wait for a person, and a complaint or danger cannot.

// meanwhile gives what the client asked while an answer was on its way, as far as
// nobody has looked at it yet, oldest first.
func (c *Case) meanwhile() []Message {
	if c.State != StateDecided && c.State != StateSending && c.State != StateUnknown {
		return nil
	}
	return slices.DeleteFunc(c.Asked(), func(m Message) bool { return m.Assessed || m.Noted })
}

// note marks messages as looked at.
func (c *Case) note(of []Message) {
	for i := range c.Messages {
		m := &c.Messages[i]
		m.Noted = m.Noted || slices.ContainsFunc(of, m.is)
	}
}

// assessMeanwhile sorts what came while an answer was on its way for the records
// that it opens and for danger. It is still to be taken in, and the assessment of
// what the answer is for stays.
func (c *Copilot) assessMeanwhile(ctx context.Context, k *Case) error {
	fresh := k.meanwhile()
	a := c.sort(ctx, k, fresh)
	_, err := c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error {
		before := k.Assessment
		cannotWait := len(a.Records) > 0 || a.MustMark || a.Priority == P0
		if cannotWait {
			if err := c.weigh(tx, k, a, fresh, true); err != nil {
				return err
			}
			if err := c.planNotice(tx, k, k.Assessment.Notice); err != nil {
				return err
			}
			k.keepAssessment(before)
		}
		k.note(fresh)
		k.Attempts, k.WakeAt = 0, c.nextTimer(k)
		if !cannotWait {
			return nil
		}
		return c.planCard(tx, k)
	})
	return err
}
