package bot

import (
	"errors"
	"slices"
	"time"
)

// A colleague often answers a client at the top of the channel and not in the
// thread of the question. Nobody can tell such a message from any other that staff
// write there. So the first thing that stands beside a question counts as what may
// have answered it: the card says so, and nothing goes to the client by itself.

// Beside is what a colleague wrote beside a question: at the top of its channel
// before another client wrote, or in its thread, where that belongs to another case.
type Beside struct {
	By       Person    `json:"by"`
	At       time.Time `json:"at"`                  // when the first of it was written
	InThread bool      `json:"in_thread,omitempty"` // it stands in the thread of the question
	Messages []string  `json:"messages"`            // their ids: when none is left, nothing stands beside it
}

const (
	besideCases = 20 // how many cases of a channel are looked at
	mostBeside  = 20 // how many messages are noted beside one question
	threadCases = 5  // how many cases of one thread are looked at
)

// AnsweredBeside tells what may have answered the question that is open; nil for nothing.
func (c *Case) AnsweredBeside() *Beside {
	if c.Beside == nil || !c.askedBefore(c.Beside.At) {
		return nil
	}
	return c.Beside
}

// askedBefore tells whether something that waits for an answer was asked before a time.
func (c *Case) askedBefore(t time.Time) bool {
	return slices.ContainsFunc(c.Asked(), func(m Message) bool { return m.written().Before(t) })
}

// written is when a message was written; when it came, where its platform does not tell.
func (m Message) written() time.Time {
	if m.SentAt.IsZero() {
		return m.ReceivedAt
	}
	return m.SentAt
}

// atTop tells whether a person of the firm wrote at the top of a channel, for
// everybody there to read.
func (in *intake) atTop() bool {
	return in.e.Role == RoleStaff && !in.e.Unthreaded && !in.e.Unsent && (in.e.Thread == "" || in.e.Thread == in.e.MessageID)
}

// beside notes a colleague's message with the questions that stood before it with
// no other client's message between.
func (in *intake) beside(tx Tx) error {
	if _, err := tx.LatestOpenIn(in.e.Platform, in.e.Channel); err != nil {
		return orNotFound(err)
	}
	if gone, err := in.gone(tx); err != nil || gone {
		return err
	}
	recent, err := tx.RecentIn(in.e.Platform, in.e.Channel, "", besideCases)
	if err != nil {
		return err
	}
	for _, k := range askedLast(recent, in.message().written()) {
		if err := in.noteBeside(tx, k, false); err != nil {
			return err
		}
	}
	return nil
}

// besideLate notes a message at the top of a channel that turned out to be a
// colleague's; it gives the cases beside which it stands.
func (c *Copilot) besideLate(tx Tx, k *Case, m Message, who Person) ([]int64, error) {
	in := &intake{c: c, now: c.now(), e: Enquiry{Platform: k.Platform, Channel: k.Channel, MessageID: m.ID, Author: who, Role: RoleStaff,
		Text: m.Text, SentAt: m.written()}}
	err := in.beside(tx)
	return in.touched, err
}

// orNotFound is an error that is more than that nothing was found.
func orNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// askedLast gives those of a channel's cases whose client wrote last before a time,
// as far as what they wrote is open.
func askedLast(cases []*Case, before time.Time) []*Case {
	type asked struct {
		k *Case
		m Message
	}
	var all []asked
	for _, k := range cases {
		all = append(all, asked{k: k})
		for _, m := range k.Questions() {
			if x := &all[len(all)-1]; m.written().Before(before) && !m.written().Before(x.m.written()) {
				x.m = m
			}
		}
	}
	all = slices.DeleteFunc(all, func(x asked) bool { return x.m.ID == "" })
	slices.SortStableFunc(all, func(a, b asked) int { return b.m.written().Compare(a.m.written()) })
	var out []*Case
	for _, x := range all {
		if x.m.Author.ID != all[0].m.Author.ID {
			break
		}
		if x.k.State.Open() && !x.m.Answered {
			out = append(out, x.k)
		}
	}
	return out
}

// besideInThread notes a colleague's message with the other cases of its thread
// that are open: an earlier one may have been taken up again.
func (in *intake) besideInThread(tx Tx, home *Case) error {
	all, err := tx.RecentIn(in.e.Platform, in.e.Channel, home.Thread, threadCases)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.ID == home.ID || !k.State.Open() || !k.askedBefore(in.message().written()) {
			continue
		}
		if err := in.noteBeside(tx, k, true); err != nil {
			return err
		}
	}
	return nil
}

// noteBeside notes the message with a case. Staff are shown the first of what
// stands beside one question; the rest is kept in case that is deleted.
func (in *intake) noteBeside(tx Tx, k *Case, inThread bool) error {
	b := k.Beside
	switch {
	case b != nil && slices.Contains(b.Messages, in.e.MessageID):
		return nil
	case b != nil && (!in.message().written().After(b.At) || !k.askedSince(b.At)):
		if len(b.Messages) == mostBeside {
			return nil
		}
		b.Messages = append(b.Messages, in.e.MessageID)
		return in.c.save(tx, k)
	}
	m := in.message()
	k.Beside = &Beside{By: m.Author, At: m.written(), InThread: inThread, Messages: []string{m.ID}}
	return in.showBeside(tx, k, map[string]any{"message": m.ID, "author": m.Author.ID, "in_thread": inThread}, actor(RoleStaff, m.Author.ID))
}

// besideGone takes a message that was deleted from the cases beside which it stood.
func (in *intake) besideGone(tx Tx, thread string) error {
	all, err := tx.RecentIn(in.e.Platform, in.e.Channel, thread, besideCases)
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.Beside == nil || !slices.Contains(k.Beside.Messages, in.e.MessageID) {
			continue
		}
		author := k.Beside.By
		k.Beside.Messages = slices.DeleteFunc(k.Beside.Messages, func(id string) bool { return id == in.e.MessageID })
		if len(k.Beside.Messages) > 0 {
			err = in.c.save(tx, k)
		} else {
			k.Beside = nil
			err = in.showBeside(tx, k, map[string]any{"message": in.e.MessageID, "author": author.ID, "deleted": true}, system)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// showBeside puts on record what stands beside a question, or does no more, and
// shows it to whoever has its card.
func (in *intake) showBeside(tx Tx, k *Case, facts map[string]any, who string) error {
	facts["state"] = string(k.State)
	if err := tx.Append(in.c.event(k, EventBeside, who, facts)); err != nil {
		return err
	}
	if k.CardID != "" || k.cardDue() {
		if err := in.c.planCard(tx, k); err != nil {
			return err
		}
	}
	in.touched = append(in.touched, k.ID)
	k.UpdatedAt = in.c.now()
	return in.c.save(tx, k)
}

// cardDue tells whether the case has come to where staff are shown it: its first
// card may be on its way, and shows the case as it was when it left.
func (c *Case) cardDue() bool {
	return c.State != StateReceived && c.State != StateAssessed
}

// besides tells why no answer may go by itself because of what a colleague wrote
// beside the case; "" for nothing.
func (c *Copilot) besides(tx Tx, k *Case) (string, error) {
	if k.Beside != nil {
		return "a colleague wrote beside the question and may have answered it", nil
	}
	all, err := tx.RecentIn(k.Platform, k.Channel, k.Thread, threadCases)
	if err != nil {
		return "", err
	}
	for _, other := range all {
		if other.ID != k.ID && other.staffWrote() {
			return "a person of the firm has written to the client in this thread", nil
		}
	}
	return "", nil
}

// staffWrote tells whether a person of the firm has written to the client in the case.
func (c *Case) staffWrote() bool {
	return slices.ContainsFunc(c.Messages, func(m Message) bool { return m.Role == RoleStaff && !m.Deleted })
}

// ofThread finds the case that a message in a thread belongs to: the newest of the
// thread, and of a colleague's message the newest that asked something before it.
// A client who writes several messages in a row begins one case and as many
// threads: what is written in any of them belongs to it.
func (in *intake) ofThread(tx Tx) (*Case, error) {
	limit := 1
	if in.e.Role == RoleStaff {
		limit = threadCases
	}
	all, err := tx.RecentIn(in.e.Platform, in.e.Channel, in.e.Thread, limit)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		root, err := tx.FindMessage(in.e.Platform, in.e.Channel, in.e.Thread)
		if err != nil || root.Case == 0 {
			return nil, orNotFound(err)
		}
		k, err := tx.Case(root.Case)
		if err != nil || len(k.Messages) == 0 { // it was erased
			return nil, orNotFound(err)
		}
		all = append(all, k)
	}
	k := all[0]
	if in.e.Role == RoleStaff {
		asked := slices.IndexFunc(all, func(k *Case) bool { return k.State.Open() && k.askedBefore(in.message().written()) })
		k = all[max(asked, 0)]
	}
	return in.unlessOver(k), nil
}

// begun finds the case that replies to a client's message opened before the message
// itself came: it belongs to it.
func (in *intake) begun(tx Tx) (*Case, error) {
	all, err := tx.RecentIn(in.e.Platform, in.e.Channel, in.e.MessageID, 1)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return in.unlessOver(all[0]), nil
}

// unlessOver gives a case that a message still belongs to; nil where it was
// resolved too long ago.
func (in *intake) unlessOver(k *Case) *Case {
	if k.State == StateResolved && in.now.Sub(k.ResolvedAt) >= in.c.opts.ReopenWithin {
		return nil
	}
	return k
}
