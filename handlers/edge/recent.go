package edge

import (
	"sync"
	"time"
)

// Recent remembers for a while what deliveries may overtake each other:
// deletions of messages that were not delivered yet, and the newest edit of each.
type Recent struct {
	now func() time.Time

	mu      sync.Mutex
	deleted map[string]time.Time
	edits   map[string]edit
}

type edit struct {
	ts string
	at time.Time
}

// overtaking is how much later a delivery may come than one that was sent after it.
const overtaking = 15 * time.Minute

// NewRecent makes a Recent that remembers nothing yet.
func NewRecent(now func() time.Time) *Recent {
	return &Recent{now: now, deleted: map[string]time.Time{}, edits: map[string]edit{}}
}

// NoteDeleted notes that a message was deleted.
func (r *Recent) NoteDeleted(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tidy()
	r.deleted[id] = r.now()
}

// WasDeleted tells whether a message was deleted lately.
func (r *Recent) WasDeleted(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.deleted[id]
	return ok
}

// Newest notes an edit; false when a later one of the same message came before it.
func (r *Recent) Newest(id, ts string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tidy()
	if before, ok := r.edits[id]; ok && before.ts > ts {
		return false
	}
	r.edits[id] = edit{ts, r.now()}
	return true
}

func (r *Recent) tidy() {
	old := r.now().Add(-overtaking)
	for id, at := range r.deleted {
		if at.Before(old) {
			delete(r.deleted, id)
		}
	}
	for id, e := range r.edits {
		if e.at.Before(old) {
			delete(r.edits, id)
		}
	}
}
