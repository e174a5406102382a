package teams

import (
	"context"
	"net/http"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// postCard brings a case's card before staff: a new message, or the one that
// is there brought up to date.
func (c *Client) postCard(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if why := c.guard.Allow(ctx); why != "" {
		return edge.HeldBack("card", why)
	}
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return edge.Later(edge.UncheckedWait, err.Error())
	}
	if p, ok := c.turn(ctx, c.opts.StaffConversation, out.ID); !ok {
		return p
	}
	m := c.cardMessage(k)
	if conversation, activity, ok := splitCardID(out.ReplaceID); ok && c.inStaffPlace(conversation) {
		p := c.updateCard(ctx, at, out.ReplaceID, m)
		if statusOf(p.Err) == http.StatusRequestEntityTooLarge {
			p = c.updateCard(ctx, at, out.ReplaceID, c.shortMessage(k))
		}
		if statusOf(p.Err) != http.StatusNotFound {
			return c.patient(p)
		}
		c.log.Warn("card is gone; a new one is posted", "case", k.ID, "activity", activity)
	}
	id, err := c.begin(ctx, at, m)
	if statusOf(err) == http.StatusRequestEntityTooLarge {
		id, err = c.begin(ctx, at, c.shortMessage(k))
	}
	return c.patient(c.posting(c.opts.StaffConversation, id, err))
}

func (c *Client) inStaffPlace(conversation string) bool {
	channel, _ := splitConversation(conversation)
	return channel == c.opts.StaffConversation
}

// begin posts something new to a place: a thread of its own in a channel, a
// message in a chat.
func (c *Client) begin(ctx context.Context, at place, m outgoing) (string, error) {
	if !at.threaded() {
		id, err := c.conn.post(ctx, at.ServiceURL, at.Channel, m)
		if err == nil && checkID(id) != nil {
			err = &CallError{Op: "post", Code: "cut_off", Sent: true} // it may be there, and could never be found again
		}
		return cardID(at.Channel, id), err
	}
	conversation, activity, err := c.conn.create(ctx, at, m)
	if err != nil {
		return "", err
	}
	if checkID(conversation) != nil || checkID(activity) != nil {
		return "", &CallError{Op: "create", Code: "cut_off", Sent: true}
	}
	return cardID(conversation, activity), nil
}

// updateCard changes a card. Doing so twice does no harm, so that an unclear
// outcome is simply tried again.
func (c *Client) updateCard(ctx context.Context, at place, id string, m outgoing) bot.Posting {
	conversation, activity, _ := splitCardID(id)
	err := c.conn.update(ctx, at.ServiceURL, conversation, activity, m)
	p := c.posting(c.opts.StaffConversation, id, err)
	if p.Outcome == bot.Unclear {
		p.Outcome = bot.NotSent
	}
	return p
}

// patient never gives a card up: without its card nobody would see the case.
// What a person must put right is told to them.
func (c *Client) patient(p bot.Posting) bot.Posting {
	if p.Outcome != bot.NotSent || !p.Permanent {
		return p
	}
	c.guard.Doubt()
	c.log.Error("cards cannot be posted", "conversation", c.opts.StaffConversation, "err", p.Err)
	c.alarm("card", "Cards cannot be posted to the staff conversation of Teams: "+p.Err.Error()+". They wait, and go out when this is put right.")
	p.Permanent, p.RetryAfter = false, max(p.RetryAfter, time.Minute)
	return p
}

// view makes the view of a case as it will stand once the card is before staff.
func (c *Client) view(k *bot.Case) card.View {
	shown := *k
	if shown.State == bot.StateDrafted {
		shown.State = bot.StateInReview // the posting of this very card brings it there
	}
	return card.New(&shown, c.deps.Now(), c.deps.Card)
}

// cardOf is a case's card, or its short form where it would be too large. No
// card is larger than maxCard.
func (c *Client) cardOf(k *bot.Case) map[string]any {
	v := c.view(k)
	full := drawing{View: v, k: k, longest: c.opts.LongestDraft, colleagues: c.colleagues(), words: c.deps.Card}
	if drawn := full.draw(v.Layout(card.LayoutOptions{Place: clientsThread, Longest: c.opts.LongestDraft})); size(drawn) <= maxCard {
		return drawn
	}
	return c.shortCard(k)
}

// colleagues are those who may get a case.
func (c *Client) colleagues() []bot.Person { return c.people.called(c.deps.Approvers()) }

// shortCard is a card that repeats no text of anybody: who decides reads the
// record. Should even that be too large, a card without buttons says so.
func (c *Client) shortCard(k *bot.Case) map[string]any {
	v := c.view(k)
	drawn := drawing{View: v, k: k, longest: -1, colleagues: c.colleagues()}.draw(v.Short("Teams"))
	if n := size(drawn); n > maxCard {
		c.log.Error("a card is too large even in short", "case", k.ID, "bytes", n)
		return adaptiveCard([]any{textBlock(fit(plainly(v.Header), 150), "large"),
			textBlock("This card is too long for Teams: read and decide the case in its record.", "default")}, nil, "")
	}
	return drawn
}

func (c *Client) cardMessage(k *bot.Case) outgoing { return c.message(k, c.cardOf(k)) }

func (c *Client) shortMessage(k *bot.Case) outgoing { return c.message(k, c.shortCard(k)) }

// message wraps a card; the summary stands in notifications and holds no words
// of the client.
func (c *Client) message(k *bot.Case, drawn map[string]any) outgoing {
	v := c.view(k)
	return outgoing{Type: "message", Summary: fit(plainly(v.Header+" · "+v.Status.Text), 300), Attachments: []schema.Attachment{attached(drawn)}}
}
