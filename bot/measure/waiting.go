package measure

import (
	"slices"
	"time"
)

// Stretch is a time in which the client waited: from what they asked, or from when it
// was found that an answer left something open, to an answer, a resolution or a
// withdrawal. What wanted no answer is none.
type Stretch struct {
	From, To time.Time // To is zero while it lasts
}

// Waits tells whether the client waited for an answer at a time, as far as had
// happened before it.
func (f *File) Waits(at time.Time) bool {
	return slices.ContainsFunc(f.Waiting, func(s Stretch) bool { return s.From.Before(at) && (s.To.IsZero() || !s.To.Before(at)) })
}

// askedWithin tells whether the client waited again from the time of an answer, or
// after it and before another time.
func (f *File) askedWithin(answer, until time.Time) bool {
	return slices.ContainsFunc(f.Waiting, func(s Stretch) bool {
		return !s.From.Before(answer) && s.From.Before(until) && !s.To.Equal(s.From) // what ended at once was answered by it
	})
}

// undone takes an answer out again that a person took back: neither it nor the
// decision that sent it counts, and the client waits as before. What is decided
// on its text next counts, as a decision on a draft of its own.
func (f *File) undone(at time.Time, version int) {
	d := f.draft(version)
	if d == nil {
		return
	}
	d.Decision, d.End = nil, Withdrawn
	f.drop(func(a Answer) bool { return a.Version == version })
	f.waits(at)
}

// open takes that a case whose answer stood, or whose draft did, has something to be
// answered again: the client wrote while the answer was on its way, changed what they
// asked, or the colleague who answered deleted their message, which is no answer then.
func (f *File) open(at time.Time) {
	if f.deleted != "" {
		f.drop(func(a Answer) bool { return a.message == f.deleted })
		f.deleted = ""
	}
	f.waits(at)
}

// drop takes the latest answer out that is the one meant.
func (f *File) drop(meant func(a Answer) bool) {
	for i, a := range slices.Backward(f.Answers) {
		if meant(a) {
			f.Answers = slices.Delete(f.Answers, i, i+1)
			return
		}
	}
}

// waits begins a time of waiting, unless the client waits already.
func (f *File) waits(at time.Time) {
	if !f.waiting() {
		f.Waiting = append(f.Waiting, Stretch{From: at})
	}
}

// settled ends it.
func (f *File) settled(at time.Time) {
	if f.waiting() {
		f.Waiting[len(f.Waiting)-1].To = at
	}
}

// waiting tells whether the client waits as far as the ledger was read.
func (f *File) waiting() bool {
	n := len(f.Waiting)
	return n > 0 && f.Waiting[n-1].To.IsZero()
}
