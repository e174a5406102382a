package bot

import (
	"fmt"
	"slices"
	"strings"
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
	c.own(k, d.By)
	k.Decisions = append(k.Decisions, Decision{Action: Claim, By: d.By, At: d.At})
	ev := c.event(k, EventClaimed, actor(RoleStaff, d.By.ID), nil)
	ev.Words = map[string]string{"name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// handTo gives a case to a named colleague, whoever has it now.
func (c *Copilot) handTo(tx Tx, k *Case, d Decision) error {
	switch {
	case !k.State.Open():
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: there is nothing to hand over", plainState(k.State))}
	case d.To.ID == "":
		return &InvalidError{Field: "to", Why: "say who gets the case"}
	case d.To.ID == k.OwnerID:
		return &SettledError{State: k.State, Why: "the case is with " + d.To.Label() + " already"}
	}
	facts := map[string]any{"to": d.To.ID}
	if k.OwnerID != "" {
		facts["from"] = k.OwnerID
	}
	c.own(k, d.To)
	k.Decisions = append(k.Decisions, Decision{Action: HandTo, By: d.By, At: d.At, To: d.To, Reason: d.Reason})
	ev := c.event(k, EventHandedTo, actor(RoleStaff, d.By.ID), facts)
	ev.Words = map[string]string{"to": d.To.Name, "note": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	if d.To.ID != d.By.ID {
		if err := c.pagePerson(tx, k, d.To.ID, "hand_over", d.By.Label()+" handed this case to you."); err != nil {
			return err
		}
	}
	return c.planCard(tx, k)
}

// pagePerson tells one person of the firm about a case beneath its card: a
// mention on a card that is brought up to date reaches nobody. It says nothing of
// what the client or staff wrote. what names it, for it to be sent once.
func (c *Copilot) pagePerson(tx Tx, k *Case, id, what, words string) error {
	return c.planPage(tx, &Outbound{
		Case: k.ID, Key: fmt.Sprintf("page:%s:%d:%d", what, k.ID, k.Version), Platform: k.Platform,
		Thread: fmt.Sprintf("case-%d", k.ID), To: ToPerson(id), Text: words, Notice: what,
	})
}

// own makes a person the owner of a case, which is taken then.
func (c *Copilot) own(k *Case, who Person) {
	k.Owner, k.OwnerID, k.ClaimedAt = who.Label(), who.ID, c.now()
	if k.State == StateEscalated {
		k.State = StateClaimed
	}
}

// notTier takes a person's word that a case did not need one. It is a label, by
// which the sorting is judged: the case stays where people are, and whoever says
// so deals with it if nobody has it yet. A case with people is never drafted.
func (c *Copilot) notTier(tx Tx, k *Case, d Decision) error {
	reason := strings.TrimSpace(d.Reason)
	switch {
	case k.Tier() != TierHuman || (k.State != StateEscalated && k.State != StateClaimed && k.State != StateAnswered):
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: only one that people got can be called routine", plainState(k.State))}
	case reason == "":
		return &InvalidError{Field: "reason", Why: "say why it did not need a person: the sorting is judged by it"}
	}
	if i := k.relabelled(); i >= 0 {
		return &SettledError{State: k.State, Decision: &k.Decisions[i]}
	}
	if k.OwnerID == "" && k.State.Open() {
		c.own(k, d.By)
	}
	k.Decisions = append(k.Decisions, Decision{Action: NotTier, By: d.By, At: d.At, Reason: reason})
	ev := c.event(k, EventRelabelled, actor(RoleStaff, d.By.ID), map[string]any{
		"system_tier": string(k.Tier()), "staff_tier": string(TierRoutine), "topic": k.Topic(), "by": k.Assessment.decidedBy(), "codes": k.Assessment.codes(),
	})
	ev.Words = map[string]string{"reason": reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// relabelled is the decision that called the case routine since it was sorted
// last; -1 without one.
func (c *Case) relabelled() int {
	return slices.IndexFunc(c.Decisions, func(d Decision) bool {
		return d.Action == NotTier && c.Assessment != nil && !d.At.Before(c.Assessment.At)
	})
}

// Relabelled tells whether a person said, since the case was sorted last, that
// it needed none.
func (c *Case) Relabelled() bool { return c.relabelled() >= 0 }
