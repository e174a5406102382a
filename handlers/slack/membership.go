package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

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
	mu   sync.Mutex
	told map[string]bool
}

// fresh gives those of the channels that the app is not in and of which nobody was
// told yet, and notes that they are. in lists those that it is in.
func (a *absences) fresh(channels, in []string) []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []string
	for _, id := range channels {
		absent := !slices.Contains(in, id)
		if absent && !a.told[id] {
			out = append(out, id)
		}
		a.told[id] = absent
	}
	return out
}

// lookMembership looks whether the app is in every client's channel, and tells
// people of those that it is not in; once for each, until it was there again.
func (l *Listener) lookMembership(ctx context.Context) error {
	if len(l.c.deps.Channels()) == 0 {
		return nil
	}
	in, err := l.c.memberOf(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("slack: listing the app's channels: %w", err)
	case len(in) == 0:
		return errors.New("slack: it says that the app is in no channel at all")
	}
	l.missing(ctx, in)
	return nil
}

// looksMembership is lookMembership, and false when it has to be done again.
func (l *Listener) looksMembership(ctx context.Context) bool {
	err := l.lookMembership(ctx)
	if err != nil && ctx.Err() == nil {
		l.log.Warn("cannot look whether the app is in every client's channel", "err", err)
	}
	return err == nil
}

// mostAbsent is how many channels one message names.
const mostAbsent = 10

// missing tells people, at once, of the clients' channels that are not among those
// that the app is in. A list without any channel proves nothing.
func (l *Listener) missing(ctx context.Context, in []string) {
	if len(in) == 0 {
		return
	}
	absent := l.absent.fresh(l.c.deps.Channels(), in)
	if len(absent) == 0 {
		return
	}
	var names []string
	for _, id := range absent[:min(len(absent), mostAbsent)] {
		names = append(names, "<#"+id+"> of "+escape(l.c.deps.Directory.Account(bot.Slack, id).Name))
	}
	more := ""
	if n := len(absent) - len(names); n > 0 {
		more = fmt.Sprintf(" and %d channels more", n)
	}
	l.alarm(ctx, "left "+strings.Join(absent, " "), "Countersign is not in "+strings.Join(names, ", ")+more+", or that was archived: nothing that is "+
		"written there arrives. Invite it there, or take the channel out of accounts[].slack.")
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
