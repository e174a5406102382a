package bot

import (
	"strings"
	"time"
)

// closeRecord ends a record with an outcome, as far as its profile allows.
func (c *Copilot) closeRecord(tx Tx, k *Case, d Decision) error {
	if err := checkFields(d, []string{FieldRecord, FieldOutcome, FieldRedress, FieldAcceptance, FieldContents}); err != nil {
		return err
	}
	r := c.openOne(k, d)
	if r == nil {
		return &InvalidError{Field: "record", Why: "there is no open record to close"}
	}
	contents := items(d.Fields[FieldContents])
	switch outcome := d.Fields[FieldOutcome]; {
	case outcome == "":
		return &InvalidError{Field: FieldOutcome, Why: "say how it ended: " + strings.Join(OutcomesOf(r.Kind), ", ")}
	case strings.TrimSpace(d.Reason) == "":
		return &InvalidError{Field: "reason", Why: "say in words how it ended: the reason stays in the record"}
	}
	if err := oneOf(FieldOutcome, d.Fields[FieldOutcome], OutcomesOf(r.Kind)); err != nil {
		return err
	}
	if err := listed(FieldContents, d.Fields[FieldContents], Contents()); err != nil {
		return err
	}
	closing := *r
	closing.Outcome, closing.ClosedAt = d.Fields[FieldOutcome], d.At
	closing.Redress, closing.Acceptance = strings.TrimSpace(d.Fields[FieldRedress]), strings.TrimSpace(d.Fields[FieldAcceptance])
	if err := c.deps.Register.MayClose(closing, k, contents); err != nil {
		return err
	}
	closing.ClosedAt = time.Time{}
	*r = closing
	return c.recordClosed(tx, k, r, d)
}

// recordClosed ends a record in a person's name.
func (c *Copilot) recordClosed(tx Tx, k *Case, r *Record, d Decision) error {
	r.ClosedAt, r.ClosedBy, r.HowItEnded = d.At, d.By, strings.TrimSpace(d.Reason)
	facts := map[string]any{"record": r.Kind, "outcome": r.Outcome, "opened_at": r.OpenedAt.Format(time.RFC3339)}
	if r.Acceptance != "" {
		facts["acceptance"] = r.Acceptance
	}
	if contents := d.Fields[FieldContents]; contents != "" {
		facts["contents"] = items(contents)
	}
	ev := c.event(k, EventRecordClosed, actor(RoleStaff, d.By.ID), facts)
	ev.Words = map[string]string{"reason": d.Reason, "redress": r.Redress, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}
