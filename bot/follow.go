package bot

import (
	"slices"
	"time"
)

// hear adds a message to those of a case, in the order in which they were
// written: a platform may bring an earlier one later.
func (c *Case) hear(m Message) {
	at := len(c.Messages)
	for at > 0 && !m.SentAt.IsZero() && c.Messages[at-1].SentAt.After(m.SentAt) {
		at--
	}
	c.Messages = slices.Insert(c.Messages, at, m)
}

// clientWrote adds a client's message to a case and moves the case to where it
// is taken in.
func (c *Copilot) clientWrote(tx Tx, k *Case, m Message, kind EventKind) error {
	k.hear(m)
	ev := c.event(k, kind, actor(m.Role, m.Author.ID), map[string]any{
		"message": m.ID, "files": len(m.Files), "form": string(FormOf(m.Text, len(m.Files))), "state": string(k.State),
	})
	ev.Words = map[string]string{"text": m.Text}
	m.came(ev)
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.questionChanged(tx, k, "the client wrote again")
}

// questionChanged moves a case whose question is no longer what it was.
func (c *Copilot) questionChanged(tx Tx, k *Case, why string) error {
	k.unsnooze()
	if len(k.Asked()) == 0 {
		k.Telling = nil // its client waits for nothing
	}
	wake := c.quietUntil(k)
	switch k.State {
	case StateReceived, StateSuperseded, StateReopened:
		k.WakeAt = wake
	case StateAssessed, StateDrafted, StateInReview:
		if err := c.supersede(tx, k, why); err != nil {
			return err
		}
	case StateDecided:
		if err := c.recall(tx, k, why); err != nil {
			return err
		}
	case StateAnswered, StateWithdrawn, StateResolved:
		if err := c.reopen(tx, k); err != nil {
			return err
		}
	case StateEscalated, StateClaimed:
		k.WakeAt = wake // assessed again: the tier stays, flags and records may come
	case StateSending, StateUnknown:
		c.wakeBy(k) // taken in when the delivery is settled, but for what cannot wait: see meanwhile.go
	}
	k.UpdatedAt = c.now()
	return c.save(tx, k)
}

// quietUntil is when the quiet window of a case ends. A client who never
// pauses is not waited for longer than six windows.
func (c *Copilot) quietUntil(k *Case) time.Time {
	now := c.now()
	until := now.Add(c.opts.QuietWindow)
	for _, m := range k.Messages {
		if m.Role == RoleClient && !m.Assessed && !m.Deleted {
			if latest := m.ReceivedAt.Add(6 * c.opts.QuietWindow); latest.Before(until) {
				until = latest
			}
			break
		}
	}
	if until.Before(now) {
		return now
	}
	return until
}

// supersede sets the current draft aside: the case is assessed and drafted anew.
func (c *Copilot) supersede(tx Tx, k *Case, why string) error {
	version := 0
	if d := k.Draft(); d != nil && d.Status == "" {
		d.Status, version = "superseded", d.Version
	}
	k.State, k.WakeAt, k.Attempts = StateSuperseded, c.quietUntil(k), 0
	if err := tx.Append(c.event(k, EventSuperseded, system, map[string]any{"version": version, "why": why})); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// recall takes back an approved answer that has not left yet, because what it
// answers is no longer what the client asked.
func (c *Copilot) recall(tx Tx, k *Case, why string) error {
	if err := c.cancelAnswers(tx, k, why); err != nil {
		return err
	}
	return c.supersede(tx, k, why)
}

// cancelAnswers cancels every answer of the case that was planned and has not left.
func (c *Copilot) cancelAnswers(tx Tx, k *Case, why string) error {
	posts, err := tx.Posts(k.ID)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.Kind != PostAnswer || p.State != PostPlanned {
			continue
		}
		p.State, p.Detail = PostCancelled, why
		if err := tx.UpdatePost(&p); err != nil {
			return err
		}
		k.noteDelivery(p, c.now())
		if err := tx.Append(c.event(k, EventCancelled, system, map[string]any{"outbound": p.ID, "why": why})); err != nil {
			return err
		}
	}
	return nil
}

func (c *Copilot) reopen(tx Tx, k *Case) error {
	from := k.State
	k.State, k.WakeAt, k.Attempts = StateReopened, c.quietUntil(k), 0
	k.Owner, k.OwnerID, k.ClaimedAt, k.Telling, k.Undo = "", "", time.Time{}, nil, nil // whoever had it is done: it is anybody's again
	return tx.Append(c.event(k, EventReopened, system, map[string]any{"from": string(from)}))
}

// askedNothing tells whether nothing is left that a draft could answer. What
// people have stays with them while any of it stands.
func (c *Case) askedNothing() bool {
	return len(c.Questions()) == 0 || !c.withPeople() && len(c.Asked()) == 0
}

// withPeople tells whether people have the case, or are to take it.
func (c *Case) withPeople() bool { return c.State == StateEscalated || c.State == StateClaimed }

// questionGone withdraws a case of whose question nothing is left, where nothing
// was sent yet; otherwise people are shown that it is gone.
func (c *Copilot) questionGone(tx Tx, k *Case, why string) error {
	switch {
	case k.State == StateDecided:
		if err := c.cancelAnswers(tx, k, why); err != nil {
			return err
		}
		return c.withdraw(tx, k, why)
	case k.State.Undecided() || k.State == StateEscalated || k.State == StateClaimed:
		return c.withdraw(tx, k, why)
	}
	k.UpdatedAt = c.now()
	return c.save(tx, k)
}

// withdraw ends the drafting of a case and stores it.
func (c *Copilot) withdraw(tx Tx, k *Case, why string) error {
	if d := k.Draft(); d != nil && d.Status == "" {
		d.Status = "withdrawn"
	}
	k.unsnooze()
	k.State, k.Telling, k.UpdatedAt = StateWithdrawn, nil, c.now()
	k.WakeAt = c.nextTimer(k)
	if err := tx.Append(c.event(k, EventWithdrawn, system, map[string]any{"why": why})); err != nil {
		return err
	}
	if err := c.planCard(tx, k); err != nil {
		return err
	}
	return c.save(tx, k)
}

// staffWrote takes in what a person of the firm wrote in the client's thread.
// It is an answer: a draft still open is withdrawn.
func (c *Copilot) staffWrote(tx Tx, k *Case, m Message) error {
	m.Assessed = true
	k.hear(m)
	ev := c.event(k, EventStaffMessage, actor(RoleStaff, m.Author.ID), map[string]any{
		"message": m.ID, "state": string(k.State), "asked": AskedFor(m.Text),
	})
	if found := findings(m.Checks); len(found) > 0 {
		ev.Facts["findings"] = found
	}
	part := k.askedSince(m.SentAt)
	if part {
		ev.Facts["part"] = true
	}
	ev.Words = map[string]string{"text": m.Text, "name": m.Author.Name}
	m.came(ev)
	if err := tx.Append(ev); err != nil {
		return err
	}
	if part {
		return c.answeredInPart(tx, k, m.SentAt)
	}
	return c.personAnswered(tx, k, m)
}

// askedSince tells whether the client asked something after a time, or put it in
// the words that it has now, that has no answer yet. Never after a time that is
// not known.
func (c *Case) askedSince(t time.Time) bool {
	return !t.IsZero() && slices.ContainsFunc(c.Asked(), func(m Message) bool { return m.saidSince(t) })
}

// saidSince tells whether a message was written, or edited, after a time.
func (m Message) saidSince(t time.Time) bool { return m.SentAt.After(t) || m.ChangedAt.After(t) }

// answeredInPart has a case follow a colleague's answer that came late: it answers
// what stood before it, and the rest is open.
func (c *Copilot) answeredInPart(tx Tx, k *Case, at time.Time) error {
	if k.State == StateSending || k.State == StateUnknown {
		return c.save(tx, k) // what is on its way answers all of it
	}
	if !k.answerUntil(at) {
		return c.save(tx, k)
	}
	return c.questionChanged(tx, k, answeredPart)
}

const answeredPart = "a person answered a part of it in the thread"

// answerUntil marks what the client asked until a time as answered by a person,
// and tells whether anything was.
func (c *Case) answerUntil(at time.Time) bool {
	changed := false
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Role == RoleClient && !m.Deleted && !m.Answered && !m.saidSince(at) {
			m.Answered, changed = true, true
		}
	}
	return changed
}

// answerBefore marks what the client had asked before a person wrote as answered.
// Both came already: where the platform does not tell the times, ours tell.
func (c *Case) answerBefore(by Message) {
	at := by.written()
	for i := range c.Messages {
		m := &c.Messages[i]
		later := m.written().After(at) || m.ChangedAt.After(at) || m.ChangedAt.IsZero() && m.EditedAt.After(by.ReceivedAt)
		m.Answered = m.Answered || m.Role == RoleClient && !m.Deleted && !later
	}
}

// personAnswered has a case follow what a person of the firm wrote to its client.
func (c *Copilot) personAnswered(tx Tx, k *Case, m Message) error {
	k.AnsweredAt, k.UpdatedAt, k.Telling = c.now(), c.now(), nil
	k.unsnooze()
	if k.State != StateSending && k.State != StateUnknown {
		k.answer()
	}
	switch {
	case k.State == StateEscalated || k.State == StateClaimed:
		return c.answeredByPerson(tx, k, m)
	case k.State == StateDecided:
		if err := c.cancelAnswers(tx, k, "a person answered in the thread"); err != nil {
			return err
		}
		return c.withdraw(tx, k, "a person answered in the thread")
	case k.State.Undecided():
		return c.withdraw(tx, k, "a person answered in the thread")
	}
	return c.save(tx, k)
}

func (c *Copilot) answeredByPerson(tx Tx, k *Case, m Message) error {
	k.State = StateAnswered
	k.WakeAt = c.nextTimer(k)
	if k.Owner == "" {
		k.Owner, k.OwnerID, k.ClaimedAt = m.Author.Label(), m.Author.ID, c.now()
	}
	if err := tx.Append(c.event(k, EventAnswered, actor(RoleStaff, m.Author.ID), map[string]any{"by": "person"})); err != nil {
		return err
	}
	if err := c.planCard(tx, k); err != nil {
		return err
	}
	return c.save(tx, k)
}
