package bot

import (
	"errors"
	"slices"
)

// What comes in another order than it was written: a colleague's answer before the
// question, a deletion before its message. A message of staff that came while there
// was no case for it is a stray: it is on record by its id, and belongs to no case
// until it is told once more.

// overtaken takes a stray in where its question is there by now: it is its answer.
// One that was deleted meanwhile is none.
func (in *intake) overtaken(tx Tx) error {
	if in.atTop() {
		return in.beside(tx)
	}
	k, err := in.home(tx)
	if err != nil || k == nil || len(k.Messages) == 0 || !in.e.SentAt.After(k.Messages[0].SentAt) {
		return err
	}
	if k.holds(in.e.MessageID) {
		return in.bind(tx, k)
	}
	if gone, err := in.gone(tx); err != nil || gone {
		return err
	}
	in.receipt.Duplicate, in.changed = false, true
	if err := in.bind(tx, k); err != nil {
		return err
	}
	return in.c.staffWrote(tx, k, in.message())
}

// bind gives a stray its case, so that what is done to it later finds it there.
func (in *intake) bind(tx Tx, k *Case) error {
	in.receipt.Case, in.receipt.Thread, in.receipt.Message = k.ID, k.Thread, in.e.MessageID
	return tx.Remember(in.e.Platform, in.e.Channel, in.e.MessageID, in.receipt)
}

// amendStray applies an edit or a deletion to a message that is in no case as far
// as its record tells. An edit holds the whole message: it tells it once more. A
// deletion is kept, in case the message is told once more.
func (in *intake) amendStray(tx Tx) error {
	k, err := in.home(tx)
	switch {
	case err != nil:
		return err
	case k != nil && k.holds(in.e.MessageID): // an older program took it in and left its record as it was
		if err := in.bind(tx, k); err != nil {
			return err
		}
		return in.amend(tx, in.receipt)
	case in.e.Change == ChangeDeleted:
		if err := tx.Bury(in.e.Platform, in.e.Channel, in.e.MessageID, in.changedAt()); err != nil {
			return err
		}
		return in.besideGone(tx, "")
	case in.e.Role == RoleStaff:
		return in.overtaken(tx)
	}
	return nil
}

// holds tells whether a message is one of the case.
func (c *Case) holds(message string) bool {
	return slices.ContainsFunc(c.Messages, func(m Message) bool { return m.ID == message })
}

// gone tells whether a message was deleted before it came. An edit that was made
// after the deletion brings it back.
func (in *intake) gone(tx Tx) (bool, error) {
	deleted, err := tx.Buried(in.e.Platform, in.e.Channel, in.e.MessageID)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil && (in.e.Change != ChangeEdited || in.e.ChangedAt.Before(deleted)), err
}

// late takes in a message whose deletion may have overtaken it: it is on record
// then, and nobody answers it.
func (in *intake) late(tx Tx) error {
	gone, err := in.gone(tx)
	if err != nil {
		return err
	}
	if err := in.add(tx); err != nil || !gone || in.receipt.Case == 0 {
		return err
	}
	deletion := intake{c: in.c, e: in.e, now: in.now}
	deletion.e.Change = ChangeDeleted
	if deletion.e.ChangedAt, err = tx.Buried(in.e.Platform, in.e.Channel, in.e.MessageID); err != nil {
		return err
	}
	return deletion.amend(tx, in.receipt)
}
