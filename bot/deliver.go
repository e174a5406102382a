package bot

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// postTimeout bounds one call to a platform.
const postTimeout = 20 * time.Second

// maxSends is how often a message to a client that was certainly not sent is
// tried; see givesUp for what goes to staff. Being asked to wait by the platform
// is no try: a queue may be as long as it is.
const maxSends = 12

// deliver takes one outbox row one step further and gives the lease back.
func (c *Copilot) deliver(ctx context.Context, o Outbound) {
	err := c.guarded(func() error {
		switch o.State {
		case PostPlanned:
			return c.send(ctx, o)
		case PostSending:
			if o.Kind == PostRemoval {
				return c.send(ctx, o)
			}
			return c.unclear(ctx, o, errors.New("the program stopped while sending"))
		case PostAmbiguous:
			return c.look(ctx, o)
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrConflict) {
		c.log.Error("delivery step failed", "outbound", o.ID, "case", o.Case, "state", o.State, "err", err)
		err = c.deps.Store.PostponePosts(ctx, c.worker, map[int64]time.Time{o.ID: c.now().Add(failedPause)})
	} else {
		err = c.deps.Store.ReleasePost(ctx, c.worker, o.ID)
	}
	if err != nil { // it comes back when the lease ends
		c.log.Warn("cannot release a post", "outbound", o.ID, "err", err)
	}
	c.wake(ctx)
}

// failedPause is how long a row rests of which a step failed: tried again at once, it
// would take all of a processor and of the log for as long as the fault lasts.
const failedPause = 5 * time.Second

// send hands a planned row to its platform. That it is about to is committed
// first, so that a crash in between is seen afterwards.
func (c *Copilot) send(ctx context.Context, o Outbound) error {
	m, ok := c.deps.Messengers[o.Platform]
	if !ok {
		o.Attempt++
		return c.notSent(ctx, o, Posting{Outcome: NotSent, Permanent: true,
			Err: fmt.Errorf("the platform %q is not set up", o.Platform)})
	}
	off := ""
	if o.Kind.ToClient() {
		var may bool
		var err error
		if off, may, err = c.mayLeave(ctx, &o); err != nil || !may {
			return err
		}
	}
	if o.Kind == PostAnswer {
		c.deps.Fault("F8")
	}
	k, err := c.begin(ctx, &o, off)
	if err != nil || o.State != PostSending {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	p := hand(bounded, m, o, k)
	c.compare(string(o.Platform), p.At)
	c.posted(o, p)
	switch p.Outcome {
	case Sent:
		return c.arrived(ctx, o, p.ID, system)
	case NotSent:
		return c.notSent(ctx, o, p)
	}
	return c.unclear(ctx, o, p.Err)
}

// hand gives a row to its platform.
func hand(ctx context.Context, m Messenger, o Outbound, k *Case) Posting {
	if o.Kind == PostRemoval {
		return remove(ctx, m, o)
	}
	return m.Post(ctx, o, k)
}

// posted marks the fault points between a platform's acceptance and our record of it.
func (c *Copilot) posted(o Outbound, p Posting) {
	c.metrics.posted(o, p.Outcome)
	switch {
	case o.Kind == PostCard:
		c.deps.Fault("F6")
	case o.Kind.ToClient():
		c.deps.Fault("F9")
		if p.Outcome == Sent {
			c.deps.Fault("F10")
		}
	}
}

// begin commits that a row is being sent, unless it must not be any more. off
// says why an automatic answer must not go whatever the store says.
func (c *Copilot) begin(ctx context.Context, o *Outbound, off string) (*Case, error) {
	var out *Case
	err := c.post(ctx, o, func(tx Tx, k *Case) error {
		out = k
		why, err := c.mayNotSend(tx, *o, k)
		if err != nil {
			return err
		}
		if why != "" {
			return c.drop(tx, o, k, why)
		}
		if held, err := c.surgeHolds(tx, o, k); err != nil || held {
			return err
		}
		if o.Kind == PostAnswer {
			if held, err := c.holdBack(tx, o, k, off); held || err != nil {
				return err
			}
		}
		o.State, o.Attempt = PostSending, o.Attempt+1
		if k != nil && o.Kind == PostCard {
			o.ReplaceID = k.CardID
			out = asShown(k)
			o.Text = c.deps.CardText(out)
			o.Hash = TextHash(o.Text)
		}
		if k != nil && o.Kind == PostAnswer {
			k.State = StateSending
		}
		if o.Kind == PostCard || o.Told >= o.Attempt {
			return nil // the event of a card is what staff were shown: see settleSent; a try that had to wait was told of
		}
		o.Told = o.Attempt
		return tx.Append(c.postEvent(o, EventSending, map[string]any{"attempt": o.Attempt, "kind": string(o.Kind)}))
	})
	return out, err
}

// asShown is a case as the card that is on its way shows it: it is the posting
// of that card that brings a drafted case into review.
func asShown(k *Case) *Case {
	if k.State != StateDrafted {
		return k
	}
	shown := *k
	shown.State = StateInReview
	return &shown
}

// arrived commits that a row was sent.
func (c *Copilot) arrived(ctx context.Context, o Outbound, id, who string) error {
	err := c.post(ctx, &o, func(tx Tx, k *Case) error { return c.settleSent(tx, &o, k, id, who) })
	if err != nil {
		return err
	}
	if o.Kind == PostAnswer {
		c.deps.Fault("F11")
	}
	c.answerSeen(ctx, o)
	return nil
}

// settleSent marks a row sent and moves its case on.
func (c *Copilot) settleSent(tx Tx, o *Outbound, k *Case, id, who string) error {
	o.State, o.PlatformID, o.Detail, o.FailingSince = PostSent, id, "", time.Time{}
	ev := c.postEvent(o, EventSent, map[string]any{
		"kind": string(o.Kind), "version": o.Draft, "hash": o.Hash, "platform_id": id,
	})
	ev.Actor = who
	if o.Kind == PostAnswer || o.Kind == PostNote {
		ev.Facts["asked"] = AskedFor(o.Text)
	}
	if o.Kind == PostSheet {
		ev.Words = map[string]string{"text": o.Text}
	}
	if o.Kind == PostCard {
		ev.Kind, ev.Facts["state"] = EventCard, string(k.State)
		ev.Words = map[string]string{"text": o.Text}
	}
	if err := tx.Append(ev); err != nil || k == nil {
		return err
	}
	switch {
	case o.Kind == PostCard:
		c.cardShown(k, o)
		return nil
	case o.Kind == PostRemoval:
		k.removed(o.ReplaceID, c.now())
		return nil
	case o.Kind != PostAnswer:
		return c.ackArrived(tx, k, o)
	}
	return c.answered(tx, k, o.Draft)
}

// cardShown brings a case whose draft is now before staff into review.
func (c *Copilot) cardShown(k *Case, o *Outbound) {
	k.CardID = o.PlatformID
	d := k.Draft()
	if d == nil || d.Version != o.Draft {
		return
	}
	if d.CardID == "" {
		d.CardID, d.ShownAt = o.PlatformID, c.now()
	}
	if k.State == StateDrafted {
		k.State = StateInReview
		k.WakeAt = c.nextTimer(k)
	}
}

// answered moves a case whose answer arrived on; a message that came in
// meanwhile reopens it.
func (c *Copilot) answered(tx Tx, k *Case, version int) error {
	by := "approved"
	switch d, _ := k.Decided(version); d.Action {
	case Edit:
		by = "edited"
	case Automatic:
		by = "automatic"
		if err := c.wentItself(tx, k, version); err != nil {
			return err
		}
	}
	c.mayUndo(k, version, k.Asked())
	k.State, k.AnsweredAt = StateAnswered, c.now()
	k.settleAsked()
	if by, ok := k.besides(version); ok { // what was asked while it was on its way
		k.answerBefore(by)
	}
	k.WakeAt = c.nextTimer(k)
	if err := tx.Append(c.event(k, EventAnswered, system, map[string]any{"by": by, "version": version})); err != nil {
		return err
	}
	if len(k.Asked()) > 0 {
		if err := c.reopen(tx, k); err != nil {
			return err
		}
	}
	return c.planCard(tx, k)
}

// notSent commits that a row certainly did not leave, and when to try again.
func (c *Copilot) notSent(ctx context.Context, o Outbound, p Posting) error {
	waited, before := p.RetryAfter > 0 && !p.Permanent, o.Detail
	return c.post(ctx, &o, func(tx Tx, k *Case) error {
		o.Detail = reason(p.Err)
		pause := backoff(o.Attempt)
		if p.RetryAfter > 0 {
			pause = p.RetryAfter
			o.Attempt-- // a message that has to wait its turn was not tried, however often it asks
		}
		c.failing(&o)
		if o.givesUp(k, p.Permanent) {
			return c.undeliverable(tx, &o, k)
		}
		if p.Permanent {
			pause = max(pause, refusedPause)
		}
		o.State, o.NotBefore = PostPlanned, c.now().Add(pause)
		if o.noted() && (!waited || o.Detail != before) { // waiting on is nothing new
			if err := tx.Append(c.postEvent(&o, EventNotSent, map[string]any{"why": o.Detail, "attempt": o.Attempt})); err != nil {
				return err
			}
		}
		if k == nil || o.Kind != PostAnswer || k.State != StateSending {
			return nil
		}
		k.State = StateDecided
		return c.overtaken(tx, &o, k)
	})
}

// undeliverable gives up on a row that will never leave; a person is told.
func (c *Copilot) undeliverable(tx Tx, o *Outbound, k *Case) error {
	o.State = PostCancelled
	facts := map[string]any{"why": o.Detail, "attempt": o.Attempt, "final": true}
	if err := tx.Append(c.postEvent(o, EventNotSent, facts)); err != nil {
		return err
	}
	c.log.Error("message cannot be delivered", "outbound", o.ID, "case", o.Case, "platform", o.Platform, "why", o.Detail)
	if k != nil && o.Kind == PostRemoval {
		return c.notRemoved(tx, k, o.Detail)
	}
	if k == nil || !o.Kind.ToClient() {
		return nil
	}
	if err := c.ackFailed(tx, k, o); err != nil || !CanMove(k.State, StateEscalated) {
		return err
	}
	return c.toPerson(tx, k, Reason{Code: Failure, Source: "failure", Evidence: o.Detail,
		Note: "The answer could not be delivered."}, "failure")
}

// unclear commits that nobody knows whether a row arrived. It is never sent
// again before the platform was looked at, or a person has.
func (c *Copilot) unclear(ctx context.Context, o Outbound, cause error) error {
	return c.post(ctx, &o, func(tx Tx, _ *Case) error {
		o.State, o.Detail, o.Looks = PostAmbiguous, reason(cause), 0
		o.NotBefore = c.now()
		c.failing(&o)
		if !o.noted() {
			return nil
		}
		return tx.Append(c.postEvent(&o, EventAmbiguous, map[string]any{"why": o.Detail, "attempt": o.Attempt}))
	})
}

// post loads the case of a row, lets fn change both, and commits them.
func (c *Copilot) post(ctx context.Context, o *Outbound, fn func(tx Tx, k *Case) error) error {
	was := *o
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		*o = was
		var k *Case
		if o.Case != 0 {
			var err error
			if k, err = tx.Case(o.Case); err != nil {
				return err
			}
		}
		if err := fn(tx, k); err != nil {
			return err
		}
		o.UpdatedAt = c.now()
		if err := tx.UpdatePost(o); err != nil || k == nil {
			return err
		}
		k.noteDelivery(*o, c.now())
		k.UpdatedAt = c.now()
		return c.save(tx, k)
	})
	if err != nil {
		return fmt.Errorf("outbox row %d: %w", o.ID, err)
	}
	if o.Case != 0 {
		c.deps.Changed(o.Case)
	}
	return nil
}

// postEvent makes an event about an outbox row.
func (c *Copilot) postEvent(o *Outbound, kind EventKind, facts map[string]any) *Event {
	facts["outbound"], facts["kind"] = o.ID, string(o.Kind)
	return &Event{Case: o.Case, Kind: kind, At: c.now(), Actor: system, Facts: facts}
}

// noteDelivery keeps the case's own view of a row for the client up to date.
func (c *Case) noteDelivery(o Outbound, now time.Time) {
	if !o.Kind.ToClient() {
		return
	}
	d := Delivery{Outbound: o.ID, Kind: o.Kind, State: o.State, Attempt: o.Attempt, Text: o.Text, Hash: o.Hash,
		PlatformID: o.PlatformID, At: now, Detail: o.Detail}
	for i := range c.Deliveries {
		if c.Deliveries[i].Outbound == o.ID {
			c.Deliveries[i] = d
			return
		}
	}
	c.Deliveries = append(c.Deliveries, d)
}

// answerSeen brings the cached thread up to what the client now sees.
func (c *Copilot) answerSeen(ctx context.Context, o Outbound) {
	if c.deps.Sessions == nil || !o.Kind.answers() && o.Kind != PostRemoval {
		return
	}
	key := ThreadKey{Platform: o.Platform, Channel: o.Channel, Thread: o.Thread}
	var err error
	if o.Kind == PostRemoval {
		err = c.deps.Sessions.Forget(ctx, key)
	} else {
		err = c.deps.Sessions.Append(ctx, key, Turn{Role: RoleBot, Text: o.Text, At: o.UpdatedAt, Case: o.Case})
	}
	if err != nil {
		c.log.Debug("session cache not updated", "case", o.Case, "err", err)
	}
}

// reason gives an error's text for a person; platform packages keep secrets out of it.
func reason(err error) string {
	if err == nil {
		return "no reason given"
	}
	return err.Error()
}
