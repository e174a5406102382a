package console

import (
	"sync"

	"countersign/bot"
)

// note is one thing that open pages are told.
type note struct {
	Event string // case, thread, digest
	Data  any
}

const (
	hubBuffer  = 64  // notes that a slow page may be behind before it is dropped
	hubClients = 256 // pages that listen at the same time
)

// Hub tells open pages that something changed. It never blocks whoever tells
// it, and holds no history: a page that connects reads everything anew.
type Hub struct {
	mu     sync.Mutex
	subs   map[chan note]struct{}
	closed bool
}

// NewHub makes a Hub without listeners.
func NewHub() *Hub { return &Hub{subs: map[chan note]struct{}{}} }

// Changed tells pages that a case changed. It does not block.
func (h *Hub) Changed(caseID int64) { h.publish(note{"case", map[string]int64{"case": caseID}}) }

func (h *Hub) shown(out bot.Outbound) {
	h.publish(note{"thread", map[string]any{"channel": out.Channel, "thread": out.Thread, "case": out.Case}})
}

func (h *Hub) publish(n note) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for sub := range h.subs {
		select {
		case sub <- n:
		default:
			h.drop(sub) // it reads too slowly: it comes back and reads everything anew
		}
	}
}

// drop ends one subscription; h.mu is held.
func (h *Hub) drop(sub chan note) {
	if _, ok := h.subs[sub]; ok {
		delete(h.subs, sub)
		close(sub)
	}
}

// subscribe gives a channel of notes, closed when the reader is too slow or
// the Hub closes, and a function that ends it. False: there are too many.
func (h *Hub) subscribe() (<-chan note, func(), bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.subs) >= hubClients {
		return nil, nil, false
	}
	sub := make(chan note, hubBuffer)
	h.subs[sub] = struct{}{}
	return sub, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.drop(sub)
	}, true
}

// Close ends every subscription, so that a server can stop. Later calls of
// the other methods do nothing.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for sub := range h.subs {
		h.drop(sub)
	}
}
