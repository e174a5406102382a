package bot

import (
	"fmt"
	"strings"
	"time"
)

// claim makes a person the owner of a case.
func (c *Copilot) claim(tx Tx, k *Case, d Decision) error {
	if !k.State.Open() {
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: there is nothing to take", plainState(k.State))}
	}
	if k.OwnerID != "" && k.OwnerID != d.By.ID {
		return &SettledError{State: k.State, Decision: &Decision{Action: Claim, By: Person{ID: k.OwnerID, Name: k.Owner}, At: k.ClaimedAt}}
	}
	if k.OwnerID != "" {
		return errUnchanged
	}
	k.Owner, k.OwnerID, k.ClaimedAt = d.By.Label(), d.By.ID, c.now()
	if k.State == StateEscalated {
		k.State = StateClaimed
	}
	k.Decisions = append(k.Decisions, Decision{Action: Claim, By: d.By, At: d.At})
	if err := tx.Append(c.event(k, EventClaimed, actor(RoleStaff, d.By.ID), nil)); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// resolve closes a case. One that needed a person needs an outcome in words.
func (c *Copilot) resolve(tx Tx, k *Case, d Decision) error {
	switch {
	case k.State == StateResolved:
		return &SettledError{State: k.State, Why: "the case was resolved already"}
	case !CanMove(k.State, StateResolved):
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: it cannot be resolved now", plainState(k.State))}
	case (k.State == StateEscalated || k.State == StateClaimed) && strings.TrimSpace(d.Reason) == "":
		return &InvalidError{Field: "reason", Why: "say how it ended: a case that needed a person is closed with an outcome"}
	}
	from := k.State
	if draft := k.Draft(); draft != nil && draft.Status == "" {
		draft.Status = "withdrawn"
	}
	k.State, k.ResolvedAt, k.Outcome, k.WakeAt = StateResolved, c.now(), d.Reason, time.Time{}
	k.settleAsked(true)
	k.Decisions = append(k.Decisions, Decision{Action: Resolve, By: d.By, At: d.At, Reason: d.Reason})
	ev := c.event(k, EventResolved, actor(RoleStaff, d.By.ID), map[string]any{"outcome_code": "staff", "from": string(from)})
	ev.Words = map[string]string{"outcome": d.Reason}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}
