package bot

import "time"

// giveUpAt is when a draft that is before staff is taken back because nobody
// decided on it; zero for never.
func (c *Copilot) giveUpAt(d *Draft) time.Time {
	if c.opts.GiveUpAfter <= 0 || d == nil || d.ShownAt.IsZero() {
		return time.Time{}
	}
	return d.ShownAt.Add(c.opts.GiveUpAfter)
}

// waited takes a draft back that waited too long: it is not sent, and a person
// gets its case. Whoever presses its buttons afterwards is told so.
func (c *Copilot) waited(tx Tx, k *Case) error {
	k.Draft().Status = "expired"
	return c.toPerson(tx, k, Reason{Code: LongWait, Source: "history", Evidence: "a draft was before staff for " + c.opts.GiveUpAfter.String(),
		Note: "Nobody decided on the draft, so it is not sent and a person should answer."}, "timer")
}
