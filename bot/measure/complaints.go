package measure

import (
	"slices"
	"time"
)

// complaints counts complaint records. A case whose complaint came before any
// answer was a complaint from the start: no answer can have caused it.
func (t tally) complaints(mine Files) Complaints {
	out := Complaints{AI: t.rate(), HumanOnly: t.rate()}
	for _, f := range t.files {
		for _, at := range f.Complaints {
			if t.period.Holds(at) {
				out.open(f, at)
			}
		}
	}
	for _, f := range mine {
		out.answered(f, t.now)
	}
	return out
}

func (out *Complaints) open(f *File, at time.Time) {
	out.Opened = append(out.Opened, f.ID)
	switch first, answered := f.FirstAnswer(); {
	case !answered || at.Before(first):
		out.AtFirst = append(out.AtFirst, f.ID)
	case f.ByAI():
		out.AfterAI = append(out.AfterAI, f.ID)
	default:
		out.AfterHuman = append(out.AfterHuman, f.ID)
	}
}

// answered puts an answered case into the rate it belongs to, once 30 days have
// passed since the last answer that could have caused a complaint.
func (out *Complaints) answered(f *File, now time.Time) {
	first, ok := f.FirstAnswer()
	if len(f.Complaints) > 0 && (!ok || f.Complaints[0].Before(first)) {
		out.FirstIsOne = append(out.FirstIsOne, f.ID)
		return
	}
	if !ok {
		return
	}
	ai, last := f.ByAI(), time.Time{}
	for _, a := range f.Answers {
		if !ai || f.FromDraft(a) {
			last = a.At
		}
	}
	until := last.Add(complaintWithin)
	if until.After(now) {
		out.Maturing = append(out.Maturing, f.ID)
		return
	}
	r := &out.HumanOnly
	if ai {
		r = &out.AI
	}
	add(&r.N, true, f.ID)
	add(&r.K, slices.ContainsFunc(f.Complaints, func(at time.Time) bool { return !at.After(until) }), f.ID)
}
