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
// made them. The sweep reads what was said and takes in what never came. It
// needs no memory of its own: what is known already is known by its id.

// sweepGap keeps calls for history below fifty a minute.
const sweepGap = 1300 * time.Millisecond

// sweepAlways sweeps now and every so often, until ctx ends.
func (l *Listener) sweepAlways(ctx context.Context) {
	if l.c.opts.SweepEvery == 0 || l.c.opts.Distributed {
		return
	}
	back := l.c.opts.SweepBack
	for {
		if found, err := l.Sweep(ctx, back); err != nil && ctx.Err() == nil {
			l.log.Error("history sweep was not finished", "found", found, "err", err)
		} else {
			back = 3 * l.c.opts.SweepEvery // what was lost before was found
		}
		if !sleep(ctx, l.c.opts.SweepEvery) {
			return
		}
		back = min(max(back, 2*time.Hour), l.c.opts.SweepBack)
	}
}

// Sweep looks through the history of all client channels, back so far, and
// takes in each message that was never delivered. It tells how many those were.
func (l *Listener) Sweep(ctx context.Context, back time.Duration) (int, error) {
	channels, err := l.c.memberOf(ctx)
	if err != nil {
		return 0, fmt.Errorf("slack: listing channels for the sweep: %w", err)
	}
	found := 0
	oldest := l.c.deps.Now().Add(-back)
	for _, channel := range channels {
		if channel == l.c.opts.StaffChannel || channel == l.c.opts.DigestChannel {
			continue
		}
		n, err := l.sweepChannel(ctx, channel, oldest)
		found += n
		if err != nil {
			return found, fmt.Errorf("slack: sweeping %s: %w", channel, err)
		}
	}
	if found > 0 {
		l.log.Warn("the history held messages that slack never delivered", "found", found)
	}
	return found, nil
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

// sweepChannel takes in what was said in a channel and in its threads, in the
// order in which it was said.
func (l *Listener) sweepChannel(ctx context.Context, channel string, oldest time.Time) (int, error) {
	all, err := l.pages(ctx, query{channel: channel, oldest: oldest})
	if err != nil {
		return 0, err
	}
	threads, err := l.threads(ctx, channel, all, oldest)
	if err != nil {
		return 0, err
	}
	for _, thread := range threads {
		replies, err := l.pages(ctx, query{channel: channel, thread: thread, oldest: oldest})
		if codeOf(err) == "thread_not_found" {
			continue
		}
		if err != nil {
			return 0, err
		}
		all = append(all, replies...)
	}
	byTime(all)
	found, seen := 0, map[string]bool{}
	for _, m := range all {
		if seen[m.Timestamp] || timeOf(m.Timestamp).Before(oldest) {
			continue
		}
		seen[m.Timestamp] = true
		fresh, err := l.swept(ctx, channel, m)
		if err != nil {
			return found, err
		}
		if fresh {
			found++
		}
	}
	return found, nil
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
		if m.SubType == "thread_broadcast" {
			add(m.ThreadTimestamp)
		}
	}
	cases, err := l.c.deps.Cases.Cases(ctx, bot.CaseFilter{
		Platform: bot.Slack, Channel: channel, Since: l.c.deps.Now().Add(-recentCases), Limit: 40})
	if err != nil {
		return nil, fmt.Errorf("reading cases: %w", err)
	}
	for _, k := range cases {
		if k.State.Open() || k.UpdatedAt.After(oldest) {
			add(k.Thread)
		}
	}
	return out, nil
}

// recentCases is how old a case may be whose thread is still swept.
const recentCases = 14 * 24 * time.Hour

// pages reads all pages of a query, at a pace that Slack allows.
func (l *Listener) pages(ctx context.Context, q query) ([]slackgo.Message, error) {
	var all []slackgo.Message
	for range 50 {
		if !sleep(ctx, l.pause) {
			return nil, ctx.Err()
		}
		page, next, err := l.c.page(ctx, q)
		if e, ok := errors.AsType[*CallError](err); ok && e.Wait > 0 {
			if !sleep(ctx, e.Wait) {
				return nil, ctx.Err()
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if q.cursor = next; next == "" {
			return all, nil
		}
	}
	return all, nil
}
