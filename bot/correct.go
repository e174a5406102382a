package bot

import "fmt"

// Correctable is the latest text of the firm's that reached the client and that
// a correction may refer to.
func (c *Case) Correctable() (Delivery, bool) {
	for i := len(c.Deliveries) - 1; i >= 0; i-- {
		d := c.Deliveries[i]
		if d.State == PostSent && (d.Kind == PostAnswer || d.Kind == PostNote || d.Kind == PostCorrection) {
			return d, true
		}
	}
	return Delivery{}, false
}

// correct sends a correction of what the client was sent. What was sent stays
// as it is: the correction is a text of its own that refers to it, with a
// decision of its own.
func (c *Copilot) correct(tx Tx, k *Case, d Decision) error {
	sent, ok := k.Correctable()
	_, unclear := k.Unclear()
	switch {
	case !ok || k.State != StateAnswered && k.State != StateResolved && k.State != StateEscalated && k.State != StateClaimed:
		return &InvalidError{Field: "action", Why: "nothing was sent in this case that could be corrected now"}
	case unclear || k.Correcting():
		return &InvalidError{Field: "action", Why: "a text of this case is on its way: wait until it has arrived"}
	case d.Delivery != "" && d.Delivery != sent.Try():
		return &SettledError{State: k.State, Why: "something else was sent meanwhile: look in the client's thread again"}
	case Blank(d.Text):
		return &InvalidError{Field: "text", Why: "the text is empty: write what the client should get"}
	case d.Text == sent.Text:
		return &InvalidError{Field: "text", Why: "this is what the client has already: write what is to be put right"}
	}
	if err := barred(d.Checks); err != nil {
		return err
	}
	d.Hash, d.Delivery, d.Version = TextHash(d.Text), sent.Try(), 0
	d.Distance, d.Material = EditDistance(sent.Text, d.Text), Material(sent.Text, d.Text)
	k.Decisions = append(k.Decisions, d)
	if err := tx.Append(c.correctedEvent(k, d, sent)); err != nil {
		return err
	}
	if _, _, automatic := k.AutoAnswered(); automatic && d.Material {
		// What has to be put right was wrong, and nobody had looked at it.
		if err := c.happened(tx, k, Happening{What: HappenedHarm, Decision: &d}); err != nil {
			return err
		}
	}
	label := fmt.Sprintf("Correction to our message of %s, by %s", sent.At.In(c.opts.Zone).Format("2 January, 15:04"), d.By.Label())
	if err := c.planClient(tx, k, &Outbound{
		Key: fmt.Sprintf("correction:%d:%d", k.ID, k.Version), Kind: PostCorrection, Text: d.Text, Label: label,
	}, actor(RoleStaff, d.By.ID)); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// Correcting tells whether a correction has not arrived yet.
func (c *Case) Correcting() bool {
	for _, d := range c.Deliveries {
		if d.Kind == PostCorrection && d.State != PostSent && d.State != PostCancelled {
			return true
		}
	}
	return false
}

func (c *Copilot) correctedEvent(k *Case, d Decision, sent Delivery) *Event {
	version := 0
	for _, x := range k.Decisions {
		if x.Hash == sent.Hash && x.Action.Sends() {
			version = x.Version // of the draft that was sent
		}
	}
	facts := map[string]any{"corrects": sent.Outbound, "version": version, "hash": d.Hash, "topic": k.Topic(), "distance": d.Distance, "material": d.Material}
	if found := findings(d.Checks); len(found) > 0 {
		facts["findings"] = found
	}
	ev := c.event(k, EventCorrected, actor(RoleStaff, d.By.ID), facts)
	ev.Words = map[string]string{"text": d.Text, "reason": d.Reason, "name": d.By.Name}
	return ev
}

// corrected tells whether a person decided to send exactly this correction.
func (c *Case) corrected(hash string) bool {
	for _, d := range c.Decisions {
		if d.Action == Correct && d.Hash == hash {
			return true
		}
	}
	return false
}
