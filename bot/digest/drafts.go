package digest

import (
	"fmt"
	"slices"
	"time"

	"countersign/bot"
)

// drafts counts what staff did with the drafts of cases. Decided drafts are
// those approved, edited, rejected, or escalated by a person though sorted as
// routine; a version without a draft, because no document covers the question,
// is none.
func (t tally) drafts(mine []*casefile) Drafts {
	d := Drafts{Override: t.rate(), Touch: t.rate(), Quick: t.rate(), Reading: []float64{}}
	for _, c := range mine {
		for _, n := range c.order {
			if v := c.versions[n]; v.made {
				d.take(c.id, v)
			}
		}
	}
	d.Override.N, d.Touch.N = d.Decided, d.Decided
	slices.Sort(d.Reading)
	return d
}

func (d *Drafts) take(id int64, v *version) {
	switch {
	case v.decision == nil && v.dropped:
		d.Superseded = append(d.Superseded, id)
		return
	case v.decision == nil:
		d.Undecided = append(d.Undecided, id)
		return
	case v.decision.action == bot.Escalate && !v.decision.routine:
		d.Confirmed = append(d.Confirmed, id)
		return
	}
	d.Decided = append(d.Decided, id)
	d.takeFate(id, v.decision)
	d.takeSent(id, v.decision)
	add(&d.Override.K, v.decision.overrides(), id)
	add(&d.Touch.K, v.decision.action != bot.Approve, id)
}

func (d *Drafts) takeFate(id int64, x *decision) {
	switch x.fate() {
	case asDrafted:
		d.AsDrafted = append(d.AsDrafted, id)
	case edited:
		d.Edited = append(d.Edited, id)
	case escalated:
		d.Escalated = append(d.Escalated, id)
	default:
		d.Replaced = append(d.Replaced, id)
	}
}

// takeSent takes what is counted of texts that went out: how far they are from
// the draft, and how long an approved one was looked at.
func (d *Drafts) takeSent(id int64, x *decision) {
	if x.action != bot.Approve && x.action != bot.Edit {
		return
	}
	b := band(x)
	d.Bands[b] = append(d.Bands[b], id)
	add(&d.Material, x.action == bot.Edit && x.material, id)
	if x.action == bot.Approve && x.timed {
		add(&d.Quick.K, x.seconds < quickApproval, id)
		add(&d.Quick.N, true, id)
		d.Reading = append(d.Reading, x.seconds)
	}
}

// band is where an edit distance lies among 0, (0, .05], (.05, .20], (.20, .50]
// and above.
func band(x *decision) int {
	switch d := x.distance; {
	case x.action == bot.Approve || d <= 0:
		return 0
	case d <= .05:
		return 1
	case d <= materialDistance:
		return 2
	case d <= replacedDistance:
		return 3
	}
	return 4
}

// overrides tells whether staff changed what the draft said or where it went.
func (x *decision) overrides() bool {
	switch x.action {
	case bot.Edit:
		return x.material
	case bot.Reject:
		return true
	case bot.Escalate:
		return x.routine
	}
	return false
}

// topics gives the override rate of each topic, by decided drafts.
func (t tally) topics(mine []*casefile) []Topic {
	byTopic := map[string][]*casefile{}
	for _, c := range mine {
		byTopic[c.topic] = append(byTopic[c.topic], c)
	}
	var out []Topic
	for topic, files := range byTopic {
		if r := t.drafts(files).Override; len(r.N) > 0 {
			out = append(out, Topic{Topic: topic, Override: r, AtMost: round4(r.UpperBound())})
		}
	}
	slices.SortFunc(out, func(a, b Topic) int {
		return mostFirst(Named{a.Topic, a.Override.N}, Named{b.Topic, b.Override.N})
	})
	return out
}

// complaints counts complaint records. A case whose complaint came before any
// answer was a complaint from the start: no answer can have caused it.
func (t tally) complaints(mine []*casefile) Complaints {
	out := Complaints{AI: t.rate(), HumanOnly: t.rate()}
	for _, c := range t.files {
		for _, at := range c.complaint {
			if t.period.Holds(at) {
				out.open(c, at)
			}
		}
	}
	for _, c := range mine {
		out.answered(c, t.now)
	}
	return out
}

func (out *Complaints) open(c *casefile, at time.Time) {
	out.Opened = append(out.Opened, c.id)
	switch first, answered := c.firstAnswer(); {
	case !answered || at.Before(first):
		out.AtFirst = append(out.AtFirst, c.id)
	case c.byAI():
		out.AfterAI = append(out.AfterAI, c.id)
	default:
		out.AfterHuman = append(out.AfterHuman, c.id)
	}
}

// answered puts an answered case into the rate it belongs to, once 30 days have
// passed since the last answer that could have caused a complaint.
func (out *Complaints) answered(c *casefile, now time.Time) {
	first, ok := c.firstAnswer()
	if len(c.complaint) > 0 && (!ok || c.complaint[0].Before(first)) {
		out.FirstIsOne = append(out.FirstIsOne, c.id)
		return
	}
	if !ok {
		return
	}
	ai, last := c.byAI(), time.Time{}
	for _, a := range c.answers {
		if !ai || c.fromDraft(a) {
			last = a.at
		}
	}
	until := last.Add(complaintWithin)
	if until.After(now) {
		out.Maturing = append(out.Maturing, c.id)
		return
	}
	r := &out.HumanOnly
	if ai {
		r = &out.AI
	}
	add(&r.N, true, c.id)
	add(&r.K, slices.ContainsFunc(c.complaint, func(at time.Time) bool { return !at.After(until) }), c.id)
}

// readingTime is the median time that an approved draft was before staff, of
// the whole team; it says nothing of a few.
func (d Drafts) readingTime() string {
	switch n := len(d.Reading); {
	case n == 0:
		return "n/a"
	case !d.Quick.Enough():
		return fmt.Sprintf("too few to say (n %d)", n)
	default:
		return fmt.Sprintf("half within %s (n %d)", plainTime(time.Duration(d.Reading[(n-1)/2]*float64(time.Second))), n)
	}
}
