package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Decide carries out what a member of staff decided on a case. The caller has
// made sure that the person may decide. A decision that came too late is a
// *SettledError, one that cannot be carried out an *InvalidError; nothing is
// changed then but the ledger, which notes the refusal.
func (c *Copilot) Decide(ctx context.Context, id int64, d Decision) (*Case, error) {
	c.deps.Fault("F7")
	d.At, d.By.Name = c.now(), PlainName(d.By.Name)
	if d.By.ID == "" && !d.Action.OnRecord() { // who tries that on a record is noted
		return nil, &InvalidError{Field: "by", Why: "say who decides: the field by is empty"}
	}
	if d.Writes() {
		checks, err := c.CheckEdit(ctx, id, d.By, d.Text)
		if err != nil {
			return nil, err
		}
		d.Checks = checks
	}
	k, err := c.change(ctx, id, 0, func(tx Tx, k *Case) error { return c.carryOut(tx, k, d) })
	c.metrics.decided(d, err)
	if err != nil && k != nil {
		return c.refused(ctx, k, d, err)
	}
	return k, err
}

// refused notes in the ledger that a decision was turned down.
func (c *Copilot) refused(ctx context.Context, k *Case, d Decision, cause error) (*Case, error) {
	var settled *SettledError
	var invalid *InvalidError
	if !errors.As(cause, &settled) && !errors.As(cause, &invalid) {
		return k, cause
	}
	if settled != nil {
		settled.zone = c.opts.Zone
	}
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		ev := c.event(k, EventRefused, actor(RoleStaff, d.By.ID), map[string]any{
			"action": string(d.Action), "version": d.Version, "state": string(k.State),
		})
		if d.Action.OnRecord() {
			ev.Facts["record"] = d.Record
		}
		if d.By.ID == "" {
			ev.Actor = "nobody"
		}
		ev.Words = map[string]string{"why": cause.Error(), "name": d.By.Name}
		return tx.Append(ev)
	})
	if err != nil {
		return k, errors.Join(cause, fmt.Errorf("noting the refusal: %w", err))
	}
	if settled != nil && settled.expired {
		return k, c.expire(ctx, k, settled)
	}
	return k, cause
}

// expire has a draft that no longer stands made anew.
func (c *Copilot) expire(ctx context.Context, k *Case, cause *SettledError) error {
	_, err := c.change(ctx, k.ID, 0, func(tx Tx, k *Case) error {
		if k.State != StateInReview {
			return errUnchanged
		}
		if c.deps.Directory.Account(k.Platform, k.Channel).ID != k.Account {
			return c.toPerson(tx, k, Reason{Code: UnmappedChannel, Source: "history", Evidence: cause.Why,
				Note: "The draft was made for another account and is not shown to this one."}, "failure")
		}
		return c.supersede(tx, k, cause.Why)
	})
	if err != nil {
		return errors.Join(cause, err)
	}
	return cause
}

// carryOut applies one decision to a case, inside its transaction.
func (c *Copilot) carryOut(tx Tx, k *Case, d Decision) error {
	if err := d.strayText(); err != nil {
		return err
	}
	if d.Action.settlesCase() {
		k.unsnooze()
	}
	switch d.Action {
	case Approve, Edit:
		return c.settleAnswer(tx, k, d)
	case Escalate:
		return c.settleEscalation(tx, k, d)
	case Reject:
		return c.settleRejection(tx, k, d)
	case Claim:
		return c.claim(tx, k, d)
	case Resolve:
		return c.resolve(tx, k, d)
	case Arrived, Resend:
		return c.settleUnknown(tx, k, d)
	case ReviewGood, ReviewChanged, ReviewHarmful:
		return c.review(tx, k, d)
	case Stop:
		return c.stop(tx, k, d)
	case HandTo:
		return c.handTo(tx, k, d)
	case Tell:
		return c.tell(tx, k, d)
	case CallBack:
		return c.callBack(tx, k, d)
	case Kept:
		return c.keep(tx, k, d)
	case NotTier:
		return c.notTier(tx, k, d)
	case Snooze:
		return c.snooze(tx, k, d)
	case Correct:
		return c.correct(tx, k, d)
	case TakeBack:
		return c.undo(tx, k, d)
	case ReportBreach:
		return c.breach(tx, k, d)
	case LogRecord, NotComplaint, Acknowledge, AmendRecord, CloseRecord:
		return c.onRecord(tx, k, d)
	}
	return &InvalidError{Field: "action", Why: fmt.Sprintf("%q is not an action; use one of %s", d.Action, actionNames())}
}

// current checks that a decision is on the draft that is before staff now.
func (c *Copilot) current(k *Case, d Decision) (*Draft, error) {
	draft := k.Draft()
	if draft == nil {
		return nil, &InvalidError{Field: "action", Why: c.noDraft(k)}
	}
	if d.Version == 0 {
		return nil, &InvalidError{Field: "version", Why: fmt.Sprintf("say which draft version this is about; the current one is %d", draft.Version)}
	}
	if d.Version > draft.Version {
		return nil, &InvalidError{Field: "version", Why: fmt.Sprintf("there is no draft version %d; the current one is %d", d.Version, draft.Version)}
	}
	if done, ok := k.Decided(d.Version); ok {
		return nil, &SettledError{Decision: &done, State: k.State, Current: draft.Version}
	}
	settled := &SettledError{State: k.State, Current: draft.Version}
	switch {
	case d.Version < draft.Version:
		settled.Why = fmt.Sprintf("draft %d was replaced; draft %d is before staff now", d.Version, draft.Version)
	case draft.Status == "superseded":
		settled.Why = "the client wrote again: this draft is being made anew"
	case draft.Status == "expired":
		settled.Why = "nobody decided on this draft in time: a person has the case now"
	case draft.Status == "withdrawn":
		settled.Why = "this draft was withdrawn: the question was answered or deleted"
	case k.State == StateEscalated || k.State == StateClaimed:
		return nil, &InvalidError{Field: "action", Why: c.noDraft(k)}
	case k.State != StateInReview:
		return nil, &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: there is nothing to decide now", plainState(k.State))}
	default:
		return draft, nil
	}
	return nil, settled
}

func plainState(s State) string { return strings.ReplaceAll(string(s), "_", " ") }

func (c *Copilot) noDraft(k *Case) string {
	if k.Tier() == TierHuman {
		return "this case needs a person: take it and answer the client yourself, there is no draft to approve"
	}
	return fmt.Sprintf("the case is %s: there is no draft yet", plainState(k.State))
}

// Refuse notes in the ledger that somebody tried to decide who may not, or by
// a button that does not belong to the card: a platform found it out before
// Decide was asked. A caseID of 0 is a case that cannot be told.
func (c *Copilot) Refuse(ctx context.Context, caseID int64, who Person, why string) error {
	c.metrics.decisions.WithLabelValues("other", "refused").Inc()
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		ev := &Event{Case: caseID, Kind: EventRefused, At: c.now(), Actor: "person",
			Facts: map[string]any{"why": why, "team": who.Team}, Words: map[string]string{"author": who.ID}}
		err := tx.Append(ev)
		if errors.Is(err, ErrErased) {
			ev.Words = nil // the case takes no words any more
			err = tx.Append(ev)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("noting a refused decision: %w", err)
	}
	return nil
}
