package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// sheetPrefix begins the action ids of buttons on sheets, which are of no case.
const sheetPrefix = "sheet_"

// postSheet puts a sheet before staff: a text of ours with its buttons.
func (c *Client) postSheet(ctx context.Context, out bot.Outbound) bot.Posting {
	if out.Sheet == nil {
		return edge.Never(errors.New("slack: a sheet without its content cannot be posted"))
	}
	if why := c.guard.Allow(ctx); why != "" {
		return edge.HeldBack("sheet", why)
	}
	if p, ok := c.turn(ctx, c.opts.StaffChannel, out.ID, true); !ok {
		return p
	}
	id, err := c.send(ctx, c.opts.StaffChannel, common(fit(out.Sheet.Title, maxSection), sheetBlocks(*out.Sheet), out.Marker))
	return c.patient(ctx, c.posting(c.opts.StaffChannel, id, err))
}

// sheetBlocks lays a sheet out. It never breaks Slack's limits.
func sheetBlocks(s bot.Sheet) []slackgo.Block {
	blocks := []slackgo.Block{header(card.Visible(s.Title))}
	text, _ := head(card.Visible(strings.Join(s.Lines, "\n")), maxMessage-maxContextText-maxHeader-5*maxButton)
	if text != "" {
		blocks = append(blocks, verbatim("sheet", text)...)
	}
	blocks = append(blocks, small("sheet-note", card.Visible(s.Note))...)
	var buttons []slackgo.BlockElement
	for _, b := range s.Buttons {
		e := slackgo.NewButtonBlockElement(sheetPrefix+b.Action, s.ID, plain(fit(b.Label, maxButton)))
		if b.Primary {
			e.Style = slackgo.StylePrimary
		}
		buttons = append(buttons, e)
	}
	if len(buttons) > 0 {
		blocks = append(blocks, slackgo.NewActionBlock("sheet-buttons", buttons...))
	}
	return blocks
}

// pressSheet carries out a press on a sheet, tells whoever pressed what came of
// it, and takes the buttons off the sheet once it is done.
func (l *Listener) pressSheet(ctx context.Context, i interaction) {
	by, err := l.approver(ctx, i)
	if err == nil && i.Container.Channel != l.c.opts.StaffChannel {
		err = &edge.RefusalError{Why: "pressed outside the staff channel", Tell: "This button works in the staff channel only."}
	}
	if err == nil && l.c.deps.Presser == nil {
		err = &edge.RefusalError{Why: "no button of ours stands for this action"}
	}
	if err != nil {
		l.turnAway(ctx, i, 0, err)
		return
	}
	say, err := l.c.deps.Presser.Press(ctx, i.Actions[0].Value, strings.TrimPrefix(i.Actions[0].ID, sheetPrefix), by)
	if err != nil {
		l.c.metrics.clicks.WithLabelValues("late").Inc()
		l.tell(ctx, i, edge.Sentence(l.log, 0, err))
		return
	}
	l.c.metrics.clicks.WithLabelValues("carried_out").Inc()
	l.tell(ctx, i, say)
	if err := l.doneSheet(ctx, i, fmt.Sprintf("%s (%s)", say, by.Label())); err != nil {
		l.log.Warn("the buttons of a sheet stay where they are", "err", err) // pressed again they do nothing
	}
}

// doneSheet takes the buttons off a sheet and says what was done.
func (l *Listener) doneSheet(ctx context.Context, i interaction, said string) error {
	var all slackgo.Blocks
	if err := json.Unmarshal(i.Message.Blocks, &all); err != nil {
		return fmt.Errorf("reading the sheet: %w", err)
	}
	var kept []slackgo.Block
	for _, b := range all.BlockSet {
		if b.BlockType() != slackgo.MBTAction {
			kept = append(kept, b)
		}
	}
	m := cardMessage{Text: fit(said, maxSection), Blocks: append(kept, small("sheet-done", said)...)}
	return l.c.update(ctx, i.Container.TS, m, "")
}
