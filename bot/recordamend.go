package bot

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// amendRecord puts what is known of a record right, or tells its clock to stop,
// to run again, or that the matter is complex.
func (c *Copilot) amendRecord(tx Tx, k *Case, d Decision) error {
	if err := checkFields(d, append([]string{FieldRecord}, amendable...)); err != nil {
		return err
	}
	r := c.openOne(k, d)
	if r == nil {
		return &InvalidError{Field: "record", Why: "there is no open record to change"}
	}
	if d = r.changed(d); len(d.Fields) == 0 {
		return &InvalidError{Field: "fields", Why: "nothing was changed: give at least one field, such as loss or cause"}
	}
	if err := c.clockTold(r, d); err != nil {
		return err
	}
	r.set(d)
	return c.recordChanged(tx, k, r, d)
}

// openOne is the open record that a decision is on: the one it names, or the first.
func (c *Copilot) openOne(k *Case, d Decision) *Record {
	kind := cmp.Or(d.Record, d.Fields[FieldRecord])
	for _, r := range k.OpenRecords() {
		if kind == "" || r.Kind == kind {
			return r
		}
	}
	return nil
}

// clockTold stops, restarts or extends the clock of a record: of a request for
// data or erasure alone, as the law has it.
func (c *Copilot) clockTold(r *Record, d Decision) error {
	told := d.Fields[FieldClock]
	refuse := func(why string) error { return &InvalidError{Field: FieldClock, Why: why} }
	switch {
	case told == "":
		return nil
	case r.Kind != RecordAccess && r.Kind != RecordErasure:
		return refuse("the clock of a complaint cannot be stopped or extended")
	case strings.TrimSpace(d.Reason) == "":
		return refuse("say why: the client must be told, and the reason stays in the record")
	case told == ClockComplex && r.Complex:
		return refuse("it was extended already, and only once may it be")
	case told == ClockStop && !r.StoppedAt.IsZero():
		return refuse("the clock stands already")
	case told == ClockRestart && r.StoppedAt.IsZero():
		return refuse("the clock runs already")
	}
	switch told {
	case ClockComplex:
		r.Complex = true
	case ClockStop:
		r.StoppedAt = d.At
	case ClockRestart:
		r.Stopped, r.StoppedAt = r.Stopped+d.At.Sub(r.StoppedAt), time.Time{}
	}
	*r = c.deps.Register.Clocked(*r)
	return nil
}

// Value gives what stands in the record for a field that describes it.
func (r *Record) Value(field string) string {
	yes := map[bool]string{true: "yes", false: "no"}
	switch field {
	case FieldOnBehalfOf:
		return r.OnBehalfOf
	case FieldProduct:
		return r.Product
	case FieldCause:
		return r.Cause
	case FieldLoss:
		return r.Loss
	case FieldDriver:
		return strings.Join(r.Drivers, ",")
	case FieldAboutCare:
		return yes[r.AboutVulnerability]
	case FieldAIHandled:
		return yes[r.AIHandled]
	}
	return ""
}

// changed leaves of the fields of a decision those that say something new. A
// blank one says nothing.
func (r *Record) changed(d Decision) Decision {
	fields := map[string]string{}
	for name, value := range d.Fields {
		if value = strings.TrimSpace(value); name == FieldDriver {
			value = strings.Join(items(value), ",")
		}
		if value != "" && value != r.Value(name) && name != FieldRecord {
			fields[name] = value
		}
	}
	d.Fields = fields
	return d
}

// set writes what a person said of a record into it.
func (r *Record) set(d Decision) {
	for field, value := range d.Fields {
		switch field {
		case FieldOnBehalfOf:
			r.OnBehalfOf = value
		case FieldProduct:
			r.Product = value
		case FieldCause:
			r.Cause = value
		case FieldLoss:
			r.Loss = value
		case FieldDriver:
			r.Drivers = items(value)
		case FieldAboutCare:
			r.AboutVulnerability = value == "yes"
		case FieldAIHandled:
			r.AIHandled = value == "yes"
		}
	}
}

// recordChanged is the event of what a person said of a record, and its card. What they wrote
// in free words stands in its words.
func (c *Copilot) recordChanged(tx Tx, k *Case, r *Record, d Decision) error {
	var names []string
	facts, words := map[string]any{"record": r.Kind}, map[string]string{"reason": d.Reason}
	for name, value := range d.Fields {
		names = append(names, name)
		if values(name) != nil {
			facts[name] = value
		} else {
			words[name] = value
		}
	}
	slices.Sort(names)
	facts["fields"] = names
	for _, due := range r.Due {
		facts["due_"+due.Name] = due.At.Format(time.RFC3339)
	}
	ev := c.event(k, EventRecordChanged, actor(RoleStaff, d.By.ID), facts)
	ev.Words = words
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}
