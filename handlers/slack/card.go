package slack

import (
	"fmt"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
)

// cardMessage is a card as Slack shows it.
type cardMessage struct {
	Text   string // for notifications and screen readers: no words of the client
	Blocks []slackgo.Block
}

// cardView is what a card is laid out from.
type cardView struct {
	card.View
	place   place
	version int64 // of the case: block ids change with it
	longest int   // characters of a draft that are shown whole
}

// view makes the view of a case as it will stand once the card is before staff.
func (c *Client) view(k *bot.Case, p place) cardView {
	shown := *k
	if shown.State == bot.StateDrafted {
		shown.State = bot.StateInReview // the posting of this very card brings it there
	}
	opts := c.deps.Card
	if self, ok := c.people.me(); ok {
		opts.Thread = func(k *bot.Case) string { return self.permalink(k.Channel, k.Thread, "") }
	}
	return cardView{View: card.New(&shown, c.deps.Now(), opts), place: p, version: k.Version, longest: c.opts.LongestDraft}
}

// layout lays a card out. It never breaks Slack's limits.
func (v cardView) layout() cardMessage {
	blocks := v.blocks(v.Layout(card.LayoutOptions{Place: v.place.Name + v.place.who(), Longest: v.longest}))
	return cardMessage{Text: fit(v.Header+" · "+v.Status.Text, 500), Blocks: blocks}
}

// blocks draws the parts of a layout.
func (v cardView) blocks(parts []card.Part) []slackgo.Block {
	var out []slackgo.Block
	for _, p := range parts {
		switch p.Kind {
		case card.Heading:
			out = append(out, header(p.Text))
		case card.Rows:
			out = append(out, richBlock(p.ID, p.Rows)...)
		case card.Verbatim:
			out = append(out, verbatim(p.ID, p.Text)...)
		case card.Small:
			out = append(out, small(p.ID, p.Text)...)
		case card.Buttons:
			out = append(out, v.buttons()...)
		}
	}
	return out
}

// richBlock draws rows as one block.
func richBlock(id string, rows []card.Row) []slackgo.Block {
	r := newRich()
	for _, row := range rows {
		pieces := make([]piece, len(row.Pieces))
		for i, p := range row.Pieces {
			pieces[i] = piece{text: p.Text, bold: p.Strong, link: p.Link, user: p.Mention}
		}
		if row.Quote {
			r.quote(row.Pieces[0].Text)
			continue
		}
		r.line(pieces...)
	}
	return r.block(id)
}

// buttons are those of the view. Their block's id is new with every state, so
// that a press on an old card is told apart.
func (v cardView) buttons() []slackgo.Block {
	var elements []slackgo.BlockElement
	var menu []*slackgo.OptionBlockObject
	for _, b := range v.Buttons {
		if b.Action == bot.Approve && !v.Sendable(v.longest) || b.Action == bot.Acknowledge && v.longest < 0 {
			continue // nobody sends what they cannot read
		}
		if b.Menu && len(menu) < maxOverflow {
			value := string(b.Action) + menuMark + buttonValue(v.Case, v.Version, v.Token, v.About(b.Action))
			menu = append(menu, slackgo.NewOptionBlockObject(value, plain(fit(b.Label, maxButton)), nil))
			continue
		}
		e := slackgo.NewButtonBlockElement(string(b.Action), buttonValue(v.Case, v.Version, v.Token, v.About(b.Action)), plain(fit(b.Label, maxButton)))
		if b.Primary {
			e.Style = slackgo.StylePrimary
		}
		elements = append(elements, e)
	}
	if len(menu) > 0 {
		elements = append(elements, slackgo.NewOverflowBlockElement(menuID, menu...))
	}
	if len(elements) == 0 {
		return nil
	}
	id := fmt.Sprintf("case-%d-v%d-%d", v.Case, v.Version, v.version)
	return []slackgo.Block{slackgo.NewActionBlock(id, elements...)}
}

// week gives the start of the week in which now is, in a zone.
func week(now time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	now = now.In(zone)
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7)
	return time.Date(monday.Year(), monday.Month(), monday.Day(), 0, 0, 0, 0, zone)
}
