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

// The inputs of a dialogue: block and action ids are the same.
const (
	inputText   = "text"
	inputReason = "reason"
	inputChip   = "chip"
	inputNote   = "note"
)

// mostParts is in how many inputs a long draft is edited.
const mostParts = 4

// chips are the reasons that a dialogue proposes.
var chips = map[bot.Action][]string{
	bot.Edit:     {"wrong fact", "tone", "missing step", "out-of-date document", "commitment", "other"},
	bot.Escalate: {"client is upset", "a complaint", "needs advice", "nothing covers it", "wrong tier", "other"},
	bot.Reject:   {"wrong fact", "does not answer", "tone", "out-of-date document", "must not be promised", "other"},
	bot.Resolve:  {"answered by telephone", "answered in the thread", "not an enquiry", "duplicate", "other"},
}

// titles and the words on the button that carries the dialogue out.
var titles = map[bot.Action][2]string{
	bot.Approve:  {"Send this answer?", "Send"},
	bot.Edit:     {"Edit and send", "Send"},
	bot.Escalate: {"Escalate", "Escalate"},
	bot.Reject:   {"Reject the draft", "Reject"},
	bot.Resolve:  {"Resolve", "Resolve"},
	bot.Resend:   {"Send again?", "Send again"},
}

// open opens the dialogue that an action needs. A trigger is good for three
// seconds and once; nothing slow happens before.
func (l *Listener) open(ctx context.Context, i interaction, p press, k *bot.Case, b card.Button) {
	if text := editable(k, p.Action); len(parts(text)) > mostParts {
		l.tell(ctx, i, "This draft is too long to be edited in Slack: edit it in the record of the case, or escalate it.")
		return
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
}

// editable is the text that a dialogue begins with.
func editable(k *bot.Case, a bot.Action) string {
	d := k.Draft()
	switch {
	case a == bot.Edit && d != nil:
		return d.Text
	case a == bot.Approve && d != nil:
		return d.Text
	case a == bot.Resend:
		for _, x := range slices.Backward(k.Deliveries) {
			if x.Kind == bot.PostAnswer && x.State == bot.PostUnknown {
				return x.Text
			}
		}
	}
	return ""
}

// dialogue lays out the modal of an action. Its private_metadata binds it to
// the draft and the card, as the button was bound.
func (c *Client) dialogue(p press, k *bot.Case, where place) slackgo.ModalViewRequest {
	v := c.view(k, where)
	blocks := v.quote()
	switch p.Action {
	case bot.Approve, bot.Resend:
		blocks = append(blocks, v.exactly(editable(k, p.Action))...)
	case bot.Edit:
		blocks = append(blocks, editInputs(editable(k, p.Action))...)
	case bot.Escalate:
		blocks = append(blocks, c.noteInput())
	}
	if list := chips[p.Action]; len(list) > 0 {
		blocks = append(blocks, chipInput(list), reasonInput(p.Action))
	}
	title := titles[p.Action]
	return slackgo.ModalViewRequest{
		Type: slackgo.VTModal, Title: plain(title[0]), Submit: plain(title[1]), Close: plain("Cancel"),
		CallbackID: string(p.Action), PrivateMetadata: p.metadata(), Blocks: slackgo.Blocks{BlockSet: blocks},
	}
}

// exactly shows the text that goes, and who gets it.
func (v cardView) exactly(text string) []slackgo.Block {
	r := newRich()
	r.line(strong("To " + v.Account + " in " + v.place.Name + v.place.who() + ", exactly this:"))
	out := append(r.block("recipient"), verbatim("text", text)...)
	checks := newRich()
	for _, c := range v.Checks {
		checks.line(strong(c.Word+": "), words(c.Name+before(": ", c.Detail)))
	}
	v.sources(checks, "Sources", v.Sources)
	return append(out, checks.block("checks")...)
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
	part := ""
	for _, l := range strings.Split(text, "\n") {
		switch joined := part + "\n" + l; {
		case len(out) == 0 && part == "":
			part = l
		case length(joined) <= partSize:
			part = joined
		default:
			out, part = append(out, part), l
		}
	}
	out = append(out, part)
	if slices.ContainsFunc(out, func(s string) bool { return length(s) > maxInput }) {
		return make([]string, mostParts+1) // one line alone is too long
	}
	return out
}

func editInputs(text string) []slackgo.Block {
	var out []slackgo.Block
	all := parts(text)
	for i, part := range all {
		label := "Exactly what the client gets"
		if len(all) > 1 {
			label = fmt.Sprintf("Exactly what the client gets, part %d of %d", i+1, len(all))
		}
		input := slackgo.NewPlainTextInputBlockElement(nil, inputText)
		input.Multiline, input.InitialValue, input.MaxLength = true, part, maxInput
		out = append(out, slackgo.NewInputBlock(fmt.Sprintf("%s-%d", inputText, i+1), plain(label), nil, input))
	}
	return out
}

// noteInput takes words for the client that go with an escalation, in the name
// of whoever writes them.
func (c *Client) noteInput() slackgo.Block {
	input := slackgo.NewPlainTextInputBlockElement(nil, inputNote)
	input.Multiline, input.MaxLength = true, maxInput
	b := slackgo.NewInputBlock(inputNote, plain("Tell the client (sent in your name; leave blank to send nothing)"), nil, input)
	b.Optional = true
	return b
}

func chipInput(list []string) slackgo.Block {
	var options []*slackgo.OptionBlockObject
	for _, chip := range list {
		options = append(options, slackgo.NewOptionBlockObject(chip, plain(chip), nil))
	}
	b := slackgo.NewInputBlock(inputChip, plain("Reason"), nil, slackgo.NewOptionsSelectBlockElement(slackgo.OptTypeStatic, nil, inputChip, options...))
	b.Optional = true
	return b
}

func reasonInput(a bot.Action) slackgo.Block {
	input := slackgo.NewPlainTextInputBlockElement(nil, inputReason)
	input.MaxLength = 500
	label := "In your words"
	if a == bot.Resolve {
		label = "How it ended"
	}
	b := slackgo.NewInputBlock(inputReason, plain(label), nil, input)
	b.Optional = true
	return b
}

// placeTime is how long a dialogue waits for the name of the channel, which is
// nearly always held.
const placeTime = 200 * time.Millisecond

// submitTime is when a submitted dialogue must have its answer: Slack waits
// for three seconds.
const submitTime = 2200 * time.Millisecond
