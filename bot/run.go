package bot

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// pollInterval bounds how late work is found when every wake-up was lost.
const pollInterval = time.Second

// grace is how long a step that is under way may still take after Run was told
// to end. What it cuts off is taken up again from the store at the next start.
const grace = 7 * time.Second

// Run carries cases through their steps and delivers what was decided, until
// ctx ends; then it finishes the steps that are under way and returns nil.
// Sorting, drafting and posting have workers of their own, so that a slow model
// holds up neither the sorting of heavy enquiries nor an approved answer.
func (c *Copilot) Run(ctx context.Context) error {
	work, cut := context.WithCancel(context.WithoutCancel(ctx)) // a step that was begun is finished
	defer cut()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(grace, cut) })()
	renewing, stop := context.WithCancel(work)
	renewed := &errgroup.Group{}
	renewed.Go(func() error { c.renew(renewing); return nil })

	if err := c.wasDown(work); err != nil && ctx.Err() == nil {
		c.log.Error("cannot note how long the program was down", "err", err)
	}
	if err := c.deps.Store.RecallPosts(work, c.now()); err != nil && ctx.Err() == nil {
		c.log.Error("cannot recall what was put off before the start", "err", err) // it comes later, by itself
	}
	loops := &errgroup.Group{}
	for i, find := range []finder{c.findSorting, c.findDrafting, c.findPosts} {
		loops.Go(func() error { c.loop(ctx, work, find, i); return nil })
	}
	loops.Go(func() error { c.passWakeUps(ctx); return nil })
	loops.Go(func() error { c.watchTimers(ctx, work); return nil })
	loops.Go(func() error { c.beats(ctx); return nil })
	err := loops.Wait()
	stop()
	return errors.Join(err, renewed.Wait())
}

// Drain does all the work that is due now, one piece after the other, and
// returns when none is left. It is for imports, tests and demonstrations,
// where no Run is under way.
func (c *Copilot) Drain(ctx context.Context) error {
	for {
		var due []func()
		for _, find := range []finder{c.findSorting, c.findDrafting, c.findPosts, c.findTimers} {
			found, err := find(ctx, 1)
			if err != nil {
				return err
			}
			due = append(due, found...)
		}
		if len(due) == 0 || ctx.Err() != nil {
			return ctx.Err()
		}
		for _, do := range due {
			do()
		}
	}
}

// finder claims up to limit pieces of due work and gives them as functions to run.
type finder func(ctx context.Context, limit int) ([]func(), error)

func (c *Copilot) findSorting(ctx context.Context, limit int) ([]func(), error) {
	return c.findCases(ctx, limit, slices.DeleteFunc(States(), func(s State) bool { return s == StateAssessed })...)
}

func (c *Copilot) findDrafting(ctx context.Context, limit int) ([]func(), error) {
	return c.findCases(ctx, limit, StateAssessed)
}

func (c *Copilot) findCases(ctx context.Context, limit int, states ...State) ([]func(), error) {
	cases, err := c.deps.Store.Claim(ctx, c.worker, c.now(), c.opts.Lease, limit, states...)
	if err != nil {
		return nil, fmt.Errorf("claiming cases: %w", err)
	}
	var out []func()
	for _, k := range cases {
		out = append(out, func() { c.step(ctx, k) })
	}
	return out, nil
}

// manyWait is how many rows are claimed at once where all that were claimed have to
// wait for their turn: each claim walks through all that are due.
const manyWait = 64

// findPosts claims rows until there are some whose turn it is. The others are put
// off to when it comes, and what is more than wanted is put back.
func (c *Copilot) findPosts(ctx context.Context, limit int) ([]func(), error) {
	if err := c.letGo(ctx); err != nil {
		return nil, fmt.Errorf("letting posts go: %w", err)
	}
	for n := limit; ; n = max(limit, manyWait) {
		rows, err := c.deps.Store.ClaimPosts(ctx, c.worker, c.now(), c.opts.Lease, n)
		if err != nil {
			return nil, fmt.Errorf("claiming posts: %w", err)
		}
		var out []func()
		later := map[int64]time.Time{}
		for _, o := range rows {
			wait, why := c.turn(o)
			switch {
			case wait > 0 && (why == "" || o.told()):
				later[o.ID] = c.now().Add(wait)
			case len(out) == limit:
				later[o.ID] = c.now()
			case why != "":
				out = append(out, func() { c.hold(ctx, o, why) })
			default:
				out = append(out, func() { c.deliver(ctx, o) })
			}
		}
		if len(later) > 0 {
			if err := c.deps.Store.PostponePosts(ctx, c.worker, later); err != nil {
				return out, fmt.Errorf("putting posts off: %w", err)
			}
		}
		if len(out) > 0 || len(rows) == 0 {
			return out, nil
		}
	}
}

// soon is a wait for a turn that a messenger sits out itself.
const soon = 300 * time.Millisecond

// turn tells how long a row has to wait before anything is done about it, and why
// where it is held back and not only waits for its turn. Until then it is as it was
// planned, and a stop of the program leaves no doubt.
func (c *Copilot) turn(o Outbound) (wait time.Duration, why string) {
	m, ok := c.deps.Messengers[o.Platform]
	if !ok || o.State != PostPlanned {
		return 0, ""
	}
	if why := m.Held(o); why != "" {
		c.held.add(o)
		return heldPause, why
	}
	c.held.drop(o.ID)
	if wait := m.Wait(o); wait > soon {
		return wait, ""
	}
	return 0, ""
}

// loop runs due work on up to opts.Workers goroutines until ctx ends, then
// waits for those that are under way.
func (c *Copilot) loop(ctx, work context.Context, find finder, i int) {
	defer c.turned[i].Store(0)
	slots := make(chan struct{}, c.opts.Workers)
	var running sync.WaitGroup
	defer running.Wait()
	for ctx.Err() == nil {
		c.turned[i].Store(time.Now().UnixNano())
		free := takeSlots(ctx, slots)
		c.intake.yield(ctx)
		found, err := find(work, free)
		if err != nil {
			c.log.Error("cannot read due work", "err", err)
		}
		for range free - len(found) {
			<-slots
		}
		for _, do := range found {
			running.Go(func() {
				defer func() { <-slots }()
				c.intake.yield(ctx)
				do()
			})
		}
		if len(found) == 0 {
			c.pause(ctx, c.woken[i])
		}
	}
}

// takeSlots waits for one free slot, takes all that are free, and tells how
// many that were.
func takeSlots(ctx context.Context, slots chan struct{}) int {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return 0
	}
	for n := 1; ; n++ {
		select {
		case slots <- struct{}{}:
		default:
			return n
		}
	}
}

// pause waits for a wake-up, for what is due next, or for the poll interval.
func (c *Copilot) pause(ctx context.Context, woken <-chan struct{}) {
	wait := pollInterval
	if due, err := c.deps.Store.NextDue(ctx); err == nil && !due.IsZero() {
		// What is due already is in other hands: its release wakes us.
		wait = min(wait, max(due.Sub(c.now()), pollInterval/20))
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-woken:
	}
}

// passWakeUps hands the wake-ups of other processes on.
func (c *Copilot) passWakeUps(ctx context.Context) {
	if c.deps.Sessions == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.deps.Sessions.Woken():
			c.wakeHere()
		}
	}
}

// renew keeps this process's leases while its steps run.
func (c *Copilot) renew(ctx context.Context) {
	tick := time.NewTicker(c.opts.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := c.deps.Store.Renew(ctx, c.worker, c.now(), c.opts.Lease); err != nil && ctx.Err() == nil {
				c.log.Warn("cannot renew leases", "err", err)
			}
		}
	}
}

// step does one step of a case and gives the lease back. A step that fails is
// tried again, and after that given to a person.
func (c *Copilot) step(ctx context.Context, k *Case) {
	started, from := c.now(), k.State
	err := c.guarded(func() error { return c.advance(ctx, k) })
	if err != nil && !errors.Is(err, ErrConflict) {
		c.log.Error("step failed", "case", k.ID, "state", from, "attempt", k.Attempts+1, "err", err)
		err = c.stepFailed(ctx, k, err)
	}
	if err != nil && !errors.Is(err, ErrConflict) {
		c.log.Error("cannot record a failed step", "case", k.ID, "err", err)
	}
	c.metrics.stepped(from, c.now().Sub(started))
	if err := c.deps.Store.ReleaseCase(ctx, c.worker, k.ID); err != nil {
		c.log.Warn("cannot release a case", "case", k.ID, "err", err)
	}
	c.wake(ctx)
}

// guarded turns a panic of fn into an error: one poisonous message must not
// stop the others.
func (c *Copilot) guarded(fn func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			// The value may hold a client's words: it is not logged.
			c.log.Error("panic in a step", "type", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic of type %T", r)
		}
	}()
	return fn()
}

// advance does the one thing that a case in this state waits for.
func (c *Copilot) advance(ctx context.Context, k *Case) error {
	if len(k.answeredUnsorted()) > 0 {
		return c.assessAnswered(ctx, k)
	}
	if len(k.meanwhile()) > 0 {
		return c.assessMeanwhile(ctx, k)
	}
	switch k.State {
	case StateReceived, StateSuperseded, StateReopened:
		return c.assess(ctx, k)
	case StateAssessed:
		return c.draft(ctx, k)
	case StateEscalated, StateClaimed:
		if k.unread() {
			return c.reassess(ctx, k)
		}
	}
	return c.timers(ctx, k)
}

// maxAttempts is how often a step is tried before a person gets the case. With
// the pauses of retryAfter that is within ten seconds.
const maxAttempts = 3

func retryAfter(attempt int) time.Duration { return time.Duration(attempt*attempt) * time.Second }

// stepFailed notes a failed step, and parks the case with a person when trying
// again has not helped.
func (c *Copilot) stepFailed(ctx context.Context, failed *Case, cause error) error {
	_, err := c.change(ctx, failed.ID, failed.Version, func(tx Tx, k *Case) error {
		k.Attempts++
		parked := k.Attempts >= maxAttempts
		facts := map[string]any{"step": string(k.State), "attempt": k.Attempts, "parked": parked}
		if err := tx.Append(c.event(k, EventStepFailed, system, facts)); err != nil {
			return err
		}
		if !parked {
			k.WakeAt = c.now().Add(retryAfter(k.Attempts))
			return nil
		}
		c.metrics.parked.Inc()
		return c.park(tx, k)
	})
	if err != nil {
		return fmt.Errorf("noting a failed step: %w", errors.Join(err, cause))
	}
	return nil
}

// park gives a case to people of which a step does not work. What could not be
// sorted is not tried for ever: whether it is a complaint is for them to say.
func (c *Copilot) park(tx Tx, k *Case) error {
	if fresh := k.unsorted(); len(fresh) > 0 {
		err := c.guarded(func() error { return c.openRecords(tx, k, Assessment{MustMark: true}, askedSince(k, fresh)) })
		if err != nil { // that it is with people counts for more
			c.log.Error("staff are not asked whether it is a complaint", "case", k.ID, "err", err)
		}
	}
	k.Attempts = 0
	if fresh := k.meanwhile(); len(fresh) > 0 { // taken in when the delivery is settled, as any other
		k.note(fresh)
		k.WakeAt = c.nextTimer(k)
		return c.planCard(tx, k)
	}
	for i := range k.Messages {
		if m := &k.Messages[i]; m.Role == RoleClient {
			m.Missed, m.Assessed = m.Missed || !m.Assessed, true
		}
	}
	r := Reason{Code: Failure, Source: "failure", Evidence: "drafting or sorting did not work after " + fmt.Sprint(maxAttempts) + " tries",
		Note: "A part of the software failed, so a person should read this."}
	if k.State != StateClaimed {
		return c.toPerson(tx, k, r, "failure")
	}
	c.raise(k, r) // whoever has it keeps it
	k.WakeAt = c.nextTimer(k)
	return c.planCard(tx, k)
}
