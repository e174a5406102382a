package slack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

// inspectStaff looks at the staff channel.
func (c *Client) inspectStaff(ctx context.Context) error {
	if a := c.deps.Directory.Account(bot.Slack, c.opts.StaffChannel); a.Mapped() {
		return fmt.Errorf("%w: it is listed as the channel of a client, account %s", edge.ErrUnsafe, a.ID)
	}
	return c.inspectPrivate(ctx, c.opts.StaffChannel)
}

// inspectPrivate looks whether a channel is private and only staff are in it.
func (c *Client) inspectPrivate(ctx context.Context, channel string) error {
	self, err := c.ourselves(ctx)
	if err != nil {
		return err
	}
	ch, err := c.channel(ctx, channel)
	if err != nil {
		return missingChannel(err)
	}
	if why := notPrivate(ch); why != "" {
		return fmt.Errorf("%w: %s", edge.ErrUnsafe, why)
	}
	return c.inspectMembers(ctx, self, channel)
}

// guards are those of the channels of staff.
func (c *Client) guards() map[string]*edge.Guard {
	return map[string]*edge.Guard{c.opts.StaffChannel: c.guard, c.opts.DigestChannel: c.digests}
}

// ourselves gives who we are, and asks where Slack has not said yet.
func (c *Client) ourselves(ctx context.Context) (identity, error) {
	if self, ok := c.people.me(); ok {
		return self, nil
	}
	return c.identify(ctx)
}

// missingChannel tells a channel that is not there from a call that failed.
func missingChannel(err error) error {
	switch codeOf(err) {
	case "channel_not_found", "not_in_channel", "missing_scope":
		return fmt.Errorf("%w: %w", edge.ErrUnsafe, err)
	}
	return err
}

// notPrivate tells why others than its members, or other firms, can read a channel.
func notPrivate(ch *slackgo.Channel) string {
	switch {
	case ch.IsArchived:
		return "it is archived"
	case ch.IsExtShared:
		return "it is shared with another organisation"
	case ch.IsPendingExtShared || len(ch.PendingShared) > 0:
		return "an invitation of another organisation to it is open"
	case ch.IsOrgShared || ch.IsShared:
		return "it is shared with another workspace"
	case !ch.IsPrivate:
		return "it is not private"
	case !ch.IsMember:
		return "the app is not in it: invite it there"
	}
	return ""
}

// mostMembers bounds the people of a channel of staff, each of whom is looked up.
const mostMembers = 1000

// inspectMembers looks whether only staff are in a channel.
func (c *Client) inspectMembers(ctx context.Context, self identity, channel string) error {
	members, err := c.members(ctx, channel, mostMembers)
	if err != nil {
		return err
	}
	if len(members) >= mostMembers {
		return fmt.Errorf("%w: it has too many members to look at each of them; have fewer than %d in it", edge.ErrUnsafe, mostMembers)
	}
	for _, id := range members {
		if id == self.User || slices.Contains(c.opts.StaffApps, id) {
			continue
		}
		p, err := c.people.get(ctx, id)
		if err != nil {
			p, err = c.people.fresh(ctx, id)
		}
		if err != nil {
			return err
		}
		if !p.staffOf(self) {
			return fmt.Errorf("%w: %s is in it, who is %s", edge.ErrUnsafe, id, notStaff(p, self))
		}
	}
	return nil
}

// notStaff says in words why somebody is not staff.
func notStaff(p person, self identity) string {
	switch {
	case p.Bot:
		return "an app (list it in slack.staff_apps if it may read drafts)"
	case p.Guest:
		return "a guest"
	case p.Deleted:
		return "deactivated"
	case p.Team != self.Team || p.Stranger:
		return "of another workspace"
	}
	return "not of the firm"
}

// staffAlert is the cause of alerts about the staff channel.
const staffAlert = "staff_channel"

// guardChanged tells people when cards stop, and when they go again.
func (c *Client) guardChanged(why string) {
	c.metrics.staffSafe.Set(0)
	if why == "" {
		c.metrics.staffSafe.Set(1)
	}
	c.tellOfPlace(staffAlert, "Drafts", c.opts.StaffChannel, why)
}

// tellOfPlace tells people when what goes to a channel of staff stops, and notes
// when it goes again.
func (c *Client) tellOfPlace(cause, what, channel, why string) {
	log := c.log.With("cause", cause, "channel", channel)
	if why == "" {
		c.settled(cause)
		log.Info("channel of staff checked: it is safe")
		return
	}
	log.Error("held back: a channel of staff is not safe", "why", why)
	ctx, cancel := context.WithTimeout(context.Background(), c.opts.RequestTimeout)
	defer cancel()
	c.alert(ctx, cause, what+" are held back. Others than staff may read <#"+channel+">, or nobody can: "+why+
		". Nothing is lost: they go out as soon as the channel is private and only staff of the firm are in it.")
}

// settled forgets whom an alert did not reach: its cause was over before.
func (c *Client) settled(cause string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.untold, cause)
}

// alertEvery is how often the same cause is told again.
const alertEvery = time.Hour

// retellEvery is how often somebody who could not be told is tried again.
const retellEvery = time.Minute

// alert tells every approver by direct message, once an hour for each cause.
// Whom it could not reach is told by [Client.retell].
func (c *Client) alert(ctx context.Context, cause, text string) {
	failed := false
	for _, id := range c.deps.Approvers() {
		if !c.claimAlert(cause, id) {
			continue
		}
		_, err := c.send(ctx, id, slackgo.MsgOptionText(text, false), slackgo.MsgOptionDisableLinkUnfurl())
		if err == nil {
			continue
		}
		c.log.Error("cannot tell an approver by direct message", "user", id, "cause", cause, "err", err)
		if e, ok := errors.AsType[*CallError](err); !ok || !e.permanent() {
			failed = true
			c.forgetAlert(cause, id)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if delete(c.untold, cause); failed {
		c.untold[cause] = text
	}
}

// claimAlert tells whether somebody is to be told of a cause now, and notes
// that they are.
func (c *Client) claimAlert(cause, id string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, told := c.alerted[cause+" "+id]
	if told && c.deps.Now().Sub(last) < alertEvery {
		return false
	}
	c.alerted[cause+" "+id] = c.deps.Now()
	return true
}

func (c *Client) forgetAlert(cause, id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.alerted, cause+" "+id)
}

// retell tells those whom an alert did not reach.
func (c *Client) retell(ctx context.Context) {
	c.mu.Lock()
	untold := maps.Clone(c.untold)
	c.mu.Unlock()
	for cause, text := range untold {
		c.alert(ctx, cause, text)
	}
}

// channel asks Slack about a channel.
func (c *Client) channel(ctx context.Context, id string) (*slackgo.Channel, error) {
	var ch *slackgo.Channel
	err := c.call(ctx, "conversations.info", func(ctx context.Context) error {
		var err error
		ch, err = c.api.GetConversationInfoContext(ctx, &slackgo.GetConversationInfoInput{ChannelID: id, IncludeNumMembers: true})
		return err
	})
	return ch, err
}

// members lists up to limit people of a channel.
func (c *Client) members(ctx context.Context, channel string, limit int) ([]string, error) {
	var out []string
	cursor := ""
	for {
		err := c.call(ctx, "conversations.members", func(ctx context.Context) error {
			ids, next, err := c.api.GetUsersInConversationContext(ctx, &slackgo.GetUsersInConversationParameters{
				ChannelID: channel, Cursor: cursor, Limit: 200})
			out, cursor = append(out, ids...), next
			return err
		})
		if err != nil || cursor == "" || len(out) >= limit {
			return out, err
		}
	}
}
