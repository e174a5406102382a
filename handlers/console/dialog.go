package console

import (
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
	Text     string // what the text area begins with
	Chips    []string
	Asks     card.Dialog
	Typed    map[string]string // what was said of a record before
	Chosen   string
	Reason   string
	Question string
	To       string // who gets the text
	Error    string
	Checks   []bot.Check
	Signed   string // the text whose findings its author has read, by its hash
	Fragment bool   // only the form, for a dialog on the page
}

func (h *Handler) getDialog(w http.ResponseWriter, r *http.Request) {
	k, err := h.requestedCase(r)
	if err != nil {
		h.failPage(w, r, err)
		return
	}
	p := dialogPage{Action: bot.Action(r.PathValue("action"))}
	if chip := r.URL.Query().Get("chip"); slices.Contains(card.DialogOf(k, p.Action).Chips, chip) {
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
	p.Card = h.cardPane(r, k, true)
	p.Card.Link = recordPath(k.ID)
	p.Asks = card.DialogOf(k, p.Action)
	p.Chrome, p.Chips, p.Question = h.chrome(r, p.Button.Label), p.Asks.Chips, card.Visible(question(k))
	for i, f := range p.Asks.Fields {
		if typed, ok := p.Typed[f.Name]; ok {
			p.Asks.Fields[i].Value = typed
		}
	}
	p.To = p.Card.Client + ", " + p.Card.Account
	if p.Text == "" || p.Action == bot.Resend {
		p.Text = card.Editable(k, p.Action)
	}
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
	in := decisionIn{Action: f.Get("action"), Version: version, Text: text, Reason: reason, By: identityOf(r.Context()).name}
	if bot.Action(in.Action).OnRecord() {
		in.Record, in.Fields = f.Get("about"), fieldsOf(r)
	} else {
		in.Delivery = f.Get("about")
	}
	return in
}

// signedFor asks of an edit why so much was changed: what is said there is the
// evidence on which a topic may earn or lose trust. And it asks once more
// where a check found something in the very text that would be sent: an edit,
// or a note to the client.
func (h *Handler) signedFor(r *http.Request, k *bot.Case, in decisionIn) error {
	d, edit := k.Draft(), bot.Action(in.Action) == bot.Edit
	if !edit && bot.Action(in.Action) != bot.Escalate || edit && d == nil || strings.TrimSpace(in.Text) == "" {
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
	p := dialogPage{Action: bot.Action(in.Action), Text: in.Text, Reason: r.PostForm.Get("reason"), Chosen: r.PostForm.Get("chip"), Error: words(why), Typed: in.Fields}
	if p2, ok := why.(problem); ok {
		p.Checks, p.Signed = p2.Checks, p2.Signed
	}
	h.showDialog(w, r, k, p, status)
}
