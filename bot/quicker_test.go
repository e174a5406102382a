package bot_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	hours "countersign/bot/clock"
	"countersign/bot/complaint"
)

const quickerCourses, quickerSteps = 40, 24

// TestWhoeverIsQuickerNothingIsMissed takes one thread through random courses: its
// client writes, edits and deletes, colleagues answer in it, late or in part, take
// that back, press buttons and undo, while deliveries get lost, the sorting and the
// store fail, and the program is started anew. Whatever the order is, a complaint
// that stands is on record from its receipt, danger is seen by people and answered
// with the firm's notice, every case that waits for the program is woken, and in the
// end nothing goes on for ever.
func TestWhoeverIsQuickerNothingIsMissed(t *testing.T) {
	for seed := range uint64(quickerCourses) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			q := newQuicker(t, seed)
			for range quickerSteps {
				q.step()
				q.check()
			}
			q.end()
		})
	}
}

// quicker is one random course.
type quicker struct {
	*desk
	r       *rand.Rand
	n       int      // messages so far
	taken   []string // what happened, for whoever reads a failure
	clients []string
	staff   []string
	at      place            // where what is written next stands
	places  map[string]place // where each message stands

	mu     sync.Mutex
	wild   *rand.Rand // what fails, drawn where several workers run
	fails  bool       // the sorting fails now and then
	broken bool       // the store does
	faults []string   // promises that the assessor saw broken
	danger bool       // a sorting that worked told of danger
}

// place is a thread and its client.
type place struct{ channel, thread, client string }

func newQuicker(t *testing.T, seed uint64) *quicker {
	t.Helper()
	q := &quicker{r: rand.New(rand.NewPCG(seed, 7)), wild: rand.New(rand.NewPCG(seed, 8)), at: place{"acme", "m1", "U_JO"}, places: map[string]place{}}
	q.desk = newDesk(t, func(o *bot.Options) {
		if seed%4 == 3 {
			o.QuietWindow = 0
		}
		o.UndoWindow, o.AckAfter, o.Acks = time.Minute, 5*time.Minute, bot.Acks{"default": "A person has your message."}
		delete(o.Notices, "holding")
		delete(o.Notices, "disclosure")
	})
	register, err := complaint.New(complaint.Options{Profile: complaint.FCA, Firm: "Harbour & Finch"}, hours.Default(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	q.register, q.assess = register, q.sort
	q.through = func(s bot.Store) bot.Store { return brittle{s, q.breaks} }
	q.Copilot = q.copilot()
	return q
}

// brittle is a store whose transactions fail now and then.
type brittle struct {
	bot.Store
	breaks func() bool
}

func (b brittle) Write(ctx context.Context, fn func(tx bot.Tx) error) error {
	if b.breaks() {
		return errors.New("the disk is full")
	}
	return b.Store.Write(ctx, fn)
}

func (q *quicker) breaks() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.broken && q.wild.IntN(4) == 0
}

// sort goes by single words, as assessByWord does, each for itself, and names what it sorted.
func (q *quicker) sort(s bot.Situation) (bot.Assessment, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(s.Messages) == 0 {
		q.faults = append(q.faults, "nothing at all was sorted")
	}
	a := bot.Assessment{Tier: bot.TierRoutine, Priority: bot.P2, Cut: 30, Language: "en", Reasons: []bot.Reason{}}
	if q.fails && q.wild.IntN(2) == 0 {
		return a, errors.New("the assessor is down")
	}
	var ids []string
	thanks := true
	for _, m := range s.Messages {
		ids = append(ids, m.ID)
		thanks = thanks && m.Text == "thanks"
		if strings.Contains(m.Text, "complaint") {
			a.Tier, a.Priority, a.Records = bot.TierHuman, bot.P1, []string{bot.RecordComplaint}
			a.Reasons = append(a.Reasons, bot.Reason{Code: bot.Complaint, Points: 50, Evidence: "complaint", Source: "rules", Message: m.ID})
		}
	}
	for _, m := range s.Messages {
		if strings.Contains(m.Text, "danger") {
			a.Tier, a.Priority, a.Notice, q.danger = bot.TierHuman, bot.P0, "signpost", true
		}
		for _, turn := range s.Turns {
			if m.Answered && turn.Role != bot.RoleClient && !turn.At.Before(m.ReceivedAt) {
				q.faults = append(q.faults, fmt.Sprintf("%s was sorted with %q before it, which answered it", m.ID, turn.Text))
			}
		}
	}
	a.NoReply, a.Topic, a.Cleaned = thanks && len(ids) > 0, " "+strings.Join(ids, " ")+" ", strings.Join(ids, " ")
	return a, nil
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func (q *quicker) told(format string, args ...any) {
	q.taken = append(q.taken, q.clock.now().Format("15:04:05 ")+fmt.Sprintf(format, args...))
}

// fault fails the test with all that happened.
func (q *quicker) fault(format string, args ...any) {
	q.t.Helper()
	q.t.Fatalf(format+"\n%s\n%v", append(args, strings.Join(q.taken, "\n"), q.lines())...)
}

// lines lists the events of all cases.
func (q *quicker) lines() string {
	var out strings.Builder
	_ = q.store.Events(q.t.Context(), bot.EventFilter{}, func(e bot.Event) error { // a failing test has shown more already
		_, _ = fmt.Fprintln(&out, e.At.Format("15:04:05"), e.Case, e.Kind, e.Actor, e.Facts)
		return nil
	})
	return out.String()
}

// in takes a message in, as often as the platform has to deliver it.
func (q *quicker) in(e bot.Enquiry) {
	q.t.Helper()
	at, known := q.places[e.MessageID]
	if !known {
		at = q.at
		q.places[e.MessageID] = place{at.channel, cmp.Or(at.thread, e.MessageID), at.client}
	}
	e.Platform, e.Channel, e.Thread = bot.Console, at.channel, at.thread
	if e.Author.ID == "" {
		e.Author = bot.Person{ID: at.client}
	}
	for {
		_, err := q.Receive(q.t.Context(), e)
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), "disk") {
			q.t.Fatal(err)
		}
	}
}

func (q *quicker) words() string {
	return pick(q.r, "When are you open?", "I have a complaint", "I am in danger", "thanks", "Do you open on Sundays?", "It is a complaint now")
}

func (q *quicker) write(role bot.Role, sent time.Time, text string) {
	q.n++
	e := bot.Enquiry{MessageID: fmt.Sprint("m", q.n), Role: role, Text: text, SentAt: sent}
	of := &q.clients
	if role == bot.RoleStaff {
		e.Author, of = priya, &q.staff
	}
	*of = append(*of, e.MessageID)
	q.told("%s %s in %s, written at %s: %s", role, e.MessageID, q.at, sent.Format("15:04:05"), text)
	q.in(e)
}

func (q *quicker) amend(of []string, role bot.Role, change bot.Change) {
	if len(of) == 0 {
		return
	}
	e := bot.Enquiry{MessageID: pick(q.r, of...), Role: role, Change: change, ChangedAt: q.clock.now()}
	if role == bot.RoleStaff {
		e.Author = priya
	}
	if change == bot.ChangeEdited {
		e.Text = q.words()
	}
	q.told("%s %s %s: %s", role, change, e.MessageID, e.Text)
	q.in(e)
}

func (q *quicker) step() {
	q.t.Helper()
	q.clock.advance(time.Duration(1+q.r.IntN(2000)) * time.Millisecond)
	if q.n == 0 {
		q.write(bot.RoleClient, q.clock.now(), q.words())
		return
	}
	switch n := q.r.IntN(20); {
	case n < 3:
		q.write(bot.RoleClient, q.clock.now(), q.words())
	case n < 5:
		q.write(bot.RoleStaff, q.clock.now(), "Until five today.")
	case n == 5:
		q.write(bot.RoleStaff, q.clock.now().Add(-time.Duration(q.r.IntN(60))*time.Second), "I told you: until five.")
	case n == 6:
		q.amend(q.clients, bot.RoleClient, bot.ChangeEdited)
	case n == 7:
		q.amend(q.clients, bot.RoleClient, bot.ChangeDeleted)
	case n == 8:
		q.amend(q.staff, bot.RoleStaff, pick(q.r, bot.ChangeDeleted, bot.ChangeDeleted, bot.ChangeEdited))
	case n < 14:
		q.press(q.cases()[0])
	case n == 14:
		q.platform.next(pick(q.r, rateLimited, acceptedButLost, neverArrived, refusedForGood))
		q.platform.mu.Lock()
		q.platform.findable = q.r.IntN(2) == 0
		q.platform.mu.Unlock()
	case n == 15:
		q.mu.Lock()
		q.fails, q.broken = q.r.IntN(2) == 0, q.r.IntN(3) == 0
		q.told("the sorting fails: %t, the store: %t", q.fails, q.broken)
		q.mu.Unlock()
	case n == 16:
		q.told("started anew")
		q.Copilot = q.copilot()
	case n == 17:
		q.work(2)
	default:
		q.clock.advance(time.Duration(q.r.IntN(40)) * time.Second)
		q.work(1)
	}
}

// refusedForGood is an answer that the platform never takes.
var refusedForGood = outcome{shown: false, posting: bot.Posting{Outcome: bot.NotSent, Permanent: true, Err: errors.New("not in the channel")}}

// work has workers do what is due now. What they cannot end is a loop.
func (q *quicker) work(workers int) {
	q.t.Helper()
	ctx, cancel := context.WithTimeout(q.t.Context(), 20*time.Second)
	defer cancel()
	done := make(chan error)
	for range workers {
		c := q.Copilot
		if workers > 1 {
			c = q.copilot()
		}
		go func() { done <- c.Drain(ctx) }()
	}
	for range workers {
		if err := <-done; err != nil && !strings.Contains(err.Error(), "disk") {
			q.fault("draining: %v", err)
		}
	}
	for _, k := range q.cases() {
		q.told("worked: case %d is %s", k.ID, k.State)
	}
}

func (q *quicker) cases() []*bot.Case {
	q.t.Helper()
	all, err := q.store.Cases(q.t.Context(), bot.CaseFilter{Limit: 100})
	if err != nil {
		q.t.Fatal(err)
	}
	return all
}

// press has Priya press a button that a case may have.
func (q *quicker) press(k *bot.Case) {
	q.t.Helper()
	d := bot.Decision{By: priya, Reason: "because", Action: pick(q.r, bot.Escalate, bot.Claim, bot.Resolve, bot.CallBack, bot.Snooze)}
	switch {
	case k.State == bot.StateInReview:
		d.Action, d.Version = pick(q.r, bot.Approve, bot.Approve, bot.Edit, bot.Escalate, bot.Reject), k.Draft().Version
	case k.State == bot.StateUnknown:
		d.Action = pick(q.r, bot.Arrived, bot.Resend)
		if at, ok := k.Unclear(); ok {
			d.Delivery = at.Try()
		}
	case k.Undo != nil:
		d.Action = bot.TakeBack
	}
	switch d.Action {
	case bot.Edit:
		d.Text = fmt.Sprint("From nine, says Priya. ", q.n)
	case bot.CallBack, bot.Snooze:
		d.Due = q.clock.now().Add(3 * time.Hour)
	}
	q.decides(k, d)
}

func (q *quicker) decides(k *bot.Case, d bot.Decision) {
	q.t.Helper()
	_, err := q.Decide(q.t.Context(), k.ID, d)
	q.told("%s of case %d, %s: %v", d.Action, k.ID, k.State, err)
	_, settled := errors.AsType[*bot.SettledError](err)
	_, invalid := errors.AsType[*bot.InvalidError](err)
	if err != nil && !settled && !invalid && !strings.Contains(err.Error(), "disk") {
		q.fault("%s: %v", d.Action, err)
	}
}
