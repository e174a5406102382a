package bot

import (
	"context"
	"slices"
	"time"
)

// openRecords opens the records that an assessment asks for, and asks staff
// where it leaves that to them. Nothing in the program closes one.
func (c *Copilot) openRecords(tx Tx, k *Case, a Assessment, since time.Time) error {
	for _, kind := range a.Records {
		if r := k.Record(kind); r != nil && r.Open() {
			if err := c.takeDrivers(tx, k, r, a.drivers()); err != nil {
				return err
			}
			continue
		}
		if kind == RecordComplaint && k.Mark.Open() {
			since = k.missedSince(since)
		}
		if err := c.openRecord(tx, k, Record{Kind: kind, OpenedAt: since, Complainant: k.asker(kind, a)}, a, system); err != nil {
			return err
		}
	}
	if r := k.Record(RecordComplaint); a.MustMark && r == nil && k.Mark == nil {
		return c.askMark(tx, k, since)
	}
	return nil
}

// missedSince is when the oldest of what a failed assessment did not see was
// received, if before a time: staff are asked about it, and a record that answers
// them holds it too.
func (c *Case) missedSince(since time.Time) time.Time {
	for _, m := range c.Questions() {
		if m.Missed && m.ReceivedAt.Before(since) {
			since = m.ReceivedAt
		}
	}
	return since
}

// asker is whose record an assessment opens: several may write in a thread. It
// is who wrote the words for it, first among the messages that were not sorted
// yet; where that cannot be told, the client of the case.
func (c *Case) asker(kind string, a Assessment) Person {
	code := DataRights
	if kind == RecordComplaint {
		code = Complaint
	}
	for _, m := range c.Messages {
		said := func(r Reason) bool { return r.Code == code && r.Message == m.ID }
		if m.Role == RoleClient && !m.sorted() && !m.Deleted && slices.ContainsFunc(a.Reasons, said) {
			return m.Author
		}
	}
	return c.Client
}

// openRecord makes a record whole and puts it into the case, with its event.
func (c *Copilot) openRecord(tx Tx, k *Case, r Record, a Assessment, who string) error {
	r.Channel, r.Account = k.Channel, k.Account
	if r.Complainant.ID == "" {
		r.Complainant = k.Client
	}
	r.Product, r.Drivers, r.AIHandled = k.Topic(), a.drivers(), k.aiHandled(r.OpenedAt)
	if r.complains() {
		r.Cause, r.Loss, r.AboutVulnerability = a.Substance.Cause, a.Substance.Loss, a.Substance.AboutVulnerability
	}
	r.OnBehalfOf = a.Substance.OnBehalfOf
	r = c.deps.Register.Opened(r)
	if r.Due == nil {
		r.Due = []Deadline{}
	}
	k.Records = append(k.Records, r)
	facts := map[string]any{"record": r.Kind, "profile": r.Profile, "opened_at": r.OpenedAt.Format(time.RFC3339), "ai_handled": r.AIHandled}
	for _, d := range r.Due {
		facts["due_"+d.Name] = d.At.Format(time.RFC3339)
	}
	if r.Warning != "" {
		facts["warning"] = r.Warning
		c.log.Warn("a deadline could not be worked out", "case", k.ID, "record", r.Kind, "why", r.Warning)
	}
	if k.Mark.Open() && r.Kind == RecordComplaint {
		k.Mark = nil // the question is answered: it is one
	}
	if err := tx.Append(c.event(k, EventRecordOpened, who, facts)); err != nil || !r.complains() {
		return err
	}
	return c.happened(tx, k, Happening{What: HappenedComplaint, Complain: r.OpenedAt})
}

// takeDrivers adds what a later message tells of vulnerability to an open record.
func (c *Copilot) takeDrivers(tx Tx, k *Case, r *Record, drivers []string) error {
	added := union(r.Drivers, drivers)
	if len(added) == len(r.Drivers) {
		return nil
	}
	r.Drivers = added
	return tx.Append(c.event(k, EventRecordChanged, system, map[string]any{"record": r.Kind, "fields": []string{FieldDriver}}))
}

// askMark asks staff whether dissatisfaction is a complaint.
func (c *Copilot) askMark(tx Tx, k *Case, since time.Time) error {
	m := &Mark{Since: since}
	var err error
	if m.Due, err = c.deps.Register.MarkBy(since); err != nil {
		m.Warning = err.Error()
		c.log.Warn("a deadline could not be worked out", "case", k.ID, "why", m.Warning)
	}
	k.Mark = m
	facts := map[string]any{"since": since.Format(time.RFC3339)}
	if !m.Due.IsZero() {
		facts["due"] = m.Due.Format(time.RFC3339)
	}
	return tx.Append(c.event(k, EventMarkAsked, system, facts))
}

// onlyAfresh takes out of an assessment the records that its older words ask
// for and a person has closed already: what opens such a record again is what
// the client wrote since.
func (c *Copilot) onlyAfresh(ctx context.Context, k *Case, s Situation, a *Assessment) error {
	settled := func(kind string) bool { r := k.Record(kind); return r != nil && !r.Open() }
	marked := k.Mark != nil && !k.Mark.Open()
	said := func(kind string) bool { return settled(kind) || marked && kind == RecordComplaint }
	if !slices.ContainsFunc(a.Records, said) {
		return nil
	}
	s.Messages = slices.DeleteFunc(slices.Clone(s.Messages), func(m Message) bool { return m.sorted() || m.Noted })
	var fresh Assessment
	if len(s.Messages) > 0 {
		var err error
		if fresh, err = c.deps.Assessor.Assess(ctx, s); err != nil {
			return err
		}
	}
	a.Records = slices.DeleteFunc(slices.Clone(a.Records), func(kind string) bool {
		return said(kind) && !slices.Contains(fresh.Records, kind)
	})
	return nil
}
