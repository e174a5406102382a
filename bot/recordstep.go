package bot

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// onRecord carries out what a person decided on a record. Every change of one
// is an event by whoever made it.
func (c *Copilot) onRecord(tx Tx, k *Case, d Decision) error {
	if err := c.mayRecord(k, d); err != nil {
		return err
	}
	do := map[Action]func(Tx, *Case, Decision) error{
		LogRecord: c.logRecord, NotComplaint: c.notComplaint, Acknowledge: c.acknowledge, AmendRecord: c.amendRecord, CloseRecord: c.closeRecord,
	}[d.Action]
	if err := do(tx, k, d); err != nil {
		return err
	}
	c.wakeBy(k)
	return nil
}

// software are the names that nobody may decide on a record by: the program
// opens one, and leaves all else to people.
var software = []string{"system", "countersign", "bot", "model", "ai", "timer", "automation", "ledger"}

// nobody tells whether a name is of software and of no person: one of those, or
// what the record calls an automatic answer.
func nobody(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	return slices.Contains(software, strings.TrimPrefix(name, "the ")) || strings.HasPrefix(name, "grant:")
}

// mayRecord refuses a decision on a record that no person of the firm made.
func (c *Copilot) mayRecord(k *Case, d Decision) error {
	by := strings.ToLower(strings.TrimSpace(d.By.ID))
	switch {
	case by == "" || nobody(by) || nobody(d.By.Name):
		return &InvalidError{Field: "by", Why: "only a named person may change a record; the software may open one and nothing else"}
	case slices.ContainsFunc(k.Messages, func(m Message) bool {
		return m.Role == RoleClient && m.Author.ID == d.By.ID && m.Author.Team == d.By.Team
	}):
		return &InvalidError{Field: "by", Why: "a client of the case cannot change its records"}
	case d.Record != "" && !slices.Contains(RecordKinds(), d.Record):
		return &InvalidError{Field: "record", Why: fmt.Sprintf("there is no record %q; use %s", d.Record, strings.Join(RecordKinds(), ", "))}
	}
	return nil
}

// logRecord opens a record because a person says so. Its clock runs from when
// the client's first open message was received, not from when it was noticed, and
// its case is people's from then on.
func (c *Copilot) logRecord(tx Tx, k *Case, d Decision) error {
	if err := checkFields(d, append([]string{FieldRecord}, amendable[:len(amendable)-1]...)); err != nil {
		return err
	}
	kind := cmp.Or(d.Record, d.Fields[FieldRecord], RecordComplaint)
	if r := k.Record(kind); r != nil && r.Open() {
		return &SettledError{State: k.State, Why: "there is an open record of this kind already, since " + r.OpenedAt.In(c.opts.Zone).Format("2 January 15:04")}
	}
	since := c.loggedSince(k)
	if kind == RecordComplaint {
		if err := c.markAs(tx, k, d, true); err != nil {
			return err
		}
	}
	var a Assessment
	if k.Assessment != nil {
		a = *k.Assessment
	}
	if err := c.openRecord(tx, k, Record{Kind: kind, OpenedAt: since, OpenedBy: d.By}, a, actor(RoleStaff, d.By.ID)); err != nil {
		return err
	}
	r := k.Record(kind)
	if d = r.changed(d); len(d.Fields) > 0 {
		r.set(d)
		if err := c.recordChanged(tx, k, r, d); err != nil {
			return err
		}
	}
	return c.leaveToPeople(tx, k, r, d)
}

// loggedSince is when the clock of a record that a person opens began: with
// the question to staff, else the oldest message that waits or that no assessment
// has seen, else the newest one of all, else the case.
func (c *Copilot) loggedSince(k *Case) time.Time {
	if k.Mark.Open() {
		return k.Mark.Since
	}
	all := k.Questions()
	for _, m := range all {
		if !m.Answered || !m.sorted() {
			return m.ReceivedAt
		}
	}
	if len(all) > 0 {
		return all[len(all)-1].ReceivedAt
	}
	return k.OpenedAt
}

// markAs answers the question whether this is a complaint, where it was asked.
func (c *Copilot) markAs(tx Tx, k *Case, d Decision, complaint bool) error {
	if !k.Mark.Open() {
		return nil
	}
	m := *k.Mark
	m.Complaint, m.Reason, m.By, m.At = complaint, d.Reason, d.By, d.At
	k.Mark = &m
	for i := range k.Messages { // a person has read what a failed assessment had not seen
		k.Messages[i].Missed = false
	}
	ev := c.event(k, EventMarked, actor(RoleStaff, d.By.ID), map[string]any{"complaint": complaint, "late": !m.Due.IsZero() && d.At.After(m.Due)})
	ev.Words = map[string]string{"reason": d.Reason}
	return tx.Append(ev)
}

// notComplaint is a person's word, with a reason, that what the rules took for
// a complaint, or were not sure about, is none.
func (c *Copilot) notComplaint(tx Tx, k *Case, d Decision) error {
	if err := checkFields(d, nil); err != nil {
		return err
	}
	if strings.TrimSpace(d.Reason) == "" {
		return &InvalidError{Field: "reason", Why: "say why this is no complaint: the reason stays in the record"}
	}
	if k.Mark.Open() && d.Record == "" {
		if err := c.markAs(tx, k, d, false); err != nil {
			return err
		}
		return c.planCard(tx, k)
	}
	r := k.Record(cmp.Or(d.Record, RecordComplaint))
	if r == nil || !r.Open() || !r.complains() {
		return &InvalidError{Field: "record", Why: "there is no open complaint, and nobody asked whether this is one"}
	}
	r.Outcome = OutcomeNoComplaint
	return c.recordClosed(tx, k, r, d)
}
