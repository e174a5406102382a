package bot

import (
	"fmt"
	"strings"
)

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
	k.State, k.Attempts = StateDecided, 0
	k.WakeAt = c.nextTimer(k)
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
	if code := ReasonCode(d.Reason); code != "" {
		facts["reason_code"] = code
	}
	if found := findings(d.Checks); len(found) > 0 {
		facts["findings"] = found
	}
	if !d.ViewedAt.IsZero() {
		facts["seconds_on_card"] = int(d.At.Sub(d.ViewedAt).Seconds())
	}
	ev := c.event(k, EventDecided, actor(RoleStaff, d.By.ID), facts)
	ev.Words = map[string]string{"text": d.Text, "reason": d.Reason, "name": d.By.Name}
	if err := tx.Append(ev); err != nil {
		return err
	}
	return c.happened(tx, k, Happening{What: HappenedDecision, Decision: &d, Draft: k.draftOf(d.Version)})
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
