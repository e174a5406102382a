package measure

import (
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
