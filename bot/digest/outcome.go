package digest

import (
	"slices"
	"time"

	"countersign/bot"
)

// The set spans of the definitions.
const (
	materialDistance  = 0.20                // an edit above this is material whatever it changed
	replacedDistance  = 0.50                // a text edited more than this is no longer the draft's
	silentAfter       = 7 * 24 * time.Hour  // an answered case whose client is silent this long was resolved by the answer
	repeatWithin      = 7 * 24 * time.Hour  // of the resolution, for a repeat contact
	reopenWithin      = 14 * 24 * time.Hour // of the resolution, for a reopening
	complaintWithin   = 30 * 24 * time.Hour // of the last answer, for a complaint about it
	quickApproval     = 5.0                 // seconds: nobody reads an answer in less
	recentWeeks       = 8                   // the weeks of the chart and of what takes time to ripen
	readBefore        = 92 * 24 * time.Hour // how far before those weeks the ledger is read
	defaultFewest     = 20
	humanTarget       = 30 * time.Minute
	routineTarget     = 60 * time.Minute
	topicsShown       = 3
	reasonsShown      = 3
	gapsShown         = 3
	busierBy, quietBy = 1.25, 0.75
)

// fromDraft tells whether what the client got was the text of a draft: as it
// was, or edited by half at most.
func (c *casefile) fromDraft(a answer) bool {
	v := c.versions[a.version]
	if a.version == 0 || v == nil || !v.made || v.decision == nil {
		return false
	}
	return v.decision.action == bot.Approve || (v.decision.action == bot.Edit && v.decision.distance <= replacedDistance)
}

// byAI tells whether the client got any text of a draft.
func (c *casefile) byAI() bool {
	for _, a := range c.answers {
		if c.fromDraft(a) {
			return true
		}
	}
	return false
}

// thanksOnly tells whether the client wrote nothing that wants an answer.
func (c *casefile) thanksOnly() bool {
	for _, m := range c.messages {
		if !m.thanks {
			return false
		}
	}
	return len(c.messages) > 0
}

// gone tells whether the question was taken back before anybody answered it.
func (c *casefile) gone() bool {
	return c.deleted && c.withdrawn && len(c.answers) == 0
}

// waits tells whether the client waited for an answer at a time: the last of
// what they had written by then, thanks left out, came after the last answer,
// resolution or withdrawal.
func (c *casefile) waits(at time.Time) bool {
	var asked, settled time.Time
	for _, m := range c.messages {
		if m.at.Before(at) && !m.thanks && m.at.After(asked) {
			asked = m.at
		}
	}
	for _, t := range c.settled {
		if t.Before(at) && t.After(settled) {
			settled = t
		}
	}
	return !asked.IsZero() && !asked.Before(settled) && !slices.ContainsFunc(c.settled, asked.Equal)
}

// firstAnswer is when the client first got a text that a person wrote or approved.
func (c *casefile) firstAnswer() (time.Time, bool) {
	if len(c.answers) == 0 {
		return time.Time{}, false
	}
	return c.answers[0].at, true
}

// resolution is when the case was first resolved: by a person, or by an answer
// after which the client was silent for seven days.
func (c *casefile) resolution(now time.Time) (time.Time, bool) {
	var at time.Time
	if len(c.resolved) > 0 {
		at = c.resolved[0]
	}
	for _, a := range c.answers {
		if !at.IsZero() && !a.at.Before(at) {
			break
		}
		until := a.at.Add(silentAfter)
		if !at.IsZero() && at.Before(until) {
			break
		}
		if !until.After(now) && !c.wroteBetween(a.at, until) {
			return a.at, true
		}
	}
	return at, !at.IsZero()
}

// wroteBetween tells whether the client wrote more than thanks after one time
// and before another.
func (c *casefile) wroteBetween(from, to time.Time) bool {
	for _, m := range c.messages {
		if m.at.After(from) && m.at.Before(to) && !m.thanks {
			return true
		}
	}
	return false
}

// topicAt is the topic of the case as it stood at a time.
func (c *casefile) topicAt(t time.Time) string {
	topic := ""
	for _, s := range c.topics {
		if s.at.After(t) {
			break
		}
		topic = s.text
	}
	return topic
}

// firstTopic is what the case was first sorted as; "" while it is not sorted.
func (c *casefile) firstTopic() string {
	if len(c.topics) == 0 {
		return ""
	}
	return c.topics[0].text
}

// Fate is what became of an enquiry first.
type fate int

const (
	open fate = iota // or nothing was to be decided
	asDrafted
	edited
	replaced
	escalated
)

// fate is what became of the draft that was decided on.
func (x *decision) fate() fate {
	switch {
	case x.action == bot.Approve:
		return asDrafted
	case x.action == bot.Edit && x.distance <= replacedDistance:
		return edited
	case x.action == bot.Escalate:
		return escalated
	}
	return replaced
}
