package bot

import (
	"fmt"
	"strings"
	"time"
)

// Try names one try of a delivery. Whoever settles what became of it says with
// this which one they looked at: a press that comes late, or twice, must not
// send the text once more.
func (d Delivery) Try() string { return fmt.Sprintf("%d.%d", d.Outbound, d.Attempt) }

// Unclear is the oldest text to the client of which nobody knows whether it
// arrived: staff look, and say so with Arrived or Resend.
func (c *Case) Unclear() (Delivery, bool) {
	for _, d := range c.Deliveries {
		if d.State == PostUnknown {
			return d, true
		}
	}
	return Delivery{}, false
}

// lookedAt gives the delivery that a decision settles: the very try that was
// looked at, as long as nothing more is known of it.
func (c *Case) lookedAt(try string) (Delivery, error) {
	current, unclear := c.Unclear()
	switch {
	case try == "" && !unclear:
		return current, &InvalidError{Field: "action", Why: "the delivery of this case is known"}
	case try == "":
		return current, &InvalidError{Field: "delivery", Why: fmt.Sprintf(
			"say which delivery this is about: the field delivery is empty; the one that is not known is %s", current.Try())}
	}
	for _, d := range c.Deliveries {
		if d.State == PostUnknown && d.Try() == try {
			return d, nil
		}
	}
	for i, done := range c.Decisions {
		if done.Delivery == try {
			return current, &SettledError{Decision: &c.Decisions[i], State: c.State}
		}
	}
	why := "what became of this delivery is known meanwhile"
	if unclear {
		why = "this is about another delivery than the one that is not known now: look in the client's thread again"
	}
	return current, &SettledError{State: c.State, Why: why}
}

// settleUnknown takes a person's word on a text whose delivery is not known.
func (c *Copilot) settleUnknown(tx Tx, k *Case, d Decision) error {
	at, err := k.lookedAt(strings.TrimSpace(d.Delivery))
	if err != nil {
		return err
	}
	o, err := tx.Post(at.Outbound)
	if err != nil {
		return err
	}
	if o.State != PostUnknown {
		return &SettledError{State: k.State, Why: "what became of this delivery is known meanwhile"}
	}
	k.Decisions = append(k.Decisions, Decision{Action: d.Action, By: d.By, At: d.At, Delivery: at.Try()})
	who := actor(RoleStaff, d.By.ID)
	if d.Action == Arrived {
		err = c.settleSent(tx, &o, k, "", who)
	} else {
		err = c.planAgain(tx, k, &o, who)
	}
	if err != nil {
		return err
	}
	k.noteDelivery(o, c.now())
	if err := tx.UpdatePost(&o); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// planAgain puts a text that did not arrive on its way once more.
func (c *Copilot) planAgain(tx Tx, k *Case, o *Outbound, who string) error {
	o.State, o.NotBefore = PostPlanned, time.Time{}
	if o.Kind == PostAnswer {
		k.State = StateDecided
	}
	return tx.Append(c.event(k, EventPlanned, who, map[string]any{
		"outbound": o.ID, "kind": string(o.Kind), "version": o.Draft, "hash": o.Hash, "again": true,
	}))
}

// deliveryUnknown asks staff to look whether a text reached the client.
func (c *Copilot) deliveryUnknown(tx Tx, o *Outbound, k *Case) error {
	o.State = PostUnknown
	if err := tx.Append(c.postEvent(o, EventUnknown, map[string]any{"why": o.Detail})); err != nil {
		return err
	}
	c.log.Error("delivery not known, a person must look", "outbound", o.ID, "case", o.Case, "platform", o.Platform)
	if k == nil {
		return nil
	}
	if o.Kind == PostAnswer {
		k.State = StateUnknown
	}
	c.wakeBy(k)
	return c.planCard(tx, k)
}
