package bot_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// clocks holds that what waits for people is theirs or on its way up the ladder, and
// that nobody waits in a case that is done.
func (q *course) clocks() {
	q.t.Helper()
	for _, k := range q.cases() {
		nobodys := k.OwnerID == ""
		switch {
		case !k.State.Open() && len(k.Asked()) > 0:
			q.fault("case %d is %s, and %q waits in it", k.ID, k.State, k.Question())
		case nobodys && (k.State == bot.StateEscalated || k.State == bot.StateUnknown || k.State == bot.StateInReview) && k.Climb.Level == "":
			q.fault("case %d is %s, nobody's, and on no ladder", k.ID, k.State)
		case nobodys && k.State.Open() && k.Assessment != nil && k.Assessment.Priority == bot.P0 && len(k.Asked()) > 0 && k.Climb.Level != bot.P0 &&
			k.State != bot.StateReopened:
			q.fault("somebody in case %d may be in danger, it is %s, nobody's, and on the ladder %q", k.ID, k.State, k.Climb.Level)
		}
	}
}

// promises holds what can be seen of them from outside.
func (q *course) promises() {
	q.t.Helper()
	in := map[string]int64{}
	for _, k := range q.cases() {
		for _, m := range k.Messages {
			if other, twice := in[m.ID]; twice {
				q.fault("message %s is in the cases %d and %d", m.ID, other, k.ID)
			}
			in[m.ID] = k.ID
		}
		q.onlyApproved(k)
		q.answeredBySomething(k)
		q.heavyIsPeoples(k)
	}
	for _, id := range q.clients {
		if in[id] == 0 {
			q.fault("message %s of a client is in no case", id)
		}
	}
	q.answeredOnce()
	q.complainersGetAPerson()
	q.figuresAgree()
	if _, err := q.store.Verify(q.t.Context()); err != nil {
		q.fault("the ledger does not verify: %v", err)
	}
}

// onlyApproved holds that no answer reached the client that nobody decided on.
func (q *course) onlyApproved(k *bot.Case) {
	q.t.Helper()
	for _, d := range k.Deliveries {
		if d.Kind != bot.PostAnswer || d.State != bot.PostSent && d.State != bot.PostUnknown && d.State != bot.PostRemoved {
			continue
		}
		if !slices.ContainsFunc(k.Decisions, func(x bot.Decision) bool { return x.Hash == d.Hash && x.Text == d.Text && x.Action.Sends() }) {
			q.fault("case %d: nobody decided that %q goes to the client: %+v", k.ID, d.Text, k.Decisions)
		}
	}
}

// answeredBySomething holds that nothing counts as answered that nobody wrote, decided
// or closed anything after.
func (q *course) answeredBySomething(k *bot.Case) {
	q.t.Helper()
	thanked := q.events(k.ID, bot.EventNoReply)
	for _, m := range k.Questions() {
		by := slices.ContainsFunc(k.Messages, func(x bot.Message) bool { return x.Role == bot.RoleStaff && x.SentAt.After(m.SentAt) }) ||
			slices.ContainsFunc(k.Decisions, func(d bot.Decision) bool {
				return (d.Action.Sends() || d.Action == bot.Resolve) && d.At.After(m.ReceivedAt)
			}) || slices.ContainsFunc(thanked, func(e bot.Event) bool { return e.At.After(m.ReceivedAt) })
		if m.Answered && !by {
			q.fault("case %d: %s counts as answered, and nothing answers it", k.ID, m.ID)
		}
	}
}

// heavyIsPeoples holds that nothing is drafted, approved or sent by itself once a
// case was found to need people.
func (q *course) heavyIsPeoples(k *bot.Case) {
	q.t.Helper()
	var told []bot.Event
	err := q.store.Events(q.t.Context(), bot.EventFilter{Case: k.ID}, func(e bot.Event) error { told = append(told, e); return nil })
	if err != nil {
		q.t.Fatal(err)
	}
	human := false
	for _, e := range told {
		answers := e.Kind == bot.EventDecided && (e.Facts["action"] == string(bot.Approve) || e.Facts["action"] == string(bot.Edit))
		if human && (answers || e.Kind == bot.EventDrafted) {
			q.fault("case %d needs people, and then: %s %v", k.ID, e.Kind, e.Facts)
		}
		human = human || e.Kind == bot.EventEscalated || e.Kind == bot.EventRecordOpened && e.Actor != "system" || e.Kind == bot.EventAssessed && e.Facts["tier"] == string(bot.TierHuman)
	}
}

// complainersGetAPerson holds that no automatic answer set out to an account while a
// complaint of it was open, or staff were asked whether it is one.
func (q *course) complainersGetAPerson() {
	q.t.Helper()
	open, auto, itself := map[string]map[string]bool{}, map[any]bool{}, map[int64]bool{}
	account := map[int64]string{}
	for _, k := range q.cases() {
		account[k.ID], open[k.Account] = k.Account, map[string]bool{}
	}
	err := q.store.Events(q.t.Context(), bot.EventFilter{}, func(e bot.Event) error {
		mine := open[account[e.Case]]
		record := fmt.Sprint(e.Case, e.Facts["record"])
		switch e.Kind {
		case bot.EventRecordOpened:
			mine[record] = record != fmt.Sprint(e.Case, bot.RecordAccess) && record != fmt.Sprint(e.Case, bot.RecordErasure)
			delete(mine, fmt.Sprint(e.Case, "mark"))
		case bot.EventRecordClosed:
			delete(mine, record)
		case bot.EventMarkAsked:
			mine[fmt.Sprint(e.Case, "mark")] = true
		case bot.EventMarked:
			delete(mine, fmt.Sprint(e.Case, "mark"))
		case bot.EventDecided:
			itself[e.Case] = e.Facts["automatic"] == true
		case bot.EventPlanned:
			auto[e.Facts["outbound"]] = itself[e.Case] && e.Facts["kind"] == string(bot.PostAnswer)
		case bot.EventSending:
			if auto[e.Facts["outbound"]] && slices.Contains(slices.Collect(maps.Values(mine)), true) {
				q.fault("an automatic answer of case %d set out while %s complains: %v", e.Case, account[e.Case], mine)
			}
		}
		return nil
	})
	if err != nil {
		q.t.Fatal(err)
	}
}

// answeredOnce holds that no text was shown twice unless a person had it sent again.
func (q *course) answeredOnce() {
	q.t.Helper()
	q.platform.mu.Lock()
	shown := slices.Clone(q.platform.shown)
	q.platform.mu.Unlock()
	times := map[int64]int{}
	for _, o := range shown {
		times[o.ID]++
	}
	for _, o := range shown {
		again := 0
		for _, d := range q.kase(o.Case).Decisions {
			if d.Action == bot.Resend && strings.HasPrefix(d.Delivery, fmt.Sprint(o.ID, ".")) {
				again++
			}
		}
		if times[o.ID] > 1+again {
			q.fault("case %d: the client saw %q %d times, and it was to be sent again %d times", o.Case, o.Text, times[o.ID], again)
		}
	}
}

// figuresAgree holds that the ledger alone tells of each case what it is.
func (q *course) figuresAgree() {
	q.t.Helper()
	files, err := measure.Read(q.t.Context(), q.store, time.Time{}, time.Time{})
	if err != nil {
		q.t.Fatal(err)
	}
	cases := q.cases()
	if len(files) != len(cases) {
		q.fault("%d files of %d cases", len(files), len(cases))
	}
	for _, f := range files {
		k := q.kase(f.ID)
		if f.Tier != k.Tier() && k.Tier() == bot.TierHuman {
			q.fault("case %d needs %s, its file says %s", k.ID, k.Tier(), f.Tier)
		}
		if len(f.Complaints) != len(k.Records) {
			q.fault("case %d has the records %+v, its file %+v", k.ID, k.Records, f.Complaints)
		}
		sent := 0
		for _, d := range k.Deliveries {
			if d.Kind == bot.PostAnswer && d.State == bot.PostSent {
				sent++
			}
		}
		if from := slices.DeleteFunc(slices.Clone(f.Answers), func(a measure.Answer) bool { return a.Version == 0 }); len(from) != sent {
			q.fault("case %d was sent %d answers, its file says %+v", k.ID, sent, f.Answers)
		}
		q.messagesAgree(k, f)
	}
}

func (q *course) messagesAgree(k *bot.Case, f *measure.File) {
	q.t.Helper()
	for _, m := range k.Messages {
		if m.Role != bot.RoleClient {
			continue
		}
		at := slices.IndexFunc(f.Messages, func(x measure.Message) bool { return x.ID == m.ID })
		if at < 0 {
			q.fault("case %d: its file knows nothing of %s", k.ID, m.ID)
		}
		if x := f.Messages[at]; x.Deleted != m.Deleted || !m.Deleted && m.Assessed && !m.Missed && !x.Sorted {
			q.fault("case %d has %+v, its file %+v", k.ID, m, x)
		}
	}
}
