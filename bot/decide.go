package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Decide carries out what a member of staff decided on a case. The caller has
// made sure that the person may decide. A decision that came too late is a
// *SettledError, one that cannot be carried out an *InvalidError; nothing is
// changed then but the ledger, which notes the refusal.
func (c *Copilot) Decide(ctx context.Context, id int64, d Decision) (*Case, error) {
	c.deps.Fault("F7")
	d.At = c.now()
	if d.By.ID == "" {
		return nil, &InvalidError{Field: "by", Why: "say who decides: the field by is empty"}
	}
	if d.Action == Edit || (d.Action == Escalate && strings.TrimSpace(d.Text) != "") {
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
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		ev := c.event(k, EventRefused, actor(RoleStaff, d.By.ID), map[string]any{
			"action": string(d.Action), "version": d.Version, "state": string(k.State),
		})
		ev.Words = map[string]string{"why": cause.Error()}
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
	}
	return &InvalidError{Field: "action", Why: fmt.Sprintf(
		"%q is not an action; use approve, edit, escalate, reject, claim or resolve", d.Action)}
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

// settleAnswer takes an approved or edited text: what stands here is what the
// client gets, byte for byte.
func (c *Copilot) settleAnswer(tx Tx, k *Case, d Decision) error {
	draft, err := c.current(k, d)
	if err != nil {
		return err
	}
	if k.Tier() == TierHuman {
		return &InvalidError{Field: "action", Why: c.noDraft(k)}
	}
	if why := c.expired(k, draft); why != "" {
		return &SettledError{Why: why, State: k.State, Current: draft.Version, expired: true}
	}
	if err := c.fillText(draft, &d); err != nil {
		return err
	}
	c.settle(k, draft, &d)
	k.State, k.WakeAt, k.Attempts = StateDecided, time.Time{}, 0
	if err := c.appendDecision(tx, k, d); err != nil {
		return err
	}
	label := "Drafted with AI, checked by " + d.By.Label()
	if err := c.planClient(tx, k, &Outbound{
		Key: fmt.Sprintf("answer:%d:%d", k.ID, d.Version), Kind: PostAnswer, Text: d.Text, Label: label, Draft: d.Version,
	}, actor(RoleStaff, d.By.ID)); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// fillText puts the text that will be sent into the decision, with what an
// edit changed.
func (c *Copilot) fillText(draft *Draft, d *Decision) error {
	if d.Action == Approve {
		if !draft.Sendable() {
			return &InvalidError{Field: "action", Checks: draft.Checks,
				Why: "this draft cannot be approved as it stands: edit it or escalate the case"}
		}
		if draft.Hash != TextHash(draft.Text) {
			return &InvalidError{Field: "version", Why: "the stored draft is not the one that was shown: escalate the case"}
		}
		if d.Text != "" && d.Text != draft.Text {
			return &InvalidError{Field: "text", Why: "approve sends the draft as it stands, and this text is another one: use edit to send it"}
		}
		d.Text = draft.Text
	}
	if Blank(d.Text) {
		return &InvalidError{Field: "text", Why: "the text is empty: write what the client should get"}
	}
	if d.Action == Edit {
		if err := barred(d.Checks); err != nil {
			return err
		}
		d.Distance, d.Material = EditDistance(draft.Text, d.Text), Material(draft.Text, d.Text)
	}
	d.Hash = TextHash(d.Text)
	return nil
}

// barred refuses a text that must not go to a client, whoever signs it.
func barred(checks []Check) error {
	if !Blocked(checks) {
		return nil
	}
	return &InvalidError{Field: "text", Checks: checks, Why: "this text must not go to a client: " + blockers(checks)}
}

func blockers(checks []Check) string {
	var out []string
	for _, x := range checks {
		if x.Verdict == NoDraft {
			out = append(out, x.Detail)
		}
	}
	return strings.Join(out, "; ")
}

// expired tells why a draft must be made anew before anybody may approve it.
func (c *Copilot) expired(k *Case, draft *Draft) string {
	if c.deps.Directory.Account(k.Platform, k.Channel).ID != k.Account {
		return "stale: the channel now belongs to another account, so this draft is withdrawn"
	}
	if c.opts.StaleAfter > 0 && c.now().Sub(draft.At) > c.opts.StaleAfter {
		return "stale: this draft is older than " + c.opts.StaleAfter.String() + " and is being made anew"
	}
	if why := c.deps.Stale(*draft); why != "" {
		return "stale: " + why + "; the draft is being made anew"
	}
	return ""
}

// settle writes the one decision of a draft version into the case.
func (c *Copilot) settle(k *Case, draft *Draft, d *Decision) {
	if draft != nil {
		draft.Status, d.Version, d.ViewedAt = "decided", draft.Version, draft.ShownAt
	}
	k.Decisions = append(k.Decisions, *d)
}

func (c *Copilot) appendDecision(tx Tx, k *Case, d Decision) error {
	facts := map[string]any{
		"action": string(d.Action), "version": d.Version, "distance": d.Distance, "material": d.Material,
		"hash": d.Hash, "system_tier": string(k.Tier()), "topic": k.Topic(),
	}
	if found := findings(d.Checks); len(found) > 0 {
		facts["findings"] = found
	}
	if !d.ViewedAt.IsZero() {
		facts["seconds_on_card"] = int(d.At.Sub(d.ViewedAt).Seconds())
	}
	ev := c.event(k, EventDecided, actor(RoleStaff, d.By.ID), facts)
	ev.Words = map[string]string{"text": d.Text, "reason": d.Reason, "name": d.By.Name}
	return tx.Append(ev)
}

// findings names the checks that a text did not pass clean, with their verdicts.
func findings(checks []Check) []string {
	var out []string
	for _, x := range checks {
		if x.Verdict != OK {
			out = append(out, x.Name+":"+string(x.Verdict))
		}
	}
	return out
}

// settleEscalation raises a case to the human tier. Words for the client that
// came with it are sent in the name of the person who wrote them. A draft that
// was decided bars it only while its answer is on its way: an answered case can
// be given to people from the card that shows the answer.
func (c *Copilot) settleEscalation(tx Tx, k *Case, d Decision) error {
	draft := k.Draft()
	done, decided := k.Decided(d.Version)
	switch {
	case decided && d.Version != 0:
		return &SettledError{Decision: &done, State: k.State, Current: draft.Version}
	case k.State == StateEscalated || k.State == StateClaimed:
		return c.alreadyWithPeople(k)
	case k.State == StateInReview || (draft != nil && d.Version != 0 && d.Version != draft.Version):
		if d.Version == 0 && draft != nil {
			d.Version = draft.Version
		}
		var err error
		if draft, err = c.current(k, d); err != nil {
			return err
		}
	case k.State == StateDecided || k.State == StateSending || k.State == StateUnknown:
		return &InvalidError{Field: "action", Why: "the answer is on its way: wait until it has arrived"}
	case !CanMove(k.State, StateEscalated):
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: it cannot be escalated", plainState(k.State))}
	case draft != nil && draft.Status != "":
		draft, d.Version = nil, 0 // settled before: this escalation is of the case, not of the draft
	}
	if err := barred(d.Checks); err != nil {
		return err
	}
	if k.State.done() {
		k.Owner, k.OwnerID, k.ClaimedAt = "", "", time.Time{} // whoever had it is done: it is anybody's again
	}
	note := d.Text
	d.Text = ""
	c.settle(k, draft, &d)
	if err := c.appendDecision(tx, k, d); err != nil {
		return err
	}
	why := d.Reason
	if why == "" {
		why = "no reason given"
	}
	c.raise(k, Reason{Code: RequestHuman, Source: "staff", Evidence: d.By.Label() + ": " + why, Note: "Escalated by " + d.By.Label() + "."})
	if err := c.note(tx, k, d, note); err != nil {
		return err
	}
	return c.escalate(tx, k, actor(RoleStaff, d.By.ID), map[string]any{"by": "person", "reason": "staff", "version": d.Version})
}

func (c *Copilot) alreadyWithPeople(k *Case) error {
	for i := len(k.Decisions) - 1; i >= 0; i-- {
		if done := k.Decisions[i]; done.Action == Escalate || done.Action == Reject || done.Action == Claim {
			return &SettledError{Decision: &done, State: k.State}
		}
	}
	return &SettledError{State: k.State, Why: "the case is with people already"}
}

// note plans a text that a person wrote to the client through a card.
func (c *Copilot) note(tx Tx, k *Case, d Decision, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	key := fmt.Sprintf("note:%d:%d", k.ID, k.Version)
	return c.planClient(tx, k, &Outbound{Key: key, Kind: PostNote, Text: text, Label: "Written by " + d.By.Label()}, actor(RoleStaff, d.By.ID))
}

// settleRejection throws a draft away: a person answers instead.
func (c *Copilot) settleRejection(tx Tx, k *Case, d Decision) error {
	draft, err := c.current(k, d)
	if err != nil {
		return err
	}
	d.Text = ""
	c.settle(k, draft, &d)
	if err := c.appendDecision(tx, k, d); err != nil {
		return err
	}
	c.raise(k, Reason{Code: RequestHuman, Source: "staff", Evidence: strings.TrimSpace(d.By.Label() + ": " + d.Reason), Note: "The draft was rejected."})
	return c.escalate(tx, k, actor(RoleStaff, d.By.ID), map[string]any{"by": "person", "reason": "rejected", "version": d.Version})
}

// claim makes a person the owner of a case.
func (c *Copilot) claim(tx Tx, k *Case, d Decision) error {
	if !k.State.Open() {
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: there is nothing to take", plainState(k.State))}
	}
	if k.OwnerID != "" && k.OwnerID != d.By.ID {
		return &SettledError{State: k.State, Decision: &Decision{Action: Claim, By: Person{ID: k.OwnerID, Name: k.Owner}, At: k.ClaimedAt}}
	}
	if k.OwnerID != "" {
		return errUnchanged
	}
	k.Owner, k.OwnerID, k.ClaimedAt = d.By.Label(), d.By.ID, c.now()
	if k.State == StateEscalated {
		k.State = StateClaimed
	}
	k.Decisions = append(k.Decisions, Decision{Action: Claim, By: d.By, At: d.At})
	if err := tx.Append(c.event(k, EventClaimed, actor(RoleStaff, d.By.ID), nil)); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// resolve closes a case. One that needed a person needs an outcome in words.
func (c *Copilot) resolve(tx Tx, k *Case, d Decision) error {
	switch {
	case k.State == StateResolved:
		return &SettledError{State: k.State, Why: "the case was resolved already"}
	case !CanMove(k.State, StateResolved):
		return &InvalidError{Field: "action", Why: fmt.Sprintf("the case is %s: it cannot be resolved now", plainState(k.State))}
	case (k.State == StateEscalated || k.State == StateClaimed) && strings.TrimSpace(d.Reason) == "":
		return &InvalidError{Field: "reason", Why: "say how it ended: a case that needed a person is closed with an outcome"}
	}
	from := k.State
	if draft := k.Draft(); draft != nil && draft.Status == "" {
		draft.Status = "withdrawn"
	}
	k.State, k.ResolvedAt, k.Outcome, k.WakeAt = StateResolved, c.now(), d.Reason, time.Time{}
	k.settleAsked(true)
	k.Decisions = append(k.Decisions, Decision{Action: Resolve, By: d.By, At: d.At, Reason: d.Reason})
	ev := c.event(k, EventResolved, actor(RoleStaff, d.By.ID), map[string]any{"outcome_code": "staff", "from": string(from)})
	ev.Words = map[string]string{"outcome": d.Reason}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// Refuse notes in the ledger that somebody tried to decide who may not, or by
// a button that does not belong to the card: a platform found it out before
// Decide was asked. A caseID of 0 is a case that cannot be told.
func (c *Copilot) Refuse(ctx context.Context, caseID int64, who Person, why string) error {
	c.metrics.decisions.WithLabelValues("other", "refused").Inc()
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		return tx.Append(&Event{Case: caseID, Kind: EventRefused, At: c.now(), Actor: "person:" + who.ID,
			Facts: map[string]any{"why": why, "team": who.Team}})
	})
	if err != nil {
		return fmt.Errorf("noting a refused decision: %w", err)
	}
	return nil
}
