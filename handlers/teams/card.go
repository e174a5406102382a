package teams

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"countersign/bot"
	"countersign/bot/card"
)

// Cards are Adaptive Cards 1.5. Words of anybody stand in text runs, which
// Teams draws as they are: no link, no bold and no mention comes of them.

// maxCard bounds a card, in bytes. Teams takes more in some places and 28 KB in
// others.
const maxCard = 25 << 10

// cardType is the type of an Adaptive Card.
const cardType = "application/vnd.microsoft.card.adaptive"

func attached(drawn map[string]any) schema.Attachment {
	return schema.Attachment{ContentType: cardType, Content: drawn}
}

func adaptiveCard(body, actions []any, fallback string) map[string]any {
	out := map[string]any{"type": "AdaptiveCard", "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "version": "1.5", "body": body}
	if len(actions) > 0 {
		out["actions"] = actions
	}
	if fallback != "" {
		out["fallbackText"] = fallback
	}
	return out
}

// size is how long a card is as it goes over the wire, in bytes.
func size(drawn map[string]any) int {
	raw, err := json.Marshal(drawn)
	if err != nil {
		return maxCard + 1
	}
	return len(raw)
}

// plainly makes a text harmless where it is shown to be read, not to be sent:
// no mention and no link comes of it wherever a client of Teams reads mark-up.
func plainly(text string) string {
	return strings.NewReplacer("<at>", "‹at›", "</at>", "‹/at›", "<AT>", "‹AT›", "</AT>", "‹/AT›", "](", "] (").Replace(card.Visible(text))
}

// run is a stretch of text that is drawn as it is.
func run(text string, more map[string]any) map[string]any {
	out := map[string]any{"type": "TextRun", "text": text}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// rich is a paragraph of runs. A run without words would be refused.
func rich(runs []any, more map[string]any) map[string]any {
	out := map[string]any{"type": "RichTextBlock", "inlines": runs}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// textBlock is one text in small print or large, drawn as it is.
func textBlock(text, size string) map[string]any {
	more := map[string]any{"size": size}
	switch size {
	case "small":
		more["isSubtle"] = true
	case "large":
		more["weight"] = "bolder"
	}
	return rich([]any{run(text, more)}, nil)
}

// verbatim shows a text exactly as it is, a paragraph for each of its lines.
func verbatim(id, text string) map[string]any {
	items := []any{}
	for i, l := range strings.Split(text, "\n") {
		if l == "" {
			l = " " // a run needs a character to keep its line
		}
		more := map[string]any{}
		if i > 0 {
			more["spacing"] = "none"
		}
		items = append(items, rich([]any{run(l, nil)}, more))
	}
	return map[string]any{"type": "Container", "id": id, "style": "emphasis", "items": items}
}

// drawing draws one card.
type drawing struct {
	card.View
	k       *bot.Case
	longest int // characters of a draft that are shown whole; what is not shown is not approved

	colleagues []bot.Person // who may get a case
	words      card.Options // what texts that a dialog begins with are made of
}

// draw draws the parts of a layout and the buttons.
func (d drawing) draw(parts []card.Part) map[string]any {
	body := []any{}
	for _, p := range parts {
		switch p.Kind {
		case card.Heading:
			body = append(body, textBlock(fit(plainly(p.Text), 150), "large"))
		case card.Small:
			if p.Text != "" {
				body = append(body, textBlock(fit(plainly(p.Text), 1000), "small"))
			}
		case card.Verbatim:
			body = append(body, verbatim(p.ID, p.Text))
		case card.Rows:
			body = append(body, d.rows(p)...)
		case card.Buttons:
			body = append(body, d.onRecord()...)
		}
	}
	out := adaptiveCard(body, d.actions(), fit(plainly(d.Header+" · "+d.Status.Text), 300))
	teams := map[string]any{"width": "Full"}
	if who := d.Handed; who.ID != "" {
		teams["entities"] = []any{map[string]any{"type": "mention", "text": "<at>" + mentionName(who) + "</at>",
			"mentioned": map[string]any{"id": who.ID, "name": mentionName(who)}}}
	}
	out["msteams"] = teams
	return out
}

// tones are the colours that support the icon and the words of a status.
var tones = map[card.Tone]string{card.Good: "good", card.Alert: "warning", card.Grave: "attention"}

func (d drawing) rows(p card.Part) []any {
	var out []any
	for i, row := range p.Rows {
		more := map[string]any{}
		if i > 0 {
			more["spacing"] = "none"
		}
		if row.Quote {
			out = append(out, quoted(row))
			continue
		}
		if slices.ContainsFunc(row.Pieces, func(p card.Piece) bool { return p.Mention != "" }) {
			out = append(out, mention(d.Handed))
			continue
		}
		style := map[string]any{}
		if p.ID == "status" && i == 0 && tones[d.Status.Tone] != "" {
			style["color"] = tones[d.Status.Tone]
		}
		if runs := pieces(row, style); len(runs) > 0 {
			out = append(out, rich(runs, more))
		}
	}
	return out
}

// mention is the one line in which mark-up is read: it tells a colleague that
// they have the case now.
func mention(who bot.Person) map[string]any {
	return map[string]any{"type": "TextBlock", "text": "For <at>" + mentionName(who) + "</at>", "wrap": true, "spacing": "none"}
}

// mentionName is a name without anything that mark-up could be made of.
func mentionName(who bot.Person) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -'’.", r) {
			return r
		}
		return -1
	}, card.Visible(who.Name))
	return cmp.Or(fit(strings.TrimSpace(name), 60), "your colleague")
}

func pieces(row card.Row, style map[string]any) []any {
	var out []any
	for _, p := range row.Pieces {
		if p.Text == "" {
			continue
		}
		more := map[string]any{}
		for k, v := range style {
			more[k] = v
		}
		if p.Strong {
			more["weight"] = "bolder"
		}
		if strings.HasPrefix(p.Link, "https://") {
			more["selectAction"] = map[string]any{"type": "Action.OpenUrl", "url": p.Link}
		}
		out = append(out, run(fit(plainly(p.Text), 3000), more))
	}
	return out
}

// quoted sets words of somebody off.
func quoted(row card.Row) map[string]any {
	items := []any{}
	for i, l := range strings.Split(row.Pieces[0].Text, "\n") {
		if l = plainly(l); l == "" {
			l = " "
		}
		more := map[string]any{}
		if i > 0 {
			more["spacing"] = "none"
		}
		items = append(items, rich([]any{run(fit(l, 3000), map[string]any{"italic": true})}, more))
	}
	return map[string]any{"type": "Container", "style": "default", "bleed": false, "spacing": "small", "items": items}
}

// maxRow is how many buttons stand beside each other; the others wait behind
// one that says so.
const maxRow = 4

// actions are the buttons of the view: those that are often needed side by side
// as far as there is room, all others behind one more.
func (d drawing) actions() []any {
	var row, rest []card.Button
	for _, b := range d.Buttons {
		switch {
		case b.Action.OnRecord(): // they have a row of their own
		case b.Action == bot.Approve && !d.Sendable(d.longest) || b.Action == bot.Edit && d.longest < 0:
		case b.Menu:
			rest = append(rest, b)
		default:
			row = append(row, b)
		}
	}
	if len(row) > maxRow || len(row) == maxRow && len(rest) > 0 {
		row, rest = row[:maxRow-1], append(slices.Clone(row[maxRow-1:]), rest...)
	}
	var out []any
	for _, b := range row {
		out = append(out, d.button(b))
	}
	if len(rest) > 0 {
		out = append(out, d.more(rest))
	}
	return out
}

// onRecord are the buttons for the records of the case, in a row of their own.
func (d drawing) onRecord() []any {
	actions := []any{}
	for _, b := range d.Buttons {
		if b.Action.OnRecord() && (b.Action != bot.Acknowledge || d.longest >= 0) { // nobody sends what they cannot read
			actions = append(actions, d.button(b))
		}
	}
	if len(actions) == 0 {
		return nil
	}
	return []any{map[string]any{"type": "ActionSet", "actions": actions}}
}

func (d drawing) button(b card.Button) map[string]any {
	if b.Needs == card.NeedsNothing {
		return d.execute(b.Label, b.Action, b.Primary)
	}
	return d.dialog(b)
}

// execute is a button that reaches us. Clients of Teams that know no
// Action.Execute send a message with the same data.
func (d drawing) execute(title string, a bot.Action, primary bool) map[string]any {
	data := d.buttonData(a)
	fallback := map[string]any{"type": "Action.Submit", "title": title, "data": data}
	out := map[string]any{"type": "Action.Execute", "title": title, "verb": verbs[a], "data": data, "fallback": fallback}
	if primary {
		out["style"], fallback["style"] = "positive", "positive"
	}
	return out
}

// showCard is a button that unfolds what an action asks for.
func showCard(title string, body, actions []any) map[string]any {
	return map[string]any{"type": "Action.ShowCard", "title": title,
		"card": map[string]any{"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": actions}}
}

// maxEdit bounds an edited text, in UTF-16 units.
const maxEdit = 12000

// dialog is what an action asks for: the exact text once more, a text, or why.
func (d drawing) dialog(b card.Button) map[string]any {
	asks := card.DialogOf(d.k, b.Action, d.words)
	body := fieldInputs(b.Action, asks)
	text := card.Editable(d.k, b.Action, d.words)
	switch b.Action {
	case bot.Approve, bot.Resend:
		if d.longest < 0 {
			body = append(body, textBlock("The exact text is too long for this card: read it in the record of the case first.", "default"))
			break
		}
		for _, p := range d.Exactly(text, clientsThread) {
			if p.Kind == card.Verbatim {
				body = append(body, verbatim("exactly", p.Text))
				continue
			}
			body = append(body, d.rows(p)...)
		}
	case bot.Edit:
		body = append(body, map[string]any{"type": "Input.Text", "id": inputText, "label": card.ExactlyLabel, "isMultiline": true,
			"value": text, "maxLength": maxEdit, "isRequired": true, "errorMessage": card.EmptyText})
	case bot.Correct:
		if sent, ok := d.k.Correctable(); ok {
			for _, p := range d.Exactly(sent.Text, clientsThread)[:2] {
				if p.Kind == card.Verbatim {
					body = append(body, verbatim("sent", p.Text))
				}
			}
		}
	}
	for _, in := range asks.Inputs() {
		body = append(body, d.input(in, verbs[b.Action], asks.Chips, text)...)
	}
	return showCard(b.Label, body, []any{d.execute(asks.Submit, b.Action, b.Primary)})
}

// fieldInputs are the inputs for what a dialog asks besides a reason.
func fieldInputs(of bot.Action, asks card.Dialog) []any {
	var out []any
	if asks.Hint != "" {
		out = append(out, textBlock(asks.Hint, "small"))
	}
	for _, f := range asks.Fields {
		in := map[string]any{"type": "Input.Text", "id": inputField + f.Name + "_" + verbs[of], "label": f.Label, "maxLength": 500}
		if f.Options != nil {
			choices := []any{}
			for _, o := range f.Options {
				choices = append(choices, map[string]any{"title": plainly(o.Label), "value": o.Value})
			}
			in = map[string]any{"type": "Input.ChoiceSet", "id": in["id"], "label": f.Label, "style": "compact", "choices": choices}
			if f.Many {
				in["isMultiSelect"], in["style"] = true, "expanded"
			}
		}
		if f.Value != "" {
			in["value"] = f.Value
		}
		out = append(out, in)
	}
	return out
}

// more unfolds the buttons for which there is no room. Each takes what it needs
// of the inputs that stand above them all.
func (d drawing) more(rest []card.Button) map[string]any {
	asked := map[card.InputKind]bool{}
	var chips []string
	actions := []any{}
	for _, b := range rest {
		dialog := card.DialogOf(d.k, b.Action, d.words)
		for _, in := range dialog.Inputs() {
			asked[in.Kind] = true
		}
		for _, chip := range dialog.Chips {
			if !slices.Contains(chips, chip) {
				chips = append(chips, chip)
			}
		}
		actions = append(actions, d.execute(b.Label, b.Action, false))
	}
	var body []any
	for _, in := range moreInputs {
		if asked[in.Kind] {
			body = append(body, d.input(in, "more", chips, "")...)
		}
	}
	return showCard("More", body, actions)
}

// clientsThread says where an answer would go. The name of a channel is not to
// be had without asking; its account stands beside it.
const clientsThread = "the client's thread"

// deepLink gives the address of a client's thread in Teams.
func deepLink(tenant string) func(k *bot.Case) string {
	return func(k *bot.Case) string {
		if !strings.Contains(k.Channel, "@thread") || k.Thread == "" {
			return ""
		}
		return "https://teams.microsoft.com/l/message/" + url.PathEscape(k.Channel) + "/" + url.PathEscape(k.Thread) +
			"?" + url.Values{"tenantId": {tenant}}.Encode()
	}
}
