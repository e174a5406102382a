package teams

import (
	"countersign/bot/card"
)

// The inputs of what a button unfolds. Each id is followed by what the input
// belongs to, because Teams refuses a card in which an id stands twice.
const (
	inputText    = "text"
	inputTime    = "time" // the hour that goes with a date
	inputTo      = string(card.AskColleague)
	inputDue     = string(card.AskWhen)
	inputPause   = string(card.AskPause)
	inputChip    = string(card.AskChip)
	inputReason  = string(card.AskReason)
	inputPromise = string(card.AskPromise)
	inputNote    = string(card.AskNote)
	inputField   = "field-" // and the name of the field
)

// moreInputs are the inputs that several buttons share, in words that fit each.
var moreInputs = []card.Input{
	{Kind: card.AskColleague, Label: "Colleague (to hand the case to)"},
	{Kind: card.AskPause, Label: "For how long (to snooze)"},
	{Kind: card.AskChip, Label: card.ReasonLabel},
	{Kind: card.AskReason, Label: "Reason, or how it ended"},
	{Kind: card.AskPromise, Label: "What was promised to the client (blank: nothing)"},
	{Kind: card.AskWhen, Label: "Date and time (of a call-back or a promise, or when it was noticed)"},
	{Kind: card.AskNote, Label: "Text to the client (sent at once, in your name)"},
}

// input draws one input of what a button unfolds; of is what it belongs to.
func (d drawing) input(in card.Input, of string, chips []string, text string) []any {
	id := string(in.Kind) + "_" + of
	base := func(kind string, more map[string]any) map[string]any {
		more["type"], more["id"], more["label"] = kind, id, in.Label
		return more
	}
	switch in.Kind {
	case card.AskColleague:
		choices := []any{}
		for _, p := range d.colleagues {
			choices = append(choices, map[string]any{"title": plainly(p.Label()), "value": p.ID})
		}
		return []any{base("Input.ChoiceSet", map[string]any{"style": "compact", "choices": choices})}
	case card.AskPause:
		choices := []any{}
		for _, p := range card.Pauses() {
			choices = append(choices, map[string]any{"title": p.Label, "value": p.Code})
		}
		return []any{base("Input.ChoiceSet", map[string]any{"style": "compact", "choices": choices})}
	case card.AskChip:
		choices := []any{}
		for _, c := range chips {
			choices = append(choices, map[string]any{"title": c, "value": c})
		}
		return []any{base("Input.ChoiceSet", map[string]any{"style": "compact", "choices": choices})}
	case card.AskWhen:
		return []any{base("Input.Date", map[string]any{}), map[string]any{"type": "Input.Time", "id": inputTime + "_" + of, "label": "At (24 hours)"}}
	case card.AskNote:
		more := map[string]any{"isMultiline": true, "maxLength": maxEdit}
		if text != "" {
			more["value"] = text
		}
		return []any{base("Input.Text", more)}
	}
	return []any{base("Input.Text", map[string]any{"maxLength": 500})}
}
