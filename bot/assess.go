package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// assess sorts a case: a routine one goes on to be drafted, any other to a person.
func (c *Copilot) assess(ctx context.Context, k *Case) error {
	c.deps.Fault("F3")
	asked := k.Asked()
	a := c.sort(ctx, k, asked)
	found := c.facts(ctx, k, a)
	done, err := c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error {
		if err := c.take(tx, k, a, asked, k.Assessment != nil); err != nil {
			return err
		}
		if err := c.planNotice(tx, k, k.Assessment.Notice); err != nil {
			return err
		}
		if err := c.takeFacts(tx, k, found); err != nil {
			return err
		}
		switch {
		case a.Tier == TierRoutine && a.NoReply:
			return c.needsNoReply(tx, k)
		case k.Assessment.Tier == TierRoutine: // of a case that was with people once none is drafted: nobody could approve it
			k.State, k.WakeAt = StateAssessed, c.now()
			return nil
		}
		return c.escalateAssessed(tx, k)
	})
	if err == nil {
		c.metrics.assessed(done)
	}
	return err
}

// reassess takes a new message of a human-tier case in. The tier never goes down.
func (c *Copilot) reassess(ctx context.Context, k *Case) error {
	asked := k.Asked()
	if len(asked) == 0 {
		return c.nothingAsked(ctx, k)
	}
	a := c.sort(ctx, k, asked)
	a.Tier = TierHuman
	found := c.facts(ctx, k, a)
	_, err := c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error {
		if err := c.take(tx, k, a, asked, true); err != nil {
			return err
		}
		if err := c.planNotice(tx, k, k.Assessment.Notice); err != nil {
			return err
		}
		k.WakeAt = c.nextTimer(k)
		if err := c.takeFacts(tx, k, found); err != nil {
			return err
		}
		if err := c.planHolding(tx, k); err != nil {
			return err
		}
		return c.planCard(tx, k)
	})
	return err
}

// nothingAsked takes in that of what people have nothing is left that waits for an
// answer: the client deleted it, and the rest was answered. They close the case.
func (c *Copilot) nothingAsked(ctx context.Context, k *Case) error {
	_, err := c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error {
		for i := range k.Messages {
			k.Messages[i].Assessed = true
		}
		k.Attempts, k.WakeAt = 0, c.nextTimer(k)
		return c.planCard(tx, k)
	})
	return err
}

// assessAnswered sorts what a person answered before it was sorted: whoever is
// quicker, a complaint is on record. The answer stands, and nothing is sent
// because of it, unless somebody may be in danger: that is for people to see.
func (c *Copilot) assessAnswered(ctx context.Context, k *Case) error {
	answered := k.answeredUnsorted()
	a := c.sort(ctx, k, answered)
	if a.failed() {
		return errors.New("what a person answered could not be sorted") // tried again, and shown to people in the end
	}
	done, err := c.change(ctx, k.ID, k.Version, func(tx Tx, k *Case) error {
		before := k.Assessment
		if err := c.take(tx, k, a, answered, before != nil); err != nil {
			return err
		}
		if a.Priority == P0 {
			if err := c.planNotice(tx, k, k.Assessment.Notice); err != nil {
				return err
			}
			if !k.withPeople() { // the answer may have missed what is urgent in it
				return c.escalateAssessed(tx, k)
			}
		}
		if k.withPeople() {
			k.keepAssessment(before)
		}
		if !k.State.Open() {
			k.WakeAt = c.nextTimer(k)
		}
		if a.Tier == TierRoutine {
			return nil
		}
		return c.planCard(tx, k)
	})
	if err == nil {
		c.metrics.assessed(done)
	}
	return err
}

// keepAssessment puts back the assessment of what is still open, with the flags
// and the urgency of what was sorted since.
func (c *Case) keepAssessment(of *Assessment) {
	if of == nil || len(c.Asked()) == 0 {
		return
	}
	kept := *of
	kept.Flags = union(of.Flags, c.Assessment.Flags)
	if c.Assessment.Priority == P0 {
		kept.Priority = P0
	}
	c.Assessment = &kept
}

// sort asks the assessor about messages of a case. When it fails the case goes to a person.
func (c *Copilot) sort(ctx context.Context, k *Case, messages []Message) Assessment {
	var a Assessment
	err := c.guarded(func() error {
		s, err := c.situation(ctx, k)
		if err != nil {
			return err
		}
		s.Messages = messages
		if len(messages) > 0 && messages[0].Answered {
			first := slices.MinFunc(messages, func(a, b Message) int { return a.ReceivedAt.Compare(b.ReceivedAt) }).ReceivedAt
			s.Turns = slices.DeleteFunc(s.Turns, func(t Turn) bool { return !t.At.Before(first) }) // neither itself nor its answer came before it
		}
		if a, err = c.deps.Assessor.Assess(ctx, s); err != nil {
			return err
		}
		return c.onlyAfresh(ctx, k, s, &a)
	})
	if err != nil {
		c.log.Error("assessment failed", "case", k.ID, "err", err)
		a = Assessment{Tier: TierHuman, Topic: "other", Priority: P1, Language: "und", Cleaned: k.Question(), MustMark: true,
			Explanation: "The sorting failed, so a person should read this.",
			Reasons:     []Reason{{Code: Failure, Source: "failure", Evidence: "the sorting failed"}}}
	}
	a.At = c.now()
	return a
}

// failed tells whether an assessment says only that there is none.
func (a Assessment) failed() bool {
	return len(a.Reasons) == 1 && a.Reasons[0].Code == Failure
}

// take puts the assessment of some messages into the case, which takes them in.
func (c *Copilot) take(tx Tx, k *Case, a Assessment, of []Message, again bool) error {
	if err := c.weigh(tx, k, a, of, again); err != nil {
		return err
	}
	answered := len(k.answeredUnsorted()) > 0 // see assessAnswered: only these were sorted
	for i := range k.Messages {
		m := &k.Messages[i]
		if slices.ContainsFunc(of, m.is) {
			m.Missed = a.failed() && !m.sorted()
		}
		m.Assessed = m.Assessed || !answered || m.Answered
	}
	return nil
}

// weigh gives the case the assessment of some messages: its event, and the records
// it opens.
func (c *Copilot) weigh(tx Tx, k *Case, a Assessment, of []Message, again bool) error {
	if again && k.Assessment != nil && k.Assessment.Tier == TierHuman {
		a.Tier = TierHuman
		a.Flags = union(k.Assessment.Flags, a.Flags)
	}
	a.Priority = k.priority(a)
	if a.Notice == "" && a.Priority == P0 && slices.Contains(a.Flags, "fraud") && c.opts.Notices[noticeFraud] != "" {
		a.Notice = noticeFraud
	}
	since := askedSince(k, slices.Concat(of, k.unseen()))
	k.Assessment, k.Attempts = &a, 0
	if err := tx.Append(c.assessedEvent(k, a, of, again)); err != nil {
		return err
	}
	return c.openRecords(tx, k, a, since)
}

// priority is how fast a person must see the case by a new assessment. While it
// waits for people a risk that was seen stays one, whatever is written next; and
// what needs a person is never as slow as a routine case.
func (c *Case) priority(a Assessment) Priority {
	switch {
	case c.withPeople() && c.Assessment != nil && c.Assessment.Priority == P0:
		return P0
	case a.Tier == TierHuman && a.Priority == P2:
		return P1
	}
	return a.Priority
}

func (c *Copilot) assessedEvent(k *Case, a Assessment, of []Message, again bool) *Event {
	ids := []string{}
	for _, m := range of {
		ids = append(ids, m.ID)
	}
	ev := c.event(k, EventAssessed, system, map[string]any{
		"tier": string(a.Tier), "topic": a.Topic, "weight": a.Weight, "cut": a.Cut, "codes": a.codes(), "flags": a.Flags,
		"records": a.Records, "by": a.decidedBy(), "reassessed": again, "priority": string(a.Priority),
		"language": a.Language, "rules": a.Rules, "messages": ids,
	})
	if len(a.Needs) > 0 {
		var needs []string
		for _, n := range a.Needs {
			needs = append(needs, n.Driver+":"+n.Need+":"+n.Message)
		}
		ev.Facts["needs"] = needs
	}
	ev.Words = map[string]string{"explanation": a.Explanation}
	for i, r := range a.Reasons {
		ev.Words[fmt.Sprintf("evidence %02d %s", i+1, r.Code)] = r.Evidence
	}
	return ev
}

// codes lists the reasons, each once.
func (a Assessment) codes() []Code {
	var out []Code
	for _, r := range a.Reasons {
		if !slices.Contains(out, r.Code) {
			out = append(out, r.Code)
		}
	}
	return out
}

// decidedBy is the source that gave the case the most weight.
func (a Assessment) decidedBy() string {
	points, by := -1, "rules"
	for _, r := range a.Reasons {
		if r.Points > points || r.Source == "failure" {
			points, by = r.Points, r.Source
		}
	}
	return by
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// askedSince is when the oldest of some messages that was not sorted yet was
// received, or edited into what it says now after it had been sorted: whatever it
// brings counts from then, not from when the program came to it.
func askedSince(k *Case, of []Message) time.Time {
	var since time.Time
	for _, m := range of {
		if m.sorted() {
			continue
		}
		at := m.ReceivedAt
		if m.ResaidAt.After(at) {
			at = m.ResaidAt
		}
		if since.IsZero() || at.Before(since) {
			since = at
		}
	}
	if since.IsZero() {
		return k.OpenedAt
	}
	return since
}

// needsNoReply ends a case that only says thanks.
func (c *Copilot) needsNoReply(tx Tx, k *Case) error {
	k.settleAsked()
	if err := tx.Append(c.event(k, EventNoReply, system, nil)); err != nil {
		return err
	}
	if k.State == StateReopened {
		k.State = StateAnswered
		k.WakeAt = c.nextTimer(k)
		return c.planCard(tx, k)
	}
	k.State, k.ResolvedAt, k.Outcome = StateResolved, c.now(), "nothing to answer"
	k.WakeAt = c.nextTimer(k)
	return tx.Append(c.event(k, EventResolved, system, map[string]any{"outcome_code": "no_reply_needed"}))
}

// escalateAssessed gives a case to people on the strength of its assessment.
func (c *Copilot) escalateAssessed(tx Tx, k *Case) error {
	facts := map[string]any{"by": k.Assessment.decidedBy(), "priority": string(k.Assessment.Priority)}
	if len(k.Assessment.Reasons) > 0 {
		facts["reason"] = string(k.Assessment.Reasons[0].Code)
	}
	return c.escalate(tx, k, system, facts)
}

// toPerson raises a case to the human tier for a reason that is not of its words.
func (c *Copilot) toPerson(tx Tx, k *Case, r Reason, by string) error {
	c.raise(k, r)
	return c.escalate(tx, k, system, map[string]any{"by": by, "reason": string(r.Code)})
}

// raise puts a reason first in the assessment and the case in the human tier.
func (c *Copilot) raise(k *Case, r Reason) {
	if k.Assessment == nil {
		k.Assessment = &Assessment{Topic: "other", Priority: P1, Language: "und", Cleaned: k.Question(), At: c.now()}
	}
	a := *k.Assessment
	a.Tier, a.Reasons = TierHuman, append([]Reason{r}, a.Reasons...)
	if a.Priority != P0 {
		a.Priority = P1
	}
	k.Assessment = &a
}

// escalate moves the case to where a person must take it, and shows it to staff.
// Where its client waits for nothing, the program tells them nothing by itself.
func (c *Copilot) escalate(tx Tx, k *Case, who string, facts map[string]any) error {
	if k.State.done() {
		k.Owner, k.OwnerID, k.ClaimedAt = "", "", time.Time{} // whoever had it is done: it is anybody's again
	}
	k.State, k.Attempts = StateEscalated, 0
	waits := len(k.Asked()) > 0
	if waits {
		c.holdAck(k)
	}
	if waits && who == system {
		if err := c.planHolding(tx, k); err != nil {
			return err
		}
	}
	k.WakeAt = c.nextTimer(k)
	if err := tx.Append(c.event(k, EventEscalated, who, facts)); err != nil {
		return err
	}
	return c.planCard(tx, k)
}
