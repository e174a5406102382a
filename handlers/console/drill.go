package console

import (
	"net/http"
	"time"
)

// DrillTarget is the time within which an enquiry must be before staff whatever
// fails.
const DrillTarget = time.Minute

// Drill is what came of a drill on the running program.
type Drill struct {
	Case       int64    `json:"case"`
	Reached    bool     `json:"reached"` // its card was before staff
	Seconds    float64  `json:"seconds"` // from the enquiry to that
	Quiet      float64  `json:"quiet"`   // seconds of it that a client's further messages are waited for
	Status     string   `json:"status"`  // what the card says
	Nearest    []string `json:"nearest"` // passages on the card
	Sent       int      `json:"sent"`    // messages that reached the client
	ModelAsked bool     `json:"model_asked"`
	Breaker    string   `json:"breaker"` // in a sentence
}

// Passed tells whether the promise was kept, and something shown by it.
func (d Drill) Passed() bool {
	return d.Reached && d.ModelAsked && d.Sent == 0 && d.Seconds <= DrillTarget.Seconds()
}

// drillIn is what a drill is asked with.
type drillIn struct {
	Question string `json:"question"` // "" lets the drill choose one
}

// postDrill carries a drill out. It answers when the drill is over, which takes
// longer than other requests may.
func (h *Handler) postDrill(w http.ResponseWriter, r *http.Request) {
	if h.deps.Drill == nil {
		h.fail(w, r, &badRequest{http.StatusNotFound, "this program has no drills"})
		return
	}
	var in drillIn
	if err := decode(w, r, &in); err != nil {
		h.fail(w, r, err)
		return
	}
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{}) // a connection without deadlines has none to lift
	_ = c.SetWriteDeadline(time.Time{})
	d, err := h.deps.Drill(r.Context(), r.PathValue("name"), in.Question)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusOK, d)
}
