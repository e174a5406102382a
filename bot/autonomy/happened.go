package autonomy

import (
	"maps"
	"slices"
	"time"

	"countersign/bot"
)

// linkedWithin is how long after an automatic answer a complaint of the same
// account counts as one about it.
const linkedWithin = 30 * 24 * time.Hour

// rolling is how many sampled answers are looked back on, and how many of them
// may have needed another answer before the topic goes back to co-pilot.
const (
	rolling      = 20
	tooManyOf20  = 2
	causeHarm    = "an answer did harm"
	causeSampled = "two of the last twenty answers looked at should have been others"
	causeMissed  = "a person was needed and the answer went by itself"
	causeTier    = "staff gave a case to a person that had been sorted as routine"
	causeComplnt = "a complaint after an automatic answer"
)

// Happened takes note of what happened to a case: see [bot.Autonomy].
func (d *Desk) Happened(tx bot.Tx, k *bot.Case, h bot.Happening) error {
	switch h.What {
	case bot.HappenedComplaint:
		return d.complained(tx, k)
	case bot.HappenedReview, bot.HappenedHarm:
		return d.reviewed(tx, k, h)
	case bot.HappenedDecision:
		return d.decided(tx, k, h)
	}
	return nil
}

// complained ends the autonomy of every topic under which this account had an
// automatic answer lately: which of them the complaint is about is for people to
// find out, not for the software to guess.
func (d *Desk) complained(tx bot.Tx, k *bot.Case) error {
	since := d.now().Add(-linkedWithin)
	if k.Account == "" {
		return nil // nothing goes by itself to a channel of no account
	}
	all, err := tx.AutoAnswers(bot.AutoFilter{Account: k.Account, Since: since})
	if err != nil {
		return err
	}
	done := map[string]bool{}
	for _, a := range all {
		if done[a.Topic] {
			continue
		}
		done[a.Topic] = true
		if err := d.end(tx, a.Topic, causeComplnt, k.ID); err != nil {
			return err
		}
	}
	return nil
}

// end revokes a topic's grant, if it has one; and a question to the owner that
// is open, since what it was asked on no longer holds.
func (d *Desk) end(tx bot.Tx, topic, cause string, caseID int64) error {
	s, ok := d.known(tx, topic)
	if !ok || s.Grant == nil && s.Ask == nil {
		return nil
	}
	return d.revoke(tx, &s, "system", cause, caseID, nil)
}

// reviewed takes what a person said of an answer after it was sent.
func (d *Desk) reviewed(tx bot.Tx, k *bot.Case, h bot.Happening) error {
	mine, err := tx.AutoAnswers(bot.AutoFilter{Case: k.ID})
	if err != nil {
		return err
	}
	topic := k.Topic()
	if len(mine) > 0 {
		topic = mine[len(mine)-1].Topic // as it was sorted when the answer went
	}
	if h.What == bot.HappenedHarm {
		return d.end(tx, topic, causeHarm, k.ID)
	}
	s, ok := d.known(tx, topic)
	if !ok || s.Grant == nil {
		return nil
	}
	all, err := tx.AutoAnswers(bot.AutoFilter{Grant: s.Grant.ID})
	if err != nil {
		return err
	}
	if overridesOf(all, rolling) >= tooManyOf20 {
		return d.revoke(tx, &s, "system", causeSampled, k.ID, nil)
	}
	return nil
}

// overridesOf counts among the last n sampled answers those that should have
// been others.
func overridesOf(all []bot.AutoAnswer, n int) int {
	looked := slices.DeleteFunc(slices.Clone(all), func(a bot.AutoAnswer) bool { return a.Review == "" })
	slices.SortStableFunc(looked, func(a, b bot.AutoAnswer) int { return a.At.Compare(b.At) })
	k := 0
	for _, a := range looked[max(0, len(looked)-n):] {
		if a.Review != bot.ReviewGood {
			k++
		}
	}
	return k
}

// decided takes a decision of staff on a draft, or on a case that was answered.
func (d *Desk) decided(tx bot.Tx, k *bot.Case, h bot.Happening) error {
	s, ok := d.known(tx, k.Topic())
	if !ok {
		return nil
	}
	if h.Decision.Action == bot.Escalate {
		return d.escalated(tx, k, s, h)
	}
	switch {
	case Denied(k.Topic()) != "":
		return nil
	case s.State == bot.Lapsed && s.Grant != nil && s.Cause != expired:
		return d.clean(tx, k, &s, h)
	case s.Start.IsZero() || s.Grant == nil && h.Draft != nil && s.Basis != bot.PolicyOf(k, *h.Draft):
		return d.begin(tx, k, &s, h)
	}
	return nil
}

// escalated ends autonomy where a person was needed and the software had not
// seen it: after an automatic answer of the case or an approved one, or on a draft
// of the topic.
func (d *Desk) escalated(tx bot.Tx, k *bot.Case, s bot.Standing, h bot.Happening) error {
	mine, err := tx.AutoAnswers(bot.AutoFilter{Case: k.ID})
	if err != nil {
		return err
	}
	for _, a := range mine {
		if a.Sent {
			return d.end(tx, a.Topic, causeMissed, k.ID)
		}
	}
	if s.Grant == nil || k.Tier() != bot.TierRoutine || bot.ReasonCode(h.Decision.Reason) == bot.NotCovered {
		return nil // where the system had said so itself, nothing was missed
	}
	return d.end(tx, s.Topic, causeTier, k.ID)
}

// begin notes from when on a topic's decisions count, and by which policy its
// drafts come about: another policy begins anew.
func (d *Desk) begin(tx bot.Tx, k *bot.Case, s *bot.Standing, h bot.Happening) error {
	if h.Draft == nil {
		return nil
	}
	if s.State == bot.Asked {
		return nil // the owner is told when signing: the policy is compared then
	}
	s.Basis = bot.PolicyOf(k, *h.Draft)
	if s.Start.IsZero() || h.Draft.At.After(s.Start) {
		s.Start = h.Draft.At
	}
	if s.State == "" {
		s.State = bot.CoPilot
	}
	return tx.SetStanding(s)
}

// clean counts decisions without an override since a grant came to rest. After
// enough of them in a row, all by the policy and the pages as they are now, the
// grant holds again, bound to those.
func (d *Desk) clean(tx bot.Tx, k *bot.Case, s *bot.Standing, h bot.Happening) error {
	if h.Draft == nil || !h.Draft.At.After(s.Since) {
		return nil // made before the change: it says nothing of what holds now
	}
	now := d.deps.Policy()
	switch {
	case !d.now().Before(s.Grant.Until):
		return d.rest(tx, s, expired)
	case override(*h.Decision):
		s.Clean, s.Cited = 0, nil
	case bot.PolicyOf(k, *h.Draft) != now || !d.standing(h.Draft.Citations):
		s.Clean, s.Cited = 0, nil // it changed once more
	default:
		s.Clean++
		for _, c := range h.Draft.Citations {
			if !slices.Contains(s.Cited, c.File) {
				s.Cited = append(s.Cited, c.File)
			}
		}
	}
	if s.Clean < MinClean {
		return tx.SetStanding(s)
	}
	return d.restore(tx, s, now)
}

// standing tells whether every cited page is as it is now.
func (d *Desk) standing(cited []bot.Citation) bool {
	for _, c := range cited {
		if hash, ok := d.deps.Page(c.File); !ok || hash != c.Page {
			return false
		}
	}
	return len(cited) > 0
}

// restore lets a rested grant hold again. Pages that changed and that none of
// the clean decisions rested on are no longer among its pages.
func (d *Desk) restore(tx bot.Tx, s *bot.Standing, now bot.Policy) error {
	g := *s.Grant
	pages := map[string]string{}
	for _, file := range slices.Sorted(maps.Keys(g.Pages)) {
		if hash, ok := d.deps.Page(file); ok && (hash == g.Pages[file] || slices.Contains(s.Cited, file)) {
			pages[file] = hash
		}
	}
	for _, file := range s.Cited {
		if hash, ok := d.deps.Page(file); ok {
			pages[file] = hash
		}
	}
	g.Policy, g.Pages = now, pages
	facts := map[string]any{"clean": s.Clean, "cause": s.Cause, "pages": pages, "model": now.Model, "prompt_id": now.Prompt, "rules": now.Rules}
	s.Grant, s.Cause, s.Clean, s.Cited = &g, "", 0, nil
	if err := d.move(tx, s, bot.Granted, bot.EventAutonomyRestored, "system", facts, nil); err != nil {
		return err
	}
	return d.deps.Tell(tx, d.sheetRestored(*s))
}

// override tells whether staff changed what a draft said, or where it went.
func override(x bot.Decision) bool {
	return x.Action == bot.Reject || x.Action == bot.Escalate || x.Action == bot.Edit && x.Material
}

// causeModel is the cause where a model was replaced by whoever serves it.
const causeModel = "another model answers than before"

// ModelChanged lets every grant rest because another model answers than before,
// unasked. What staff decided on the other one's drafts is no evidence of this one,
// so the topics that were on their way to a grant begin anew. It is called in the
// transaction of the event that tells of it.
func (d *Desk) ModelChanged(tx bot.Tx) error {
	all, err := tx.Standings()
	if err != nil {
		return err
	}
	for _, s := range all {
		if err := d.modelChanged(tx, s); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) modelChanged(tx bot.Tx, s bot.Standing) error {
	rests := s.State == bot.Lapsed && s.Cause != expired
	switch {
	case s.State == bot.Granted:
		return d.rest(tx, &s, causeModel)
	case s.Start.IsZero():
		return nil
	case rests:
		s.Since, s.Clean, s.Cited = d.now(), 0, nil
		return tx.SetStanding(&s)
	}
	s.Start = d.now()
	if s.Ask == nil {
		return tx.SetStanding(&s)
	}
	return d.takeBack(tx, &s, "system", map[string]string{"why": causeModel})
}
