package bot

import "time"

// CurrentDraft returns the draft that belongs to what the client asks now: one
// that waits for a decision, or was approved or edited and answers it. It is
// nil when the draft was set aside, given to a person, or answers a question
// that is settled while another is open.
func (c *Case) CurrentDraft() *Draft {
	d := c.Draft()
	if d == nil || c.beforeAsked(d.At) {
		return nil
	}
	switch d.Status {
	case "":
		return d
	case "decided":
		if x, ok := c.Decided(d.Version); ok && x.Action.Sends() {
			return d
		}
	}
	return nil
}

// Standing returns the decisions on what the client asks now, or on what was
// asked last where nothing is open, oldest first.
func (c *Case) Standing() []Decision {
	var out []Decision
	for _, d := range c.Decisions {
		sends := d.Action.Sends()
		if draft := c.CurrentDraft(); c.beforeAsked(d.At) || sends && (draft == nil || draft.Version != d.Version) {
			continue
		}
		out = append(out, d)
	}
	return out
}

// beforeAsked tells whether a time lies before the oldest message that waits
// for an answer came in, or got the words it has now.
func (c *Case) beforeAsked(at time.Time) bool {
	asked := c.Asked()
	for _, m := range asked {
		since := m.ReceivedAt
		if m.EditedAt.After(since) {
			since = m.EditedAt
		}
		if !at.Before(since) {
			return false
		}
	}
	return len(asked) > 0
}
