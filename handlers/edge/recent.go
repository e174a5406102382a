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

// edit is the newest edit of a message: when it was made, in the platform's own
// stamps or as a time, and when it came.
type edit struct {
	ts   string
	made time.Time
	at   time.Time
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

// NoteRestored notes that a deletion was taken back.
func (r *Recent) NoteRestored(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.deleted, id)
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
	r.edits[id] = edit{ts: ts, at: r.now()}
	return true
}

// NewestMade is Newest for a platform that tells times. An edit whose time could
// not be read is taken to be the newest: to lose one is worse than to take an
// older one for it.
func (r *Recent) NewestMade(id string, made time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tidy()
	if made.IsZero() {
		return true
	}
	if before, ok := r.edits[id]; ok && before.made.After(made) {
		return false
	}
	r.edits[id] = edit{made: made, at: r.now()}
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
