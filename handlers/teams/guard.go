package teams

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// A bot cannot post in a private channel, and people of other organisations can
// be in a shared one. So the staff place is a standard channel of a team in
// which only staff are, or a group chat of staff.

const placeAdvice = "use a standard channel of a team in which only staff are, or a group chat of staff"

// inspectStaff looks at the staff place.
func (c *Client) inspectStaff(ctx context.Context) error {
	if a := c.deps.Directory.Account(bot.Teams, c.opts.StaffConversation); a.Mapped() {
		return fmt.Errorf("%w: it is listed as the channel of a client, account %s", edge.ErrUnsafe, a.ID)
	}
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return err
	}
	if at.threaded() {
		if at.Access, err = c.accessOf(ctx, at); err != nil {
			return err
		}
	}
	switch {
	case at.Kind == personal:
		return fmt.Errorf("%w: it is a chat with one person; %s", edge.ErrUnsafe, placeAdvice)
	case at.Access == "private":
		return fmt.Errorf("%w: it is a private channel, where bots cannot post; %s", edge.ErrUnsafe, placeAdvice)
	case at.Access == "shared":
		return fmt.Errorf("%w: it is a shared channel, which other organisations can join; %s", edge.ErrUnsafe, placeAdvice)
	case at.threaded() && at.Access != "standard":
		return fmt.Errorf("%w: it is a channel of the kind %q, which is not known to be safe; %s", edge.ErrUnsafe, fit(card.OneLine(at.Access), 40), placeAdvice)
	}
	return c.inspectMembers(ctx, at)
}

// errKind reports that Teams did not say what kind of channel the staff place is.
var errKind = errors.New("teams has not said what kind of channel it is: mention the app there once, and see that the app is installed in its team")

// accessOf asks what kind of channel a place is. Where the team is not known, the
// teams in which the app is are looked through. Without an answer that helps,
// what deliveries said stands; where they said nothing it is not known.
func (c *Client) accessOf(ctx context.Context, at place) (string, error) {
	teams := []string{at.Team}
	if at.Team == "" {
		teams = c.places.teams()
	}
	why := errKind
	for _, team := range teams {
		channels, err := c.conn.channels(ctx, at.ServiceURL, team)
		if err != nil {
			c.log.Debug("teams does not list the channels of a team", "err", err)
			why = fmt.Errorf("%w (%w)", errKind, err)
			continue
		}
		i := slices.IndexFunc(channels, func(x withType) bool { return x.ID == at.Channel })
		if i >= 0 && channels[i].Type != "" {
			return channels[i].Type, nil
		}
	}
	switch {
	case at.Access != "":
		return at.Access, nil
	case c.opts.Insecure:
		return "standard", nil // the Agents Playground has no other
	}
	return "", why
}

func (c *Client) inspectMembers(ctx context.Context, at place) error {
	members, err := c.conn.members(ctx, at.ServiceURL, at.Channel)
	if status := statusOf(err); status == 403 || status == 404 {
		return fmt.Errorf("%w: %w", edge.ErrUnsafe, err)
	}
	if err != nil {
		return err
	}
	staff := 0
	for _, m := range members {
		if m.isBot() || (at.Bot != "" && m.ID == at.Bot) {
			continue
		}
		if who := c.people.kind(m); who != internal {
			return fmt.Errorf("%w: somebody is in it who is %s (%s)", edge.ErrUnsafe, who, label(m))
		}
		staff++
	}
	if staff == 0 {
		return fmt.Errorf("%w: nobody is in it", edge.ErrUnsafe)
	}
	return nil
}

// label names a member for whoever has to look into it.
func label(m member) string {
	if m.object() != "" {
		return "object id " + fit(card.OneLine(m.object()), 64)
	}
	return "id " + fit(card.OneLine(m.ID), 64)
}

// staffMembers asks Teams who is in the staff place now.
func (c *Client) staffMembers(ctx context.Context) ([]member, error) {
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return nil, err
	}
	members, err := c.conn.members(ctx, at.ServiceURL, at.Channel)
	if err == nil {
		c.people.remember(members)
	}
	return members, err
}

// guardChanged tells people when cards stop, and when they go again.
func (c *Client) guardChanged(why string) {
	c.metrics.staffSafe.Set(0)
	if why == "" {
		c.metrics.staffSafe.Set(1)
		c.log.Info("staff place checked: cards may go there", "conversation", c.opts.StaffConversation)
		return
	}
	c.log.Error("cards are held back: the staff place is not safe", "conversation", c.opts.StaffConversation, "why", why)
	c.alarm("staff_place", "Drafts are held back: others than staff may read the staff conversation of Teams, or nobody can: "+why+
		". Nothing is lost: they go out as soon as only staff of the firm are in it.")
}

// alertEvery is how often the same cause is told again.
const alertEvery = time.Hour

// alarm tells people by another way than Teams, once an hour for each cause.
func (c *Client) alarm(cause, text string) {
	c.mu.Lock()
	last, told := c.alerted[cause]
	due := !told || c.deps.Now().Sub(last) >= alertEvery
	if due {
		c.alerted[cause] = c.deps.Now()
	}
	c.mu.Unlock()
	if due && c.deps.Alarm != nil {
		c.deps.Alarm(text)
	}
}

// gone tells a place that cannot be posted to from one that could not be asked.
func gone(err error) (string, bool) {
	var g goneError
	if errors.As(err, &g) {
		return g.why, true
	}
	return "", false
}
