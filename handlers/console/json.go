package console

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"countersign/bot"
	"countersign/internal/object"
)

// maxBody bounds the body of a request, in bytes.
const maxBody = 1 << 20

// problem is the answer to a request that could not be carried out.
type problem struct {
	Error  string      `json:"error"`
	Field  string      `json:"field,omitempty"`
	Checks []bot.Check `json:"checks,omitempty"`
	Signed string      `json:"signed,omitempty"` // what a form sends back to stand by its text in spite of the checks
}

// badRequest is an error in the form of a request, in words for its author.
type badRequest struct { //nolint:errname // named after what it answers
	status int
	why    string
}

func (e *badRequest) Error() string { return e.why }

// decode reads one JSON object of known fields, each once, and nothing after it.
func decode(w http.ResponseWriter, r *http.Request, into any) error {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return badBody(err)
	}
	if err := object.Read(raw, into); err != nil {
		return &badRequest{http.StatusBadRequest, "the body cannot be taken: " + err.Error()}
	}
	return nil
}

// badBody tells why a body could not be read to its end.
func badBody(err error) error {
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return &badRequest{http.StatusRequestEntityTooLarge, "the body is longer than 1 MiB"}
	}
	return &badRequest{http.StatusBadRequest, "the body could not be read"}
}

// writeJSON answers with v. The text of clients is data: it is escaped so that
// it stays data wherever the answer is put.
func (h *Handler) writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		h.log.Error("answer cannot be encoded", "err", err)
		http.Error(w, `{"error":"the answer could not be written"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(raw, '\n')) // the client has gone: nobody is left to tell
}

// fail answers with what went wrong, in the words its reader needs.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, p := h.explain(r, err)
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	h.writeJSON(w, status, p)
}

// explain finds the status and words of an error. What is not of the
// request's own making is logged here, and told in general words.
func (h *Handler) explain(r *http.Request, err error) (int, any) {
	var bad *badRequest
	var invalid *bot.InvalidError
	var settled *bot.SettledError
	var open *unsigned
	switch {
	case errors.As(err, &open):
		return http.StatusUnprocessableEntity, problem{Error: open.Error(), Field: "text", Checks: open.checks, Signed: open.text}
	case errors.As(err, &bad):
		return bad.status, problem{Error: bad.why}
	case errors.As(err, &invalid):
		return http.StatusUnprocessableEntity, problem{Error: invalid.Why, Field: invalid.Field, Checks: invalid.Checks}
	case errors.As(err, &settled):
		return http.StatusConflict, settledView(settled)
	case errors.Is(err, bot.ErrNotFound):
		return http.StatusNotFound, problem{Error: "there is no such case or thread"}
	case errors.Is(err, bot.ErrErased):
		return http.StatusGone, problem{Error: "the words of this case were erased"}
	case errors.Is(err, bot.ErrConflict):
		return http.StatusConflict, problem{Error: "somebody changed this case at the same moment: look again"}
	}
	h.log.Error("request not carried out", "method", r.Method, "path", r.Pattern, "err", err)
	return http.StatusServiceUnavailable, problem{Error: "the store did not answer: nothing was changed, try again in a moment"}
}

// conflict tells who was first.
type conflict struct {
	Error     string    `json:"error"`
	DecidedBy string    `json:"decided_by,omitempty"`
	DecidedAt string    `json:"decided_at,omitempty"` // RFC 3339
	Action    string    `json:"action,omitempty"`
	State     bot.State `json:"state"`
	Version   int       `json:"version,omitempty"` // the draft version that is current now
}

func settledView(e *bot.SettledError) conflict {
	c := conflict{Error: e.Error(), State: e.State, Version: e.Current}
	if d := e.Decision; d != nil {
		c.DecidedBy, c.DecidedAt, c.Action = d.By.Label(), stamp(d.At), string(d.Action)
	}
	return c
}
