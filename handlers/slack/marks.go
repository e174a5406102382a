package slack

import (
	"context"
	"sync"
	"time"
)

// ownMarks holds marks in this process, where no store is given.
type ownMarks struct {
	mu sync.Mutex
	at map[string]time.Time
}

// Mark gives the time under a name.
func (m *ownMarks) Mark(_ context.Context, name string) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at[name], nil
}

// SetMark puts a time under a name.
func (m *ownMarks) SetMark(_ context.Context, name string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at[name] = at
	return nil
}
