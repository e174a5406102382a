package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// AutoLabel stands beside an answer that no person saw before the client did.
const AutoLabel = "Automatic answer"

// autoKey names the outbox row of an automatic answer. It differs from the key
// of an approved one, so that a person can still send a draft that was held back.
const autoKey = "auto:"

// answerItself puts a draft on its way to the client without a person, where
// the topic has a grant and nothing at all speaks against it; false leaves the
// draft to staff.
func (c *Copilot) answerItself(tx Tx, k *Case) (bool, error) {
	d := k.Draft()
	permit, err := c.permit(tx, k, d)
	if err != nil {
		return false, err
	}
	if permit.Grant == "" {
		return false, c.leftToStaff(tx, k, d, permit.Why)
	}
	now := c.now()
	by := Person{ID: "grant:" + permit.Grant, Name: "grant " + permit.Grant}
	d.Status = "decided"
	k.Decisions = append(k.Decisions, Decision{Action: Automatic, Version: d.Version, Text: d.Text, Hash: d.Hash, Sampled: permit.Sampled, By: by, At: now})
	k.State, k.WakeAt = StateDecided, time.Time{}
	policy := PolicyOf(k, *d)
	err = tx.Append(c.event(k, EventDecided, by.ID, map[string]any{
		"action": string(Approve), "automatic": true, "version": d.Version, "hash": d.Hash, "distance": 0.0, "material": false,
		"system_tier": string(k.Tier()), "topic": k.Topic(), "grant": permit.Grant, "sampled": permit.Sampled,
		"model": policy.Model, "prompt_id": policy.Prompt, "rules": policy.Rules,
	}))
	if err != nil {
		return false, err
	}
	if err := tx.NoteAuto(AutoAnswer{Case: k.ID, Draft: d.Version, Topic: k.Topic(), Grant: permit.Grant, Account: k.Account, At: now, Sampled: permit.Sampled}); err != nil {
		return false, err
	}
	if err := c.planClient(tx, k, &Outbound{Key: fmt.Sprintf("%s%d:%d", autoKey, k.ID, d.Version), Kind: PostAnswer,
		Text: d.Text, Label: AutoLabel, Draft: d.Version}, by.ID); err != nil {
		return false, err
	}
	return true, c.planCard(tx, k)
}

// permit asks whether a draft may go by itself. Reasons of the case come
// first: no grant can set them aside.
func (c *Copilot) permit(tx Tx, k *Case, d *Draft) (Permit, error) {
	if c.deps.Autonomy == nil || d == nil {
		return Permit{}, nil
	}
	p, err := c.deps.Autonomy.May(tx, k, *d)
	if err != nil || p.Grant == "" {
		return p, err
	}
	why := c.unfit(k, d)
	if why == "" {
		why, err = c.besides(tx, k)
	}
	if why == "" && err == nil {
		why, err = complaining(tx, k.Account)
	}
	if err != nil || why != "" {
		return Permit{Why: why}, err
	}
	return p, nil
}

// leftToStaff notes why a draft of a granted topic waits for a person all the same.
func (c *Copilot) leftToStaff(tx Tx, k *Case, d *Draft, why string) error {
	if why == "" {
		return nil
	}
	d.HeldBack = why
	return tx.Append(c.event(k, EventHeldBack, system, map[string]any{"version": d.Version, "topic": k.Topic(), "why": why}))
}

// AutoAnswered gives the latest automatic answer of the case that reached the
// client, and whether a person has looked at it since.
func (c *Case) AutoAnswered() (d Decision, reviewed, ok bool) {
	if c.AnsweredAt.IsZero() {
		return d, false, false
	}
	for i := len(c.Decisions) - 1; i >= 0; i-- {
		switch x := c.Decisions[i]; x.Action {
		case ReviewGood, ReviewChanged, ReviewHarmful:
			reviewed = true
		case Automatic:
			return x, reviewed, true
		}
	}
	return d, false, false
}

// unfit tells why a draft may not go by itself whoever granted what.
func (c *Copilot) unfit(k *Case, d *Draft) string {
	switch {
	case k.Tier() != TierRoutine:
		return "the case needs a person"
	case len(k.Records) > 0 || len(k.Assessment.Records) > 0 || len(k.Assessment.Flags) > 0:
		return "something about the case is flagged"
	case k.Account == "":
		return "the channel belongs to no client"
	case k.Unsure():
		return "it is not known yet who wrote"
	case k.Mark.Open():
		return "staff are asked whether this is a complaint"
	case k.Assessment.NoReply || k.Pending():
		return "the client wrote again"
	case k.answeredItself(d.Version):
		return "this case had an automatic answer already"
	case k.staffWrote():
		return "a person of the firm has written to the client here"
	case d.Raise != "" || d.Failure != "":
		return "the model would have a person look"
	case !d.Sendable() || d.Hash != TextHash(d.Text):
		return "the draft cannot be sent as it stands"
	case len(d.Citations) == 0 || len(d.Checks) == 0:
		return "the draft rests on no page, or was not checked"
	}
	for _, x := range d.Checks {
		if x.Verdict != OK {
			return "a check found something: " + x.Name
		}
	}
	for _, x := range d.Citations {
		if x.Stale || x.Conflict != "" {
			return fmt.Sprintf("the page %q is past its review, or another page disagrees", x.Title)
		}
	}
	return c.expired(k, d)
}

// answeredItself tells whether another draft of the case went by itself: a
// client who comes back after an automatic answer is answered by a person.
func (c *Case) answeredItself(version int) bool {
	return slices.ContainsFunc(c.Decisions, func(d Decision) bool { return d.Action == Automatic && d.Version != version })
}

// holdBack checks an automatic answer once more, in the transaction that would
// begin its sending. What no longer holds sends the draft to staff; true then.
func (c *Copilot) holdBack(tx Tx, o *Outbound, k *Case, off string) (bool, error) {
	was, _ := k.Decided(o.Draft)
	if was.Action != Automatic {
		return false, nil
	}
	why, err := c.noLonger(tx, k, was, off)
	if err != nil || why == "" {
		return false, err
	}
	o.State, o.Detail = PostCancelled, why
	if err := tx.Append(c.postEvent(o, EventCancelled, map[string]any{"why": why})); err != nil {
		return false, err
	}
	k.undecide(o.Draft)
	if err := c.leftToStaff(tx, k, k.Draft(), why); err != nil {
		return false, err
	}
	if k.Pending() { // it came while the answer was on its way, and nothing has taken it in
		return true, c.supersede(tx, k, why)
	}
	return true, c.planCard(tx, k)
}

// noLonger tells why an automatic answer that was planned must not be sent.
func (c *Copilot) noLonger(tx Tx, k *Case, was Decision, off string) (string, error) {
	if off != "" {
		return off, nil
	}
	p, err := c.permit(tx, k, k.Draft())
	switch {
	case err != nil:
		return "", err
	case p.Grant == "" && p.Why == "":
		return "the grant it was planned under is gone", nil
	case p.Grant == "":
		return p.Why, nil
	case "grant:"+p.Grant != was.By.ID:
		return "it was planned under another grant", nil
	}
	return "", nil
}

// wentItself marks an automatic answer as sent.
func (c *Copilot) wentItself(tx Tx, k *Case, version int) error {
	a, ok, err := autoAnswer(tx, k.ID, version)
	if err != nil || !ok {
		return err
	}
	a.Sent = true
	return tx.NoteAuto(a)
}

// autoAnswer finds one automatic answer; version 0 is the case's newest that was sent.
func autoAnswer(tx Tx, caseID int64, version int) (AutoAnswer, bool, error) {
	all, err := tx.AutoAnswers(AutoFilter{Case: caseID})
	if err != nil {
		return AutoAnswer{}, false, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Draft == version || version == 0 && all[i].Sent {
			return all[i], true, nil
		}
	}
	return AutoAnswer{}, false, nil
}

// happened tells autonomy what happened, where there is any.
func (c *Copilot) happened(tx Tx, k *Case, h Happening) error {
	if c.deps.Autonomy == nil {
		return nil
	}
	return c.deps.Autonomy.Happened(tx, k, h)
}

// review takes what a person says of an answer after it was sent. Of one that a
// person had approved only harm can be said: that counts as evidence too.
func (c *Copilot) review(tx Tx, k *Case, d Decision) error {
	a, automatic, err := autoAnswer(tx, k.ID, 0)
	switch {
	case err != nil:
		return err
	case automatic && a.Review != "" && d.Action != ReviewHarmful:
		return &SettledError{State: k.State, Why: "somebody has looked at this answer already"}
	case !automatic && (d.Action != ReviewHarmful || k.AnsweredAt.IsZero()):
		return &InvalidError{Field: "action", Why: "this case has no automatic answer to look at"}
	case d.Action == ReviewHarmful && strings.TrimSpace(d.Reason) == "":
		return &InvalidError{Field: "reason", Why: "say what was wrong: wrong fact, wrong client, a promise, or that a person was needed"}
	}
	d.Version = 0
	k.Decisions = append(k.Decisions, d)
	ev := c.event(k, EventReviewed, actor(RoleStaff, d.By.ID), map[string]any{
		"verdict": verdicts[d.Action], "automatic": automatic, "topic": k.Topic(), "grant": a.Grant, "version": a.Draft, "sampled": a.Sampled,
	})
	ev.Words = map[string]string{"reason": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	if automatic {
		a.Review, a.Reviewed = d.Action, d.At
		if err := tx.NoteAuto(a); err != nil {
			return err
		}
	}
	what := HappenedReview
	if d.Action == ReviewHarmful {
		what = HappenedHarm
	}
	if err := c.happened(tx, k, Happening{What: what, Decision: &d}); err != nil {
		return err
	}
	return c.planCard(tx, k)
}

// What a person says of an answer afterwards, by the names that the ledger has.
const (
	JudgedGood    = "good"
	JudgedChanged = "would_have_changed"
	JudgedHarmful = "harmful"
)

var verdicts = map[Action]string{ReviewGood: JudgedGood, ReviewChanged: JudgedChanged, ReviewHarmful: JudgedHarmful}

// stop pulls the switch over the case's topic. A case that is not sorted has no
// topic, and the switch over none is that over all.
func (c *Copilot) stop(tx Tx, k *Case, d Decision) error {
	switch {
	case c.deps.Autonomy == nil:
		return &InvalidError{Field: "action", Why: "no topic is answered automatically here: there is nothing to stop"}
	case k.Topic() == "":
		return &InvalidError{Field: "action", Why: "the case is not sorted yet, so it has no topic to stop: wait for that, or stop all topics"}
	}
	st, err := tx.Standing(k.Topic())
	switch {
	case err != nil:
		return err
	case st.Paused != nil:
		return &SettledError{State: k.State, Why: "automatic answers on this topic are stopped already, by " + st.Paused.By}
	}
	if err := c.deps.Autonomy.Pause(tx, k.Topic(), d.By, d.Reason); err != nil {
		return err
	}
	k.Decisions = append(k.Decisions, Decision{Action: Stop, By: d.By, At: d.At, Reason: d.Reason})
	return c.planCard(tx, k)
}

// NotCovered is the code of an escalation because no document covers the
// question: no word against the tier.
const NotCovered = "not_covered"

// reasonCodes name the reasons that staff choose from and that say that the
// draft would have done harm, or that a person was needed.
var reasonCodes = map[string]string{
	"nothing covers it": NotCovered, "out-of-date document": "wrong_fact",
	"wrong fact": "wrong_fact", "commitment": "promise", "must not be promised": "promise", "wrong client": "wrong_client",
	"wrong tier": "wrong_tier", "a person was needed": "wrong_tier", "a complaint": "wrong_tier", "client is upset": "wrong_tier", "needs advice": "wrong_tier",
}

// ReasonCode gives the code of a reason that was chosen from a card's list; ""
// for one in somebody's own words. It is the part of a reason that may stand
// among facts.
func ReasonCode(reason string) string {
	chosen, _, _ := strings.Cut(strings.ToLower(reason), ":")
	return reasonCodes[strings.TrimSpace(chosen)]
}
