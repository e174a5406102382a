package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	heartbeat    = 15 * time.Second
	eventTimeout = 10 * time.Second // for one write to a page that reads slowly
)

// getEvents tells a page of changes until it leaves, signs out, reads too slowly
// or the program stops. It holds no words of anybody: the page reads what changed.
func (h *Handler) getEvents(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		w.Header().Set("Content-Type", "text/event-stream")
		return // there is no body that it could listen to
	}
	notes, leave, ok := h.deps.Hub.subscribe()
	if !ok {
		h.fail(w, r, &badRequest{http.StatusServiceUnavailable, "too many pages listen already, or the program is stopping"})
		return
	}
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy must not hold events back
	s := stream{w: w, c: http.NewResponseController(w)}
	if s.send("retry: 2000\nevent: hello\ndata: {}\n\n") != nil {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			if _, known := h.who(r); !known {
				return // signed out since, or the session has ended
			}
			err = s.send(": still here\n\n")
		case n, open := <-notes:
			if !open {
				return
			}
			err = s.note(n)
		}
		if err != nil {
			return // the page has gone
		}
	}
}

type stream struct {
	w http.ResponseWriter
	c *http.ResponseController
}

func (s stream) note(n note) error {
	raw, err := json.Marshal(n.Data)
	if err != nil {
		return fmt.Errorf("encoding an event: %w", err)
	}
	return s.send("event: " + n.Event + "\ndata: " + string(raw) + "\n\n")
}

func (s stream) send(text string) error {
	_ = s.c.SetWriteDeadline(time.Now().Add(eventTimeout)) // not every connection has deadlines
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.c.Flush()
}
