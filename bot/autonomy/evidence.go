package autonomy

import (
	"slices"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// round is the time that one series of looks is of. Rounds follow one another
// from the first decision that counts: a topic that does not pass by day 60
// begins anew, so that nobody looks more than three times at the same evidence.
type round struct {
	from time.Time // midnight of its first day
	now  time.Time
}

// roundAt gives the round in which now lies.
func roundAt(start, now time.Time, zone *time.Location) round {
	s := start.In(zone)
	from := time.Date(s.Year(), s.Month(), s.Day(), 0, 0, 0, 0, zone)
	for next := from.AddDate(0, 0, MaxDays); !next.After(now); next = from.AddDate(0, 0, MaxDays) {
		from = next
	}
	return round{from, now}
}

// day is how many whole days of the round have passed.
func (r round) day() int {
	n := 0
	for n < MaxDays && !r.from.AddDate(0, 0, n+1).After(r.now) {
		n++
	}
	return n
}

// look is one scheduled look: evidence from the first day of its round to at.
type look struct {
	day      int
	from, at time.Time
}

// last is the latest scheduled look that has come; that of day 60 of the round
// before counts until the next one. false before the first look of all.
func (r round) last(start time.Time) (look, bool) {
	for _, from := range []time.Time{r.from, r.from.AddDate(0, 0, -MaxDays)} {
		if from.AddDate(0, 0, 1).Before(start) {
			break // before there was anything to look at
		}
		for _, day := range slices.Backward(Looks()) {
			if at := from.AddDate(0, 0, day); !at.After(r.now) {
				return look{day, from, at}, true
			}
		}
	}
	return look{}, false
}

// next is the next scheduled look.
func (r round) next() look {
	for _, day := range Looks() {
		if at := r.from.AddDate(0, 0, day); at.After(r.now) {
			return look{day, r.from, at}
		}
	}
	from := r.from.AddDate(0, 0, MaxDays)
	return look{Looks()[0], from, from.AddDate(0, 0, Looks()[0])}
}

// evidence is what was decided on the drafts of a topic, or of topics that are
// pooled, by one policy, within a time.
type evidence struct {
	decisions []*measure.Decision
	k         int
	harm      []int64 // cases whose draft or answer would have done, or did, harm
	missed    []int64 // cases that staff gave to a person though they were sorted as routine
}

// gather picks the evidence of topics from what the ledger says.
func gather(files measure.Files, topics []string, basis bot.Policy, from, until time.Time) evidence {
	var e evidence
	for _, d := range files.Decisions() {
		if !slices.Contains(topics, d.Topic) || !d.Counts() || d.At.Before(from) || !d.At.Before(until) || policyOf(d.Policy) != basis {
			continue
		}
		e.decisions = append(e.decisions, d)
		if d.Overrides() {
			e.k++
		}
		switch {
		case d.Code == bot.NotCovered:
		case d.Action == bot.Escalate || d.Code == "wrong_tier":
			e.missed = append(e.missed, d.Case)
		case d.Code != "":
			e.harm = append(e.harm, d.Case)
		}
	}
	for _, f := range files {
		for _, r := range f.Reviews {
			if (r.Verdict == bot.JudgedHarmful || r.Verdict == measure.Corrected) && slices.Contains(topics, topicOf(f)) && !r.At.Before(from) && r.At.Before(until) {
				e.harm = append(e.harm, f.ID)
			}
		}
		for _, g := range f.Given { // after it was answered, say
			if g.Tier == bot.TierRoutine && g.Code != bot.NotCovered && slices.Contains(topics, g.Topic) && !g.At.Before(from) && g.At.Before(until) {
				e.missed = append(e.missed, f.ID)
			}
		}
	}
	return e
}

// topicOf is what a case was about when it was answered: a client who writes
// again, and complains, may well use the words of another topic.
func topicOf(f *measure.File) string {
	for _, d := range slices.Backward(f.Drafts) {
		if d.Decision != nil {
			return d.Decision.Topic
		}
	}
	return f.Topic
}

func policyOf(p measure.Policy) bot.Policy {
	return bot.Policy{Model: p.Provider + "/" + p.Asked, Prompt: p.Prompt, Rules: p.Rules}
}

func (e evidence) n() int { return len(e.decisions) }

// cases are the cases of the decisions, once each, in the order of the decisions.
func (e evidence) cases() []int64 {
	out := []int64{}
	for _, d := range e.decisions {
		if !slices.Contains(out, d.Case) {
			out = append(out, d.Case)
		}
	}
	return out
}

// of is how many of the decisions are on one topic.
func (e evidence) of(topic string) int {
	n := 0
	for _, d := range e.decisions {
		if d.Topic == topic {
			n++
		}
	}
	return n
}

// pages are the pages that the drafts cited, with their hashes as they were
// cited last.
func (e evidence) pages() map[string]string {
	out := map[string]string{}
	for _, d := range e.decisions {
		for file, hash := range d.Policy.Cited {
			out[file] = hash
		}
	}
	return out
}

// openDays counts the days, among those on which the firm works, with a decision.
func (e evidence) openDays(zone *time.Location, works func(time.Time) (bool, error)) (int, error) {
	days := map[string]bool{}
	for _, d := range e.decisions {
		day := d.At.In(zone).Format(time.DateOnly)
		if _, known := days[day]; known {
			continue
		}
		yes, err := works(d.At)
		if err != nil {
			return 0, err
		}
		days[day] = yes
	}
	n := 0
	for _, yes := range days {
		if yes {
			n++
		}
	}
	return n, nil
}

// How approving without reading is told.
const (
	unread     = 5.0 // seconds: nobody reads an answer in less
	quickLimit = .20 // of approvals
)

// approvers are those who decided, apart from those who have not edited once in
// their last fifty decided drafts of any topic.
func (e evidence) approvers(all []*measure.Decision, before time.Time) (took, stamps []string) {
	without, _ := measure.WithoutEdit(all, before)
	for _, d := range e.decisions {
		to := &took
		if without[d.Approver] != nil {
			to = &stamps
		}
		if d.Approver != "" && !slices.Contains(*to, d.Approver) {
			*to = append(*to, d.Approver)
		}
	}
	return took, stamps
}

// quick counts approvals in less time than reading takes, among those whose time
// is known, and how many of those were timed from when the approver opened them.
func (e evidence) quick() (k, n, viewed int) {
	for _, d := range e.decisions {
		if d.Action != bot.Approve || !d.Timed {
			continue
		}
		n++
		if d.Seconds < unread {
			k++
		}
		if !d.ViewedAt.IsZero() {
			viewed++
		}
	}
	return k, n, viewed
}
