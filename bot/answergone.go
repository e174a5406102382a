package bot

import "time"

// answerGoneWithin is how soon after it was written a colleague's answer must be
// deleted to count as none: it was meant for another thread, or is written anew.
// What is tidied away later was read.
const answerGoneWithin = time.Hour

// answerGone has a case follow that a colleague deleted what they wrote to the
// client: what nothing else answers waits again. stood is when it still stood there,
// at the least.
func (c *Copilot) answerGone(tx Tx, k *Case, m Message, stood time.Time) error {
	since := k.lastAnswer()
	settled := k.State == StateResolved || k.State == StateSending || k.State == StateUnknown
	if settled || stood.Sub(m.written()) > answerGoneWithin || !k.askAgain(since, m.written()) {
		k.UpdatedAt = c.now()
		return c.save(tx, k)
	}
	k.AnsweredAt = since
	if k.CardID != "" {
		if err := c.planCard(tx, k); err != nil {
			return err
		}
	}
	return c.questionChanged(tx, k, "a colleague deleted their answer")
}

// lastAnswer is when the client was last answered by what still stands; zero for never.
func (c *Case) lastAnswer() time.Time {
	var last time.Time
	for _, m := range c.Messages {
		if m.Role == RoleStaff && !m.Deleted && m.written().After(last) {
			last = m.written()
		}
	}
	for _, d := range c.Deliveries {
		if d.Kind.answers() && d.State == PostSent && d.At.After(last) {
			last = d.At
		}
	}
	return last
}

// askAgain makes open again what the client wrote after one time and before
// another, and was answered; false where that is nothing.
func (c *Case) askAgain(since, until time.Time) bool {
	found := false
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Role == RoleClient && !m.Deleted && m.Answered && m.written().After(since) && m.written().Before(until) {
			m.Answered, found = false, true
		}
	}
	return found
}
