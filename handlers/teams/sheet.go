package teams

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// sheetVerb begins the verbs of buttons on sheets, which are of no case.
const sheetVerb = "sheet_"

// postSheet puts a sheet before staff: a text of ours with its buttons.
func (c *Client) postSheet(ctx context.Context, out bot.Outbound) bot.Posting {
	if out.Sheet == nil {
		return edge.Never(errors.New("teams: a sheet without its content cannot be posted"))
	}
	if why := c.guard.Allow(ctx); why != "" {
		return edge.Later(edge.UnsafeWait, "the sheet is held back: "+why)
	}
	at, err := c.places.get(ctx, c.opts.StaffConversation)
	if err != nil {
		return edge.Later(edge.UncheckedWait, err.Error())
	}
	if p, ok := c.turn(ctx, c.opts.StaffConversation, out.ID); !ok {
		return p
	}
	m := outgoing{Type: "message", Summary: fit(plainly(out.Sheet.Title), 300), Attachments: []schema.Attachment{attached(sheetCard(*out.Sheet))}}
	id, err := c.begin(ctx, at, m)
	return c.patient(c.posting(c.opts.StaffConversation, id, err))
}

// sheetText bounds the lines of a sheet, so that no card is too large.
const sheetText = 8000

// sheetCard draws a sheet.
func sheetCard(s bot.Sheet) map[string]any {
	body := []any{textBlock(fit(plainly(s.Title), 150), "large"), verbatim("sheet", fit(card.Visible(strings.Join(s.Lines, "\n")), sheetText))}
	if s.Note != "" {
		body = append(body, textBlock(fit(plainly(s.Note), 1000), "small"))
	}
	var actions []any
	for _, b := range s.Buttons {
		data := map[string]any{"verb": sheetVerb + b.Action, "sheet": s.ID}
		fallback := map[string]any{"type": "Action.Submit", "title": b.Label, "data": data}
		x := map[string]any{"type": "Action.Execute", "title": b.Label, "verb": sheetVerb + b.Action, "data": data, "fallback": fallback}
		if b.Primary {
			x["style"], fallback["style"] = "positive", "positive"
		}
		actions = append(actions, x)
	}
	return adaptiveCard(body, actions, fit(plainly(s.Title), 300))
}

// sheetPress is a press on a sheet; false for one on anything else. The verb of
// an invoke comes beside its data; that of a submitted message within.
func sheetPress(verb string, raw []byte) (sheet, action string, ok bool) {
	var d struct {
		Verb  string `json:"verb"`
		Sheet string `json:"sheet"`
	}
	if json.Unmarshal(raw, &d) != nil {
		return "", "", false
	}
	if verb == "" {
		verb = d.Verb
	}
	action, ok = strings.CutPrefix(verb, sheetVerb)
	return d.Sheet, action, ok
}

// pressedSheet carries out a press on a sheet: the sheet is replaced by what was
// done, or stays, with a sentence why nothing was.
func (l *Listener) pressedSheet(ctx context.Context, a activity, sheet, action string) answer {
	by, err := l.approver(ctx, a)
	if err == nil && l.c.deps.Presser == nil {
		err = &edge.RefusalError{Why: errNoButton.Error()}
	}
	if r, ok := errors.AsType[*edge.RefusalError](err); ok {
		return l.refusedPress(ctx, a, 0, r)
	}
	if err != nil {
		return toast(edge.Sentence(l.log, 0, err))
	}
	say, err := l.c.deps.Presser.Press(ctx, sheet, action, by)
	if err != nil {
		l.c.metrics.clicks.WithLabelValues("late").Inc()
		return toast(edge.Sentence(l.log, 0, err))
	}
	l.c.metrics.clicks.WithLabelValues("carried_out").Inc()
	return replaced(sheetCard(bot.Sheet{Title: say, Note: "By " + by.Label() + "."}))
}
