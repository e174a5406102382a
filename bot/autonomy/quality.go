package autonomy

import (
	"fmt"
	"slices"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// quality are the conditions that answers on the topic held no worse than the
// firm's own before it began.
func (d *Desk) quality(b *books, st bot.Standing, l look) []Finding {
	topics := members(st)
	f := measure.Count(b.files, measure.Period{Kind: measure.Custom, Start: l.from, End: l.at}, b.now, d.deps.Rules)
	mine := map[int64]bool{}
	for _, file := range b.files {
		if slices.Contains(topics, topicOf(file)) {
			mine[file.ID] = true
		}
	}
	rate := func(r measure.Rate) (k, n int) { return len(only(r.K, mine)), len(only(r.N, mine)) }
	repeatK, repeatN := rate(f.Quality.Repeat)
	complaintK, complaintN := rate(f.Complaints.AI)
	// Thirty days have not passed since most answers of a look. Who complained
	// already counts all the same: the share can only rise.
	earlyK, earlyN := rate(f.Complaints.AISoFar)
	complaintK, complaintN = complaintK+earlyK, complaintN+earlyN
	waived := slices.Contains(st.Waived, "baseline")
	if b.baseline == nil {
		f := Finding{"baseline", false, fmt.Sprintf("there is no baseline to compare with: %d of %d came back within a week, %d of %d complained within 30 days (the owner may waive this)",
			repeatK, repeatN, complaintK, complaintN)}
		if waived {
			f.Holds, f.Words = true, f.Words+"; the owner waives it"
		}
		return []Finding{f}
	}
	base := *b.baseline
	return []Finding{
		notWorse("repeats", "came back within a week", repeatK, repeatN, base.RepeatK, base.RepeatN, waived),
		notWorse("complaints", "complained within 30 days", complaintK, complaintN, base.ComplaintK, base.ComplaintN, waived),
	}
}

func only(ids measure.Cases, of map[int64]bool) measure.Cases {
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !of[id] })
}

// notWorse compares a share with that of the baseline. It is worse when it is
// higher: with few cases an interval would call hardly anything worse. A baseline
// that says nothing of it is none.
func notWorse(name, what string, k, n, baseK, baseN int, waived bool) Finding {
	holds := n == 0 || k == 0 || baseN > 0 && k*baseN <= baseK*n || baseN == 0 && waived
	return Finding{name, holds, fmt.Sprintf("%d of %d %s; %d of %d before", k, n, what, baseK, baseN)}
}

// words puts a status into one sentence.
func (d *Desk) words(s Status) string {
	if s.Paused != nil {
		return "stopped by " + s.Paused.By + " on " + d.date(s.Paused.At)
	}
	switch {
	case s.State == "granted" && s.Grant != nil:
		return fmt.Sprintf("answers by itself until %s; %d sent, %d looked at, %d wait for that, %d of the last %d should have been others",
			d.date(s.Grant.Until), s.Auto.Sent, s.Auto.Looked, s.Auto.Waiting, s.Auto.Overrides, rolling)
	case s.State == "lapsed" && s.Cause != expired:
		return fmt.Sprintf("rests since %s: %s; %d of %d decisions without an override since", d.date(s.Since), s.Cause, s.Clean, MinClean)
	case s.State == "asked":
		return "the owner was asked on " + d.date(s.Ask.At)
	case s.Ready():
		return "ready: the owner can be asked"
	}
	text := "not yet: " + join(s.missing())
	if s.Cause != "" {
		text = "came back on " + d.date(s.Since) + ": " + s.Cause + ". " + capital(text)
	}
	return text
}

func join(all []string) string {
	out := ""
	for i, s := range all {
		if i > 0 {
			out += "; "
		}
		out += s
	}
	return out
}

func (d *Desk) date(t time.Time) string { return t.In(d.deps.Zone).Format("2 January 2006") }

// Honest says what passing means, and does not: how often a good topic passes,
// with as many decided drafts as there are or, where those are too few, as are
// needed.
func Honest(k, n int) string {
	n = max(n, Needed(k))
	return fmt.Sprintf("At n = %d, k = %d a topic whose true override rate is 1 %% passes only %d %% of the time: a good topic may have to wait for more.",
		n, k, percentDown(Odds(k, n, oddsAt)))
}
