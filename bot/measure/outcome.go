package measure

import (
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// The set spans of the definitions.
const (
	materialDistance = 0.20                // an edit above this is material whatever it changed
	replacedDistance = 0.50                // a text edited more than this is no longer the draft's
	silentAfter      = 7 * 24 * time.Hour  // an answered case whose client is silent this long was resolved by the answer
	repeatWithin     = 7 * 24 * time.Hour  // of the resolution, for a repeat contact
	soonWithin       = 72 * time.Hour      // of the resolution, for a repeat contact that a digest tells of
	seenWithin       = 15 * time.Minute    // of working time: an enquiry that no card shows by then was unseen
	reopenWithin     = 14 * 24 * time.Hour // of the resolution, for a reopening
	complaintWithin  = 30 * 24 * time.Hour // of the last answer, for a complaint about it
	quickApproval    = 5.0                 // seconds: nobody reads an answer in less
)

// FromDraft tells whether what the client got was the text of a draft: as it
// was, or edited by half at most.
func (f *File) FromDraft(a Answer) bool {
	d := f.draft(a.Version)
	if a.Version == 0 || d == nil || !d.Made || d.Decision == nil {
		return false
	}
	return d.Decision.Sends() && !d.Decision.Replaced()
}

// ByAI tells whether the client got any text of a draft.
func (f *File) ByAI() bool {
	_, ok := f.FirstAI()
	return ok
}

// ThanksOnly tells whether the client wrote nothing that wants an answer.
func (f *File) ThanksOnly() bool {
	for _, m := range f.Messages {
		if !m.Thanks {
			return false
		}
	}
	return len(f.Messages) > 0
}

// Gone tells whether the question was taken back before anybody answered it, and
// nothing was asked since.
func (f *File) Gone() bool {
	return f.Deleted && f.Withdrawn && len(f.Answers) == 0 && !f.waiting()
}

// FirstAnswer is when the client first got a text that a person wrote or approved.
func (f *File) FirstAnswer() (time.Time, bool) {
	if len(f.Answers) == 0 {
		return time.Time{}, false
	}
	return f.Answers[0].At, true
}

// Resolution is when the case was first resolved: marked by a person, or by an
// answer of ours after which the client was silent for seven days, backdated to
// that answer (auto). ok is false while neither is known at now.
func (f *File) Resolution(now time.Time) (at time.Time, auto, ok bool) {
	if len(f.Resolved) > 0 {
		at = f.Resolved[0]
	}
	for _, a := range f.Answers {
		if !at.IsZero() && !a.At.Before(at) {
			break
		}
		until := a.At.Add(silentAfter)
		if !at.IsZero() && at.Before(until) {
			break
		}
		if !until.After(now) && !f.askedWithin(a.At, until) {
			return a.At, true, true
		}
	}
	return at, false, !at.IsZero()
}

// TopicAt is the topic of the case as it stood at a time.
func (f *File) TopicAt(t time.Time) string {
	topic := ""
	for _, s := range f.Sorted {
		if s.At.After(t) {
			break
		}
		topic = s.Topic
	}
	return topic
}

// TierAt is the tier of the case as it stood at a time; "" while not sorted.
func (f *File) TierAt(t time.Time) bot.Tier {
	var tier bot.Tier
	for _, s := range f.Sorted {
		if !s.At.After(t) && tier != bot.TierHuman {
			tier = s.Tier
		}
	}
	for _, r := range f.Raised {
		if !r.At.After(t) {
			tier = bot.TierHuman
		}
	}
	return tier
}

// Flagged tells whether any assessment raised a flag of a kind, such as
// vulnerability.
func (f *File) Flagged(kind string) bool {
	return slices.ContainsFunc(f.Flags, func(flag string) bool { return flag == kind || strings.HasPrefix(flag, kind+":") })
}

// EmojiOnly tells whether the client wrote nothing but emoji: no case by
// definition, though the ledger has it.
func (f *File) EmojiOnly() bool {
	for _, m := range f.Messages {
		if m.Form != bot.FormEmoji {
			return false
		}
	}
	return len(f.Messages) > 0
}

// FirstAI is when the client first got the text of a draft.
func (f *File) FirstAI() (time.Time, bool) {
	for _, a := range f.Answers {
		if f.FromDraft(a) {
			return a.At, true
		}
	}
	return time.Time{}, false
}

// Untouched tells whether everything that the client got was sent by a grant, and
// no person decided, wrote or resolved anything.
func (f *File) Untouched() bool {
	for _, a := range f.Answers {
		if d := f.draft(a.Version); d == nil || d.Decision == nil || !d.Decision.Automatic {
			return false
		}
	}
	for _, d := range f.Drafts {
		if d.Decision != nil && !d.Decision.Automatic {
			return false
		}
	}
	return len(f.Answers) > 0 && len(f.Resolved) == 0 && f.Tier == bot.TierRoutine
}
