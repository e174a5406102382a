package console

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// decisionIn is what a member of staff decides on a case.
type decisionIn struct {
	Action   string `json:"action"`
	Version  int    `json:"version"`  // the draft version decided on
	Delivery string `json:"delivery"` // of arrived, resend, undo and correct: the one that was looked at
	Text     string `json:"text"`     // of an edit, a correction or a word to the client; with escalate and call_back a note for the client
	Reason   string `json:"reason"`
	To       string `json:"to"`      // of hand_to: the name of who gets the case
	Due      string `json:"due"`     // of call_back, snooze and resolve: RFC 3339, or a local time without a zone, which is the firm's
	Promise  string `json:"promise"` // of resolve: what was promised to the client
	Number   int    `json:"number"`  // of kept: which promise
	Record   string `json:"record"`  // of an action on a record: its kind; "" for the first to which it applies
	By       string `json:"by"`      // a signed-in page decides in its own name whatever stands here

	Fields map[string]string `json:"fields"` // of an action on a record: what is said of it
}

func (h *Handler) postDecision(w http.ResponseWriter, r *http.Request) {
	id, err := caseID(r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	var in decisionIn
	if err := decode(w, r, &in); err != nil {
		h.fail(w, r, err)
		return
	}
	k, err := h.decide(r.Context(), id, in)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusOK, h.caseView(r.Context(), k))
}

// decide checks who decides and hands the decision to the workflow.
func (h *Handler) decide(ctx context.Context, id int64, in decisionIn) (*bot.Case, error) {
	by := strings.TrimSpace(in.By)
	if who := identityOf(ctx); who.session {
		by = who.name
	}
	if err := h.mayNot(by, in); err != nil {
		return nil, h.refuse(ctx, id, by, in, err)
	}
	d := bot.Decision{
		Action: bot.Action(in.Action), Version: in.Version, Delivery: in.Delivery, Record: in.Record, Fields: in.Fields, Text: in.Text, Reason: strings.TrimSpace(in.Reason),
		Promise: in.Promise, Number: in.Number, By: h.staff(by),
	}
	var err error
	if d.To, err = h.colleague(in.To); err != nil {
		return nil, err
	}
	if d.Due, err = h.due(in.Due); err != nil {
		return nil, err
	}
	return h.deps.Workflow.Decide(ctx, id, d)
}

// staff is a member of staff by name, with the id under which the record has them.
func (h *Handler) staff(name string) bot.Person {
	return bot.Person{ID: StaffID(h.opts.AuthorKey, name), Name: name}
}

// colleague is who gets a case; the zero Person where nobody is named.
func (h *Handler) colleague(name string) (bot.Person, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return bot.Person{}, nil
	case bot.Blank(name) || unfit(name) != "" || len(name) > maxName:
		return bot.Person{}, invalid("to", "the field to is no name: write it plainly")
	case len(h.opts.Staff) > 0 && !slices.Contains(h.opts.Staff, name):
		return bot.Person{}, invalid("to", name+" is not one of those who may decide: see the setting staff")
	}
	return h.staff(name), nil
}

// due reads a time; the zero time where none is given.
func (h *Handler) due(text string) (time.Time, error) {
	at, err := h.deps.Card.When(text, h.now())
	if err != nil {
		return at, invalid("due", err.Error())
	}
	return at, nil
}

// mayNot tells why a decision cannot be taken from whoever makes it.
func (h *Handler) mayNot(by string, in decisionIn) error {
	switch {
	case bot.Blank(by):
		return invalid("by", "the field by is empty: say who decides")
	case unfit(by) != "":
		return invalid("by", "the field by holds "+unfit(by)+": write the name plainly")
	case len(by) > maxName:
		return invalid("by", "the field by is longer than 512 bytes: write the name alone")
	case len(in.Reason) > maxReason:
		return invalid("reason", "the field reason is longer than 8 KiB: say it in fewer words")
	case len(in.Promise) > maxReason:
		return invalid("promise", "the field promise is longer than 8 KiB: say it in fewer words")
	case slices.ContainsFunc(slices.Collect(maps.Values(in.Fields)), func(said string) bool { return len(said) > maxReason }):
		return invalid("fields", "what is said of a record is longer than 8 KiB: say it in fewer words")
	case in.Version < 0:
		return invalid("version", "the field version must be the number of a draft")
	case !h.opts.mayDecide(by):
		return invalid("by", by+" is not one of those who may decide: see the setting staff")
	}
	return nil
}

// refuse puts on record that somebody tried to decide who may not. That the
// ledger cannot be written is the graver news.
func (h *Handler) refuse(ctx context.Context, id int64, by string, in decisionIn, cause error) error {
	if _, err := h.deps.Reader.Case(ctx, id); err != nil {
		id = 0 // what the path claims is no case
	}
	who := bot.Person{ID: "nobody"}
	if !bot.Blank(by) && unfit(by) == "" && len(by) <= maxName {
		who = h.staff(by)
	}
	action := bot.Action(in.Action)
	if !slices.Contains(bot.Actions(), action) {
		action = "other"
	}
	if err := h.deps.Workflow.Refuse(ctx, id, who, "console: may not decide: "+string(action)); err != nil {
		return err
	}
	return cause
}

// maxReason bounds a reason or outcome, in bytes.
const maxReason = 8 << 10

// caseID reads the number of a case from the path.
func caseID(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil || id < 1 {
		return 0, bot.ErrNotFound
	}
	return id, nil
}
