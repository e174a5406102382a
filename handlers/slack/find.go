package slack

import (
	"context"
	"errors"
	"time"

	"countersign/bot"
)

// Find looks for a message by its marker: see [bot.Messenger]. For a message
// to a client it says Absent only when it read the whole thread; a message of
// our own that shows no marker could be the one, and then nobody knows. A card
// that cannot be looked for counts as absent: a second card harms nobody, its
// buttons are bound to the one that the record names.
func (c *Client) Find(ctx context.Context, out bot.Outbound) (bot.Finding, string) {
	switch {
	case out.Kind == bot.PostCard && out.ReplaceID != "":
		return bot.Absent, "" // changing a card twice does no harm
	case out.Kind == bot.PostCard:
		finding, id := c.find(ctx, c.opts.StaffChannel, out)
		if finding == bot.CannotLook {
			finding = bot.Absent
		}
		return finding, id
	case out.Kind == bot.PostPage || out.Kind == bot.PostSheet:
		return bot.Absent, "" // being told twice does no harm
	case out.Kind == bot.PostDigest:
		return c.find(ctx, c.digestChannel(out), out)
	}
	return c.find(ctx, out.Channel, out)
}

func (c *Client) find(ctx context.Context, channel string, out bot.Outbound) (bot.Finding, string) {
	messages, err := c.listing(ctx, channel, out)
	if err != nil {
		c.log.Warn("cannot look for a message", "outbound", out.ID, "err", err)
		return whyNotFound(err), ""
	}
	self, known := c.people.me()
	if !known {
		return bot.LookLater, "" // a mark counts on our own messages only
	}
	finding := bot.Absent
	for _, m := range messages {
		ours := m.User == self.User || (m.BotID != "" && m.BotID == self.Bot)
		key, _ := m.Metadata.Payload["key"].(string)
		if ours && m.Metadata.Type == markerEvent && key == out.Marker {
			return bot.Found, messageID(channel, m.TS)
		}
		nobodys := m.User == "" && m.BotID == ""
		if ours && m.Metadata.Type == "" || m.partial && (ours || nobodys) {
			finding = bot.CannotLook // it may be the one that is looked for
		}
	}
	return finding, ""
}

// whyNotFound tells a look that is barred from one that failed for the moment.
func whyNotFound(err error) bot.Finding {
	e, ok := errors.AsType[*CallError](err)
	if !ok || lostToken[e.Code] || (!e.permanent() && e.Code != tooMany) {
		return bot.LookLater
	}
	return bot.CannotLook
}

// tooMany is the code of a place with more messages than a look reads.
const tooMany = "too_many_messages"

// mostPages bounds a look, in pages of 200 messages.
const mostPages = 5

// cardsBack is how far back a card is looked for.
const cardsBack = 72 * time.Hour
