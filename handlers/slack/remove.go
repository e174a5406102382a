package slack

import (
	"context"
	"errors"

	"countersign/bot"
	"countersign/handlers/edge"
)

// removals is the line in which deletions wait: Slack counts them apart.
const removals = "chat.delete"

// Remove deletes one of our messages from a client's thread: see bot.Messenger.
func (c *Client) Remove(ctx context.Context, out bot.Outbound) bot.Posting {
	if why := c.stopped(); why != "" {
		return edge.Later(stoppedWait, why)
	}
	channel, ts, ok := splitID(out.ReplaceID)
	if !ok || channel != out.Channel || channel == c.opts.StaffChannel {
		return edge.Never(errors.New("slack: what is to be removed is no message in its case's channel"))
	}
	if p, ok := c.turn(ctx, removals, out.ID, false); !ok {
		return p
	}
	err := c.call(ctx, removals, func(ctx context.Context) error {
		_, _, err := c.api.DeleteMessageContext(ctx, channel, ts)
		return err
	})
	if codeOf(err) == "message_not_found" {
		err = nil
	}
	if err == nil {
		c.disclosures.Withdrawn(out.Channel)
	}
	return c.posting(removals, out.ReplaceID, err)
}
