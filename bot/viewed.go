package bot

import (
	"context"
	"fmt"
)

// Viewed notes in the ledger that a member of staff opened the card or the record
// of a case whose draft waits for a decision, where the platform tells: how long a
// draft was read before it was approved counts from then. Once for each person and
// draft version; a case without an open draft, or a person without an id, changes
// nothing. The caller has made sure that the person is of the staff.
func (c *Copilot) Viewed(ctx context.Context, id int64, who Person) error {
	if who.ID == "" {
		return nil
	}
	k, err := c.deps.Store.Case(ctx, id)
	if err != nil {
		return err
	}
	d := k.Draft()
	if d == nil || d.Status != "" || k.State != StateInReview {
		return nil
	}
	err = c.deps.Store.Write(ctx, func(tx Tx) error {
		first, err := tx.Once(fmt.Sprintf("viewed:%d:%d:%s", id, d.Version, who.ID))
		if err != nil || !first {
			return err
		}
		ev := c.event(k, EventViewed, actor(RoleStaff, who.ID), map[string]any{"version": d.Version})
		ev.Words = map[string]string{"name": who.Name}
		return tx.Append(ev)
	})
	if err != nil {
		return fmt.Errorf("noting that case %d was opened: %w", id, err)
	}
	return nil
}
