package bot

import (
	"fmt"
	"slices"
	"time"
)

// recordsNext is when the next deadline or reminder of the case's records comes
// of which staff were not told yet; zero when none will.
func (c *Case) recordsNext() time.Time {
	var next time.Time
	for i := range c.Records {
		r := &c.Records[i]
		for _, d := range slices.Concat(r.Due, r.Reminders) {
			if d.FiredAt.IsZero() && r.Waits(d) {
				next = sooner(next, d.At)
			}
		}
	}
	if c.Mark.Open() && c.Mark.FiredAt.IsZero() {
		next = sooner(next, c.Mark.Due)
	}
	return next
}

// comeDue is one thing about a record that staff are told when its time has come.
type comeDue struct {
	record   string
	deadline Deadline
	overdue  bool
}

// recordsDue tells staff of every deadline and reminder whose time has come,
// each once: that they were told stands in the case, written in the same
// transaction.
func (c *Copilot) recordsDue(tx Tx, k *Case) (bool, error) {
	now := c.now()
	var all []comeDue
	for i := range k.Records {
		r := &k.Records[i]
		all = append(all, r.fire(r.Reminders, now, false)...)
		all = append(all, r.fire(r.Due, now, true)...)
	}
	if k.Mark.Open() && k.Mark.FiredAt.IsZero() && !k.Mark.Due.IsZero() && !now.Before(k.Mark.Due) {
		k.Mark.FiredAt = now
		all = append(all, comeDue{"mark", Deadline{Name: "mark", At: k.Mark.Due}, true})
	}
	for _, t := range all {
		kind := EventRecordReminder
		if t.overdue {
			kind = EventRecordOverdue
			c.log.Warn("a deadline passed", "case", k.ID, "record", t.record, "deadline", t.deadline.Name, "due", t.deadline.At)
		}
		facts := map[string]any{"record": t.record, "deadline": t.deadline.Name, "due": t.deadline.At.Format(time.RFC3339)}
		if err := tx.Append(c.event(k, kind, system, facts)); err != nil {
			return false, err
		}
		if err := c.pageRecord(tx, k, t); err != nil {
			return false, err
		}
	}
	return len(all) > 0, nil
}

// fire marks what has come as told and gives what is worth telling: nothing of
// a way that closed unused, nor of what was done in time.
func (r *Record) fire(all []Deadline, now time.Time, overdue bool) []comeDue {
	var out []comeDue
	for i := range all {
		d := &all[i]
		if d.At.IsZero() || !d.FiredAt.IsZero() || now.Before(d.At) || !r.Waits(*d) {
			continue
		}
		d.FiredAt = now
		out = append(out, comeDue{r.Kind, *d, overdue && !d.Optional})
	}
	return out
}

// aboutRecord marks a page to staff that is about a record: it is sent whoever
// has the case.
const aboutRecord = "record"

// pageRecord has staff told of a deadline, beneath the case's card: whoever may
// decide of one that comes, the owner of the firm of one that passed.
func (c *Copilot) pageRecord(tx Tx, k *Case, t comeDue) error {
	words := t.words(k, c.opts.Zone)
	if words == "" || k.drill() {
		return nil
	}
	to := ToApprovers
	if t.overdue {
		to = ToOwner
	}
	return c.planPage(tx, &Outbound{
		Case: k.ID, Key: fmt.Sprintf("page:record:%d:%s:%s:%d", k.ID, t.record, t.deadline.Name, t.deadline.At.Unix()), Platform: k.Platform,
		Thread: fmt.Sprintf("case-%d", k.ID), To: to, Text: words, Notice: aboutRecord,
	})
}

// duties say what a record is and what its deadlines ask for, in fixed words:
// nothing of what the client wrote stands in a page.
var duties = map[string]string{
	RecordComplaint: "complaint", RecordDataComplaint: "data protection complaint", RecordAccess: "request for their data", RecordErasure: "request to be erased",
	DueAcknowledge: "acknowledged", DueResponse: "answered in full", DueThirdDay: "settled by the client's acceptance",
}

// words say what has come due, with its day as the firm reads it; "" for what needs
// no page.
func (t comeDue) words(k *Case, zone *time.Location) string {
	if t.record == "mark" {
		return fmt.Sprintf("Overdue: nobody has said whether case %d is a complaint.", k.ID)
	}
	name, due := t.deadline.Of, t.deadline
	if r := k.Record(t.record); r != nil && name != "" {
		due, _ = r.Deadline(name)
	}
	day := due.At.In(zone).Format("2 January 2006")
	switch {
	case t.overdue:
		return fmt.Sprintf("Overdue: the %s of case %d was to be %s by %s, and is not.", duties[t.record], k.ID, duties[t.deadline.Name], day)
	case name == DueThirdDay:
		return fmt.Sprintf("Until the close of today, %s, the %s of case %d can be %s.", day, duties[t.record], k.ID, duties[name])
	case name != "":
		return fmt.Sprintf("The %s of case %d must be %s by %s.", duties[t.record], k.ID, duties[name], day)
	}
	return "" // a way that closed unused: its card says so
}
