package llm

import (
	"context"
	"sync"
)

// turnstiles let one call of a conversation through at a time, in this process:
// a case is leased to one process, so that another one could only be busy with
// another case of the same conversation.
type turnstiles struct {
	mu      sync.Mutex
	threads map[string]*turnstile
}

type turnstile struct {
	slot  chan struct{}
	users int // calls that are in it or wait for it
}

// enter waits until no other call of the conversation is under way. The
// function that it gives leaves again.
func (l *turnstiles) enter(ctx context.Context, thread string) (func(), error) {
	if thread == "" {
		return func() {}, nil
	}
	l.mu.Lock()
	if l.threads == nil {
		l.threads = map[string]*turnstile{}
	}
	t := l.threads[thread]
	if t == nil {
		t = &turnstile{slot: make(chan struct{}, 1)}
		l.threads[thread] = t
	}
	t.users++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if t.users--; t.users == 0 {
			delete(l.threads, thread)
		}
	}
	select {
	case t.slot <- struct{}{}:
		return func() { <-t.slot; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}
