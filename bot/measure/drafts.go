package measure

import (
	"slices"

	"countersign/bot"
)

// drafts counts what staff did with the drafts of cases. A version without a
// text, because no document covers the question, is none.
func (t tally) drafts(mine Files) Drafts {
	d := Drafts{Override: t.rate(), Touch: t.rate()}
	for _, f := range mine {
		for _, v := range f.Drafts {
			if v.Made {
				d.take(f.ID, v)
			}
		}
	}
	d.Override.N, d.Touch.N = d.Decided, d.Decided
	return d
}

func (d *Drafts) take(id int64, v *Draft) {
	add(&d.Promises, v.promised() && v.stopped(), id)
	switch x := v.Decision; {
	case x == nil && v.End == Expired:
		d.Expired = append(d.Expired, id)
	case x == nil && v.End == Withdrawn:
		d.Withdrawn = append(d.Withdrawn, id)
	case x == nil && v.End == Superseded:
		d.Superseded = append(d.Superseded, id)
	case x == nil:
		d.Undecided = append(d.Undecided, id)
	case x.Automatic:
		d.Automatic = append(d.Automatic, id)
	case !x.Counts():
		d.Confirmed = append(d.Confirmed, id)
	default:
		d.takeDecision(id, x)
	}
}

func (d *Drafts) takeDecision(id int64, x *Decision) {
	d.Decided = append(d.Decided, id)
	add(&d.AsDrafted, x.Action == bot.Approve, id)
	add(&d.Edited, x.Action == bot.Edit && !x.Replaced(), id)
	add(&d.Escalated, x.Action == bot.Escalate, id)
	add(&d.Replaced, x.Replaced() || x.Action == bot.Reject, id)
	add(&d.Override.K, x.Overrides(), id)
	add(&d.Touch.K, x.Touched(), id)
	if !x.Sends() {
		return
	}
	add(&d.Bands[x.band()], true, id)
	add(&d.Material, x.Action == bot.Edit && x.Material, id)
}

// promised tells whether a check found a promise in the draft that needs a look.
func (d *Draft) promised() bool { return slices.Contains(d.Findings, "commitment") }

// stopped tells whether the draft did not go out as it stood, and never will: staff
// may still approve one that they have not decided on.
func (d *Draft) stopped() bool {
	if d.Decision != nil {
		return d.Decision.Action != bot.Approve
	}
	return d.End != ""
}

// band is where an edit distance lies among 0, (0, .05], (.05, .20], (.20, .50]
// and above.
func (d *Decision) band() int {
	switch x := d.Distance; {
	case d.Action == bot.Approve || x <= 0:
		return 0
	case x <= .05:
		return 1
	case x <= materialDistance:
		return 2
	case x <= replacedDistance:
		return 3
	}
	return 4
}

// topics gives the override rate of each topic, by decided drafts. A draft counts
// to the topic that its case had when it was decided.
func (t tally) topics(mine Files) []Topic {
	byTopic := map[string]*Drafts{}
	for _, x := range mine.Decisions() {
		if !x.Counts() {
			continue
		}
		d := byTopic[x.Topic]
		if d == nil {
			d = &Drafts{Override: t.rate()}
			byTopic[x.Topic] = d
		}
		d.takeDecision(x.Case, x)
	}
	var out []Topic
	for topic, d := range byTopic {
		slices.Sort(d.Decided)
		slices.Sort(d.Override.K)
		d.Override.N = d.Decided
		out = append(out, Topic{Topic: topic, Override: d.Override, AtMost: round4(d.Override.UpperBound())})
	}
	slices.SortFunc(out, func(a, b Topic) int {
		return mostFirst(Named{a.Topic, a.Override.N}, Named{b.Topic, b.Override.N})
	})
	return out
}
