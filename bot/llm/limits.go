package llm

import (
	"context"
	"sync"
	"time"
)

// limits bound what one client may have a model do in this process: so many
// calls in a time, and one at a time in a conversation.
type limits struct {
	most   int // 0: no bound
	window time.Duration
	now    func() time.Time

	mu      sync.Mutex
	calls   map[string][]time.Time // of an account, oldest first
	threads map[string]*turnstile
}

// turnstile lets one call of a conversation through at a time.
type turnstile struct {
	slot  chan struct{}
	users int // calls that are in it or wait for it
}

// take counts a call of an account; false when it had its share.
func (l *limits) take(account string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.most == 0 {
		return true
	}
	if l.calls == nil {
		l.calls = map[string][]time.Time{}
	}
	since := l.now().Add(-l.window)
	for id, all := range l.calls {
		for len(all) > 0 && !all[0].After(since) {
			all = all[1:]
		}
		if l.calls[id] = all; len(all) == 0 {
			delete(l.calls, id)
		}
	}
	if len(l.calls[account]) >= l.most {
		return false
	}
	l.calls[account] = append(l.calls[account], l.now())
	return true
}

// enter waits until no other call of the conversation is under way. The
// function that it gives leaves again.
func (l *limits) enter(ctx context.Context, thread string) (func(), error) {
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
