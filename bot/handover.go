package bot

import (
	"cmp"
	"fmt"
)

// settleEscalation raises a case to the human tier. Words for the client that
// came with it are sent in the name of the person who wrote them. A draft that
// was decided bars it only while its answer is on its way: an answered case can
// be given to people from the card that shows the answer.
func (c *Copilot) settleEscalation(tx Tx, k *Case, d Decision) error {
	draft := k.Draft()
	done, decided := k.Decided(d.Version)
	switch {
	case decided && draft != nil && d.Version != 0:
		return &SettledError{Decision: &done, State: k.State, Current: draft.Version}
	case k.State == StateEscalated || k.State == StateClaimed:
		return c.alreadyWithPeople(k)
	case draft == nil && d.Version != 0:
		return &InvalidError{Field: "version", Why: fmt.Sprintf("there is no draft version %d: escalate the case without one", d.Version)}
	case k.State == StateInReview || (draft != nil && d.Version != 0 && d.Version != draft.Version):
		if d.Version == 0 && draft != nil {
			d.Version = draft.Version
		}
		var err error
		if draft, err = c.current(k, d); err != nil {
			return err
		}
	case k.State == StateDecided || k.State == StateSending || k.State == StateUnknown:
		return &InvalidError{Field: "action", Why: "the answer is on its way: wait until it has arrived"}
	case !CanMove(k.State, StateEscalated):
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: it cannot be escalated", plainState(k.State))}
	case draft != nil && draft.Status != "":
		draft, d.Version = nil, 0 // settled before: this escalation is of the case, not of the draft
	}
	if err := barred(d.Checks); err != nil {
		return err
	}
	note := d.Text
	d.Text = ""
	c.settle(k, draft, &d)
	if err := c.appendDecision(tx, k, d); err != nil {
		return err
	}
	c.raise(k, Reason{Code: RequestHuman, Source: "staff", Evidence: whyStaff(d), Note: "Escalated by " + d.By.Label() + "."})
	d.Text = note
	if err := c.tellClient(tx, k, d); err != nil {
		return err
	}
	return c.escalate(tx, k, actor(RoleStaff, d.By.ID), map[string]any{"by": "person", "reason": "staff", "version": d.Version})
}

func (c *Copilot) alreadyWithPeople(k *Case) error {
	for i := len(k.Decisions) - 1; i >= 0; i-- {
		if done := k.Decisions[i]; done.Action == Escalate || done.Action == Reject || done.Action == Claim {
			return &SettledError{Decision: &done, State: k.State}
		}
	}
	return &SettledError{State: k.State, Why: "the case is with people already"}
}

// settleRejection throws a draft away: a person answers instead.
func (c *Copilot) settleRejection(tx Tx, k *Case, d Decision) error {
	draft, err := c.current(k, d)
	if err != nil {
		return err
	}
	d.Text = ""
	c.settle(k, draft, &d)
	if err := c.appendDecision(tx, k, d); err != nil {
		return err
	}
	c.raise(k, Reason{Code: RequestHuman, Source: "staff", Evidence: whyStaff(d), Note: "The draft was rejected."})
	return c.escalate(tx, k, actor(RoleStaff, d.By.ID), map[string]any{"by": "person", "reason": "rejected", "version": d.Version})
}

// whyStaff is who took the draft away, and why, as far as they said.
func whyStaff(d Decision) string {
	return d.By.Label() + ": " + cmp.Or(d.Reason, "no reason given")
}
