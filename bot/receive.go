package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// MaxMessageBytes bounds one message: anything longer is refused at the door.
const MaxMessageBytes = 1 << 20

// Receive takes one message in and returns once it is durable: only then may
// a listener tell the platform that it was accepted. The same message again
// gets the same receipt and changes nothing. Errors are *InvalidError for a
// message that can never be taken in; any other means that it was not, and
// should be delivered again.
func (c *Copilot) Receive(ctx context.Context, e Enquiry) (Receipt, error) {
	if err := e.validate(); err != nil {
		return Receipt{}, err
	}
	e = e.plain()
	checks, err := c.checkStaff(ctx, e)
	if err != nil {
		return Receipt{}, err
	}
	c.compareLater(string(e.Platform), e.SentAt)
	defer c.intake.enter()()
	c.deps.Fault("F1")
	in := &intake{c: c, e: e, checks: checks, now: c.now()}
	if err := c.deps.Store.Write(ctx, in.take); err != nil {
		return Receipt{}, fmt.Errorf("taking in message %s: %w", e.MessageID, err)
	}
	c.deps.Fault("F2")
	c.metrics.received(e, in.receipt)
	if in.changed {
		c.remember(ctx, in)
		in.touched = append(in.touched, in.receipt.Case)
	}
	for _, id := range in.touched {
		c.deps.Changed(id)
	}
	if len(in.touched) > 0 {
		c.wake(ctx)
	}
	return in.receipt, nil
}

func (e Enquiry) validate() error {
	switch {
	case e.Channel == "":
		return &InvalidError{Field: "channel", Why: "the message names no channel"}
	case e.MessageID == "":
		return &InvalidError{Field: "id", Why: "the message has no id"}
	case e.Author.ID == "":
		return &InvalidError{Field: "author", Why: "the message names no author"}
	case e.Text == "" && len(e.Files) == 0 && e.Change != ChangeDeleted:
		return &InvalidError{Field: "text", Why: "the message has no text"}
	case len(e.Text) > MaxMessageBytes:
		return &InvalidError{Field: "text", Why: "the message is longer than 1 MiB"}
	}
	return nil
}

// intake is one message on its way into the store. Its methods run inside a
// transaction, perhaps more than once.
type intake struct {
	c       *Copilot
	e       Enquiry
	checks  []Check // of staff's words
	now     time.Time
	receipt Receipt
	changed bool
	touched []int64 // other cases that it changed
}

func (in *intake) take(tx Tx) error {
	in.changed, in.touched = false, nil
	seen, err := tx.FindMessage(in.e.Platform, in.e.Channel, in.e.MessageID)
	switch {
	case err == nil && in.e.Change == ChangeNew:
		seen.Duplicate = true
		in.receipt = seen
		if seen.Case == 0 && in.e.Role == RoleStaff {
			return in.overtaken(tx)
		}
		return nil
	case err == nil:
		in.receipt = seen
		if seen.Case == 0 {
			return in.amendStray(tx)
		}
		return in.amend(tx, seen)
	case !errors.Is(err, ErrNotFound):
		return err
	case in.e.Change == ChangeDeleted:
		in.receipt = Receipt{Thread: in.thread(), Message: in.e.MessageID}
		return tx.Bury(in.e.Platform, in.e.Channel, in.e.MessageID, in.changedAt())
	}
	return in.late(tx)
}

// changedAt is when a change was made: now, where its platform does not tell.
func (in *intake) changedAt() time.Time {
	if in.e.ChangedAt.IsZero() {
		return in.now
	}
	return in.e.ChangedAt.UTC()
}

// thread is the thread that the message stands in; a top-level message starts its own.
func (in *intake) thread() string {
	if in.e.Thread != "" {
		return in.e.Thread
	}
	return in.e.MessageID
}

func (in *intake) message() Message {
	role := in.e.Role
	if role == "" {
		role = RoleClient
	}
	return Message{
		ID: in.e.MessageID, Role: role, Author: in.e.Author, Unsure: in.e.Unsure, Text: in.e.Text, Files: in.e.Files,
		SentAt: in.e.SentAt.UTC(), ReceivedAt: in.now, Delivery: in.e.Delivery, ChangedAt: in.e.ChangedAt.UTC(), Checks: in.checks,
	}
}

// add puts a new message into the case it belongs to, or opens one.
func (in *intake) add(tx Tx) error {
	k, err := in.home(tx)
	if err != nil {
		return err
	}
	m := in.message()
	switch {
	case m.Role == RoleStaff && k == nil:
		in.receipt = Receipt{Thread: in.thread(), Message: m.ID}
		if err := tx.Remember(in.e.Platform, in.e.Channel, m.ID, in.receipt); err != nil || !in.atTop() {
			return err
		}
		return in.beside(tx)
	case m.Role == RoleStaff:
		if err = in.c.staffWrote(tx, k, m); err == nil {
			err = in.besideInThread(tx, k)
		}
	case k == nil:
		k, err = in.open(tx, m)
	default:
		err = in.c.clientWrote(tx, k, m, EventMessage)
	}
	if err != nil {
		return err
	}
	in.changed = true
	in.receipt = Receipt{Case: k.ID, Thread: k.Thread, Message: m.ID}
	return tx.Remember(in.e.Platform, in.e.Channel, m.ID, in.receipt)
}

// home finds the case that the message belongs to: the one of its thread, or
// for a top-level message the one that the same client is still writing. Where
// there are no threads it is the newest case that is open in the place: what a
// person of the firm writes there answers it, and a client's next message adds to it.
func (in *intake) home(tx Tx) (*Case, error) {
	if in.e.Thread != "" && in.e.Thread != in.e.MessageID {
		return in.ofThread(tx)
	}
	if in.e.Unthreaded {
		k, err := tx.LatestOpenIn(in.e.Platform, in.e.Channel)
		if errors.Is(err, ErrNotFound) {
			return nil, nil
		}
		return k, err
	}
	if in.e.Role == RoleStaff {
		return nil, nil
	}
	if k, err := in.begun(tx); k != nil || err != nil || in.c.opts.QuietWindow <= 0 {
		return k, err
	}
	k, err := tx.LatestOf(in.e.Platform, in.e.Channel, in.e.Author.ID)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil || !k.inBurst(in.now, in.c.opts.QuietWindow) {
		return nil, err
	}
	return k, nil
}

// inBurst tells whether a top-level message now would still belong to the
// case: its client is writing, and nobody has answered.
func (c *Case) inBurst(now time.Time, quiet time.Duration) bool {
	return c.State == StateReceived && slices.ContainsFunc(c.Messages, func(m Message) bool { return now.Sub(m.ReceivedAt) <= quiet })
}

func (in *intake) open(tx Tx, m Message) (*Case, error) {
	account := in.c.deps.Directory.Account(in.e.Platform, in.e.Channel)
	k := &Case{
		State: StateReceived, Platform: in.e.Platform, Channel: in.e.Channel, Thread: in.thread(),
		Account: account.ID, Client: in.e.Author, OpenedAt: in.now, UpdatedAt: in.now,
		WakeAt: in.now.Add(in.c.opts.QuietWindow), Messages: []Message{m},
	}
	if err := tx.Create(k); err != nil {
		return nil, err
	}
	ev := in.c.event(k, EventReceived, actor(m.Role, m.Author.ID), map[string]any{
		"platform": string(k.Platform), "channel": k.Channel, "account": k.Account, "thread": k.Thread,
		"message": m.ID, "files": len(m.Files), "form": string(FormOf(m.Text, len(m.Files))),
	})
	ev.Words = map[string]string{"text": m.Text, "name": m.Author.Name}
	m.came(ev)
	return k, tx.Append(ev)
}

// came puts who wrote a message into its event, and what brought it where the
// platform says that. A client's id stands among the words, so that it goes
// when they are erased.
func (m Message) came(ev *Event) {
	m.wrote(ev)
	if m.Delivery != "" {
		ev.Facts["delivery"] = m.Delivery
	}
}

// wrote puts the author's id into the event of a message.
func (m Message) wrote(ev *Event) {
	if m.Role == RoleStaff {
		ev.Facts["author"] = m.Author.ID
		return
	}
	ev.Words["author"] = m.Author.ID
}

// saysTheSame tells whether a message has the words and the files already that
// a change reports.
func (in *intake) saysTheSame(m *Message) bool {
	return m.Text == in.e.Text && slices.Equal(m.Files, in.e.Files)
}

// amend applies an edit or a deletion to a message that is in a case.
func (in *intake) amend(tx Tx, seen Receipt) error {
	k, err := tx.Case(seen.Case)
	if err != nil {
		return err
	}
	for i := range k.Messages {
		if m := &k.Messages[i]; m.ID == in.e.MessageID {
			return in.amendMessage(tx, k, m)
		}
	}
	return nil
}

// unchanged takes an edit after which a message says what it said: one that is told
// twice, or that undid another which has not come. When it was made is kept, so that
// what was done before it changes nothing.
func (in *intake) unchanged(tx Tx, k *Case, m *Message) error {
	if !in.e.ChangedAt.After(m.ChangedAt) {
		return nil
	}
	m.ChangedAt = in.changedAt()
	return in.c.save(tx, k)
}

// amendMessage changes one message. An edit of a message that was deleted
// brings it back: the client asks it after all. What was done before the last
// change that is known came late and changes nothing.
func (in *intake) amendMessage(tx Tx, k *Case, m *Message) error {
	deleted, restored := in.e.Change == ChangeDeleted, m.Deleted
	if !in.e.ChangedAt.IsZero() && in.e.ChangedAt.Before(m.ChangedAt) {
		return nil
	}
	switch {
	case m.Deleted && deleted:
		return nil // told twice
	case !m.Deleted && !deleted && in.saysTheSame(m):
		return in.unchanged(tx, k, m)
	}
	in.changed = true
	if m.sorted() {
		m.ResaidAt = in.now
	}
	m.EditedAt, m.Deleted, m.Assessed, m.Answered, m.Noted = in.now, deleted, false, false, false
	if deleted || !in.e.ChangedAt.IsZero() {
		m.ChangedAt = in.changedAt()
	}
	ev := in.c.event(k, EventDeleted, actor(m.Role, m.Author.ID), map[string]any{"message": m.ID})
	ev.Words = map[string]string{}
	if !deleted {
		m.Text, m.Files = in.e.Text, in.e.Files
		ev.Kind, ev.Words["text"] = EventEdited, m.Text
		ev.Facts["files"] = len(m.Files)
		ev.Facts["form"] = string(FormOf(m.Text, len(m.Files)))
		if restored {
			ev.Facts["restored"] = true
		}
	}
	if deleted && m.Role == RoleClient && len(k.Asked()) == 0 {
		ev.Facts["nothing_left"] = true
	}
	m.wrote(ev)
	if err := tx.Append(ev); err != nil {
		return err
	}
	if m.Role == RoleStaff {
		return in.staffAmended(tx, k, m)
	}
	if deleted && k.askedNothing() {
		return in.c.questionGone(tx, k, "the client deleted the question")
	}
	what := "edited"
	switch {
	case deleted:
		what = "deleted"
	case restored:
		what = "brought back"
	}
	return in.c.questionChanged(tx, k, "the client "+what+" a message")
}

// staffAmended has cases follow what a colleague did to their message: one that is
// deleted may have been an answer, to this case or beside it.
func (in *intake) staffAmended(tx Tx, k *Case, m *Message) error {
	if !m.Deleted {
		return in.c.save(tx, k)
	}
	stood := m.ChangedAt
	if !in.e.StoodAt.IsZero() {
		stood = in.e.StoodAt
	}
	if err := in.c.answerGone(tx, k, *m, stood); err != nil {
		return err
	}
	if m.ID == k.Thread { // it stands at the top of the channel
		return in.besideGone(tx, "")
	}
	return in.besideGone(tx, k.Thread)
}
