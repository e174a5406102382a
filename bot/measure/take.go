package measure

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// take adds an event to the file.
func (f *File) take(ev bot.Event) {
	x := facts(ev.Facts)
	switch ev.Kind {
	case bot.EventReceived, bot.EventMessage, bot.EventDeleted, bot.EventAssessed, bot.EventNoReply, bot.EventReopened:
		f.takeAsked(ev, x)
	case bot.EventDrafted, bot.EventNoDraft, bot.EventDraftFailed, bot.EventCard, bot.EventDecided, bot.EventSuperseded, bot.EventWithdrawn:
		f.takeDraft(ev, x)
	case bot.EventSent, bot.EventStaffMessage, bot.EventAnswered, bot.EventResolved:
		f.takeAnswer(ev, x)
	case bot.EventRecordOpened:
		if kind := x.text("record"); kind == "complaint" || kind == "dp_complaint" {
			f.Complaints = append(f.Complaints, ev.At)
		}
	case bot.EventEscalated:
		f.takeRaised(ev, x)
	case bot.EventHeldBack:
		// It had been planned to go by itself, and did not: a person decides on it.
		if d := f.draft(x.integer("version")); d != nil && d.Decision != nil && d.Decision.Automatic {
			d.Decision = nil
		}
	case bot.EventReviewed:
		f.Reviews = append(f.Reviews, Review{At: ev.At, By: strings.TrimPrefix(ev.Actor, "staff:"), Verdict: x.text("verdict"),
			Automatic: x.yes("automatic"), Grant: x.text("grant")})
	case bot.EventStepFailed:
		if x.yes("parked") {
			f.Parked = append(f.Parked, ev.At)
		}
	case bot.EventUnknown:
		f.Unknown = append(f.Unknown, ev.At)
	case bot.EventOpinion, bot.EventPrompted:
		f.takeModel(ev, x)
	}
}

// sources are who may send a case to a person, in the order of a digest.
var sources = []string{"rules", "history", "classifier", "model", "person", "client", "failure", "timer", "other"}

// takeRaised takes that the case went to a person. A draft on which nobody
// decided in time is given up with it.
func (f *File) takeRaised(ev bot.Event, x facts) {
	f.Tier = bot.TierHuman
	by := x.text("by")
	f.Raised = append(f.Raised, Raising{ev.At, source(by, x.text("reason")), x.text("reason")})
	if d := f.latest(); by == "timer" && d != nil && d.Decision == nil && d.End == "" {
		d.End = Expired
	}
}

// source says who sent a case to a person. A client who asked for one did.
func source(by, reason string) string {
	switch {
	case reason == string(bot.RequestHuman):
		return "client"
	case slices.Contains(sources, by):
		return by
	}
	return "other"
}

// takeAsked takes what the client wrote, and how it was sorted.
func (f *File) takeAsked(ev bot.Event, x facts) {
	switch ev.Kind {
	case bot.EventReceived:
		f.Opened, f.Account = ev.At, x.text("account")
		if f.Account == "" {
			f.Account = x.text("platform") + "/" + x.text("channel")
		}
		f.wrote(ev.At)
	case bot.EventMessage:
		f.wrote(ev.At)
	case bot.EventDeleted:
		f.Deleted = true
	case bot.EventAssessed:
		f.takeSorted(ev, x)
	case bot.EventNoReply:
		for _, i := range f.taken {
			f.Messages[i].Thanks = true
		}
	case bot.EventReopened:
		f.Reopened = append(f.Reopened, ev.At)
	}
}

func (f *File) takeSorted(ev bot.Event, x facts) {
	tier := bot.Tier(x.text("tier"))
	if f.Tier != bot.TierHuman {
		f.Tier = tier
	}
	f.Topic = x.text("topic")
	f.Sorted = append(f.Sorted, Sorting{At: ev.At, Tier: tier, Topic: f.Topic, By: x.text("by"), Rules: x.text("rules")})
	for _, flag := range x.list("flags") {
		if !slices.Contains(f.Flags, flag) {
			f.Flags = append(f.Flags, flag)
		}
	}
	f.taken, f.fresh = f.fresh, nil
}

func (f *File) wrote(at time.Time) {
	f.fresh = append(f.fresh, len(f.Messages))
	f.Messages = append(f.Messages, Message{At: at})
}

// takeDraft takes what was proposed, and what staff decided on it.
func (f *File) takeDraft(ev bot.Event, x facts) {
	n := x.integer("version")
	switch ev.Kind {
	case bot.EventDrafted:
		f.made(ev, n, x).Made = true
	case bot.EventNoDraft:
		f.made(ev, n, x)
		f.Gaps = append(f.Gaps, ev.At)
	case bot.EventDraftFailed:
		f.made(ev, n, x)
	case bot.EventCard:
		if d := f.draft(n); d != nil && d.ShownAt.IsZero() {
			d.ShownAt = ev.At
		}
	case bot.EventDecided:
		if d := f.draft(n); d != nil && bot.Action(x.text("action")).Settles() {
			d.Decision = f.decision(ev, d, x)
		}
	case bot.EventSuperseded:
		if d := f.draft(n); d != nil && d.Decision == nil {
			d.End = Superseded
		}
	case bot.EventWithdrawn:
		f.Withdrawn = true
		f.Settled = append(f.Settled, ev.At)
		if d := f.latest(); d != nil && d.Decision == nil && d.End == "" {
			d.End = Withdrawn
		}
	}
}

// made gives the draft version with what made it.
func (f *File) made(ev bot.Event, n int, x facts) *Draft {
	d := f.draft(n)
	if d == nil {
		d = &Draft{Version: n, At: ev.At}
		f.Drafts = append(f.Drafts, d)
	}
	d.Policy = Policy{Provider: x.text("provider"), Model: x.text("model"), Prompt: x.text("prompt_id"),
		Knowledge: x.text("knowledge"), Pages: slices.Sorted(slices.Values(x.list("citations"))),
		Asked: cmp.Or(x.text("asked"), x.text("model")), Cited: x.table("pages")}
	if len(f.Sorted) > 0 {
		d.Policy.Rules = f.Sorted[len(f.Sorted)-1].Rules
	}
	return d
}

func (f *File) decision(ev bot.Event, of *Draft, x facts) *Decision {
	d := &Decision{Case: f.ID, Account: f.Account, Version: of.Version, Topic: f.Topic, Action: bot.Action(x.text("action")), At: ev.At,
		Approver: strings.TrimPrefix(ev.Actor, "staff:"), ShownAt: of.ShownAt, ViewedAt: of.ViewedAt, Material: x.yes("material"),
		Code: x.text("reason_code"), SystemTier: bot.Tier(x.text("system_tier")), Automatic: x.yes("automatic"), Policy: of.Policy}
	d.Distance, _ = x.number("distance")
	d.Seconds, d.Timed = x.number("seconds_on_card")
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

// takeAnswer takes what reached the client, and how the case ended. A text that
// staff say arrived has no sent event: its answered event stands for it.
func (f *File) takeAnswer(ev bot.Event, x facts) {
	switch ev.Kind {
	case bot.EventSent:
		if kind := bot.PostKind(x.text("kind")); kind == bot.PostAnswer || kind == bot.PostNote {
			f.answered(ev.At, x.integer("version"), kind == bot.PostAnswer)
		}
	case bot.EventStaffMessage:
		f.answered(ev.At, 0, false)
	case bot.EventAnswered:
		n, by := x.integer("version"), x.text("by")
		known := slices.ContainsFunc(f.Answers, func(a Answer) bool { return a.At.Equal(ev.At) || (n != 0 && a.Version == n) })
		if by != "notice" && !known {
			f.answered(ev.At, n, by == "approved" || by == "edited" || by == "automatic")
		}
	case bot.EventResolved:
		if x.text("outcome_code") != "no_reply_needed" {
			f.Resolved = append(f.Resolved, ev.At)
			f.Settled = append(f.Settled, ev.At)
		}
	}
}

func (f *File) answered(at time.Time, version int, fromDraft bool) {
	if !fromDraft {
		version = 0
	}
	f.Answers = append(f.Answers, Answer{at, version})
	f.Settled = append(f.Settled, at)
}
