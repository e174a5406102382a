package bot

import (
	"fmt"
	"strings"
	"time"
)

// BreachTime is how long the firm has to tell the Information Commissioner of a
// personal data breach, from when it became aware: UK GDPR, Article 33(1). Hours
// run through nights, weekends and holidays.
const BreachTime = 72 * time.Hour

// NewBreach is the event that puts on record that a message reached the wrong
// person, and starts the clock when somebody of the firm became aware. caseID may
// be 0. It is an event of no case: the firm must keep what happened (Article
// 33(5)), whatever becomes of the case. A report that says too little, or that
// comes from the future, is an *InvalidError.
func NewBreach(caseID int64, by Person, what string, aware, now time.Time) (*Event, error) {
	switch {
	case strings.TrimSpace(by.Label()) == "":
		return nil, &InvalidError{Field: "by", Why: "say who reports it: it stands in the record"}
	case strings.TrimSpace(what) == "":
		return nil, &InvalidError{Field: "reason", Why: "say what happened, what went to whom: it stands in the record, and only there"}
	case aware.After(now):
		return nil, &InvalidError{Field: "due", Why: "nobody can have noticed it in the future: give the time when somebody of the firm did"}
	}
	aware = aware.UTC()
	return &Event{Kind: EventBreach, At: now.UTC(), Actor: by.Actor(), Words: map[string]string{"by": by.Label(), "what": what},
		Facts: map[string]any{"case": caseID, "aware_at": aware.Format(time.RFC3339Nano), "due_at": aware.Add(BreachTime).Format(time.RFC3339Nano)}}, nil
}

// breach takes a person's word that a message of the case reached the wrong
// person. A time in Due is when that was noticed; without one it is now. What
// happened stands in the record of breaches and not in the case.
func (c *Copilot) breach(tx Tx, k *Case, d Decision) error {
	for _, x := range k.Decisions {
		if x.Action == ReportBreach {
			return &SettledError{State: k.State, Decision: &x}
		}
	}
	aware := d.Due
	if aware.IsZero() {
		aware = d.At
	}
	ev, err := NewBreach(k.ID, d.By, d.Reason, aware, c.now())
	if err != nil {
		return err
	}
	if err := tx.Append(ev); err != nil {
		return fmt.Errorf("putting the breach on record: %w", err)
	}
	k.Decisions = append(k.Decisions, Decision{Action: ReportBreach, By: d.By, At: d.At, Due: aware.Add(BreachTime).UTC()})
	if !k.AnsweredAt.IsZero() { // the wrong client is a harm that an answer does
		if err := c.happened(tx, k, Happening{What: HappenedHarm, Decision: &d}); err != nil {
			return err
		}
	}
	return c.planCard(tx, k)
}
