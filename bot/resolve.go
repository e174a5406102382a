package bot

import (
	"fmt"
	"strings"
)

// resolve closes a case. One that needed a person needs an outcome in words,
// and says what was promised to the client, if anything was, and by when.
func (c *Copilot) resolve(tx Tx, k *Case, d Decision) error {
	d.Promise = strings.TrimSpace(d.Promise)
	switch {
	case k.State == StateResolved:
		return &SettledError{State: k.State, Why: "the case was resolved already"}
	case !CanMove(k.State, StateResolved):
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: it cannot be resolved now", plainState(k.State))}
	case k.Tier() == TierHuman && strings.TrimSpace(d.Reason) == "":
		return &InvalidError{Field: "reason", Why: "say how it ended: a case that needed a person is closed with an outcome"}
	case d.Promise == "" && !d.Due.IsZero():
		return &InvalidError{Field: "promise", Why: "say what was promised by that time"}
	}
	if d.Promise != "" {
		if err := c.dueTime(d.Due, furthest, "a promise to a client"); err != nil {
			return err
		}
		if err := c.promise(tx, k, PromisedOther, d.Promise, d); err != nil {
			return err
		}
	}
	from := k.State
	if draft := k.Draft(); draft != nil && draft.Status == "" {
		draft.Status = "withdrawn"
	}
	k.State, k.ResolvedAt, k.Outcome, k.Telling = StateResolved, c.now(), d.Reason, nil
	k.answer()
	k.WakeAt = c.nextTimer(k)
	k.Decisions = append(k.Decisions, Decision{Action: Resolve, By: d.By, At: d.At, Reason: d.Reason, Promise: d.Promise, Due: d.Due})
	ev := c.event(k, EventResolved, actor(RoleStaff, d.By.ID), map[string]any{
		"outcome_code": "staff", "from": string(from), "promised": d.Promise != "",
	})
	ev.Words = map[string]string{"outcome": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}
