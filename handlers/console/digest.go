package console

import (
	"context"
	"errors"
	"net/http"
	"time"

	"countersign/bot"
)

func (h *Handler) getDigest(w http.ResponseWriter, r *http.Request) {
	d, _, err := h.digest(r.Context(), r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.writeJSON(w, http.StatusOK, d.JSON)
}

func (h *Handler) digest(ctx context.Context, r *http.Request) (Digest, period, error) {
	p, err := h.period(r)
	if err != nil {
		return Digest{}, p, err
	}
	if h.deps.Digest == nil {
		return Digest{}, p, &badRequest{http.StatusNotFound, "the digest is not set up"}
	}
	d, err := h.deps.Digest.Digest(ctx, p.since, p.until)
	if invalid, ok := errors.AsType[*bot.InvalidError](err); ok {
		err = &badRequest{http.StatusBadRequest, invalid.Why}
	}
	return d, p, err
}

// getChart gives the digest's chart as a picture.
func (h *Handler) getChart(w http.ResponseWriter, r *http.Request) {
	d, _, err := h.digest(r.Context(), r)
	if err == nil && len(d.Chart) == 0 {
		err = &badRequest{http.StatusNotFound, "this digest has no chart"}
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(d.Chart) // the client has gone: nobody is left to tell
}

// period is from since, before until.
type period struct{ since, until time.Time }

// period reads since and until: dates in the firm's zone or RFC 3339 times.
// The default is the seven days that end with today.
func (h *Handler) period(r *http.Request) (period, error) {
	now := h.now().In(h.zone())
	tomorrow := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, h.zone())
	p := period{until: tomorrow, since: tomorrow.AddDate(0, 0, -7)}
	q := r.URL.Query()
	var err error
	if s := q.Get("until"); s != "" {
		if p.until, err = h.moment(s); err != nil {
			return p, &badRequest{http.StatusBadRequest, "until must be a date such as 2026-11-23 or an RFC 3339 time"}
		}
		p.since = p.until.AddDate(0, 0, -7)
	}
	if s := q.Get("since"); s != "" {
		if p.since, err = h.moment(s); err != nil {
			return p, &badRequest{http.StatusBadRequest, "since must be a date such as 2026-11-16 or an RFC 3339 time"}
		}
	}
	if !p.since.Before(p.until) {
		return p, &badRequest{http.StatusBadRequest, "since must be before until"}
	}
	return p, nil
}

func (h *Handler) moment(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return t, nil
	}
	return time.ParseInLocation(time.DateOnly, s, h.zone())
}
