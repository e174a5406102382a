package measure

import (
	"time"

	"countersign/bot"
)

// Working is how long the firm was open between two times. Days beyond the bank
// holidays known count as working days; a report says so (digest.Report.Calendar).
func (r Rules) Working(from, to time.Time) time.Duration {
	d, err := r.Hours.WithoutEnd().Between(from, to)
	if err != nil {
		return 0 // hours without an end know every year
	}
	return d
}

// target is how soon the first answer of a case of a tier is due, in working time.
func (t tally) target(tier bot.Tier) time.Duration {
	if tier == bot.TierHuman {
		return t.rules.HumanTarget
	}
	return t.rules.RoutineTarget
}

// waits gives the time to the first text that a person wrote or approved, or that
// a grant let through, of the cases of a tier ("" for all), and how many had it
// within their target. What counts is the tier at that answer. Notices and holding lines are no answer. A case without an
// answer waits for ever, resolved or not, unless nothing was to be answered or the
// client took the question back; in the rate it counts once its target has passed.
func (t tally) waits(mine Files, tier bot.Tier) (Wait, Rate) {
	w, sla := Wait{Fewest: t.rules.Fewest}, t.rate()
	for _, f := range mine {
		at, answered := f.FirstAnswer()
		if !answered {
			at = t.now
		}
		was := f.TierAt(at)
		if (tier != "" && was != tier) || f.ThanksOnly() || f.Gone() {
			continue
		}
		one := t.waited(f, at, answered)
		w.Cases = append(w.Cases, one)
		add(&sla.K, answered && one.Working <= t.target(was), f.ID)
		add(&sla.N, answered || one.Working > t.target(was), f.ID)
	}
	return w.sorted(), sla
}

func (t tally) waited(f *File, at time.Time, ended bool) Waited {
	if !ended {
		at = t.now
	}
	return Waited{Case: f.ID, Answered: ended, Clock: at.Sub(f.Opened), Working: t.rules.Working(f.Opened, at)}
}

// unseen counts the cases that were before staff later than they should have
// been, or are not yet. Where nothing was to be answered there is no card.
func (t tally) unseen(mine Files) Rate {
	r := t.rate()
	for _, f := range mine {
		if f.ThanksOnly() || f.Gone() {
			continue
		}
		at := f.Seen
		if at.IsZero() || at.After(t.now) {
			at = t.now
		}
		late := t.rules.Working(f.Opened, at) > seenWithin
		add(&r.N, late || !f.Seen.IsZero(), f.ID)
		add(&r.K, late, f.ID)
	}
	return r
}

// resolutions gives the time to the resolution of cases: marked by a person, or
// by silence after our answer.
func (t tally) resolutions(mine Files) Wait {
	w := Wait{Fewest: t.rules.Fewest}
	for _, f := range mine {
		if f.ThanksOnly() || f.Gone() {
			continue
		}
		at, _, ok := f.Resolution(t.now)
		w.Cases = append(w.Cases, t.waited(f, at, ok))
	}
	return w.sorted()
}
