package bot_test

import (
	"slices"
	"strings"
	"time"

	"countersign/bot"
)

// check holds what is true at any moment.
func (q *quicker) check() {
	q.t.Helper()
	q.mu.Lock()
	faults := q.faults
	q.mu.Unlock()
	if len(faults) > 0 {
		q.fault("%s", faults[0])
	}
	for _, k := range q.cases() {
		waits := slices.Contains([]bot.State{bot.StateReceived, bot.StateAssessed, bot.StateSuperseded, bot.StateReopened}, k.State)
		unsorted := k.State != bot.StateSending && slices.ContainsFunc(k.Questions(), func(m bot.Message) bool { return !m.Assessed && !m.Noted })
		if (waits || unsorted) && k.WakeAt.IsZero() {
			q.fault("case %d is %s, waits for the program and is not woken: %+v", k.ID, k.State, k.Messages)
		}
		if k.Telling != nil && len(k.Asked()) == 0 {
			q.fault("case %d is %s, and its client, who waits for nothing, will be told %q", k.ID, k.State, k.Telling.Text)
		}
		a := k.Assessment
		if people := k.State == bot.StateEscalated || k.State == bot.StateClaimed; people && !k.Pending() && !missed(k) && a != nil && strings.HasPrefix(a.Topic, " ") &&
			len(k.Asked()) > 0 && !slices.ContainsFunc(k.Asked(), func(m bot.Message) bool { return strings.Contains(a.Topic, " "+m.ID+" ") }) {
			q.fault("case %d is %s, asks %q, and has the assessment of%s", k.ID, k.State, k.Question(), a.Topic)
		}
	}
}

// missed tells whether something in the case could not be sorted.
func missed(k *bot.Case) bool {
	return slices.ContainsFunc(k.Messages, func(m bot.Message) bool { return m.Missed })
}

// end lets all that is left happen.
func (q *quicker) end() {
	q.t.Helper()
	q.settled()
	q.allTaken()
	if wrong := q.toldOtherwise(); wrong != "" {
		q.fault("%s", wrong)
	}
	q.goesOn()
}

// settled lets all that is left happen, with everything in order again.
func (q *quicker) settled() {
	q.t.Helper()
	q.mu.Lock()
	q.fails, q.broken = false, false
	q.mu.Unlock()
	q.platform.mu.Lock()
	q.platform.outcomes, q.platform.findable = nil, true
	q.platform.mu.Unlock()
	q.told("all in order again")
	for range 8 {
		q.clock.advance(time.Minute)
		q.work(1)
		q.check()
	}
	for _, k := range q.cases() {
		for at, ok := k.Unclear(); ok; at, ok = q.kase(k.ID).Unclear() {
			q.must(k.ID, bot.Decision{Action: q.lookedFor(at), By: priya, Delivery: at.Try()})
		}
	}
	q.settle()
	q.check()
}

// lookedFor is what a person says of a delivery who looks in the client's thread.
func (q *quicker) lookedFor(d bot.Delivery) bot.Action {
	q.platform.mu.Lock()
	defer q.platform.mu.Unlock()
	if slices.ContainsFunc(q.platform.shown, func(o bot.Outbound) bool { return o.ID == d.Outbound }) {
		return bot.Arrived
	}
	return bot.Resend
}

// goesOn fails the test where something is done though nothing is new.
func (q *quicker) goesOn() {
	q.t.Helper()
	before := len(q.busy())
	for range 40 {
		q.clock.advance(12 * time.Hour)
		q.work(1)
	}
	q.check()
	if after := q.busy(); len(after) > before {
		q.fault("with nothing new it went on: %v", after[before:])
	}
}

// busy lists the steps that are done because something is new.
func (q *quicker) busy() []bot.EventKind {
	var out []bot.EventKind
	for _, k := range q.cases() {
		for _, kind := range q.kinds(k.ID) {
			switch kind {
			case bot.EventAssessed, bot.EventStepFailed, bot.EventEscalated, bot.EventSuperseded, bot.EventReopened, bot.EventDrafted, bot.EventWithdrawn:
				out = append(out, kind)
			}
		}
	}
	return out
}

// allTaken holds what is true once everything was taken in.
func (q *quicker) allTaken() {
	q.t.Helper()
	endangered := false
	for _, k := range q.cases() {
		if k.Pending() {
			q.fault("case %d is %s, and something in it was never sorted: %+v", k.ID, k.State, k.Messages)
		}
		first := time.Time{}
		for _, m := range k.Questions() {
			none := k.Mark != nil && !k.Mark.Open() && !k.Mark.Complaint && m.ReceivedAt.Before(k.Mark.At) // a person has read it, and says so
			if strings.Contains(m.Text, "complaint") && m.EditedAt.IsZero() && !none && (first.IsZero() || m.ReceivedAt.Before(first)) {
				first = m.ReceivedAt
			}
			endangered = endangered || strings.Contains(m.Text, "danger")
		}
		endangered = endangered && !slices.ContainsFunc(k.Deliveries, func(x bot.Delivery) bool {
			return x.Kind == bot.PostNotice && (x.State == bot.PostUnknown || x.State == bot.PostCancelled)
		})
		if first.IsZero() || len(k.Records) == 0 && k.Mark != nil {
			continue
		}
		if !slices.ContainsFunc(k.Records, func(r bot.Record) bool { return !r.OpenedAt.After(first) }) {
			q.fault("case %d has a complaint of %s, and the records %+v, mark %+v", k.ID, first, k.Records, k.Mark)
		}
	}
	if told := slices.Contains(q.platform.texts(), "In danger call 999."); endangered && q.danger && !told {
		q.fault("somebody is in danger, and was not told where to turn")
	}
}
