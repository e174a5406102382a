package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	slackgo "github.com/slack-go/slack"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// submit carries out a dialogue. What comes back is the answer for Slack: the
// faults beside their inputs, or nil, which closes the dialogue. A decision
// that takes longer than Slack waits goes on, and its end is told to the
// person alone.
func (l *Listener) submit(ctx context.Context, i interaction) any {
	p, err := parseMetadata(i.View.Metadata)
	if err != nil || p.Action != bot.Action(i.View.Callback) {
		l.record(ctx, i, 0, &edge.RefusalError{Why: "the dialogue is not one of ours"})
		return fault(p.Action, "This dialogue is not one of ours.")
	}
	channel, ts, _ := splitID(p.Card)
	i.Container.Channel, i.Container.TS = channel, ts
	wait, cancel := context.WithTimeout(ctx, submitTime)
	defer cancel()
	done := make(chan any) // without room: what nobody waits for any more is told
	started := l.after(ctx, func(ctx context.Context) {
		answer := l.carryOut(ctx, i, p)
		select {
		case done <- answer:
		case <-wait.Done():
			if answer != nil {
				l.tell(ctx, i, said(answer))
			}
		}
	})
	if !started {
		return fault(p.Action, "Too much is going on just now. Press the button again.")
	}
	select {
	case answer := <-done:
		return answer
	case <-wait.Done():
		return nil // the dialogue closes; the person is told how it ended
	}
}

// carryOut checks a dialogue as a press is checked, and decides.
func (l *Listener) carryOut(ctx context.Context, i interaction, p press) any {
	by, err := l.approver(ctx, i)
	if err == nil {
		var k *bot.Case
		if k, err = l.bound(ctx, p, i.Container.Channel); err == nil {
			return l.settle(ctx, i, p, k, by)
		}
	}
	r, ok := errors.AsType[*edge.RefusalError](err)
	if !ok {
		return fault(p.Action, edge.Sentence(l.log, p.Case, err))
	}
	l.record(ctx, i, p.Case, r)
	return fault(p.Action, r.Sentence())
}

func (l *Listener) settle(ctx context.Context, i interaction, p press, k *bot.Case, by bot.Person) any {
	if p.Version != k.ButtonVersion() && !p.Action.Settles() {
		l.c.refresh(ctx, k.ID)
		return fault(p.Action, "The case has changed meanwhile: look at its card again.")
	}
	d, wrong := i.decision(p, k)
	if wrong == nil {
		wrong = l.asked(ctx, i, &d)
	}
	if wrong != nil {
		return wrong
	}
	d.By = by
	_, err := l.w.Decide(ctx, p.Case, d)
	if err == nil {
		l.c.metrics.clicks.WithLabelValues("carried_out").Inc()
		return nil
	}
	l.c.metrics.clicks.WithLabelValues("late").Inc()
	l.c.refresh(ctx, p.Case)
	if invalid, ok := errors.AsType[*bot.InvalidError](err); ok && asksFor(p.Action, invalid.Field) {
		return beside(invalid.Field, invalid.Error())
	} else if ok && i.has(inputField+invalid.Field) {
		return beside(inputField+invalid.Field, invalid.Error())
	}
	return fault(p.Action, edge.Sentence(l.log, p.Case, err))
}

// beside puts what is wrong beside an input.
func beside(input, text string) any {
	return slackgo.NewErrorsViewSubmissionResponse(map[string]string{input: fit(text, maxSection)})
}

// asksFor tells whether the dialogue of an action has an input.
func asksFor(a bot.Action, input string) bool {
	return slices.ContainsFunc(card.InputsOf(a), func(in card.Input) bool { return string(in.Kind) == input })
}

// asked reads what a dialogue asks for beside texts: a colleague and a time. The
// result says what is missing.
func (l *Listener) asked(ctx context.Context, i interaction, d *bot.Decision) any {
	d.Promise = i.input(string(card.AskPromise))
	var err error
	if asksFor(d.Action, inputTo) {
		if d.To, err = l.colleague(ctx, i.View.State.Values[inputTo][inputTo].User); err != nil {
			return beside(inputTo, err.Error())
		}
	}
	if chosen := i.View.State.Values[inputPause][inputPause].Selected; chosen != nil {
		if d.Due, err = l.c.deps.Card.When(chosen.Value, l.c.deps.Now()); err != nil {
			return beside(inputPause, err.Error())
		}
	}
	if at := i.View.State.Values[inputDue][inputDue].DateTime; at > 0 {
		d.Due = time.Unix(at, 0)
	}
	return nil
}

// colleague makes sure that whoever gets a case may decide on it.
func (l *Listener) colleague(ctx context.Context, id string) (bot.Person, error) {
	if !slices.Contains(l.c.deps.Approvers(), id) {
		return bot.Person{}, errors.New("this person is not on the list of those who may decide: choose another")
	}
	bounded, cancel := context.WithTimeout(ctx, approverTime)
	defer cancel()
	who, err := l.c.people.get(bounded, id)
	self, _ := l.c.people.me()
	switch {
	case err != nil:
		return bot.Person{}, errors.New("slack did not say who this is: try again")
	case !who.staffOf(self):
		return bot.Person{}, errors.New("this person is not of the firm: choose another")
	}
	return bot.Person{ID: who.ID, Team: who.Team, Name: card.OneLine(who.Name)}, nil
}

// decision makes a decision of what was typed; the second result says what is
// missing.
func (i interaction) decision(p press, k *bot.Case) (bot.Decision, any) {
	d := bot.Decision{Action: p.Action, Version: p.Version, Reason: i.reason()}.About(p.About)
	if p.Action.OnRecord() {
		d.Fields = i.fields()
	}
	switch p.Action {
	case bot.Edit:
		d.Text = i.edited()
		if why := wrongText(d.Text); why != "" {
			return d, fault(p.Action, why)
		}
		if draft := k.Draft(); d.Reason == "" && draft != nil && draft.Text != "" && bot.EditDistance(draft.Text, d.Text) > card.LargeChange {
			return d, slackgo.NewErrorsViewSubmissionResponse(map[string]string{
				inputChip: card.NoReasonYet})
		}
	default:
		d.Text = strings.ReplaceAll(i.input(inputNote), "\r\n", "\n")
	}
	return d, nil
}

func wrongText(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return card.EmptyText
	case length(text) > mostParts*maxInput:
		return fmt.Sprintf("The text is longer than %d characters: shorten it.", mostParts*maxInput)
	}
	return ""
}

// edited puts the inputs of an edited text together.
func (i interaction) edited() string {
	var out []string
	for n := 1; n <= mostParts; n++ {
		block, ok := i.View.State.Values[fmt.Sprintf("%s-%d", inputText, n)]
		if !ok {
			break
		}
		if part := block[inputText].Value; n == 1 || part != "" { // what was taken out leaves no line behind
			out = append(out, part)
		}
	}
	return strings.ReplaceAll(strings.Join(out, "\n"), "\r\n", "\n")
}

func (i interaction) has(input string) bool {
	_, ok := i.View.State.Values[input]
	return ok
}

func (i interaction) input(name string) string {
	return strings.TrimSpace(i.View.State.Values[name][name].Value)
}

// fields gives what was said of a record; inputs that were left blank are not
// among it.
func (i interaction) fields() map[string]string {
	out := map[string]string{}
	for _, name := range bot.RecordFields() {
		id := inputField + name
		in := i.View.State.Values[id][id]
		value := strings.TrimSpace(in.Value)
		if in.Selected != nil {
			value = in.Selected.Value
		}
		for _, o := range in.Several {
			value = strings.TrimPrefix(value+","+o.Value, ",")
		}
		if value != "" {
			out[name] = value
		}
	}
	return out
}

func (i interaction) reason() string {
	reason := i.input(inputReason)
	chosen := i.View.State.Values[inputChip][inputChip].Selected
	switch {
	case chosen == nil || chosen.Value == "":
		return reason
	case reason == "":
		return chosen.Value
	}
	return chosen.Value + ": " + reason
}

// faultAt is where a dialogue shows what is wrong: beside an input it has.
func faultAt(a bot.Action) (string, bool) {
	if a == bot.Edit {
		return inputText + "-1", true
	}
	inputs := card.InputsOf(a)
	if len(inputs) == 0 {
		return "", false
	}
	for _, kind := range []card.InputKind{card.AskNote, card.AskReason} {
		if asksFor(a, string(kind)) {
			return string(kind), true
		}
	}
	return string(inputs[0].Kind), true
}

// fault answers a dialogue with what is wrong. One without inputs is replaced
// by a page that says so.
func fault(a bot.Action, text string) any {
	if at, ok := faultAt(a); ok {
		return beside(at, text)
	}
	return slackgo.NewUpdateViewSubmissionResponse(&slackgo.ModalViewRequest{
		Type: slackgo.VTModal, Title: plain("Nothing was done"), Close: plain("Close"),
		Blocks: slackgo.Blocks{BlockSet: verbatim("fault", text)},
	})
}

// said gives the words of an answer that came too late for its dialogue.
func said(answer any) string {
	r, ok := answer.(*slackgo.ViewSubmissionResponse)
	if !ok {
		return "That did not work; look at the card."
	}
	for _, text := range r.Errors {
		return text
	}
	return "Nothing was done; look at the card."
}
