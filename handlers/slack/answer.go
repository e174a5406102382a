package slack

import (
	"context"
	"errors"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

// postToClient posts an answer, a note or a notice into the client's thread.
func (c *Client) postToClient(ctx context.Context, out bot.Outbound, k *bot.Case) bot.Posting {
	if err := c.rightPlace(out, k); err != nil {
		return edge.Never(err)
	}
	if p, ok := c.turn(ctx, out.Channel, out.ID, false); !ok {
		return p
	}
	disclosure := c.disclosures.With(ctx, k)
	if why := c.deps.Held(ctx); why != "" { // asked last: from that second on nothing leaves
		return edge.SwitchedOff(why)
	}
	id, err := c.send(ctx, out.Channel, answerOptions(out, disclosure), slackgo.MsgOptionTS(out.Thread))
	if err == nil {
		c.disclosures.Given(out.Channel)
	}
	return c.posting(out.Channel, id, err)
}

// rightPlace holds a message back that must not go where it was planned.
func (c *Client) rightPlace(out bot.Outbound, k *bot.Case) error {
	switch {
	case out.Channel == c.opts.StaffChannel || out.Channel == c.opts.DigestChannel:
		return errors.New("slack: the client's channel is a channel of staff")
	case out.Thread == "":
		return errors.New("slack: the case has no thread to answer in")
	case length(escape(out.Text)) > maxText:
		return errors.New("slack: the text is too long for one message")
	}
	return edge.AsPlanned(out, k, bot.Slack)
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
