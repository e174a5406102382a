package console

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/card"
)

func (h *Handler) getCases(w http.ResponseWriter, r *http.Request) {
	f, err := caseFilter(r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	found, err := h.deps.Reader.Cases(r.Context(), f)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	out := make([]caseView, 0, len(found))
	for _, k := range found {
		out = append(out, h.caseView(r.Context(), k))
	}
	h.writeJSON(w, http.StatusOK, map[string]any{"cases": out})
}

func stateNames() []string {
	var names []string
	for _, s := range bot.States() {
		names = append(names, string(s))
	}
	return names
}

// caseFilter reads state, tier, before (a case number) and limit.
func caseFilter(r *http.Request) (bot.CaseFilter, error) {
	q := r.URL.Query()
	f := bot.CaseFilter{Tier: bot.Tier(q.Get("tier")), Limit: 1000}
	for _, s := range q["state"] {
		if s == "" {
			continue
		}
		if !slices.Contains(bot.States(), bot.State(s)) {
			return f, &badRequest{http.StatusBadRequest, fmt.Sprintf("there is no state %q; use one of %s", s, strings.Join(stateNames(), ", "))}
		}
		f.States = append(f.States, bot.State(s))
	}
	if f.Tier != "" && f.Tier != bot.TierRoutine && f.Tier != bot.TierHuman {
		return f, &badRequest{http.StatusBadRequest, "tier must be routine or human"}
	}
	var err error
	if s := q.Get("before"); s != "" {
		if f.Before, err = strconv.ParseInt(s, 10, 64); err != nil || f.Before < 1 {
			return f, &badRequest{http.StatusBadRequest, "before must be the number of a case"}
		}
	}
	if s := q.Get("limit"); s != "" {
		if f.Limit, err = strconv.Atoi(s); err != nil || f.Limit < 1 || f.Limit > 1000 {
			return f, &badRequest{http.StatusBadRequest, "limit must be a number from 1 to 1000"}
		}
	}
	return f, nil
}

func (h *Handler) getCase(w http.ResponseWriter, r *http.Request) {
	id, err := caseID(r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	k, err := h.deps.Reader.Case(r.Context(), id)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	v := h.caseView(r.Context(), k)
	if v.Events, err = h.events(r.Context(), id); err != nil {
		h.fail(w, r, err)
		return
	}
	if !h.mayRead(r.Context(), k) {
		v.Events = withoutWords(v.Events)
	}
	h.writeJSON(w, http.StatusOK, v)
}

// events reads the events of a case with their words.
func (h *Handler) events(ctx context.Context, id int64) ([]bot.Event, error) {
	out := []bot.Event{}
	err := h.deps.Reader.Events(ctx, bot.EventFilter{Case: id, Words: true}, func(e bot.Event) error {
		out = append(out, e)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the events of case %d: %w", id, err)
	}
	return out, nil
}

// caseView is a case as the JSON interface gives it.
type caseView struct {
	ID          int64         `json:"id"`
	State       bot.State     `json:"state"`
	Tier        bot.Tier      `json:"tier"` // "" before the case was sorted
	Topic       string        `json:"topic"`
	Priority    bot.Priority  `json:"priority"`
	Weight      int           `json:"weight"`
	Cut         int           `json:"cut"`
	Reasons     []bot.Reason  `json:"reasons"`
	Explanation string        `json:"explanation"`
	Flags       []string      `json:"flags"`
	Records     []recordView  `json:"records"`
	Mark        *markView     `json:"mark,omitempty"` // staff are asked whether this is a complaint, or said so
	Platform    bot.Platform  `json:"platform"`
	Account     string        `json:"account"`
	Channel     string        `json:"channel"`
	Thread      string        `json:"thread"`
	Client      string        `json:"client"`
	Question    string        `json:"question"`
	Draft       *draftView    `json:"draft"`
	Decision    *decisionView `json:"decision"`
	Delivery    *deliveryView `json:"delivery"`
	Unclear     *unclearView  `json:"unclear,omitempty"`
	Owner       string        `json:"owner"`
	Promises    []promiseView `json:"promises"`
	Telling     *tellingView  `json:"telling,omitempty"`       // what the client will be told unless a person writes first
	SnoozedTo   string        `json:"snoozed_until,omitempty"` // its card is put aside until then
	Outcome     string        `json:"outcome"`
	OpenedAt    string        `json:"opened_at"`
	UpdatedAt   string        `json:"updated_at"`
	Events      []bot.Event   `json:"events,omitempty"` // of a single case only
}

// promiseView is what staff promised the client by a time.
type promiseView struct {
	Number int             `json:"number"`
	Kind   bot.PromiseKind `json:"kind"`
	What   string          `json:"what"`
	Due    string          `json:"due"`
	By     string          `json:"by"`
	Kept   string          `json:"kept"` // when; "" while it is open
}

type tellingView struct {
	Text string `json:"text"`
	Due  string `json:"due"`
}

type draftView struct {
	Version   int            `json:"version"`
	Text      string         `json:"text"`
	CanAnswer bool           `json:"can_answer"`
	Missing   string         `json:"missing,omitempty"`
	Status    string         `json:"status"` // "" while it waits, or decided
	Citations []citationView `json:"citations"`
	Checks    []checkView    `json:"checks"`
}

type citationView struct {
	Marker   int    `json:"marker"`
	Title    string `json:"title"`
	File     string `json:"file"`
	Heading  string `json:"heading"`
	Quote    string `json:"quote"`
	Reviewed string `json:"reviewed"` // a date, or ""
	Stale    bool   `json:"stale"`
	Conflict string `json:"conflict,omitempty"`
}

type decisionView struct {
	Action   bot.Action `json:"action"`
	Version  int        `json:"version"`
	By       string     `json:"by"`
	At       string     `json:"at"`
	Text     string     `json:"text,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Distance float64    `json:"distance"`
	Material bool       `json:"material"`

	Checks []checkView `json:"checks"` // on an edited text
}

// checkView is a check with every field, whatever is blank.
type checkView struct {
	Name    string      `json:"name"`
	Verdict bot.Verdict `json:"verdict"`
	Detail  string      `json:"detail"`
}

func newChecks(all []bot.Check) []checkView {
	out := make([]checkView, 0, len(all))
	for _, x := range all {
		out = append(out, checkView(x))
	}
	return out
}

type deliveryView struct {
	Delivery string        `json:"delivery"` // what undo and correct may name
	Kind     bot.PostKind  `json:"kind"`
	State    bot.PostState `json:"state"`
	Text     string        `json:"text"`
	ID       string        `json:"id,omitempty"` // the platform's
	At       string        `json:"at"`
	Detail   string        `json:"detail,omitempty"`
}

// unclearView is a text of which it is not known whether it arrived.
type unclearView struct {
	Delivery string       `json:"delivery"` // what arrived and resend must name
	Kind     bot.PostKind `json:"kind"`
	Text     string       `json:"text"`
}

func newCaseView(k *bot.Case) caseView {
	v := caseView{
		ID: k.ID, State: k.State, Tier: k.Tier(), Topic: k.Topic(), Reasons: []bot.Reason{}, Flags: []string{},
		Records: []recordView{}, Promises: []promiseView{}, Platform: k.Platform, Account: k.Account, Channel: k.Channel, Thread: k.Thread,
		Client: k.Client.Label(), Question: card.Visible(question(k)), Owner: k.Owner, Outcome: k.Outcome,
		OpenedAt: stamp(k.OpenedAt), UpdatedAt: stamp(k.UpdatedAt),
	}
	if a := k.Assessment; a != nil {
		v.Priority, v.Weight, v.Cut, v.Explanation = a.Priority, a.Weight, a.Cut, a.Explanation
		v.Reasons, v.Flags = append(v.Reasons, a.Reasons...), append(v.Flags, a.Flags...)
	}
	for i := range k.Records {
		v.Records = append(v.Records, newRecordView(&k.Records[i]))
	}
	for _, p := range k.Promises {
		v.Promises = append(v.Promises, promiseView{p.Number, p.Kind, p.What, stamp(p.Due), p.By.Label(), stamp(p.KeptAt)})
	}
	if t := k.Telling; t != nil {
		v.Telling = &tellingView{t.Text, stamp(t.Due)}
	}
	v.SnoozedTo = stamp(k.SnoozedTo)
	v.Mark = newMarkView(k.Mark)
	v.Draft, v.Decision, v.Delivery = newDraftView(k.CurrentDraft()), lastDecision(k), lastDelivery(k)
	if d, ok := k.Unclear(); ok {
		v.Unclear = &unclearView{d.Try(), d.Kind, d.Text}
	}
	return v
}

// question is what the client asks now, or what was asked and answered.
func question(k *bot.Case) string {
	if q := k.Question(); q != "" {
		return q
	}
	var text string
	for i, m := range k.Questions() {
		if i > 0 {
			text += "\n"
		}
		text += m.Text
	}
	return text
}

func newDraftView(d *bot.Draft) *draftView {
	if d == nil {
		return nil
	}
	v := &draftView{
		Version: d.Version, Text: d.Text, CanAnswer: d.CanAnswer, Missing: d.Missing, Status: d.Status,
		Citations: []citationView{}, Checks: newChecks(d.Checks),
	}
	for _, x := range d.Citations {
		c := citationView{
			Marker: x.Marker, Title: x.Title, File: x.File, Heading: x.Heading, Quote: x.Quote, Stale: x.Stale, Conflict: x.Conflict,
		}
		if !x.Reviewed.IsZero() {
			c.Reviewed = x.Reviewed.Format(time.DateOnly)
		}
		v.Citations = append(v.Citations, c)
	}
	return v
}

// lastDecision is the latest decision on what the client asks now, one that
// settled the draft before any other.
func lastDecision(k *bot.Case) *decisionView {
	standing := k.Standing()
	if len(standing) == 0 {
		return nil
	}
	d := standing[len(standing)-1]
	for _, x := range slices.Backward(standing) {
		if x.Action.Settles() {
			d = x
			break
		}
	}
	return &decisionView{
		Action: d.Action, Version: d.Version, By: d.By.Label(), At: stamp(d.At), Text: d.Text, Reason: d.Reason,
		Distance: d.Distance, Material: d.Material, Checks: newChecks(d.Checks),
	}
}

// lastDelivery is how far the latest answer, or correction of it, is; without one,
// the latest note or notice.
func lastDelivery(k *bot.Case) *deliveryView {
	var last *bot.Delivery
	for i := range k.Deliveries {
		if d := &k.Deliveries[i]; last == nil || told(d) || !told(last) {
			last = d
		}
	}
	if last == nil {
		return nil
	}
	return &deliveryView{Delivery: last.Try(), Kind: last.Kind, State: last.State, Text: last.Text, ID: last.PlatformID, At: stamp(last.At), Detail: last.Detail}
}

func told(d *bot.Delivery) bool {
	return d.Kind == bot.PostAnswer || d.Kind == bot.PostCorrection && d.State != bot.PostCancelled
}

// stamp gives a time as RFC 3339 in UTC, or "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
