package edge

import (
	"context"
	"sync"
	"time"
)

// Memory holds look-ups in this process, where no shared cache is given.
type Memory struct {
	now func() time.Time

	mu   sync.Mutex
	held map[string]heldValue
}

type heldValue struct {
	value string
	until time.Time
}

// Lookups holds what was asked of a platform for a while. Losing any of it
// costs a call and nothing else. session.Sessions is one.
type Lookups interface {
	Lookup(ctx context.Context, kind, key string, ttl time.Duration, fetch func(ctx context.Context) (string, error)) (string, error)
}

// mostHeld bounds the memory; beyond it everything is forgotten, which costs calls only.
const mostHeld = 10_000

// NewMemory makes a Memory that holds nothing yet.
func NewMemory(now func() time.Time) *Memory { return &Memory{now: now, held: map[string]heldValue{}} }

// Lookup gives what is held, or fetches it. Errors are not held.
func (m *Memory) Lookup(ctx context.Context, kind, key string, ttl time.Duration, fetch func(ctx context.Context) (string, error)) (string, error) {
	name := kind + "\x00" + key
	m.mu.Lock()
	got, ok := m.held[name]
	m.mu.Unlock()
	if ok && m.now().Before(got.until) {
		return got.value, nil
	}
	value, err := fetch(ctx)
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.held) >= mostHeld {
		clear(m.held)
	}
	m.held[name] = heldValue{value, m.now().Add(ttl)}
	return value, nil
}
