package bot

import (
	"fmt"
	"time"
)

// longestSnooze is how far off a card may be put aside.
const longestSnooze = 31 * 24 * time.Hour

// Snoozed tells whether the case's card is put aside at a time.
func (c *Case) Snoozed(now time.Time) bool { return now.Before(c.SnoozedTo) }

// CannotWait tells whether the case is one of danger that nobody has taken.
func (c *Case) CannotWait() bool {
	return c.State == StateEscalated && c.Assessment != nil && c.Assessment.Priority == P0
}

// snooze puts a card aside until a time. The client waits on: no clock of the
// case stops.
func (c *Copilot) snooze(tx Tx, k *Case, d Decision) error {
	switch {
	case k.State != StateInReview && k.State != StateEscalated && k.State != StateClaimed:
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: its card waits for nobody", plainState(k.State))}
	case k.CannotWait():
		return &InvalidError{Field: "action", Why: "this case cannot wait: take it or give it to a colleague"}
	}
	if err := c.dueTime(d.Due, longestSnooze, "a card that is put aside"); err != nil {
		return err
	}
	k.SnoozedTo, k.SnoozedBy = d.Due.UTC(), d.By
	k.Decisions = append(k.Decisions, Decision{Action: Snooze, By: d.By, At: d.At, Due: d.Due.UTC(), Reason: d.Reason})
	ev := c.event(k, EventSnoozed, actor(RoleStaff, d.By.ID), map[string]any{"until": k.SnoozedTo.Format(time.RFC3339)})
	ev.Words = map[string]string{"reason": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	c.wakeBy(k)
	return c.planCard(tx, k)
}

// unsnooze brings a card back: somebody does something about its case, or the
// client wrote again.
func (c *Case) unsnooze() { c.SnoozedTo, c.SnoozedBy = time.Time{}, Person{} }

// snoozeOver brings a card back whose time has come.
func (c *Copilot) snoozeOver(tx Tx, k *Case) (bool, error) {
	if k.SnoozedTo.IsZero() || c.now().Before(k.SnoozedTo) {
		return false, nil
	}
	k.unsnooze()
	return true, tx.Append(c.event(k, EventSnoozeOver, system, nil))
}
