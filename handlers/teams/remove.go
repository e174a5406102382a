package teams

import (
	"context"
	"errors"
	"net/http"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Remove deletes one of our messages from a client's thread: see bot.Remover.
func (c *Client) Remove(ctx context.Context, out bot.Outbound) bot.Posting {
	conversation, activity, ok := splitCardID(out.ReplaceID)
	if channel, _ := splitConversation(conversation); !ok || channel != out.Channel || channel == c.opts.StaffConversation {
		return edge.Never(errors.New("teams: what is to be removed is no message in its case's conversation"))
	}
	at, err := c.places.get(ctx, out.Channel)
	if err != nil {
		return edge.Later(edge.UncheckedWait, err.Error())
	}
	if p, ok := c.turn(ctx, out.Channel, out.ID); !ok {
		return p
	}
	err = c.conn.remove(ctx, at.ServiceURL, conversation, activity)
	if statusOf(err) == http.StatusNotFound {
		err = nil
	}
	if err == nil {
		c.disclosures.Withdrawn(out.Channel)
	}
	return c.posting(out.Channel, out.ReplaceID, err)
}
