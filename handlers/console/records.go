package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"countersign/bot"
)

// recordView is a record as the JSON interface gives it: every field, whatever
// is blank. Times are RFC 3339.
type recordView struct {
	Kind            string         `json:"kind"`
	Profile         string         `json:"profile"`
	OpenedAt        string         `json:"opened_at"` // when what opened it was received
	OpenedBy        string         `json:"opened_by"` // "" where rules did
	Due             []string       `json:"due"`       // of deadlines, the earliest first
	Deadlines       []deadlineView `json:"deadlines"`
	Warning         string         `json:"warning"` // which deadline could not be worked out
	Channel         string         `json:"channel"`
	Account         string         `json:"account"`
	Complainant     string         `json:"complainant"`
	OnBehalfOf      string         `json:"on_behalf_of"`
	Product         string         `json:"product"`
	Cause           string         `json:"cause"`
	Loss            string         `json:"loss"`
	Vulnerable      bool           `json:"vulnerable"`
	Drivers         []string       `json:"drivers"`
	AboutCare       bool           `json:"about_vulnerability"`
	AIHandled       bool           `json:"ai_handled"`
	Acknowledgement string         `json:"acknowledgement"` // exactly what acknowledge sends
	AcknowledgedAt  string         `json:"acknowledged_at"`
	AcknowledgedBy  string         `json:"acknowledged_by"`
	Outcome         string         `json:"outcome"`
	HowItEnded      string         `json:"how_it_ended"`
	Redress         string         `json:"redress"`
	Acceptance      string         `json:"acceptance"` // id of the client's message
	ClosedAt        string         `json:"closed_at"`
	ClosedBy        string         `json:"closed_by"`
}

// deadlineView is a deadline or a reminder of one.
type deadlineView struct {
	Name     string `json:"name"`
	At       string `json:"at"`
	Kind     string `json:"kind"`     // duty, option or reminder
	ToldAt   string `json:"told_at"`  // when staff were told that its time had come
	Standing bool   `json:"standing"` // it still waits
}

func newRecordView(r *bot.Record) recordView {
	v := recordView{
		Kind: r.Kind, Profile: r.Profile, OpenedAt: stamp(r.OpenedAt), OpenedBy: r.OpenedBy.Label(), Due: []string{}, Deadlines: []deadlineView{},
		Warning: r.Warning, Channel: r.Channel, Account: r.Account, Complainant: r.Complainant.Label(), OnBehalfOf: r.OnBehalfOf,
		Product: r.Product, Cause: r.Cause, Loss: r.Loss, Vulnerable: len(r.Drivers) > 0, Drivers: append([]string{}, r.Drivers...),
		AboutCare: r.AboutVulnerability, AIHandled: r.AIHandled, Acknowledgement: r.Acknowledgement, AcknowledgedAt: stamp(r.AckAt),
		Outcome: r.Outcome, HowItEnded: r.HowItEnded, Redress: r.Redress, Acceptance: r.Acceptance, ClosedAt: stamp(r.ClosedAt), ClosedBy: r.ClosedBy.Label(),
	}
	if !r.AckAt.IsZero() {
		v.AcknowledgedBy = r.AckBy.Label()
	}
	for _, d := range r.Due {
		kind := "duty"
		if d.Optional {
			kind = "option"
		}
		v.Due = append(v.Due, stamp(d.At))
		v.Deadlines = append(v.Deadlines, deadlineView{d.Name, stamp(d.At), kind, stamp(d.FiredAt), r.Waits(d)})
	}
	for _, d := range r.Reminders {
		v.Deadlines = append(v.Deadlines, deadlineView{d.Name, stamp(d.At), "reminder", stamp(d.FiredAt), r.Waits(d)})
	}
	return v
}

// markView is the question whether a case is a complaint, and its answer.
type markView struct {
	Since     string `json:"since"`
	Due       string `json:"due"` // "" where it could not be worked out
	Warning   string `json:"warning"`
	Complaint *bool  `json:"complaint"` // null until staff said
	Reason    string `json:"reason"`
	By        string `json:"by"`
	At        string `json:"at"`
}

func newMarkView(m *bot.Mark) *markView {
	if m == nil {
		return nil
	}
	v := &markView{Since: stamp(m.Since), Due: stamp(m.Due), Warning: m.Warning, Reason: m.Reason, By: m.By.Label(), At: stamp(m.At)}
	if !m.Open() {
		v.Complaint = &m.Complaint
	}
	return v
}

// registered is a record with its case.
type registered struct {
	Case  int64     `json:"case"`
	State bot.State `json:"state"`
	recordView
}

// getComplaints lists the register: every record that was ever opened, or the
// open ones alone.
func (h *Handler) getComplaints(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	openOnly, err := strconv.ParseBool(cmp.Or(q.Get("open"), "false"))
	if err != nil {
		h.fail(w, r, &badRequest{http.StatusBadRequest, "open must be true or false"})
		return
	}
	kind := q.Get("kind")
	if kind != "" && !slices.Contains(bot.RecordKinds(), kind) {
		h.fail(w, r, &badRequest{http.StatusBadRequest, fmt.Sprintf("there is no kind %q; the kinds are %s", kind, strings.Join(bot.RecordKinds(), ", "))})
		return
	}
	all, err := h.deps.Register(r.Context())
	if err != nil {
		h.fail(w, r, err)
		return
	}
	out := []registered{}
	for _, k := range all {
		for i := range k.Records {
			rec := &k.Records[i]
			if openOnly && !rec.Open() || kind != "" && kind != rec.Kind {
				continue
			}
			out = append(out, registered{k.ID, k.State, h.caseView(r.Context(), k).Records[i]})
		}
	}
	h.writeJSON(w, http.StatusOK, map[string]any{"records": out})
}

// fieldsOf reads what a form says of a record: its inputs are named after the
// fields, and of several choices each has a value of its own.
func fieldsOf(r *http.Request) map[string]string {
	out := map[string]string{}
	for _, name := range bot.RecordFields() {
		if value := strings.Join(r.PostForm["field-"+name], ","); value != "" {
			out[name] = value
		}
	}
	return out
}
