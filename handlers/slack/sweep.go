package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
)

// Deliveries can be lost for good: Slack has paused them for hours and never
// made them. The sweep reads what was said and takes in what never came. What
// is known already is known by its id; up to when a channel was read whole is
// held in this process, and a start looks slack.sweep_back back.

const (
	// sweepGap keeps calls for history below fifty a minute.
	sweepGap = 1300 * time.Millisecond
	// sweepOverlap is how much of what was swept already is read again: Slack's
	// history may show a message late.
	sweepOverlap = 2 * time.Hour
	// sweepMost is how far back a sweep looks, and how old the first message of
	// a thread may be whose replies it looks for.
	sweepMost = 14 * 24 * time.Hour
)

// sweepAlways sweeps now and every so often, until ctx ends.
func (l *Listener) sweepAlways(ctx context.Context) {
	if l.c.opts.SweepEvery == 0 || l.c.opts.Distributed {
		return
	}
	for {
		if found, err := l.Sweep(ctx, l.c.opts.SweepBack); err != nil && ctx.Err() == nil {
			l.log.Error("history sweep was not finished", "found", found, "err", err)
		}
		if !sleep(ctx, l.c.opts.SweepEvery) {
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
	found := 0
	var errs []error
	for _, channel := range channels {
		if channel == l.c.opts.StaffChannel || channel == l.c.opts.DigestChannel {
			continue
		}
		began := l.c.deps.Now().Round(0) // the wall's time: the other stands still while the machine sleeps
		n, err := l.sweepChannel(ctx, channel, l.sweepFrom(channel, began, back))
		found += n
		if err != nil {
			errs = append(errs, fmt.Errorf("slack: sweeping %s: %w", channel, err))
			continue
		}
		l.sweptAt[channel] = began
	}
	if found > 0 {
		l.log.Warn("the history held messages that slack never delivered", "found", found)
	}
	return found, errors.Join(errs...)
}

// sweepFrom gives the time from which a channel is to be read.
func (l *Listener) sweepFrom(channel string, now time.Time, back time.Duration) time.Time {
	last, ok := l.sweptAt[channel]
	if !ok {
		return now.Add(-back)
	}
	if from := last.Add(-sweepOverlap); from.After(now.Add(-sweepMost)) {
		return from
	}
	return now.Add(-sweepMost)
}

// memberOf lists the channels that the app is in.
func (c *Client) memberOf(ctx context.Context) ([]string, error) {
	var out []string
	cursor := ""
	for {
		err := c.call(ctx, "users.conversations", func(ctx context.Context) error {
			page, next, err := c.api.GetConversationsForUserContext(ctx, &slackgo.GetConversationsForUserParameters{
				Types: []string{"public_channel", "private_channel"}, ExcludeArchived: true, Limit: 200, Cursor: cursor})
			for _, ch := range page {
				out = append(out, ch.ID)
			}
			cursor = next
			return err
		})
		if err != nil || cursor == "" {
			return out, err
		}
	}
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
	threads, err := l.threads(ctx, channel, all, oldest)
	errs = append(errs, err)
	for _, thread := range threads {
		replies, err := l.pages(ctx, query{channel: channel, thread: thread, oldest: oldest})
		if all = append(all, replies...); codeOf(err) != "thread_not_found" {
			errs = append(errs, err)
		}
	}
	byTime(all)
	found, seen := 0, map[string]bool{}
	for _, m := range all {
		if seen[m.Timestamp] || timeOf(m.Timestamp).Before(oldest.Truncate(time.Second)) {
			continue
		}
		seen[m.Timestamp] = true
		fresh, err := l.swept(ctx, channel, m)
		errs = append(errs, err)
		if fresh {
			found++
		}
	}
	return found, errors.Join(errs...)
}

// swept takes in one message of the history; true when it is new to us.
func (l *Listener) swept(ctx context.Context, channel string, m slackgo.Message) (bool, error) {
	raw, err := json.Marshal(m.Msg)
	if err != nil {
		return false, err
	}
	var own message
	if err := json.Unmarshal(raw, &own); err != nil {
		return false, err
	}
	if !isSpoken(own.Subtype) {
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
		l.c.metrics.swept.Inc()
		return true, l.w.Note(ctx, bot.Note{Case: r.Case, What: "swept", Facts: map[string]any{
			"platform": string(bot.Slack), "channel": channel, "message": own.TS}})
	}
	if own.Edited != nil { // the edit may be what was lost
		_, err = l.said(ctx, channel, own, bot.ChangeEdited, d)
	}
	return false, err
}

func isSpoken(subtype string) bool {
	for _, s := range spoken {
		if s == subtype {
			return true
		}
	}
	return false
}

// threads lists the threads of a channel in which something may have been said
// since oldest: those that the channel shows, and those of cases that are open
// or were lately, whose first message is older.
func (l *Listener) threads(ctx context.Context, channel string, all []slackgo.Message, oldest time.Time) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	add := func(ts string) {
		if ts != "" && !seen[ts] {
			seen[ts] = true
			out = append(out, ts)
		}
	}
	for _, m := range all {
		if m.ReplyCount > 0 && !timeOf(m.LatestReply).Before(oldest) {
			add(m.Timestamp)
		}
		if m.SubType == "thread_broadcast" && !timeOf(m.Timestamp).Before(oldest) {
			add(m.ThreadTimestamp)
		}
	}
	cases, err := l.c.deps.Cases.Cases(ctx, bot.CaseFilter{
		Platform: bot.Slack, Channel: channel, Since: l.c.deps.Now().Add(-sweepMost), Limit: 40})
	if err != nil {
		return out, fmt.Errorf("reading cases: %w", err)
	}
	for _, k := range cases {
		if k.State.Open() || k.UpdatedAt.After(oldest) {
			add(k.Thread)
		}
	}
	return out, nil
}

// mostRounds bounds how often one query of a sweep asks Slack.
const mostRounds = 50

// pages reads all pages of a query, at a pace that Slack allows. With an error
// comes what was read before it.
func (l *Listener) pages(ctx context.Context, q query) ([]slackgo.Message, error) {
	var all []slackgo.Message
	for range mostRounds {
		if !sleep(ctx, l.pause) {
			return all, ctx.Err()
		}
		page, next, err := l.c.page(ctx, q)
		if e, ok := errors.AsType[*CallError](err); ok && e.Wait > 0 {
			if !sleep(ctx, e.Wait) {
				return all, ctx.Err()
			}
			continue
		}
		if err != nil {
			return all, err
		}
		all = append(all, page...)
		if q.cursor = next; next == "" {
			return all, nil
		}
	}
	return all, fmt.Errorf("not read to its end within %d calls for history", mostRounds)
}
