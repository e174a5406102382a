package console

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"countersign/bot"
	"countersign/bot/card"
)

// dialogPage asks for what an action needs before it is carried out.
type dialogPage struct {
	Chrome   chrome
	Card     cardPane
	Action   bot.Action
	Button   card.Button
	Dialog   card.Dialog
	Inputs   []inputPane
	Text     string            // what the text area begins with
	In       decisionIn        // what was typed
	Typed    map[string]string // what was said of a record before
	Chosen   string
	Reason   string
	Question string
	To       string // who gets the text
	Sent     string // of a correction: what the client was sent
	Quoted   bool   // the client's words stand above the form
	Zone     string // of the times that are typed
	Error    string
	Checks   []bot.Check
	Signed   string // the text whose findings its author has read, by its hash
	Fragment bool   // only the form, for a dialog on the page
}

// inputPane is one input of a dialog with what its field needs.
type inputPane struct {
	card.Input
	Dialog  *dialogPage
	Choices []choice
	Value   string
}

// choice is one of those that an input offers.
type choice struct{ Value, Label, Words string }

// inputs gives the inputs of a dialog.
func (h *Handler) inputs(p *dialogPage) []inputPane {
	var out []inputPane
	for _, in := range p.Dialog.Inputs() {
		pane := inputPane{Input: in, Dialog: p}
		switch in.Kind {
		case card.AskColleague:
			pane.Value = p.In.To
			for _, name := range h.opts.Staff {
				pane.Choices = append(pane.Choices, choice{Value: name, Label: name})
			}
		case card.AskPause:
			for _, x := range card.Pauses() {
				pane.Choices = append(pane.Choices, choice{Value: x.Code, Label: x.Label})
			}
		case card.AskChip:
			pane.Value = p.Chosen
			for _, chip := range p.Dialog.Chips {
				pane.Choices = append(pane.Choices, choice{chip, chip, card.ChipWords(chip, h.cardOptions())})
			}
		case card.AskWhen:
			pane.Value = p.In.Due
		case card.AskReason:
			pane.Value = p.Reason
		case card.AskPromise:
			pane.Value = p.In.Promise
		case card.AskNote:
			pane.Value = p.Text
		}
		out = append(out, pane)
	}
	return out
}

func (h *Handler) getDialog(w http.ResponseWriter, r *http.Request) {
	k, err := h.requestedCase(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	if !slices.Contains(bot.Actions(), bot.Action(r.PathValue("action"))) {
		h.getNowhere(w, r)
		return
	}
	h.viewed(r, k.ID)
	p := dialogPage{Action: bot.Action(r.PathValue("action"))}
	if chip := r.URL.Query().Get("chip"); slices.Contains(card.DialogOf(k, p.Action, h.cardOptions()).Chips, chip) {
		p.Chosen = chip
	}
	h.showDialog(w, r, k, p, http.StatusOK)
}

func (h *Handler) requestedCase(r *http.Request) (*bot.Case, error) {
	id, err := caseID(r)
	if err != nil {
		return nil, err
	}
	return h.deps.Reader.Case(r.Context(), id)
}

// showDialog fills in what the case gives and shows the form.
func (h *Handler) showDialog(w http.ResponseWriter, r *http.Request, k *bot.Case, p dialogPage, status int) {
	buttons := card.Actions(k)
	at := slices.IndexFunc(buttons, func(b card.Button) bool { return b.Action == p.Action })
	if at < 0 && p.Error == "" {
		h.failPage(w, r, &badRequest{http.StatusConflict, "this is not possible any more: the case has moved on"})
		return
	}
	if at >= 0 {
		p.Button = buttons[at]
	}
	p.Card = h.cardPane(r, k, h.mayRead(r.Context(), k))
	p.Card.Link = recordPath(k.ID)
	p.Chrome, p.Dialog, p.Question = h.chrome(r, p.Button.Label), card.DialogOf(k, p.Action, h.cardOptions()), card.Visible(question(k))
	p.Zone = h.now().In(h.zone()).Format("MST")
	p.Quoted = p.Dialog.Note != "" || p.Action == bot.Edit || p.Action == bot.Reject
	for i, f := range p.Dialog.Fields {
		if typed, ok := p.Typed[f.Name]; ok {
			p.Dialog.Fields[i].Value = typed
		}
	}
	if sent, ok := k.Correctable(); ok {
		p.Sent = sent.Text
	}
	p.To = p.Card.Client + ", " + p.Card.Account
	if p.Text == "" || p.Action == bot.Resend {
		p.Text = card.Editable(k, p.Action, h.cardOptions())
	}
	if !h.mayRead(r.Context(), k) {
		p.Question, p.Sent = heldText, heldText
		if p.Action == bot.Resend {
			p.Text = heldText
		}
	}
	p.Inputs = h.inputs(&p)
	p.Fragment = r.URL.Query().Get("fragment") != ""
	name := "dialog-page"
	if p.Fragment {
		name = "dialog"
	}
	h.render(w, status, name, p)
}

// formDecision takes a decision from a form of the page.
func (h *Handler) formDecision(w http.ResponseWriter, r *http.Request) {
	if err := readForm(w, r); err != nil {
		h.failPage(w, r, err)
		return
	}
	k, err := h.requestedCase(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	in := decisionOfForm(r)
	if err = h.signedFor(r, k, in); err == nil {
		_, err = h.decide(r.Context(), k.ID, in)
	}
	switch {
	case err != nil:
		h.refuseForm(w, r, k, in, err)
	case wantsJSON(r):
		h.writeJSON(w, http.StatusOK, map[string]int64{"case": k.ID})
	default:
		http.Redirect(w, r, "/#case-"+strconv.FormatInt(k.ID, 10), http.StatusSeeOther)
	}
}

func decisionOfForm(r *http.Request) decisionIn {
	f := r.PostForm
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		version = 0 // the workflow says that it is missing where it matters
	}
	reason := strings.TrimSpace(f.Get("reason"))
	if chip := f.Get("chip"); chip != "" && reason != "" {
		reason = chip + ": " + reason
	} else if chip != "" {
		reason = chip
	}
	text := strings.ReplaceAll(f.Get("text"), "\r\n", "\n") // forms send line breaks so
	d := bot.Decision{Action: bot.Action(f.Get("action"))}.About(f.Get("about"))
	in := decisionIn{Action: string(d.Action), Version: version, Delivery: d.Delivery, Number: d.Number, Record: d.Record, Text: text, Reason: reason,
		To: f.Get("to"), Due: cmp.Or(f.Get("due"), f.Get("pause")), Promise: f.Get("promise"), By: identityOf(r.Context()).name}
	if d.Action.OnRecord() {
		in.Fields = fieldsOf(r)
	}
	return in
}

// signedFor asks of an edit why so much was changed: what is said there is the
// evidence on which a topic may earn or lose trust. And it asks once more
// where a check found something in the very text that would be sent: an edit,
// or a note to the client.
func (h *Handler) signedFor(r *http.Request, k *bot.Case, in decisionIn) error {
	d, edit := k.Draft(), bot.Action(in.Action) == bot.Edit
	if writes := (bot.Decision{Action: bot.Action(in.Action), Text: in.Text}).Writes(); !writes || edit && d == nil || strings.TrimSpace(in.Text) == "" {
		return nil
	}
	if edit && in.Reason == "" && d.Text != "" && bot.EditDistance(d.Text, in.Text) > card.LargeChange {
		return invalid("reason", card.NoReasonYet)
	}
	if r.PostForm.Get("signed") == bot.TextHash(in.Text) {
		return nil
	}
	checks, err := h.deps.Workflow.CheckEdit(r.Context(), k.ID, h.staff(in.By), in.Text)
	if err != nil {
		return err
	}
	if found := findings(checks); len(found) > 0 && !bot.Blocked(found) {
		return &unsigned{checks: found, text: bot.TextHash(in.Text)}
	}
	return nil
}

func findings(checks []bot.Check) []bot.Check {
	return slices.DeleteFunc(slices.Clone(checks), func(x bot.Check) bool { return x.Verdict == bot.OK })
}

// unsigned is a text of staff in which the checks found something that its
// author has not stood by yet.
type unsigned struct {
	checks []bot.Check
	text   string // its hash
}

func (e *unsigned) Error() string {
	return "Nothing was sent yet. Read what the checks found; send it again if you stand by it."
}

// refuseForm shows why a decision was not carried out, with what was typed.
func (h *Handler) refuseForm(w http.ResponseWriter, r *http.Request, k *bot.Case, in decisionIn, err error) {
	if wantsJSON(r) {
		h.fail(w, r, err)
		return
	}
	status, why := h.explain(r, err)
	p := dialogPage{Action: bot.Action(in.Action), Text: in.Text, In: in, Reason: r.PostForm.Get("reason"), Chosen: r.PostForm.Get("chip"), Error: words(why), Typed: in.Fields}
	if p2, ok := why.(problem); ok {
		p.Checks, p.Signed = p2.Checks, p2.Signed
	}
	h.showDialog(w, r, k, p, status)
}
