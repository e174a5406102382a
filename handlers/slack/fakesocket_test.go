package slack

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// fakeSocket is the other end of Socket Mode: hello, envelopes, acks, refreshes.
type fakeSocket struct {
	f     *fakeSlack
	mu    sync.Mutex
	conns []*fakeConn
	acks  map[string]chan json.RawMessage
	total int
}

type fakeConn struct {
	*websocket.Conn
	mu sync.Mutex
}

func (c *fakeConn) write(v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.WriteJSON(v)
}

func newFakeSocket(f *fakeSlack) *fakeSocket {
	return &fakeSocket{f: f, acks: map[string]chan json.RawMessage{}}
}

func (s *fakeSocket) serve(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	raw, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &fakeConn{Conn: raw}
	_ = c.write(map[string]any{"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": ownApp}})
	s.mu.Lock()
	s.conns = append(s.conns, c)
	s.total++
	s.mu.Unlock()
	for {
		var m struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if err := c.ReadJSON(&m); err != nil {
			break
		}
		s.mu.Lock()
		ch := s.acks[m.ID]
		delete(s.acks, m.ID)
		s.mu.Unlock()
		if ch != nil {
			ch <- m.Payload
		}
	}
	s.drop(c)
}

func (s *fakeSocket) drop(c *fakeConn) {
	_ = c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.conns {
		if x == c {
			s.conns = append(s.conns[:i], s.conns[i+1:]...)
			return
		}
	}
}

func (s *fakeSocket) close() {
	s.mu.Lock()
	conns := append([]*fakeConn(nil), s.conns...)
	s.mu.Unlock()
	for _, c := range conns {
		s.drop(c)
	}
}

func (s *fakeSocket) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

func (s *fakeSocket) conn(i int) *fakeConn {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.conns) == 0 {
		return nil
	}
	return s.conns[i%len(s.conns)]
}

var errNoAck = errors.New("not acknowledged")

// deliver sends one envelope over connection i and waits for its ack.
func (s *fakeSocket) deliver(i int, kind string, payload []byte, retry int, wait time.Duration) (json.RawMessage, error) {
	c := s.conn(i)
	if c == nil {
		return nil, errNoAck
	}
	id := rand.Text()
	ch := make(chan json.RawMessage, 1)
	s.mu.Lock()
	s.acks[id] = ch
	s.mu.Unlock()
	reason := ""
	if retry > 0 {
		reason = "timeout"
	}
	err := c.write(map[string]any{"type": kind, "envelope_id": id, "payload": json.RawMessage(payload), "accepts_response_payload": kind == "interactive",
		"retry_attempt": retry, "retry_reason": reason})
	if err != nil {
		return nil, err
	}
	select {
	case payload := <-ch:
		return payload, nil
	case <-time.After(wait):
		return nil, errNoAck
	}
}

// refresh asks one connection to go away, as Slack does every few hours.
func (s *fakeSocket) refresh(i int) {
	if c := s.conn(i); c != nil {
		_ = c.write(map[string]any{"type": "disconnect", "reason": "refresh_requested"})
	}
}
