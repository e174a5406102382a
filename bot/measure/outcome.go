package measure

import (
	"slices"
	"time"
)

// The set spans of the definitions.
const (
	materialDistance = 0.20                // an edit above this is material whatever it changed
	replacedDistance = 0.50                // a text edited more than this is no longer the draft's
	silentAfter      = 7 * 24 * time.Hour  // an answered case whose client is silent this long was resolved by the answer
	repeatWithin     = 7 * 24 * time.Hour  // of the resolution, for a repeat contact
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
	for _, a := range f.Answers {
		if f.FromDraft(a) {
			return true
		}
	}
	return false
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

// Gone tells whether the question was taken back before anybody answered it.
func (f *File) Gone() bool {
	return f.Deleted && f.Withdrawn && len(f.Answers) == 0
}

// Waits tells whether the client waited for an answer at a time: the last of
// what they had written by then, thanks left out, came after the last answer,
// resolution or withdrawal.
func (f *File) Waits(at time.Time) bool {
	var asked, settled time.Time
	for _, m := range f.Messages {
		if m.At.Before(at) && !m.Thanks && m.At.After(asked) {
			asked = m.At
		}
	}
	for _, t := range f.Settled {
		if t.Before(at) && t.After(settled) {
			settled = t
		}
	}
	return !asked.IsZero() && !asked.Before(settled) && !slices.ContainsFunc(f.Settled, asked.Equal)
}

// FirstAnswer is when the client first got a text that a person wrote or approved.
func (f *File) FirstAnswer() (time.Time, bool) {
	if len(f.Answers) == 0 {
		return time.Time{}, false
	}
	return f.Answers[0].At, true
}

// Resolution is when the case was first resolved: by a person, or by an answer
// after which the client was silent for seven days.
func (f *File) Resolution(now time.Time) (time.Time, bool) {
	var at time.Time
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
		if !until.After(now) && !f.wroteBetween(a.At, until) {
			return a.At, true
		}
	}
	return at, !at.IsZero()
}

// wroteBetween tells whether the client wrote more than thanks after one time
// and before another.
func (f *File) wroteBetween(from, to time.Time) bool {
	for _, m := range f.Messages {
		if m.At.After(from) && m.At.Before(to) && !m.Thanks {
			return true
		}
	}
	return false
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

// FirstTopic is what the case was first sorted as; "" while it is not sorted.
func (f *File) FirstTopic() string {
	if len(f.Sorted) == 0 {
		return ""
	}
	return f.Sorted[0].Topic
}
