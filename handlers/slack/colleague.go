package slack

import (
	"context"
	"errors"
	"slices"
	"time"

	"countersign/bot"
)

// That a colleague deleted or edited what they answered may be lost, too. Where the
// answer is gone nobody has answered, and its case is settled: no look at open cases
// sees it. The sweep has read the thread, so it costs a call only where one is gone.

// sweepCase compares a case with what a sweep read of its channel since oldest;
// whole says that nothing of that is missing. Of a case that is settled only what
// colleagues answered is looked at.
func (l *Listener) sweepCase(ctx context.Context, k *bot.Case, read []message, oldest time.Time, whole bool) (int, error) {
	if !k.State.Open() {
		if !whole {
			return 0, nil
		}
		return l.answersGone(ctx, k, read, oldest, l.pages)
	}
	found, err := l.compare(ctx, k, l.pages)
	if !whole || k.AnsweredBeside() == nil || k.Beside.InThread {
		return found, err
	}
	n, gone := l.besidesGone(ctx, k, read)
	return found + n, errors.Join(err, gone)
}

// answersGone takes in which answers of colleagues, written since oldest, are gone:
// they are not shown, and Slack says that they are not there.
func (l *Listener) answersGone(ctx context.Context, k *bot.Case, shown []message, oldest time.Time, list lister) (int, error) {
	found := 0
	var errs []error
	for _, m := range k.Messages {
		written := timeOf(m.ID)
		if m.Role != bot.RoleStaff || m.Deleted || written.IsZero() || written.Before(oldest) || shows(shown, m.ID) {
			continue
		}
		gone, err := l.goneAlone(ctx, k, m, list)
		if errs = append(errs, err); gone {
			found++
		}
	}
	return found, errors.Join(errs...)
}

// besidesGone takes in what a colleague wrote beside a question, at the top of the
// channel, and deleted again.
func (l *Listener) besidesGone(ctx context.Context, k *bot.Case, shown []message) (int, error) {
	found := 0
	var errs []error
	for _, id := range k.Beside.Messages {
		if shows(shown, id) {
			continue
		}
		gone, err := l.goneAlone(ctx, k, bot.Message{ID: id, Role: bot.RoleStaff, Author: k.Beside.By}, l.pages)
		if errs = append(errs, err); gone {
			found++
		}
	}
	return found, errors.Join(errs...)
}

// goneAlone asks Slack for one message, and takes in where it was deleted.
func (l *Listener) goneAlone(ctx context.Context, k *bot.Case, m bot.Message, list lister) (bool, error) {
	_, gone, err := l.alone(ctx, k, m, list)
	if err != nil || !gone {
		return false, err
	}
	return true, l.lost(ctx, k, m)
}

// edited takes in what the history shows of a message that was edited; true where
// that is new to its case.
func (l *Listener) edited(ctx context.Context, caseID int64, channel string, own message) (bool, error) {
	before, err := l.editedAt(ctx, caseID, own.TS)
	if err != nil {
		return false, err
	}
	if _, err := l.said(ctx, channel, own, bot.ChangeEdited, delivery{via: "sweep"}); err != nil {
		return false, err
	}
	after, err := l.editedAt(ctx, caseID, own.TS)
	if err != nil || after.Equal(before) {
		return false, err // it says what was known already: a preview, say
	}
	return true, l.foundOut(ctx, caseID, "edit_found", channel, own.TS)
}

// editedAt is when a message of a case got the words that it has there; zero for
// one that is in no case.
func (l *Listener) editedAt(ctx context.Context, caseID int64, ts string) (time.Time, error) {
	if caseID == 0 {
		return time.Time{}, nil
	}
	k, err := l.c.deps.Cases.Case(ctx, caseID)
	if errors.Is(err, bot.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	at := slices.IndexFunc(k.Messages, func(m bot.Message) bool { return m.ID == ts })
	if at < 0 {
		return time.Time{}, nil
	}
	return k.Messages[at].EditedAt, nil
}
