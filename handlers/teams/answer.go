package teams

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
)

// maxText bounds a message to a client, in UTF-16 units: well below the 80 KB
// that Teams takes.
const maxText = 20000

// postToClient posts an answer, a note or a notice into the client's thread.
func (c *Client) postToClient(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if err := c.rightPlace(out, k); err != nil {
		return never(err)
	}
	at, err := c.places.get(ctx, out.Channel)
	if why, blocked := gone(err); blocked {
		return never(fmt.Errorf("teams: the client's conversation cannot be posted to: %s", why))
	}
	if err != nil {
		return later(30*time.Second, err.Error())
	}
	if p, ok := c.turn(ctx, out.Channel, out.ID); !ok {
		return p
	}
	disclosure := c.disclosureFor(ctx, out)
	if why := c.deps.Held(ctx); why != "" { // asked last: from that second on nothing leaves
		return later(30*time.Second, "sending is off: "+why)
	}
	conversation := at.conversation(out.Thread)
	id, err := c.conn.post(ctx, at.ServiceURL, conversation, answerMessage(out, disclosure))
	if err == nil {
		c.noteDisclosed(out.Channel)
		id = cardID(conversation, id)
	}
	return c.posting(out.Channel, id, err)
}

// rightPlace holds a message back whose place is not the one of its case: the
// channel comes from the record and from nowhere else.
func (c *Client) rightPlace(out bot.Outbound, k *bot.Case) error {
	switch {
	case out.Channel != k.Channel || out.Thread != k.Thread || k.Platform != bot.Teams:
		return errors.New("teams: the message was planned for another place than its case's thread")
	case out.Channel == c.opts.StaffConversation:
		return errors.New("teams: the client's conversation is that of staff")
	case length(out.Text) > maxText:
		return errors.New("teams: the text is too long for one message")
	case out.Hash != bot.TextHash(out.Text):
		return errors.New("teams: the text is not the one that was planned")
	}
	return nil
}

// answerMessage lays out what a client sees: the text and nothing else as the
// text, then in small print who stands for it.
func answerMessage(out bot.Outbound, disclosure string) outgoing {
	m := outgoing{Type: "message", Text: out.Text, TextFormat: "plain"}
	var body []any
	for _, small := range []string{out.Label, disclosure} {
		if small != "" {
			body = append(body, textBlock(fit(small, MaxDisclosure), "small"))
		}
	}
	if len(body) > 0 {
		m.Attachments = []schema.Attachment{attached(adaptiveCard(body, nil, ""))}
	}
	if out.Kind == bot.PostAnswer {
		m.Entities = []any{aiLabel}
	}
	return m
}

// aiLabel has Teams mark a message as written with AI.
var aiLabel = map[string]any{"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org",
	"additionalType": []string{"AIGeneratedContent"}}

// disclosureFor gives the firm's disclosure for the first message in a client
// channel. Where it cannot be told whether this is the first, it is given:
// twice is better than never.
func (c *Client) disclosureFor(ctx context.Context, out bot.Outbound) string {
	if c.opts.Disclosure == "" || c.wasDisclosed(out.Channel) {
		return ""
	}
	shown, err := c.spokenIn(ctx, out.Channel)
	if err != nil {
		c.log.Warn("cannot tell whether the disclosure was given", "conversation", out.Channel, "err", err)
		return c.opts.Disclosure
	}
	if shown {
		c.noteDisclosed(out.Channel)
		return ""
	}
	return c.opts.Disclosure
}

// spokenIn tells whether anything of ours reached a client channel before.
func (c *Client) spokenIn(ctx context.Context, channel string) (bool, error) {
	f := bot.CaseFilter{Platform: bot.Teams, Channel: channel, Limit: 50}
	for {
		cases, err := c.deps.Record.Cases(ctx, f)
		if err != nil {
			return false, fmt.Errorf("reading the cases of a channel: %w", err)
		}
		for _, k := range cases {
			f.Before = k.ID
			if slices.ContainsFunc(k.Deliveries, func(d bot.Delivery) bool { return d.State == bot.PostSent }) {
				return true, nil
			}
		}
		if len(cases) < f.Limit {
			return false, nil
		}
	}
}

func (c *Client) wasDisclosed(channel string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.disclosed[channel]
}

func (c *Client) noteDisclosed(channel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.disclosed[channel] = true
}

// postDigest posts a digest to the staff place.
func (c *Client) postDigest(ctx context.Context, out bot.Outbound) bot.Posting {
	if why := c.guard.Allow(ctx); why != "" {
		return later(5*time.Minute, "the digest is held back: "+why)
	}
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return later(time.Minute, err.Error())
	}
	if p, ok := c.turn(ctx, c.opts.StaffConversation, out.ID); !ok {
		return p
	}
	m := outgoing{Type: "message", Summary: fit(plainly(strings.ReplaceAll(out.Text, setOff, "")), 300),
		Attachments: append([]schema.Attachment{attached(digestCard(out))}, c.chart(ctx, out)...)}
	id, err := c.begin(ctx, at, m)
	return c.posting(c.opts.StaffConversation, id, err)
}

// Find looks for a message by its marker: see [bot.Messenger]. Teams lets no
// bot read what it posted, so that of a message to a client a person must say
// whether it is there. A card counts as absent: a second card harms nobody, its
// buttons are bound to the one that the record names.
func (c *Client) Find(_ context.Context, out bot.Outbound) (bot.Finding, string) {
	if out.Kind == bot.PostCard || out.Kind == bot.PostPage || out.Kind == bot.PostSheet {
		return bot.Absent, ""
	}
	return bot.CannotLook, ""
}
