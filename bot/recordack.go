package bot

import "fmt"

// acknowledge has the fixed text of a record sent to the client: the one that
// was shown, whatever the settings say by now.
func (c *Copilot) acknowledge(tx Tx, k *Case, d Decision) error {
	if err := checkFields(d, nil); err != nil {
		return err
	}
	r := k.Unacknowledged()
	if r == nil || d.Record != "" {
		r = c.openOne(k, d)
	}
	switch {
	case r == nil:
		return &InvalidError{Field: "record", Why: "there is no open record to acknowledge"}
	case r.AckPost != 0 || !r.AckAt.IsZero():
		return &SettledError{State: k.State, Why: "the acknowledgement was sent by " + r.AckBy.Label() + " already"}
	case r.Acknowledgement == "":
		return &InvalidError{Field: "record", Why: "there is no fixed text for this: write to the client yourself"}
	case d.Text != "" && d.Text != r.Acknowledgement:
		return &InvalidError{Field: "text", Why: "the acknowledgement is the firm's fixed text and is sent as it stands; write to the client yourself to say something else"}
	}
	o := &Outbound{Key: fmt.Sprintf("record-ack:%d:%s:%d", k.ID, r.Kind, k.Version), Kind: PostNotice, Text: r.Acknowledgement, Label: "Sent by " + d.By.Label()}
	if err := c.planClient(tx, k, o, actor(RoleStaff, d.By.ID)); err != nil {
		return err
	}
	r.AckPost, r.AckBy, k.Telling = o.ID, d.By, nil
	facts := map[string]any{"record": r.Kind, "fields": []string{"acknowledgement"}, "outbound": o.ID, "hash": o.Hash}
	if err := tx.Append(c.event(k, EventRecordChanged, actor(RoleStaff, d.By.ID), facts)); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// ackArrived notes that a text reached the client, where it acknowledges a record.
func (c *Copilot) ackArrived(tx Tx, k *Case, o *Outbound) error {
	for i := range k.Records {
		r := &k.Records[i]
		if r.AckPost != o.ID || !r.AckAt.IsZero() {
			continue
		}
		r.AckAt = c.now()
		facts := map[string]any{"record": r.Kind, "fields": []string{"acknowledged_at"}, "outbound": o.ID}
		if err := tx.Append(c.event(k, EventRecordChanged, actor(RoleStaff, r.AckBy.ID), facts)); err != nil {
			return err
		}
		return c.planCard(tx, k)
	}
	return nil
}

// ackFailed takes back that an acknowledgement is on its way: it will not
// arrive, and somebody must have it sent again.
func (c *Copilot) ackFailed(tx Tx, k *Case, o *Outbound) error {
	for i := range k.Records {
		if r := &k.Records[i]; r.AckPost == o.ID && r.AckAt.IsZero() {
			r.AckPost, r.AckBy = 0, Person{}
			return c.planCard(tx, k)
		}
	}
	return nil
}
