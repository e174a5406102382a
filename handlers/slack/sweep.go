package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Deliveries can be lost for good: Slack has paused them for hours and never
// made them. The sweep reads what was said and takes in what never came, and has
// the open cases compared with what their threads show: see compare.go. What is
// known already is known by its id; up to when a channel was read whole stands
// in the store, so that the sweep after a stop goes back to where the last left.

const (
	// sweepGap keeps calls for history below fifty a minute.
	sweepGap = 1300 * time.Millisecond
	// sweepOverlap is how much of what was swept already is read again: Slack's
	// history may show a message late.
	sweepOverlap = 2 * time.Hour
	// sweepAgain is how long after a first sweep that failed the next one is.
	sweepAgain = 30 * time.Second
	// sweepMost is how far back a sweep looks, and how old the first message of
	// a thread may be whose replies it looks for.
	sweepMost = 14 * 24 * time.Hour
)

// sweepAlways sweeps now and every so often, until ctx ends.
func (l *Listener) sweepAlways(ctx context.Context) {
	if l.c.opts.SweepEvery == 0 || l.c.opts.Distributed {
		return
	}
	for failed := 0; ; {
		pause := l.c.opts.SweepEvery
		found, err := l.Sweep(ctx, l.c.opts.SweepBack)
		if failed++; err == nil {
			failed = 0
		} else if ctx.Err() == nil {
			pause = min(pause, sweepAgain<<min(failed-1, 10))
			l.log.Error("history sweep was not finished", "found", found, "again_in", pause, "err", err)
		}
		if !edge.Sleep(ctx, pause) {
			return
		}
	}
}

// Sweep looks through the history of all client channels and takes in each
// message that was never delivered; it tells how many those were. A channel is
// read from where its last complete sweep began, however long ago that is, and
// so far back as said where there was none. What fails in one channel bars no
// other: the error joins all of it. Sweeps take turns.
func (l *Listener) Sweep(ctx context.Context, back time.Duration) (int, error) {
	l.sweeping.Lock()
	defer l.sweeping.Unlock()
	channels, err := l.c.memberOf(ctx)
	if err != nil {
		return 0, fmt.Errorf("slack: listing channels for the sweep: %w", err)
	}
	if err := l.missing(ctx, channels); err != nil {
		l.log.Warn("cannot look whether the app is in every client's channel", "err", err)
	}
	found := 0
	var errs []error
	for _, channel := range channels {
		if channel == l.c.opts.StaffChannel || channel == l.c.opts.DigestChannel {
			continue
		}
		n, err := l.sweepOne(ctx, channel, back)
		found += n
		if err != nil {
			errs = append(errs, fmt.Errorf("slack: sweeping %s: %w", channel, err))
		}
	}
	if found > 0 {
		l.log.Warn("the history held messages that slack never delivered", "found", found)
	}
	return found, errors.Join(errs...)
}

// sweepOne sweeps one channel, and marks that it was read whole.
func (l *Listener) sweepOne(ctx context.Context, channel string, back time.Duration) (int, error) {
	mark := sweepMark(channel)
	began := l.c.deps.Now().Round(0) // the wall's time: the other stands still while the machine sleeps
	last, err := l.c.deps.Marks.Mark(ctx, mark)
	if err != nil {
		return 0, err
	}
	found, err := l.sweepChannel(ctx, channel, sweepFrom(last, began, back))
	if err != nil {
		return found, err
	}
	return found, l.c.deps.Marks.SetMark(ctx, mark, began)
}

// sweepMark is the name under which it stands up to when a channel was read whole.
func sweepMark(channel string) string { return "slack/sweep/" + channel }

// sweepFrom gives the time from which a channel is to be read that was read
// whole last at some time, or never.
func sweepFrom(last, now time.Time, back time.Duration) time.Time {
	if last.IsZero() {
		return now.Add(-back)
	}
	if from := last.Add(-sweepOverlap); from.After(now.Add(-sweepMost)) {
		return from
	}
	return now.Add(-sweepMost)
}

// sweepChannel takes in what was said in a channel and in its threads since
// oldest, in the order in which it was said. What could be read is taken in,
// also where an error says that not all of it could.
func (l *Listener) sweepChannel(ctx context.Context, channel string, oldest time.Time) (int, error) {
	roots := l.c.deps.Now().Add(-sweepMost)
	if oldest.Before(roots) {
		roots = oldest
	}
	all, err := l.pages(ctx, query{channel: channel, oldest: roots})
	errs := []error{err}
	cases, err := l.lately(ctx, channel)
	errs = append(errs, err)
	for _, thread := range threads(all, cases, oldest) {
		replies, err := l.pages(ctx, query{channel: channel, thread: thread, oldest: oldest})
		if all = append(all, replies...); codeOf(err) != "thread_not_found" {
			errs = append(errs, err)
		}
	}
	byTime(all)
	found, seen := 0, map[string]bool{}
	for _, m := range all {
		if seen[m.TS] || timeOf(m.TS).Before(oldest.Truncate(time.Second)) {
			continue
		}
		seen[m.TS] = true
		fresh, err := l.swept(ctx, channel, m)
		if errs = append(errs, err); fresh {
			found++
		}
	}
	for _, k := range cases {
		n, err := l.sweepCase(ctx, k, all, oldest, errors.Join(errs...) == nil)
		found += n
		errs = append(errs, err)
	}
	return found, errors.Join(errs...)
}

// swept takes in one message of the history; true when it is new to us.
func (l *Listener) swept(ctx context.Context, channel string, own message) (bool, error) {
	if !slices.Contains(spoken, own.Subtype) {
		return false, nil
	}
	d := delivery{via: "sweep"}
	r, err := l.said(ctx, channel, own, bot.ChangeNew, d)
	if err != nil {
		return false, err
	}
	if !r.Duplicate {
		if r.Message == "" {
			return false, nil // software wrote it
		}
		return true, l.foundOut(ctx, r.Case, "swept", channel, own.TS)
	}
	if own.Edited == nil {
		return false, nil
	}
	return l.edited(ctx, r.Case, channel, own) // the edit may be what was lost
}

// lately gives the cases of a channel that the sweep looks after.
func (l *Listener) lately(ctx context.Context, channel string) ([]*bot.Case, error) {
	return l.cases(ctx, bot.CaseFilter{Channel: channel})
}

// cases lists all cases of a filter that are no older than a sweep looks back.
func (l *Listener) cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error) {
	f.Platform, f.Since, f.Limit = bot.Slack, l.c.deps.Now().Add(-sweepMost), 40
	var all []*bot.Case
	for {
		page, err := l.c.deps.Cases.Cases(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("reading cases: %w", err)
		}
		if all = append(all, page...); len(page) < f.Limit {
			return all, nil
		}
		f.Before = page[len(page)-1].ID
	}
}

// threads lists the threads of a channel in which something may have been said
// since oldest: those that the channel shows, and those of cases that were open
// lately, whose first message is older. Open cases have theirs compared.
func threads(all []message, cases []*bot.Case, oldest time.Time) []string {
	var out []string
	seen := map[string]bool{}
	add := func(ts string) {
		if ts != "" && !seen[ts] {
			seen[ts] = true
			out = append(out, ts)
		}
	}
	for _, m := range all {
		if m.ReplyCount > 0 && (m.LatestReply == "" || !timeOf(m.LatestReply).Before(oldest)) {
			add(m.TS)
		}
		if m.Subtype == "thread_broadcast" && !timeOf(m.TS).Before(oldest) {
			add(m.ThreadTS)
		}
	}
	for _, k := range cases {
		if !k.State.Open() && k.UpdatedAt.After(oldest) {
			add(k.Thread)
		}
	}
	return out
}

// mostRounds bounds how often one query of a sweep asks Slack.
const mostRounds = 50

// pages reads all pages of a query, at a pace that Slack allows. With an error
// comes what was read before it.
func (l *Listener) pages(ctx context.Context, q query) ([]message, error) {
	var all []message
	for range mostRounds {
		if !edge.Sleep(ctx, l.pause) {
			return all, ctx.Err()
		}
		page, next, err := l.c.page(ctx, q)
		if e, ok := errors.AsType[*CallError](err); ok && e.Wait > 0 {
			if !edge.Sleep(ctx, e.Wait) {
				return all, ctx.Err()
			}
			continue
		}
		if err != nil {
			return all, err
		}
		for _, m := range page {
			if m.TS != "" {
				all = append(all, m)
			}
		}
		if q.cursor = next; next == "" {
			return all, nil
		}
	}
	return all, fmt.Errorf("not read to its end within %d calls for history", mostRounds)
}
