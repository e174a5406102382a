package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
)

// postToClient posts an answer, a note or a notice into the client's thread.
func (c *Client) postToClient(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if err := c.rightPlace(out, k); err != nil {
		return never(err)
	}
	if p, ok := c.turn(ctx, out.Channel, out.ID, false); !ok {
		return p
	}
	disclosure := c.disclosureFor(ctx, out)
	if why := c.deps.Held(ctx); why != "" { // asked last: from that second on nothing leaves
		return later(30*time.Second, "sending is off: "+why)
	}
	id, err := c.send(ctx, out.Channel, answerOptions(out, disclosure), slackgo.MsgOptionTS(out.Thread))
	if err == nil {
		c.noteDisclosed(out.Channel)
	}
	return c.posting(out.Channel, id, err)
}

// rightPlace holds a message back whose place is not the one of its case: the
// channel comes from the record and from nowhere else.
func (c *Client) rightPlace(out bot.Outbound, k *bot.Case) error {
	switch {
	case out.Channel != k.Channel || out.Thread != k.Thread || k.Platform != bot.Slack:
		return errors.New("slack: the message was planned for another place than its case's thread")
	case out.Channel == c.opts.StaffChannel || out.Channel == c.opts.DigestChannel:
		return errors.New("slack: the client's channel is a channel of staff")
	case out.Thread == "":
		return errors.New("slack: the case has no thread to answer in")
	case length(escape(out.Text)) > maxText:
		return errors.New("slack: the text is too long for one message")
	case out.Hash != bot.TextHash(out.Text):
		return errors.New("slack: the text is not the one that was planned")
	}
	return nil
}

// disclosureFor gives the firm's disclosure for the first message in a client
// channel. Where it cannot be told whether this is the first, it is given:
// twice is better than never.
func (c *Client) disclosureFor(ctx context.Context, out bot.Outbound) string {
	if c.opts.Disclosure == "" || c.wasDisclosed(out.Channel) {
		return ""
	}
	shown, err := c.spokenIn(ctx, out.Channel)
	if err != nil {
		c.log.Warn("cannot tell whether the disclosure was given", "channel", out.Channel, "err", err)
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
	f := bot.CaseFilter{Platform: bot.Slack, Channel: channel, Limit: 50}
	for {
		cases, err := c.deps.Cases.Cases(ctx, f)
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

// answerOptions are the options of a message to a client. A text that is too
// long for blocks goes as plain text, with its small print attached.
func answerOptions(out bot.Outbound, disclosure string) slackgo.MsgOption {
	if length(out.Text) <= maxMessage-MaxDisclosure-maxContextText {
		return common(out.Text, answerBlocks(out, disclosure), out.Marker)
	}
	attached := slackgo.Attachment{Fallback: out.Label, Blocks: slackgo.Blocks{BlockSet: smallPrint(out.Label, disclosure)}}
	return slackgo.MsgOptionCompose(common(out.Text, nil, out.Marker), slackgo.MsgOptionDisableMarkdown(), slackgo.MsgOptionAttachments(attached))
}

// answerBlocks lays out what a client sees: the text and nothing else in its
// blocks, then who stands for it.
func answerBlocks(out bot.Outbound, disclosure string) []slackgo.Block {
	return append(verbatim("text", out.Text), smallPrint(out.Label, disclosure)...)
}

func smallPrint(lines ...string) []slackgo.Block {
	var out []slackgo.MixedElement
	for _, line := range lines {
		if line != "" {
			out = append(out, plain(fit(line, maxContextText)))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return []slackgo.Block{slackgo.NewContextBlock("label", out...)}
}
