package slack

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

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
		key, _ := m.Metadata.EventPayload["key"].(string)
		if ours && m.Metadata.EventType == markerEvent && key == out.Marker {
			return bot.Found, messageID(channel, m.Timestamp)
		}
		if ours && m.Metadata.EventType == "" {
			finding = bot.CannotLook
		}
	}
	return finding, ""
}

// whyNotFound tells a look that is barred from one that failed for the moment.
func whyNotFound(err error) bot.Finding {
	e, ok := errors.AsType[*CallError](err)
	if !ok || (!e.permanent() && e.Code != tooMany) {
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

// listing reads the thread of a message to a client, or what was posted to a
// channel of staff.
func (c *Client) listing(ctx context.Context, channel string, out bot.Outbound) ([]slackgo.Message, error) {
	q := query{channel: channel}
	if out.Kind.ToClient() {
		q.thread = out.Thread
	} else {
		q.oldest = c.deps.Now().Add(-cardsBack)
	}
	return c.wholeList(ctx, q)
}

// wholeList reads all pages of a query, without waiting for anything.
func (c *Client) wholeList(ctx context.Context, q query) ([]slackgo.Message, error) {
	var all []slackgo.Message
	for range mostPages {
		page, next, err := c.page(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if q.cursor = next; next == "" {
			return all, nil
		}
	}
	return nil, &CallError{Method: "conversations.history", Code: tooMany}
}

// query says which page of a channel, or of a thread in it, is wanted.
type query struct {
	channel, thread, cursor string
	oldest                  time.Time
}

func (c *Client) page(ctx context.Context, q query) (page []slackgo.Message, next string, err error) {
	if q.thread != "" {
		err = c.call(ctx, "conversations.replies", func(ctx context.Context) error {
			page, _, next, err = c.api.GetConversationRepliesContext(ctx, &slackgo.GetConversationRepliesParameters{
				ChannelID: q.channel, Timestamp: q.thread, Cursor: q.cursor, Limit: 200, Oldest: stamp(q.oldest), Inclusive: true, IncludeAllMetadata: true})
			return err
		})
		return page, next, err
	}
	err = c.call(ctx, "conversations.history", func(ctx context.Context) error {
		h, err := c.api.GetConversationHistoryContext(ctx, &slackgo.GetConversationHistoryParameters{
			ChannelID: q.channel, Cursor: q.cursor, Limit: 200, Oldest: stamp(q.oldest), Inclusive: true, IncludeAllMetadata: true})
		if err != nil {
			return err
		}
		page, next = h.Messages, h.ResponseMetaData.NextCursor
		return nil
	})
	return page, next, err
}

// stamp writes a time as Slack writes the time of a message.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "0"
	}
	return strconv.FormatInt(t.Unix(), 10) + ".000000"
}

// timeOf reads the time of a message; zero for what is none.
func timeOf(ts string) time.Time {
	seconds, micros, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}
	}
	us, err := strconv.ParseInt(micros, 10, 64)
	if err != nil {
		us = 0
	}
	return time.Unix(s, us*1000).UTC()
}

// byTime puts messages into the order in which they were written.
func byTime(all []slackgo.Message) {
	slices.SortStableFunc(all, func(a, b slackgo.Message) int { return timeOf(a.Timestamp).Compare(timeOf(b.Timestamp)) })
}
