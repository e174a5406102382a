package bot

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"
)

// Undo is an answer that can still be taken back.
type Undo struct {
	Until    time.Time `json:"until"`
	Version  int       `json:"version"`            // of the draft that was sent
	Messages []string  `json:"messages,omitempty"` // ids of the messages that it answered
	Before   time.Time `json:"before,omitzero"`    // when an earlier answer was sent; zero where none was
}

// Undoable is the answer that a person may still take back: approved or edited
// by a person, arrived a short while ago, and its client has not written since.
func (c *Case) Undoable() (Delivery, bool) {
	if c.Undo == nil || c.State != StateAnswered {
		return Delivery{}, false
	}
	for _, d := range slices.Backward(c.Deliveries) {
		switch {
		case d.Kind == PostAnswer:
			return d, d.State == PostSent && d.PlatformID != ""
		case d.Kind.answers() && d.State != PostCancelled:
			return Delivery{}, false // a correction refers to it, and stays
		}
	}
	return Delivery{}, false
}

// mayUndo opens the short time in which an answer that has just arrived can be
// taken back.
func (c *Copilot) mayUndo(k *Case, version int, asked []Message) {
	k.Undo = nil
	if c.opts.UndoWindow <= 0 {
		return
	}
	if d, ok := k.Decided(version); !ok || d.Action == Automatic {
		return // nobody approved it: to stop automatic answers is another button
	}
	k.Undo = &Undo{Until: c.now().Add(c.opts.UndoWindow), Version: version, Before: k.AnsweredAt}
	for _, m := range asked {
		k.Undo.Messages = append(k.Undo.Messages, m.ID)
	}
}

// undo takes an answer back that was sent a short while ago: it is deleted from
// the client's thread, and its text is before staff again as a new draft, unless
// a colleague has answered beside it.
func (c *Copilot) undo(tx Tx, k *Case, d Decision) error {
	sent, ok := k.Undoable()
	switch {
	case !ok:
		return &InvalidError{Field: "action", Why: "nothing was sent in this case that could be taken back now: send a correction"}
	case d.Delivery != "" && d.Delivery != sent.Try():
		return &SettledError{State: k.State, Why: "something else was sent meanwhile: look in the client's thread again"}
	case !c.now().Before(k.Undo.Until):
		return &SettledError{State: k.State, Why: "it is too late to take this answer back: send a correction"}
	}
	old, asked := k.draftOf(k.Undo.Version), k.Undo
	if old == nil {
		return fmt.Errorf("case %d: draft %d was sent and is not there", k.ID, asked.Version)
	}
	d.Delivery, d.Version = sent.Try(), 0
	k.Decisions = append(k.Decisions, d)
	ev := c.event(k, EventUndone, actor(RoleStaff, d.By.ID), map[string]any{"outbound": sent.Outbound, "version": asked.Version,
		"hash": sent.Hash, "topic": k.Topic(), "seconds": int(c.now().Sub(sent.At).Seconds())})
	ev.Words = map[string]string{"reason": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	if err := c.planRemoval(tx, k, sent); err != nil {
		return err
	}
	if k.answeredBesides(asked.Version) { // a colleague's words stand there: nobody waits for another draft
		k.Undo = nil
		return c.withdraw(tx, k, "a person answered in the thread")
	}
	if k.ask(asked); len(k.Asked()) == 0 {
		return c.withdraw(tx, k, "the client deleted the question") // nobody waits for another answer
	}
	if k.Tier() == TierHuman { // it was put on record since: nobody could approve a draft of it
		return c.escalate(tx, k, actor(RoleStaff, d.By.ID), map[string]any{"by": "person", "reason": "staff"})
	}
	return c.draftAgain(tx, k, *old, sent)
}

// answeredBesides tells whether a person of the firm wrote in the client's thread
// since the text of a draft version was decided on.
func (c *Case) answeredBesides(version int) bool {
	_, ok := c.besides(version)
	return ok
}

// besides gives the last message that a person of the firm wrote in the client's
// thread since the text of a draft version was decided on.
func (c *Case) besides(version int) (Message, bool) {
	d, ok := c.Decided(version)
	if !ok {
		return Message{}, false
	}
	for _, m := range slices.Backward(c.Messages) {
		if m.Role == RoleStaff && !m.Deleted && m.ReceivedAt.After(d.At) {
			return m, true
		}
	}
	return Message{}, false
}

// ask makes the messages open again that an answer had settled.
func (c *Case) ask(u *Undo) {
	for i := range c.Messages {
		if slices.Contains(u.Messages, c.Messages[i].ID) {
			c.Messages[i].Answered = false
		}
	}
	c.AnsweredAt, c.Undo = u.Before, nil
}

// planRemoval puts the deletion of a text on its way, in the line of the
// client's thread, so that no later text arrives before it.
func (c *Copilot) planRemoval(tx Tx, k *Case, sent Delivery) error {
	o := &Outbound{Case: k.ID, Key: fmt.Sprintf("removal:%d", sent.Outbound), Marker: rand.Text(), Kind: PostRemoval, Platform: k.Platform,
		Channel: k.Channel, Thread: k.Thread, Hash: TextHash(""), ReplaceID: sent.PlatformID, State: PostPlanned, UpdatedAt: c.now()}
	if _, err := tx.Plan(o); err != nil {
		return err
	}
	return tx.Append(c.event(k, EventPlanned, system, map[string]any{"outbound": o.ID, "kind": string(o.Kind), "removes": sent.Outbound}))
}

// draftAgain puts what was sent before staff as a draft of its own: as it was
// sent, so that what a person had changed is not lost.
func (c *Copilot) draftAgain(tx Tx, k *Case, d Draft, sent Delivery) error {
	if x, ok := k.Decided(d.Version); ok && x.Action == Edit {
		d.Checks = x.Checks
	}
	d.Version, d.At, d.Token = k.Draft().Version+1, c.now(), rand.Text()
	d.CardID, d.ShownAt, d.Status, d.HeldBack, d.Calls, d.Opinion = "", time.Time{}, "", "", nil, nil
	d.Text, d.Hash = sent.Text, sent.Hash
	k.Drafts = append(k.Drafts, d)
	if err := tx.Append(c.draftEvents(k, d)...); err != nil {
		return err
	}
	k.State, k.Attempts, k.WakeAt = StateDrafted, 0, c.nextTimer(k)
	return c.planCard(tx, k)
}

// removed notes that an answer is gone from the client's thread.
func (c *Case) removed(platformID string, now time.Time) {
	for i := range c.Deliveries {
		if d := &c.Deliveries[i]; d.PlatformID == platformID && d.State == PostSent {
			d.State, d.At, d.Detail = PostRemoved, now, "taken back"
		}
	}
}

// notRemoved gives a case to a person whose answer could not be taken back.
func (c *Copilot) notRemoved(tx Tx, k *Case, why string) error {
	if !CanMove(k.State, StateEscalated) {
		return nil
	}
	return c.toPerson(tx, k, Reason{Code: Failure, Source: "failure", Evidence: why,
		Note: "The answer could not be taken back: the client still sees it."}, "failure")
}

// undoOver ends the time in which an answer can be taken back.
func (c *Copilot) undoOver(_ Tx, k *Case) (bool, error) {
	if k.Undo == nil || c.now().Before(k.Undo.Until) {
		return false, nil
	}
	k.Undo = nil
	return k.State == StateAnswered, nil // the button goes from its card
}

// remove hands a removal to its platform. Trying again is harmless, so that one
// whose outcome is unclear is tried again.
func remove(ctx context.Context, m Messenger, o Outbound) Posting {
	p := m.Remove(ctx, o)
	if p.Outcome == Unclear {
		p.Outcome = NotSent
	}
	return p
}
