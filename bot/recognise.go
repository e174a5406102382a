package bot

import (
	"context"
	"fmt"
	"slices"
)

// Whoever cannot be told apart is taken for a client: they get a draft, which a
// person checks, and never an automatic answer. It may have been a colleague;
// once the platform tells, the case is set right.

// Unsure tells whether it is not known of a message of the case who wrote it.
func (c *Case) Unsure() bool {
	return slices.ContainsFunc(c.Messages, func(m Message) bool { return m.Unsure && !m.Deleted })
}

// Recognise takes in who wrote a message of which the platform had not said so.
// A colleague's message is no question any more but an answer, and software's is
// neither. A message that is not in doubt stays as it is.
func (c *Copilot) Recognise(ctx context.Context, id int64, message string, who Person, role Role) error {
	who.Name = PlainName(who.Name)
	changed := false
	var touched []int64
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		touched = nil
		k, err := tx.Case(id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(k.Messages, func(m Message) bool { return m.ID == message && m.Unsure })
		if changed = at >= 0; !changed {
			return nil
		}
		m := k.Messages[at]
		if err := c.recognise(tx, k, &k.Messages[at], who, role); err != nil || role != RoleStaff || m.ID != k.Thread {
			return err
		}
		touched, err = c.besideLate(tx, k, m, who)
		return err
	})
	if err != nil {
		return fmt.Errorf("case %d: who wrote message %s: %w", id, message, err)
	}
	for _, other := range touched {
		c.deps.Changed(other)
	}
	if changed {
		c.deps.Changed(id)
		c.wake(ctx)
	}
	return nil
}

func (c *Copilot) recognise(tx Tx, k *Case, m *Message, who Person, role Role) error {
	ev := c.event(k, EventAuthor, system, map[string]any{"message": m.ID, "role": string(role), "was": string(m.Role)})
	m.Unsure, m.Role, m.Author = false, role, who
	if err := tx.Append(ev); err != nil {
		return err
	}
	if role == RoleClient {
		return c.save(tx, k)
	}
	m.Assessed = true
	switch {
	case len(k.Questions()) == 0, role != RoleStaff && k.askedNothing():
		return c.questionGone(tx, k, "no client wrote it: the platform had not said who did")
	case role == RoleStaff && k.askedSince(m.SentAt):
		return c.answeredInPart(tx, k, m.SentAt)
	case role == RoleStaff:
		return c.personAnswered(tx, k, *m)
	}
	return c.questionChanged(tx, k, "a message turned out to be written by software")
}
