package slack

import (
	"context"
	"errors"
	"slices"
	"time"

	"countersign/bot"
)

// A deletion, an edit or a colleague's answer may be lost as a message may. A
// case is compared with what Slack shows of its thread: by the sweep while it is
// open, and just before its approved answer leaves.

// showsLate is how old a message must be before its absence means that it was
// deleted: Slack's history may show a message late.
const showsLate = time.Minute

// Recheck reads on Slack what became of the question of a case, and takes in
// what no delivery told: what was edited, deleted or written in its thread. An
// error says that this is not known for the moment. Where Slack bars the history
// deliveries alone tell, and Recheck does nothing.
func (l *Listener) Recheck(ctx context.Context, k *bot.Case) error {
	if _, err := l.doubts.In(ctx, k); err != nil {
		return err
	}
	if l.c.opts.Distributed {
		return nil
	}
	n, err := l.compare(ctx, k, l.c.wholeList)
	if err == nil && automatic(k) {
		err = l.around(ctx, k, l.c.wholeList)
	}
	if n > 0 {
		l.log.Warn("the thread of a case held what slack never delivered", "case", k.ID, "found", n)
	}
	if e, ok := errors.AsType[*CallError](err); ok && (e.permanent() || e.Code == tooMany) {
		l.log.Debug("a thread cannot be read before its answer", "case", k.ID, "err", err)
		return nil
	}
	return err
}

// lister reads all messages of a query.
type lister func(ctx context.Context, q query) ([]message, error)

// compare takes in what a case does not know of its thread, and tells how many
// changes those were.
func (l *Listener) compare(ctx context.Context, k *bot.Case, list lister) (int, error) {
	shown, err := list(ctx, query{channel: k.Channel, thread: k.Thread})
	if err != nil && !notThere(err) {
		return 0, err
	}
	found := 0
	var errs []error
	for _, m := range k.Questions() {
		if shows(shown, m.ID) {
			continue
		}
		alone, gone, err := l.alone(ctx, k, m, list)
		if gone {
			found++
			err = l.lost(ctx, k, m)
		}
		shown, errs = append(shown, alone...), append(errs, err)
	}
	n, err := l.answersGone(ctx, k, shown, time.Time{}, list)
	found, errs = found+n, append(errs, err)
	byTime(shown)
	for _, m := range shown {
		fresh, err := l.news(ctx, k, m)
		if errs = append(errs, err); fresh {
			found++
		}
	}
	return found, errors.Join(errs...)
}

// notThere tells whether Slack says that there is no such message.
func notThere(err error) bool {
	return codeOf(err) == "thread_not_found" || codeOf(err) == "message_not_found"
}

// shows tells whether a message stands among others, and is no tombstone.
func shows(all []message, ts string) bool {
	return slices.ContainsFunc(all, func(m message) bool { return m.TS == ts && m.Subtype != tombstone })
}

// automatic tells whether an answer is on its way that no person has seen.
func automatic(k *bot.Case) bool {
	d := k.Draft()
	if d == nil {
		return false
	}
	decided, ok := k.Decided(d.Version)
	return ok && decided.Action == bot.Automatic
}

// around takes in what no delivery told of what stands in the channel beside the
// thread of a case: a colleague may have answered there.
func (l *Listener) around(ctx context.Context, k *bot.Case, list lister) error {
	asked := k.Asked()
	if len(asked) == 0 {
		return nil
	}
	shown, err := list(ctx, query{channel: k.Channel, oldest: timeOf(asked[0].ID)})
	errs := []error{err}
	byTime(shown)
	for _, m := range shown {
		_, err := l.swept(ctx, k.Channel, m)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// alone looks for a client's message that does not stand in the thread of its
// case: one of a burst stands beside it, with a thread of its own. gone says that
// it was deleted: only a clear answer counts as that, never an empty one.
func (l *Listener) alone(ctx context.Context, k *bot.Case, m bot.Message, list lister) (found []message, gone bool, err error) {
	page, err := list(ctx, query{channel: k.Channel, thread: m.ID})
	switch {
	case notThere(err):
		gone, err = l.wasDeleted(ctx, k.Channel, m.ID)
		return nil, gone, err
	case err != nil:
		return nil, false, err
	}
	for _, x := range page {
		if x.TS == m.ID {
			return page, x.Subtype == tombstone, nil
		}
	}
	return nil, false, nil
}

// leastKept is the shortest time for which a workspace may be set to keep
// messages. What is older may be gone because its time was over.
const leastKept = 24 * time.Hour

// wasDeleted tells of a message that Slack does not have any more whether
// somebody deleted it. That the workspace keeps messages for a while only, or
// hides old ones, deletes no question: then nothing older is shown either.
func (l *Listener) wasDeleted(ctx context.Context, channel, ts string) (bool, error) {
	switch age := l.c.deps.Now().Sub(timeOf(ts)); {
	case age < showsLate:
		return false, nil
	case age < leastKept:
		return true, nil
	}
	older, _, err := l.c.page(ctx, query{channel: channel, latest: ts, limit: 1})
	return len(older) > 0, err
}

// lost takes in a deletion that was never delivered. It came after every change
// that is known, also where our clock is behind the one that told of those, and
// after the last sweep that saw the message there.
func (l *Listener) lost(ctx context.Context, k *bot.Case, m bot.Message) error {
	stood, err := l.c.deps.Marks.Mark(ctx, sweepMark(k.Channel))
	if err != nil {
		return err
	}
	if written := timeOf(m.ID); stood.Before(written) {
		stood = written
	}
	at := l.c.deps.Now().UTC()
	if at.Before(m.ChangedAt) {
		at = m.ChangedAt
	}
	e := bot.Enquiry{Platform: bot.Slack, Channel: k.Channel, MessageID: m.ID, Thread: k.Thread, Change: bot.ChangeDeleted,
		ChangedAt: at, StoodAt: stood, Role: m.Role, Author: m.Author}
	if _, err := l.receive(ctx, e, delivery{via: "sweep"}); err != nil {
		return err
	}
	return l.foundOut(ctx, k.ID, "deletion_found", k.Channel, m.ID)
}

// news takes in a message of a case's thread, if it is new to the case or was
// edited since; true when it was.
func (l *Listener) news(ctx context.Context, k *bot.Case, own message) (bool, error) {
	if !slices.Contains(spoken, own.Subtype) || len(k.Messages) == 0 || timeOf(own.TS).Before(timeOf(k.Messages[0].ID)) {
		return false, nil
	}
	at := slices.IndexFunc(k.Messages, func(m bot.Message) bool { return m.ID == own.TS })
	if at < 0 {
		return l.swept(ctx, k.Channel, own)
	}
	if m := k.Messages[at]; m.Deleted || !own.lastChange().After(m.ChangedAt) {
		return false, nil
	}
	return l.edited(ctx, k.ID, k.Channel, own)
}

// foundOut notes what no delivery told.
func (l *Listener) foundOut(ctx context.Context, caseID int64, what, channel, ts string) error {
	l.c.metrics.swept.Inc()
	return l.w.Note(ctx, bot.Note{Case: caseID, What: what, Facts: map[string]any{
		"platform": string(bot.Slack), "channel": channel, "message": ts}})
}
