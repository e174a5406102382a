package slack

import (
	"context"
	"slices"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// updates is the lane of all changes of cards: Slack counts those by
// workspace, not by channel.
const updates = "chat.update"

// goneCards are answers to an update after which only a new card helps.
var goneCards = []string{"message_not_found", "cant_update_message", "edit_window_closed"}

// postCard brings a case's card before staff: a new message, or the one that
// is there brought up to date.
func (c *Client) postCard(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if why := c.guard.Allow(ctx); why != "" {
		return edge.HeldBack("card", why)
	}
	v := c.view(k, c.place(ctx, k.Channel))
	m := v.fitting()
	if channel, ts, ok := splitID(out.ReplaceID); ok && channel == c.opts.StaffChannel {
		p := c.updateCard(ctx, out, ts, v)
		if code := codeOf(p.Err); !slices.Contains(goneCards, code) {
			return c.patient(ctx, p)
		}
	}
	if p, ok := c.turn(ctx, c.opts.StaffChannel, out.ID, false); !ok {
		return p
	}
	id, err := c.send(ctx, c.opts.StaffChannel, common(m.Text, m.Blocks, out.Marker))
	if tooMuch(err) {
		m = v.short()
		id, err = c.send(ctx, c.opts.StaffChannel, common(m.Text, m.Blocks, out.Marker))
	}
	return c.patient(ctx, c.posting(c.opts.StaffChannel, id, err))
}

// tooMuch tells whether Slack refuses the layout of a card.
func tooMuch(err error) bool {
	return slices.Contains([]string{"invalid_blocks", "msg_blocks_too_long", "msg_too_long"}, codeOf(err))
}

// updateCard changes a card. Doing so twice does no harm, so that an unclear
// outcome is simply tried again.
func (c *Client) updateCard(ctx context.Context, out bot.Outbound, ts string, v cardView) bot.Posting {
	if p, ok := c.turn(ctx, updates, out.ID, false); !ok {
		return p
	}
	err := c.update(ctx, ts, v.fitting(), out.Marker)
	if tooMuch(err) {
		err = c.update(ctx, ts, v.short(), out.Marker)
	}
	p := c.posting(updates, out.ReplaceID, err)
	p.At = time.Time{} // that of the card, not of the change
	if p.Outcome == bot.Unclear {
		p.Outcome = bot.NotSent
	}
	return p
}

func (c *Client) update(ctx context.Context, ts string, m cardMessage, marker string) error {
	return c.call(ctx, "chat.update", func(ctx context.Context) error {
		_, _, _, err := c.api.UpdateMessageContext(ctx, c.opts.StaffChannel, ts, common(m.Text, m.Blocks, marker))
		return err
	})
}

// patient never gives a card up: without its card nobody would see the case.
// What a person must put right is told to them.
func (c *Client) patient(ctx context.Context, p bot.Posting) bot.Posting {
	if p.Outcome != bot.NotSent || !p.Permanent {
		return p
	}
	c.guard.Doubt()
	c.log.Error("cards cannot be posted", "channel", c.opts.StaffChannel, "err", p.Err)
	c.alert(ctx, "card:"+codeOf(p.Err), "Cards cannot be posted to <#"+c.opts.StaffChannel+">: "+p.Err.Error()+". They wait, and go out when this is put right.")
	p.Permanent, p.RetryAfter = false, max(p.RetryAfter, time.Minute)
	return p
}

// fitting is the card, or its short form where it would break Slack's limits.
func (v cardView) fitting() cardMessage {
	if m := v.layout(); CheckMessage(m.Text, m.Blocks) == nil {
		return m
	}
	return v.short()
}

// short is a card with nothing on it that could be too long.
func (v cardView) short() cardMessage {
	v.longest = -1 // what is not shown cannot be approved
	return cardMessage{Text: fit(v.Header, 300), Blocks: v.blocks(v.Short("Slack"))}
}

// mostRefreshes bounds how often a card is brought up to date whose case moves on
// meanwhile.
const mostRefreshes = 3

// refresh brings a card up to date at once, outside the outbox: after a press
// on buttons that are no longer valid. The outbox may change the same card at
// the same time: whoever writes last must have written how the case stands.
func (c *Client) refresh(ctx context.Context, caseID int64) {
	if c.guard.Allow(ctx) != "" || c.pace.Take(updates, -caseID, false) > 0 {
		return
	}
	shown := int64(-1)
	for range mostRefreshes {
		k, err := c.deps.Cases.Case(ctx, caseID)
		if err == nil && k.Version == shown {
			return
		}
		if err == nil {
			shown, err = k.Version, c.refreshTo(ctx, k)
		}
		if err != nil {
			c.log.Warn("cannot refresh a card", "case", caseID, "err", err)
			return
		}
	}
}

// refreshTo shows a case on its card as it is given.
func (c *Client) refreshTo(ctx context.Context, k *bot.Case) error {
	channel, ts, ok := splitID(k.CardID)
	if !ok || channel != c.opts.StaffChannel {
		return nil
	}
	return c.update(ctx, ts, c.view(k, c.place(ctx, k.Channel)).fitting(), "")
}
