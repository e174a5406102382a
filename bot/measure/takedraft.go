package measure

import (
	"cmp"
	"slices"

	"countersign/bot"
)

// takeDraft takes what was proposed, and what staff decided on it.
func (f *File) takeDraft(ev bot.Event, x facts) {
	n := x.integer("version")
	switch ev.Kind {
	case bot.EventDrafted:
		f.made(ev, n, x).Made = true
	case bot.EventNoDraft:
		f.made(ev, n, x)
		f.Gaps, f.Nearest = append(f.Gaps, ev.At), x.list("nearest")
	case bot.EventDraftFailed:
		f.made(ev, n, x)
	case bot.EventCard:
		if f.Seen.IsZero() {
			f.Seen = ev.At
		}
		if d := f.draft(n); d != nil && d.ShownAt.IsZero() {
			d.ShownAt = ev.At
		}
	case bot.EventViewed:
		if d := f.draft(n); d != nil {
			d.Views = append(d.Views, View{ev.At, person(ev.Actor)})
		}
	case bot.EventDecided:
		action := bot.Action(x.text("action"))
		switch d := f.draft(n); {
		case d != nil && action.Settles():
			d.Decision = f.decision(ev, d, x)
		case d == nil && action == bot.Escalate:
			f.Given = append(f.Given, Given{ev.At, cmp.Or(x.text("topic"), f.Topic), x.text("reason_code"), bot.Tier(x.text("system_tier"))})
		}
	case bot.EventSuperseded:
		if d := f.draft(n); d != nil && d.Decision == nil {
			d.End = Superseded
		}
		f.open(ev.At)
	case bot.EventWithdrawn:
		f.Withdrawn = true
		f.settled(ev.At)
		if d := f.latest(); d != nil && d.Decision == nil && d.End == "" {
			d.End = Withdrawn
		}
	}
}

// made gives the draft version with what made it. Nothing is drafted for whom
// nothing is open.
func (f *File) made(ev bot.Event, n int, x facts) *Draft {
	f.waits(ev.At)
	d := f.draft(n)
	if d == nil {
		d = &Draft{Version: n, At: ev.At}
		f.Drafts = append(f.Drafts, d)
	}
	d.Policy = Policy{Provider: x.text("provider"), Model: x.text("model"), Prompt: x.text("prompt_id"),
		Knowledge: x.text("knowledge"), Pages: slices.Sorted(slices.Values(x.list("citations"))),
		Asked: cmp.Or(x.text("asked"), x.text("model")), Cited: x.table("pages")}
	for name, verdict := range x.table("checks") {
		if verdict != string(bot.OK) {
			d.Findings = append(d.Findings, name)
		}
	}
	slices.Sort(d.Findings)
	if len(f.Sorted) > 0 {
		d.Policy.Rules = f.Sorted[len(f.Sorted)-1].Rules
	}
	return d
}

func (f *File) decision(ev bot.Event, of *Draft, x facts) *Decision {
	d := &Decision{Case: f.ID, Account: f.Account, Version: of.Version, Topic: f.Topic, Action: bot.Action(x.text("action")), At: ev.At,
		Approver: person(ev.Actor), ShownAt: of.ShownAt, Drafted: of.Made, Material: x.yes("material"),
		Code: x.text("reason_code"), SystemTier: bot.Tier(x.text("system_tier")), Policy: of.Policy}
	d.Automatic = x.yes("automatic") || d.Action == bot.Automatic
	d.Distance, _ = x.number("distance")
	d.timed(of, x)
	d.Material = d.Material || d.Distance > materialDistance
	if topic := x.text("topic"); topic != "" {
		d.Topic = topic
	}
	if d.SystemTier == "" {
		d.SystemTier = f.Tier
	}
	if len(f.Sorted) > 0 {
		d.TierBy = f.Sorted[len(f.Sorted)-1].By
	}
	if d.Automatic {
		d.Approver = ""
	}
	return d
}

// timed sets how long the approver had the draft before them: since they opened
// it where the platform tells, else since its card was there.
func (d *Decision) timed(of *Draft, x facts) {
	d.Seconds, d.Timed = x.number("seconds_on_card")
	for _, v := range of.Views {
		if v.By == d.Approver {
			d.ViewedAt, d.Seconds, d.Timed = v.At, d.At.Sub(v.At).Seconds(), true
			return
		}
	}
}

// draft gives a version; nil without it.
func (f *File) draft(version int) *Draft {
	for _, d := range f.Drafts {
		if d.Version == version {
			return d
		}
	}
	return nil
}

func (f *File) latest() *Draft {
	if len(f.Drafts) == 0 {
		return nil
	}
	return f.Drafts[len(f.Drafts)-1]
}
