package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"countersign/bot"
	"countersign/handlers/edge"
)

// noConversation is how Teams says that it is the conversation which the app cannot
// find: that tells nothing of the message.
const noConversation = "ConversationNotFound"

// Remove deletes one of our messages from a client's thread: see bot.Messenger.
func (c *Client) Remove(ctx context.Context, out bot.Outbound) bot.Posting {
	conversation, activity, ok := splitCardID(out.ReplaceID)
	if channel, _ := splitConversation(conversation); !ok || channel != out.Channel || channel == c.opts.StaffConversation {
		return edge.Never(errors.New("teams: what is to be removed is no message in its case's conversation"))
	}
	at, err := c.places.get(ctx, out.Channel)
	if why, blocked := gone(err); blocked { // staff must hear that the client still sees it
		return edge.Never(fmt.Errorf("teams: the client's conversation cannot be reached: %s", why))
	}
	if err != nil {
		return edge.Later(edge.UncheckedWait, err.Error())
	}
	if p, ok := c.turn(ctx, out.Channel, out.ID); !ok {
		return p
	}
	err = c.conn.remove(ctx, at.ServiceURL, conversation, activity)
	if e, ok := errors.AsType[*CallError](err); ok && e.Status == http.StatusNotFound && e.Code != noConversation {
		err = nil
	}
	if statusOf(err) == http.StatusForbidden {
		return edge.Never(err) // that we may not delete says nothing of posting
	}
	if err == nil {
		c.disclosures.Withdrawn(out.Channel)
	}
	return c.posting(out.Channel, out.ReplaceID, err)
}
