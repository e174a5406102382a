package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
)

// The inputs of a dialogue: block and action ids are the same, and those of
// what a dialogue asks for are the kinds of input.
const (
	inputText   = "text"
	inputTo     = string(card.AskColleague)
	inputDue    = string(card.AskWhen)
	inputPause  = string(card.AskPause)
	inputReason = string(card.AskReason)
	inputChip   = string(card.AskChip)
	inputNote   = string(card.AskNote)
)

// mostParts is in how many inputs a long draft is edited.
const mostParts = 4

// open opens the dialogue that an action needs, and tells whether it did. A
// trigger is good for three seconds and once; nothing slow happens before.
func (l *Listener) open(ctx context.Context, i interaction, p press, k *bot.Case, b card.Button) bool {
	if text := card.Editable(k, p.Action, l.c.deps.Card); p.Action == bot.Edit && len(parts(text)) > mostParts {
		l.tell(ctx, i, "This draft is too long to be edited in Slack: edit it in the record of the case, or escalate it.")
		return false
	}
	soon, cancel := context.WithTimeout(ctx, placeTime)
	defer cancel()
	view := l.c.dialogue(p, k, l.c.place(soon, k.Channel))
	err := CheckView(view)
	if err == nil {
		err = l.c.call(ctx, "views.open", func(ctx context.Context) error {
			_, err := l.c.api.OpenViewContext(ctx, i.Trigger, view)
			return err
		})
	}
	switch code := codeOf(err); {
	case err == nil:
		l.c.metrics.clicks.WithLabelValues("dialogue").Inc()
	case strings.HasSuffix(code, "trigger_id") || code == "trigger_expired" || code == "exchanged_trigger_id":
		l.c.metrics.clicks.WithLabelValues("too_slow").Inc()
		l.tell(ctx, i, "The dialogue took too long to open. Press “"+b.Label+"” again.")
	default:
		l.log.Error("dialogue cannot be opened", "case", p.Case, "action", string(p.Action), "err", err)
		l.tell(ctx, i, "The dialogue did not open, and nothing was changed. Press “"+b.Label+"” again.")
	}
	return err == nil
}

// dialogue lays out the modal of an action. Its private_metadata binds it to
// the draft and the card, as the button was bound.
func (c *Client) dialogue(p press, k *bot.Case, where place) slackgo.ModalViewRequest {
	v := c.view(k, where)
	blocks, d := v.blocks(v.QuoteParts()), card.DialogOf(k, p.Action, c.deps.Card)
	switch p.Action {
	case bot.Approve, bot.Resend:
		blocks = append(blocks, v.blocks(v.Exactly(card.Editable(k, p.Action, c.deps.Card), where.Name+where.who()))...)
	case bot.Edit:
		blocks = append(blocks, editInputs(card.Editable(k, p.Action, c.deps.Card))...)
	case bot.Correct:
		if sent, ok := k.Correctable(); ok {
			blocks = append(blocks, v.blocks(v.Exactly(sent.Text, where.Name+where.who()))...)
		}
	}
	blocks = append(blocks, fieldInputs(d)...)
	for _, in := range d.Inputs() {
		blocks = append(blocks, inputBlock(in, d, card.Editable(k, p.Action, c.deps.Card)))
	}
	return slackgo.ModalViewRequest{
		Type: slackgo.VTModal, Title: plain(d.Title), Submit: plain(d.Submit), Close: plain("Cancel"),
		CallbackID: string(p.Action), PrivateMetadata: p.metadata(), Blocks: slackgo.Blocks{BlockSet: blocks},
	}
}

// partSize leaves room to write more into an input that is full of a draft.
const partSize = maxInput - 500

// parts cuts a text into pieces that stand in one input each; put together
// with line breaks they are the text again.
func parts(text string) []string {
	if length(text) <= maxInput {
		return []string{text}
	}
	var out []string
	lines := strings.Split(text, "\n")
	part := lines[0]
	for _, l := range lines[1:] {
		joined := part + "\n" + l
		most := partSize
		if bot.Blank(part) || bot.Blank(l) {
			most = maxInput // nobody can submit an input that is blank
		}
		if length(joined) <= most {
			part = joined
			continue
		}
		out, part = append(out, part), l
	}
	out = append(out, part)
	if slices.ContainsFunc(out, func(s string) bool { return length(s) > maxInput || bot.Blank(s) }) {
		return make([]string, mostParts+1) // one line alone is too long, or as many are blank
	}
	return out
}

func editInputs(text string) []slackgo.Block {
	var out []slackgo.Block
	all := parts(text)
	for i, part := range all {
		label := card.ExactlyLabel
		if len(all) > 1 {
			label = fmt.Sprintf(card.ExactlyLabel+", part %d of %d", i+1, len(all))
		}
		input := slackgo.NewPlainTextInputBlockElement(nil, inputText)
		input.Multiline, input.InitialValue, input.MaxLength = true, part, maxInput
		block := slackgo.NewInputBlock(fmt.Sprintf("%s-%d", inputText, i+1), plain(label), nil, input)
		block.Optional = i > 0 // a part may be taken out
		out = append(out, block)
	}
	return out
}

// inputBlock draws one input of a dialogue.
func inputBlock(in card.Input, d card.Dialog, text string) slackgo.Block {
	id := string(in.Kind)
	b := slackgo.NewInputBlock(id, plain(in.Label), nil, inputElement(in, d, text))
	b.Optional = !in.Needed
	return b
}

// inputField begins the ids of the inputs for what is said of a record.
const inputField = "field-"

// fieldInputs are the inputs for what a dialog asks besides a reason.
func fieldInputs(d card.Dialog) []slackgo.Block {
	var out []slackgo.Block
	if d.Hint != "" {
		out = append(out, verbatim("hint", d.Hint)...)
	}
	for _, f := range d.Fields {
		id := inputField + f.Name
		b := slackgo.NewInputBlock(id, plain(fit(f.Label, maxSection)), nil, fieldElement(id, f))
		b.Optional = true
		out = append(out, b)
	}
	return out
}

func fieldElement(id string, f card.Field) slackgo.BlockElement {
	if f.Options == nil {
		in := slackgo.NewPlainTextInputBlockElement(nil, id)
		in.InitialValue, in.MaxLength = f.Value, 500
		return in
	}
	var all, chosen []*slackgo.OptionBlockObject
	for _, o := range f.Options {
		option := slackgo.NewOptionBlockObject(o.Value, plain(fit(o.Label, maxButton)), nil)
		all = append(all, option)
		if f.Chosen(o.Value) {
			chosen = append(chosen, option)
		}
	}
	if f.Many {
		boxes := slackgo.NewCheckboxGroupsBlockElement(id, all...)
		boxes.InitialOptions = chosen
		return boxes
	}
	one := slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeStatic, nil, id, all...)
	if len(chosen) > 0 {
		one.InitialOption = chosen[0]
	}
	return one
}

func inputElement(in card.Input, d card.Dialog, text string) slackgo.BlockElement {
	id := string(in.Kind)
	switch in.Kind {
	case card.AskColleague:
		return slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeUser, nil, id)
	case card.AskWhen:
		return slackgo.NewDateTimePickerBlockElement(id)
	case card.AskPause:
		options := []*slackgo.OptionBlockObject{}
		for _, p := range card.Pauses() {
			options = append(options, slackgo.NewOptionBlockObject(p.Code, plain(p.Label), nil))
		}
		choice := slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeStatic, nil, id, options...)
		choice.InitialOption = options[0]
		return choice
	case card.AskChip:
		options := []*slackgo.OptionBlockObject{}
		for _, chip := range d.Chips {
			options = append(options, slackgo.NewOptionBlockObject(chip, plain(chip), nil))
		}
		return slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeStatic, nil, id, options...)
	}
	input := slackgo.NewPlainTextInputBlockElement(nil, id)
	input.MaxLength = 500
	if in.Kind == card.AskNote {
		input.Multiline, input.MaxLength, input.InitialValue = true, maxInput, fit(text, maxInput)
	}
	return input
}

// placeTime is how long a dialogue waits for the name of the channel, which is
// nearly always held.
const placeTime = 200 * time.Millisecond

// submitTime is when a submitted dialogue must have its answer: Slack waits
// for three seconds.
const submitTime = 2200 * time.Millisecond
