package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// readyWithin bounds the check: a store that takes longer cannot take
// enquiries in within the platforms' three seconds either.
const readyWithin = 2 * time.Second

// livez tells that the process runs and answers.
func (s *Server) livez(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "alive") }

// readyz tells whether enquiries can be taken in.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.stopping:
		say(w, http.StatusServiceUnavailable, "not ready: stopping")
		return
	default:
	}
	if err := s.unready(r.Context()); err != nil {
		say(w, http.StatusServiceUnavailable, "not ready: "+err.Error())
		return
	}
	say(w, http.StatusOK, "ready")
}

// unready tells why no enquiry can be taken in.
func (s *Server) unready(ctx context.Context) error {
	if s.deps.Ready == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	if err := s.deps.Ready(ctx); err != nil {
		return fmt.Errorf("the store does not answer: %w", err)
	}
	return nil
}

// healthz tells whether a person must see to something: a full disk above all. A
// supervisor that restarts or takes out of service should ask the other two.
func (s *Server) healthz(w http.ResponseWriter, r *http.Request) {
	err := s.unready(r.Context())
	if s.deps.Well != nil {
		ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
		defer cancel()
		err = errors.Join(err, s.deps.Well(ctx))
	}
	if err != nil {
		say(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	say(w, http.StatusOK, "well")
}

// heartbeat gives the time of the last heartbeat: a watchdog on another host
// says how old it may be.
func (s *Server) heartbeat(w http.ResponseWriter, _ *http.Request) {
	at := s.deps.Beat()
	if at.IsZero() {
		say(w, http.StatusServiceUnavailable, "no heartbeat yet")
		return
	}
	say(w, http.StatusOK, at.UTC().Format(time.RFC3339))
}

func say(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	_, _ = io.WriteString(w, text+"\n") // whoever asked has gone
}
