package bot

import (
	"context"
	"strings"
	"time"
)

// How long a text for a client waits before it asks again whether it may leave.
const (
	offPause     = 30 * time.Second
	recheckPause = 5 * time.Second
)

// recheckPatience is for how long an answer waits for a platform that does not
// tell what became of its question. Then it leaves: a person approved it, and
// no delivery said that the question is gone.
const recheckPatience = 2 * time.Minute

// mayLeave tells whether a text for a client may leave now. Where it may not, it
// waits, and the ledger says so once for each reason. An automatic answer does
// not wait for sending to be switched on: off is why it goes to staff instead.
func (c *Copilot) mayLeave(ctx context.Context, o *Outbound) (off string, may bool, err error) {
	automatic := strings.HasPrefix(o.Key, autoKey)
	switch why := c.deps.SendingOff(ctx); {
	case why != "" && automatic:
		return "sending is off", true, nil
	case why != "":
		return "", false, c.wait(ctx, *o, offPause, "sending is off: "+why)
	case o.Kind != PostAnswer:
		return "", true, nil
	}
	k, err := c.deps.Store.Case(ctx, o.Case)
	if err != nil {
		return "", false, err
	}
	bounded, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	err = c.deps.Recheck(bounded, k) // what it takes in cancels the answer: begin finds it changed
	if err == nil {
		o.UncheckedSince = time.Time{}
		return "", true, nil
	}
	if o.UncheckedSince.IsZero() {
		o.UncheckedSince = c.now()
	}
	if c.now().Sub(o.UncheckedSince) < recheckPatience {
		return "", false, c.wait(ctx, *o, recheckPause, "cannot look whether the question still stands: "+err.Error())
	}
	if automatic {
		return "nobody could look whether the question still stands", true, nil
	}
	c.log.Warn("an answer leaves without a look at its question", "outbound", o.ID, "case", o.Case, "err", err)
	return "", true, nil
}

// wait has a planned row ask again later. That it waits is told when the reason
// is new; asking on changes nothing but the row.
func (c *Copilot) wait(ctx context.Context, o Outbound, pause time.Duration, why string) error {
	fresh := o.Detail != why
	o.Detail, o.NotBefore = why, c.now().Add(pause)
	if !fresh {
		return c.deps.Store.Write(ctx, func(tx Tx) error { row := o; return tx.UpdatePost(&row) })
	}
	return c.post(ctx, &o, func(tx Tx, _ *Case) error {
		return tx.Append(c.postEvent(&o, EventNotSent, map[string]any{"why": why, "attempt": o.Attempt}))
	})
}

// mayNotSend tells why a row must not leave: its text is not the one decided
// on, the channel changed hands, or a newer card replaces it.
func (c *Copilot) mayNotSend(tx Tx, o Outbound, k *Case) (string, error) {
	switch {
	case k == nil:
		return "", nil
	case o.Kind == PostCard:
		return c.newerCard(tx, o)
	case o.Kind == PostPage && o.Notice == "" && k.Climb.Level == "":
		return "nobody has to be told any more", nil
	case o.Kind == PostPage || o.Kind == PostRemoval:
		return "", nil
	case o.Notice == holdingLine && c.deps.Hours.Open(c.now()):
		return "the firm is open again", nil
	}
	if o.Hash != TextHash(o.Text) {
		return "the text is not the one that was planned", nil
	}
	if c.deps.Directory.Account(k.Platform, k.Channel).ID != k.Account {
		return "the channel now belongs to another account", nil
	}
	switch {
	case o.Kind == PostCorrection && !k.corrected(o.Hash):
		return "nobody decided to send this correction", nil
	case o.Kind != PostAnswer:
		return "", nil
	}
	d, ok := k.Decided(o.Draft)
	switch {
	case !ok || !d.Action.Sends():
		return "nobody approved this text", nil
	case d.Hash != o.Hash:
		return "the text is not the one that was approved", nil
	case k.Draft() == nil || k.Draft().Version != o.Draft:
		return "another draft took its place", nil
	case k.State != StateDecided:
		return "the case is no longer waiting for this answer", nil
	}
	return "", nil
}

func (c *Copilot) newerCard(tx Tx, o Outbound) (string, error) {
	posts, err := tx.Posts(o.Case)
	if err != nil {
		return "", err
	}
	for _, p := range posts {
		if p.Kind == PostCard && p.ID > o.ID && p.State == PostPlanned {
			return "a newer state of the card follows", nil
		}
	}
	return "", nil
}

// drop cancels a row that must not leave. An answer that is dropped sends its
// case to a person.
func (c *Copilot) drop(tx Tx, o *Outbound, k *Case, why string) error {
	o.State, o.Detail = PostCancelled, why
	if o.Kind == PostCard {
		return nil
	}
	if err := tx.Append(c.postEvent(o, EventCancelled, map[string]any{"why": why})); err != nil {
		return err
	}
	if err := c.ackFailed(tx, k, o); err != nil || o.Kind != PostAnswer || k.State != StateDecided {
		return err
	}
	return c.toPerson(tx, k, Reason{Code: Failure, Source: "failure", Evidence: why,
		Note: "The approved answer was held back."}, "failure")
}

// overtaken cancels an answer that certainly did not leave where, while it was
// being sent, a person answered in the thread or the question was deleted: what
// was only noted of that then is followed now.
func (c *Copilot) overtaken(tx Tx, o *Outbound, k *Case) error {
	by, answered := k.besides(o.Draft)
	why := "a person answered in the thread"
	switch {
	case answered:
	case k.askedNothing():
		why = "the client deleted the question"
	default:
		return nil
	}
	o.State, o.Detail = PostCancelled, why
	if err := tx.Append(c.postEvent(o, EventCancelled, map[string]any{"why": why})); err != nil {
		return err
	}
	if !answered || k.askedNothing() {
		return c.questionGone(tx, k, why)
	}
	if k.answerBefore(by); len(k.Asked()) > 0 {
		return c.questionChanged(tx, k, answeredPart)
	}
	return c.personAnswered(tx, k, by)
}
