package teams

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// setOff stands on both sides of words of a digest that are to be set off.
const setOff = "**"

// maxPicture bounds a picture that goes within a message, in bytes: as base64 and
// with the card it must stay below what Teams takes.
const maxPicture = 14 << 10

// postDigest posts a digest to the staff place.
func (c *Client) postDigest(ctx context.Context, out bot.Outbound) bot.Posting {
	if why := c.guard.Allow(ctx); why != "" {
		return edge.Later(5*time.Minute, "the digest is held back: "+why)
	}
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return edge.Later(time.Minute, err.Error())
	}
	if p, ok := c.turn(ctx, c.opts.StaffConversation, out.ID); !ok {
		return p
	}
	m := outgoing{Type: "message", Summary: fit(plainly(strings.ReplaceAll(out.Text, setOff, "")), 300),
		Attachments: append([]schema.Attachment{attached(digestCard(out))}, c.chart(ctx, out)...)}
	id, err := c.begin(ctx, at, m)
	if statusOf(err) == http.StatusRequestEntityTooLarge && len(m.Attachments) > 1 {
		m.Attachments = m.Attachments[:1] // without its picture: the text holds the same figures
		id, err = c.begin(ctx, at, m)
	}
	return c.posting(c.opts.StaffConversation, id, err)
}

// digestCard lays a digest out: its lines, what is set off in bold, and the bars
// of letters.
func digestCard(out bot.Outbound) map[string]any {
	lines, bars, _ := strings.Cut(fit(card.Visible(out.Text), sheetText), "\n\n")
	var body []any
	for i, line := range strings.Split(lines, "\n") {
		more := map[string]any{"spacing": "small"}
		if i == 0 {
			more = nil
		}
		body = append(body, rich(digestRuns(line), more))
	}
	if bars != "" {
		body = append(body, rich([]any{run(bars, map[string]any{"fontType": "monospace", "size": "small"})}, nil))
	}
	if out.Label != "" {
		body = append(body, textBlock(fit(out.Label, MaxDisclosure), "small"))
	}
	return adaptiveCard(body, nil, fit(plainly(strings.ReplaceAll(lines, setOff, "")), 1000))
}

// digestRuns parts a line at what is to be set off. A run without words would be
// refused.
func digestRuns(line string) []any {
	var out []any
	for i, part := range strings.Split(line, setOff) {
		switch {
		case part == "":
		case i%2 == 1:
			out = append(out, run(part, map[string]any{"weight": "bolder"}))
		default:
			out = append(out, run(part, nil))
		}
	}
	if len(out) == 0 {
		out = append(out, run(" ", nil))
	}
	return out
}

// chart gives a digest's picture as an attachment of its message: Teams shows an
// image that stands in the message itself. One that cannot be drawn, or is too
// large, costs the digest nothing: its text holds the same figures.
func (c *Client) chart(ctx context.Context, out bot.Outbound) []schema.Attachment {
	if c.deps.Charts == nil {
		return nil
	}
	chart, ok, err := c.deps.Charts.Chart(ctx, out.Key)
	if err != nil || ok && len(chart.PNG) > maxPicture {
		c.log.Warn("digest goes without its chart", "outbound", out.ID, "bytes", len(chart.PNG), "err", err)
		return nil
	}
	if !ok || len(chart.PNG) == 0 {
		return nil
	}
	return []schema.Attachment{{ContentType: "image/png", ContentURL: "data:image/png;base64," + base64.StdEncoding.EncodeToString(chart.PNG), Name: fit(chart.Alt, 200)}}
}
