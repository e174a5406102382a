package bot

import "slices"

// A complaint belongs to people, whoever opened its record: the case it is on is not
// drafted, and while it is open its account gets no answer that no person saw.

// Complains tells whether a complaint is on record that nobody has closed, or staff
// have not said yet whether there is one.
func (c *Case) Complains() bool {
	return c.Mark.Open() || slices.ContainsFunc(c.Records, func(r Record) bool { return r.Open() && r.complains() })
}

// complains tells whether the record is of a complaint of either kind.
func (r *Record) complains() bool { return r.Kind == RecordComplaint || r.Kind == RecordDataComplaint }

// complaining tells why nothing may go to an account by itself: it complains, in
// this thread or another. "" for nothing.
func complaining(tx Tx, account string) (string, error) {
	all, err := tx.OnRecord(account)
	if err != nil || !slices.ContainsFunc(all, (*Case).Complains) {
		return "", err
	}
	return "a complaint of this client is open", nil
}

// leaveToPeople gives a case to people of which one of them opened a record, as the
// rules do where they open one. An answer that a person decided on stands.
func (c *Copilot) leaveToPeople(tx Tx, k *Case, r *Record, d Decision) error {
	if k.Tier() == TierHuman {
		return c.planCard(tx, k)
	}
	code, why := DataRights, "a person was needed"
	if r.complains() {
		code, why = Complaint, "a complaint"
	}
	if k.State == StateDecided && k.goesItself() {
		if err := c.stopItself(tx, k, why); err != nil {
			return err
		}
	}
	if k.State.Undecided() {
		k.unsnooze()
		if d.Reason != "" {
			why += ": " + d.Reason
		}
		return c.settleEscalation(tx, k, Decision{Action: Escalate, By: d.By, At: d.At, Reason: why})
	}
	c.raise(k, Reason{Code: code, Source: "staff", Evidence: d.By.Label() + ": " + why, Note: "Put on record by " + d.By.Label() + "."})
	return c.planCard(tx, k)
}

// goesItself tells whether the case's current draft is to be sent without a person.
func (c *Case) goesItself() bool {
	d := c.Draft()
	if d == nil {
		return false
	}
	x, _ := c.Decided(d.Version)
	return x.Action == Automatic
}

// stopItself takes an automatic answer back that has not left.
func (c *Copilot) stopItself(tx Tx, k *Case, why string) error {
	if err := c.cancelAnswers(tx, k, why); err != nil {
		return err
	}
	k.undecide(k.Draft().Version)
	return nil
}

// undecide has a draft wait for a person that was to go by itself.
func (c *Case) undecide(version int) {
	c.Decisions = slices.DeleteFunc(c.Decisions, func(d Decision) bool { return d.Action == Automatic && d.Version == version })
	c.State, c.Draft().Status = StateDrafted, ""
}
