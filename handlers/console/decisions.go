package console

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"countersign/bot"
)

// decisionIn is what a member of staff decides on a case.
type decisionIn struct {
	Action   string `json:"action"`
	Version  int    `json:"version"`  // the draft version decided on
	Delivery string `json:"delivery"` // of arrived and resend: the unclear delivery that was looked at
	Text     string `json:"text"`     // of an edit; with escalate a note for the client
	Reason   string `json:"reason"`
	By       string `json:"by"` // a signed-in page decides in its own name whatever stands here
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
	h.writeJSON(w, http.StatusOK, newCaseView(k))
}

// decide checks who decides and hands the decision to the workflow.
func (h *Handler) decide(ctx context.Context, id int64, in decisionIn) (*bot.Case, error) {
	by := strings.TrimSpace(in.By)
	if who := identityOf(ctx); who.session {
		by = who.name
	}
	switch {
	case bot.Blank(by):
		return nil, invalid("by", "the field by is empty: say who decides")
	case unfit(by) != "":
		return nil, invalid("by", "the field by holds "+unfit(by)+": write the name plainly")
	case len(by) > maxName || len(in.Reason) > maxReason:
		return nil, invalid("reason", "the reason or the name is too long")
	case in.Version < 0:
		return nil, invalid("version", "the field version must be the number of a draft")
	case !h.opts.mayDecide(by):
		return nil, invalid("by", by+" is not one of those who may decide: see the setting staff")
	}
	return h.deps.Workflow.Decide(ctx, id, bot.Decision{
		Action: bot.Action(in.Action), Version: in.Version, Delivery: in.Delivery, Text: in.Text, Reason: strings.TrimSpace(in.Reason),
		By: bot.Person{ID: by, Name: by},
	})
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
