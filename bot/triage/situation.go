package triage

import (
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// bounded cuts what was said before to as much of each turn as is looked at.
func bounded(s bot.Situation) bot.Situation {
	if slices.ContainsFunc(s.Turns, func(t bot.Turn) bool { return len(t.Text) > maxText }) {
		s.Turns = slices.Clone(s.Turns)
		for i, t := range s.Turns {
			s.Turns[i].Text = strings.ToValidUTF8(t.Text[:min(len(t.Text), maxText)], "")
		}
	}
	return s
}

// local puts the times of the history into the firm's zone: its day ends at its
// own midnight, and staff read the times of facts by their own clock.
func local(s bot.Situation) bot.Situation {
	if s.Zone == nil {
		return s
	}
	in := func(t *time.Time) {
		if !t.IsZero() {
			*t = t.In(s.Zone)
		}
	}
	promised := func(all []bot.Promised) []bot.Promised {
		all = slices.Clone(all)
		for i := range all {
			in(&all[i].Made)
			in(&all[i].Due)
		}
		return all
	}
	in(&s.Now)
	s.Turns, s.Earlier, s.Promises = slices.Clone(s.Turns), slices.Clone(s.Earlier), promised(s.Promises)
	for i := range s.Turns {
		in(&s.Turns[i].At)
	}
	for i := range s.Earlier {
		e := &s.Earlier[i]
		in(&e.OpenedAt)
		in(&e.AnsweredAt)
		e.Promises = promised(e.Promises)
	}
	return s
}
