package measure

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// take adds an event to the file.
func (f *File) take(ev bot.Event) {
	x := facts(ev.Facts)
	switch ev.Kind {
	case bot.EventReceived, bot.EventMessage, bot.EventEdited, bot.EventDeleted, bot.EventAssessed, bot.EventNoReply, bot.EventReopened:
		f.takeAsked(ev, x)
	case bot.EventDrafted, bot.EventNoDraft, bot.EventDraftFailed, bot.EventCard, bot.EventViewed, bot.EventDecided, bot.EventSuperseded, bot.EventWithdrawn:
		f.takeDraft(ev, x)
	case bot.EventSent, bot.EventStaffMessage, bot.EventAnswered, bot.EventResolved:
		f.takeAnswer(ev, x)
	case bot.EventRecordOpened:
		f.Tier = bot.TierHuman // whoever opened it
		f.takeComplaint(ev, x)
	case bot.EventRecordClosed:
		f.closeComplaint(x)
	case bot.EventRecordOverdue:
		f.Missed = append(f.Missed, ev.At)
	case bot.EventRelabelled:
		f.Labels = append(f.Labels, Label{ev.At, bot.Tier(x.text("staff_tier")), person(ev.Actor)})
	case bot.EventEscalated:
		f.takeRaised(ev, x)
	case bot.EventHeldBack:
		// It had been planned to go by itself, and did not: a person decides on it.
		if d := f.draft(x.integer("version")); d != nil && d.Decision != nil && d.Decision.Automatic {
			d.Decision = nil
		}
	case bot.EventCorrected:
		if x.integer("version") != 0 && x.yes("material") {
			f.Reviews = append(f.Reviews, Review{At: ev.At, By: person(ev.Actor), Verdict: Corrected})
		}
	case bot.EventUndone:
		f.undone(ev.At, x.integer("version"))
	case bot.EventReviewed:
		f.Reviews = append(f.Reviews, Review{At: ev.At, By: person(ev.Actor), Verdict: x.text("verdict"),
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

// takeComplaint takes a record that was opened, for a message that came at the
// time it says.
func (f *File) takeComplaint(ev bot.Event, x facts) {
	kind := x.text("record")
	if kind != "complaint" && kind != "dp_complaint" {
		return
	}
	since, err := time.Parse(time.RFC3339, x.text("opened_at"))
	if err != nil {
		since = ev.At
	}
	f.Complaints = append(f.Complaints, Complaint{Kind: kind, At: ev.At, Since: since})
}

// closeComplaint takes that a record was closed. A case may have had several of a
// kind, one after another: it is the one opened for the same message.
func (f *File) closeComplaint(x facts) {
	if x.text("outcome") != bot.OutcomeNoComplaint {
		return
	}
	since, err := time.Parse(time.RFC3339, x.text("opened_at"))
	for i := range f.Complaints {
		c := &f.Complaints[i]
		c.None = c.None || c.Kind == x.text("record") && (err != nil || c.Since.Equal(since)) // older entries do not say which
	}
}

// person is the id of who acted.
func person(actor string) string { return strings.TrimPrefix(actor, "staff:") }

// sources are who may send a case to a person, in the order of a digest.
var sources = []string{"rules", "history", "classifier", "model", "person", "client", "failure", "timer", "other"}

// takeRaised takes that the case went to a person. A draft that waits for a
// decision is given up with it: because nobody decided in time, or by the system.
func (f *File) takeRaised(ev bot.Event, x facts) {
	f.Tier = bot.TierHuman
	by := x.text("by")
	reason := x.text("reason")
	if by == "person" && f.notCovered(x.integer("version")) {
		reason = bot.NotCovered
	}
	f.Raised = append(f.Raised, Raising{ev.At, source(by, reason), reason})
	d := f.latest()
	switch {
	case d == nil || d.Decision != nil || d.End != "":
	case by == "timer":
		d.End = Expired
	case by != "person":
		d.End = Withdrawn
	}
}

// notCovered tells whether a person gave the case to people from a draft version, or
// from none, because no document covers the question.
func (f *File) notCovered(version int) bool {
	if version == 0 {
		return len(f.Given) > 0 && f.Given[len(f.Given)-1].Code == bot.NotCovered
	}
	d := f.draft(version)
	return d != nil && d.Decision != nil && d.Decision.Action == bot.Escalate && d.Decision.Code == bot.NotCovered
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
		f.Thread = x.text("platform") + "/" + x.text("channel") + "/" + cmp.Or(x.text("thread"), fmt.Sprint(f.ID))
		f.wrote(ev.At, x)
	case bot.EventMessage:
		f.wrote(ev.At, x)
	case bot.EventEdited, bot.EventDeleted:
		f.amended(ev, x)
	case bot.EventAssessed:
		f.takeSorted(ev, x)
	case bot.EventNoReply:
		for _, i := range f.taken {
			f.Messages[i].Thanks = true
		}
		if n := len(f.Waiting); f.waiting() {
			f.Waiting = f.Waiting[:n-1] // for nothing
		}
	case bot.EventReopened:
		f.open(ev.At)
	}
}

func (f *File) takeSorted(ev bot.Event, x facts) {
	tier := bot.Tier(x.text("tier"))
	if f.Tier != bot.TierHuman {
		f.Tier = tier
	}
	f.Topic = x.text("topic")
	codes := x.list("codes")
	f.Sorted = append(f.Sorted, Sorting{At: ev.At, Tier: tier, Topic: f.Topic, Codes: codes, By: x.text("by"), Rules: x.text("rules")})
	f.takeFresh(x)
	for _, i := range f.taken {
		m := &f.Messages[i]
		m.Sorted, m.Topic, m.Codes = true, f.Topic, codes
	}
	for _, flag := range x.list("flags") {
		if !slices.Contains(f.Flags, flag) {
			f.Flags = append(f.Flags, flag)
		}
	}
}

// takeFresh takes those of the fresh messages that were sorted: what a person
// answered before it was sorted is sorted apart from what is still open. An event
// of an older program does not name them: it is of all, as any is of a message
// whose own event has no id.
func (f *File) takeFresh(x facts) {
	if _, named := x["messages"]; !named {
		f.taken, f.fresh = f.fresh, nil
		return
	}
	ids, rest := x.list("messages"), []int(nil)
	f.taken = nil
	for _, i := range f.fresh {
		if id := f.Messages[i].ID; id == "" || slices.Contains(ids, id) {
			f.taken = append(f.taken, i)
		} else {
			rest = append(rest, i)
		}
	}
	f.fresh = rest
}

func (f *File) wrote(at time.Time, x facts) {
	f.deleted = ""
	f.waits(at)
	f.fresh = append(f.fresh, len(f.Messages))
	f.Messages = append(f.Messages, Message{ID: x.text("message"), At: at, Form: bot.Form(x.text("form"))})
}

// amended takes an edit or a deletion. An edit changes the case and never adds a
// message; it brings a deleted message back.
func (f *File) amended(ev bot.Event, x facts) {
	deleted := ev.Kind == bot.EventDeleted
	if strings.HasPrefix(ev.Actor, "staff:") {
		if deleted {
			f.deleted = x.text("message")
		}
		return
	}
	f.deleted = ""
	f.Deleted = f.Deleted || deleted
	switch {
	case !deleted:
		f.waits(ev.At) // what stood there was answered, what stands there now was not
	case x.yes("nothing_left"):
		f.settled(ev.At)
	}
	for i := range f.Messages {
		m := &f.Messages[i]
		if m.ID == "" || m.ID != x.text("message") {
			continue
		}
		m.Deleted = deleted
		if form := x.text("form"); form != "" {
			m.Form = bot.Form(form)
		}
		if !deleted && !slices.Contains(f.fresh, i) {
			m.Thanks, m.Sorted, f.fresh = false, false, append(f.fresh, i)
		}
	}
}

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

// takeAnswer takes what reached the client, and how the case ended. A text that
// staff say arrived has no sent event: its answered event stands for it. What a
// person wrote in the thread is told by its own event.
func (f *File) takeAnswer(ev bot.Event, x facts) {
	switch ev.Kind {
	case bot.EventSent:
		if kind := bot.PostKind(x.text("kind")); kind == bot.PostAnswer || kind == bot.PostNote || kind == bot.PostCorrection {
			f.answered(ev.At, x.integer("version"), kind == bot.PostAnswer, x)
		}
	case bot.EventStaffMessage:
		f.answered(ev.At, 0, false, x)
		if x.yes("part") {
			f.waits(ev.At)
		}
	case bot.EventAnswered:
		n, by := x.integer("version"), x.text("by")
		known := slices.ContainsFunc(f.Answers, func(a Answer) bool { return a.At.Equal(ev.At) || (n != 0 && a.Version == n) })
		known = known || by == "person" && f.wroteLast()
		if by != "notice" && !known {
			f.answered(ev.At, n, by == "approved" || by == "edited" || by == "automatic", x)
		}
	case bot.EventResolved:
		if x.text("outcome_code") != "no_reply_needed" {
			f.Resolved = append(f.Resolved, ev.At)
			f.settled(ev.At)
		}
	}
}

// wroteLast tells whether the latest answer is what a person wrote in the thread.
func (f *File) wroteLast() bool {
	n := len(f.Answers)
	return n > 0 && f.Answers[n-1].message != ""
}

func (f *File) answered(at time.Time, version int, fromDraft bool, x facts) {
	f.deleted = ""
	if !fromDraft {
		version = 0
	}
	f.Answers = append(f.Answers, Answer{At: at, Version: version, Asked: x.list("asked"), message: x.text("message")})
	f.settled(at)
}
