package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dustin/go-humanize/english"
	slackgo "github.com/slack-go/slack"

	"countersign/bot"
)

// What a client writes in a channel that the app is not in reaches nobody, and
// Slack tells nobody that the app was taken out. So it is looked whether it is in
// each channel of an account: at start, as often as at the staff channel, with each
// sweep, and when Slack tells that the app came or went.

// absences are the clients' channels that the app is not in, as far as people
// were told. Safe for concurrent use.
type absences struct {
	mu    sync.Mutex
	told  map[string]bool
	there map[string]time.Time // which a list left out, and when the channel itself said that the app is in it
}

// doubtful gives those of the channels that the app may not be in and of which
// nobody was told yet. in lists those that it is in.
func (a *absences) doubtful(channels, in []string, since time.Time) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	for _, id := range channels {
		switch {
		case slices.Contains(in, id):
			delete(a.told, id)
		case !a.told[id] && a.there[id].Before(since):
			out = append(out, id)
		}
	}
	return out
}

// settle notes whether the app is in a channel.
func (a *absences) settle(id string, there bool, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if delete(a.there, id); there {
		a.there[id] = now
	}
	a.told[id] = !there
}

// looksMembership is lookMembership, and false when it has to be done again.
func (l *Listener) looksMembership(ctx context.Context) bool {
	err := l.lookMembership(ctx)
	if err != nil && ctx.Err() == nil {
		l.log.Warn("cannot look whether the app is in every client's channel", "err", err)
	}
	return err == nil
}

// lookMembership looks whether the app is in every client's channel, and tells
// people of those that it is not in; once for each, until it was there again.
func (l *Listener) lookMembership(ctx context.Context) error {
	if len(l.c.deps.Channels()) == 0 {
		return nil
	}
	in, err := l.c.memberOf(ctx)
	if err != nil {
		return fmt.Errorf("slack: listing the app's channels: %w", err)
	}
	return l.missing(ctx, in)
}

// missing tells people, at once, of the clients' channels that the app is not in.
// in lists those that it is in, as far as Slack says: of each that is left out the
// channel itself is asked. An error says which could not be; where it is no channel's own,
// the rest is left for the next look.
func (l *Listener) missing(ctx context.Context, in []string) error {
	now := l.c.deps.Now()
	var absent []string
	var failed error
	for _, id := range l.absent.doubtful(l.c.deps.Channels(), in, now.Add(-l.c.opts.GuardEvery)) {
		there, err := l.c.isIn(ctx, id)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("slack: asking whether the app is in %s: %w", id, err))
			if e, ok := errors.AsType[*CallError](err); ok && e.permanent() && !hopeless(e.Code) {
				continue // of this channel alone: the next one may tell
			}
			break
		}
		if l.absent.settle(id, there, now); !there {
			absent = append(absent, id)
		}
	}
	if len(absent) > 0 {
		l.tellAbsent(ctx, absent)
	}
	return failed
}

// mostAbsent is how many channels one message names.
const mostAbsent = 10

func (l *Listener) tellAbsent(ctx context.Context, absent []string) {
	var names []string
	for _, id := range absent[:min(len(absent), mostAbsent)] {
		names = append(names, "<#"+id+"> of "+escape(l.c.deps.Directory.Account(bot.Slack, id).Name))
	}
	more := ""
	if n := len(absent) - len(names); n > 0 {
		more = " and " + english.Plural(n, "channel", "") + " more"
	}
	l.alarm(ctx, "left "+strings.Join(absent, " "), "Countersign is not in "+strings.Join(names, ", ")+more+", or that was archived: nothing that is "+
		"written there arrives. Invite it there, or take the channel out of accounts[].slack.")
}

// isIn asks a channel whether the app is in it.
func (c *Client) isIn(ctx context.Context, id string) (bool, error) {
	ch, err := c.channel(ctx, id)
	switch codeOf(err) {
	case "channel_not_found", "not_in_channel":
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return ch.IsMember && !ch.IsArchived, nil
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
