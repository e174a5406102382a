package slack

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/handlers/edge"
)

func (c *Client) digestChannel(out bot.Outbound) string {
	if channelID.MatchString(out.Channel) {
		return out.Channel
	}
	return c.opts.DigestChannel
}

// postDigest posts a digest, then its picture beneath it. Replies go first,
// and a picture that cannot be posted costs the digest nothing: its text holds
// the same figures.
func (c *Client) postDigest(ctx context.Context, out bot.Outbound) bot.Posting {
	channel := c.digestChannel(out)
	if why := c.digestMayGo(ctx, channel); why != "" {
		return edge.HeldBack("digest", why)
	}
	if p, ok := c.turn(ctx, channel, out.ID, true); !ok {
		return p
	}
	id, err := c.send(ctx, channel, common(fit(out.Text, maxSection), digestBlocks(out), out.Marker))
	if err == nil {
		c.postChart(ctx, channel, id, out)
	}
	return c.posting(channel, id, err)
}

// digestBlocks lays a digest out, as much of it as one message holds.
func digestBlocks(out bot.Outbound) []slackgo.Block {
	text, _ := head(out.Text, maxMessage-maxContextText)
	lines, bars, _ := strings.Cut(text, "\n\n")
	if length(lines) >= maxSection {
		return append(verbatim("digest", strings.ReplaceAll(text, setOff, "")), small("label", out.Label)...)
	}
	r := newRich()
	for line := range strings.SplitSeq(lines, "\n") {
		r.line(digestPieces(line)...)
	}
	blocks := r.block("digest")
	if bars != "" {
		blocks = append(blocks, verbatim("bars", bars)...)
	}
	return append(blocks, small("label", out.Label)...)
}

// setOff stands on both sides of words of a digest that are to be set off.
const setOff = "**"

// digestPieces parts a line at what is to be set off.
func digestPieces(line string) []piece {
	var out []piece
	for i, part := range strings.Split(line, setOff) {
		out = append(out, piece{text: part, bold: i%2 == 1})
	}
	return out
}

// digestMayGo tells why a digest must not go to a channel: names of clients
// stand in it. It looks anew for each, but for one that goes where cards go.
func (c *Client) digestMayGo(ctx context.Context, channel string) string {
	switch channel {
	case c.opts.StaffChannel:
		return c.guard.Allow(ctx)
	case c.opts.DigestChannel:
		return c.digests.Look(ctx)
	}
	if err := c.inspectDigest(ctx, channel); err != nil { // planned for where digests went before
		return strings.TrimPrefix(err.Error(), edge.ErrUnsafe.Error()+": ")
	}
	return ""
}

// inspectDigests looks at the digest channel.
func (c *Client) inspectDigests(ctx context.Context) error {
	return c.inspectDigest(ctx, c.opts.DigestChannel)
}

func (c *Client) inspectDigest(ctx context.Context, channel string) error {
	if c.deps.Directory.Account(bot.Slack, channel).Mapped() {
		return fmt.Errorf("%w: its channel is a client's", edge.ErrUnsafe)
	}
	return c.inspectPrivate(ctx, channel)
}

// digestAlert is the cause of alerts about the digest channel.
const digestAlert = "digest_channel"

// digestsChanged tells people when digests stop, and when they go again.
func (c *Client) digestsChanged(why string) {
	c.tellOfPlace(digestAlert, "Digests", c.opts.DigestChannel, why)
}

// postChart uploads the digest's picture into the thread of the digest.
func (c *Client) postChart(ctx context.Context, channel, id string, out bot.Outbound) {
	if c.deps.Charts == nil {
		return
	}
	chart, ok, err := c.deps.Charts.Chart(ctx, out.Key)
	if err != nil || !ok || len(chart.PNG) == 0 {
		if err != nil {
			c.log.Warn("digest goes without its chart", "outbound", out.ID, "err", err)
		}
		return
	}
	_, ts, _ := splitID(id)
	err = c.call(ctx, "files.upload", func(ctx context.Context) error {
		_, err := c.api.UploadFileContext(ctx, slackgo.UploadFileParameters{
			Reader: bytes.NewReader(chart.PNG), FileSize: len(chart.PNG), Filename: "digest.png",
			Title: fit(chart.Title, maxHeader), AltTxt: fit(chart.Alt, 1000), Channel: channel, ThreadTimestamp: ts,
		})
		return err
	})
	if err != nil {
		c.log.Warn("digest chart cannot be uploaded", "outbound", out.ID, "err", err)
	}
}
