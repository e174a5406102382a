package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dustin/go-humanize/english"
)

// mostTimers is how many timers are looked at in one go.
const mostTimers = 64

// watchTimers has due timers fire until ctx ends. It looks once in a poll
// interval and is not woken: a commit makes nothing due that cannot wait a second.
func (c *Copilot) watchTimers(ctx, work context.Context) {
	const me = len(loopNames) - 1
	defer c.turned[me].Store(0)
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	if err := c.adopt(work); err != nil && ctx.Err() == nil {
		c.log.Error("cases that wait already are not on the ladder yet", "err", err)
	}
	for {
		c.turned[me].Store(time.Now().UnixNano())
		if _, err := c.findTimers(work, mostTimers); err != nil && ctx.Err() == nil {
			c.log.Error("cannot read due timers", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// findTimers fires what is due. Timers are quick, so they are fired here, one
// after the other; what comes back only tells that there was work.
func (c *Copilot) findTimers(ctx context.Context, limit int) ([]func(), error) {
	due, err := c.deps.Store.DueTimers(ctx, c.now(), mostTimers)
	if err != nil {
		return nil, fmt.Errorf("reading due timers: %w", err)
	}
	var out []func()
	for _, t := range due {
		err := c.guarded(func() error { return c.fire(ctx, t) })
		switch {
		case err == nil:
			out = append(out, func() {})
		case !errors.Is(err, ErrConflict):
			c.log.Error("timer failed", "case", t.Case, "ladder", t.Level, "rung", t.Rung, "err", err)
		}
	}
	return out[:min(len(out), limit)], nil
}

// adopt takes up what an older program left: it puts cases on the ladder that wait
// already, where that had none or its ladder was off, and wakes those that wait to
// be sorted or drafted and that nothing would have woken.
func (c *Copilot) adopt(ctx context.Context) error {
	f := CaseFilter{States: slices.DeleteFunc(States(), func(s State) bool { return !s.Open() }), Limit: 100}
	for {
		cases, err := c.deps.Store.Cases(ctx, f)
		if err != nil {
			return fmt.Errorf("reading the cases that wait: %w", err)
		}
		for _, k := range cases {
			f.Before = k.ID
			if asleep := k.WakeAt.IsZero() && !c.nextTimer(k).IsZero(); !asleep && c.levelOf(k) == k.Climb.Level {
				continue
			}
			_, err := c.change(ctx, k.ID, k.Version, func(_ Tx, k *Case) error { c.wakeBy(k); return nil })
			if err != nil && !errors.Is(err, ErrConflict) && !errors.Is(err, ErrErased) {
				return fmt.Errorf("case %d: %w", k.ID, err)
			}
		}
		if len(cases) < f.Limit {
			return nil
		}
	}
}

// fire has a case reach a rung: once, whoever comes first, and only while the
// case still waits.
func (c *Copilot) fire(ctx context.Context, t Timer) error {
	_, err := c.change(ctx, t.Case, 0, func(tx Tx, k *Case) error {
		fired, err := tx.FireTimer(t, c.now())
		if err != nil {
			return err
		}
		if !fired {
			return errUnchanged
		}
		if k.Climb.Round != t.Round || k.Climb.Level != t.Level {
			return nil // of a wait that is over: it fires no more, and those of this wait go on
		}
		return c.reach(tx, k, t)
	})
	return err
}

// reach notes that a case came to a rung, on its card and in the ledger, and
// does what the rung is for.
func (c *Copilot) reach(tx Tx, k *Case, t Timer) error {
	now := c.now()
	step := Step{Level: t.Level, Rung: t.Rung, At: now, Waited: now.Sub(k.Climb.Since)}
	k.Climb.Steps = append(k.Climb.Steps, step)
	k.Climb.Steps = k.Climb.Steps[max(0, len(k.Climb.Steps)-mostSteps):]
	c.metrics.rungs.WithLabelValues(string(t.Level), string(t.Rung)).Inc()
	ev := c.event(k, EventLadder, system, map[string]any{
		"level": string(t.Level), "rung": string(t.Rung), "round": t.Round, "told": tells[t.Rung],
		"due": t.DueAt.UTC().Format(time.RFC3339), "waited_seconds": int(step.Waited.Seconds()),
	})
	if err := tx.Append(ev); err != nil {
		return err
	}
	if t.Rung == RungQueue {
		return c.takeBack(tx, k)
	}
	if err := c.planCard(tx, k); err != nil {
		return err
	}
	if t.Rung != RungBegan {
		if err := c.overdue(tx, k); err != nil {
			return err
		}
	}
	if folded, err := c.inSurge(tx, k.Platform); err != nil || folded && t.Level == P2 && t.Rung == RungRemind {
		return err // the summary of the surge stands for it
	}
	return c.planPage(tx, &Outbound{
		Case: k.ID, Key: fmt.Sprintf("page:%d:%d:%s", k.ID, t.Round, t.Rung), Platform: k.Platform,
		Thread: fmt.Sprintf("case-%d", k.ID), To: tells[t.Rung], Text: step.words(),
	})
}

// takeBack gives a routine case whose draft nobody decided on to a person.
func (c *Copilot) takeBack(tx Tx, k *Case) error {
	if d := k.Draft(); d != nil && d.Status == "" {
		d.Status = "expired"
	}
	return c.toPerson(tx, k, Reason{Code: LongWait, Source: "history", Evidence: "a draft waited for " + c.opts.Ladder.Queue.String() + " of opening hours",
		Note: "Nobody decided on the draft, so it is not sent and a person should answer."}, "timer")
}

// planPage plans a message to staff that mentions somebody.
func (c *Copilot) planPage(tx Tx, o *Outbound) error {
	o.Kind, o.Marker, o.State, o.UpdatedAt = PostPage, rand.Text(), PostPlanned, c.now()
	o.Hash = TextHash(o.Text)
	_, err := tx.Plan(o)
	return err
}

// words say what a page is about, in the firm's own fixed words: nothing of
// what the client wrote stands in it.
func (s Step) words() string {
	waited := "It has waited " + span(s.Waited) + "."
	switch {
	case s.Level == P0 && s.Rung == RungBegan:
		return "Act now: somebody may be at risk. Please take this case at once."
	case s.Level == P0:
		return "Act now: nobody has taken this case, and somebody may be at risk. " + waited
	case s.Level == P2:
		return "Nobody has decided on this draft yet. " + waited
	}
	return "Nobody has taken this case yet, and it needs a person. " + waited
}

// span prints a length of time in whole minutes, or hours and minutes.
func span(d time.Duration) string {
	m := int(d.Round(time.Minute).Minutes())
	hours, minutes := english.Plural(m/60, "hour", ""), english.Plural(m%60, "minute", "")
	switch {
	case m < 120:
		return english.Plural(m, "minute", "")
	case m%60 == 0:
		return hours
	}
	return hours + " and " + minutes
}
