package session

import (
	"sync"
	"time"
)

// ticketLife is how long after a miss a fill is still taken. Reading a thread
// from the store takes milliseconds.
const ticketLife = 30 * time.Second

// abandoned is when a miss is taken to have no fill to come: the caller could
// not read the store. It is far longer than any fill takes.
const abandoned = 10 * ticketLife

// tickets remembers what was left in Redis at each miss whose fill is still to
// come. Fill does not say which miss it follows, so the ticket of a thread is
// that of the earliest one outstanding: a later ticket could vouch for turns
// that were read before it.
type tickets struct {
	mu  sync.Mutex
	now func() time.Time
	out map[string]*ticket // by the thread's name
}

type ticket struct {
	token   string
	waiting int // misses whose fill is to come
	last    time.Time
}

func newTickets(now func() time.Time) *tickets {
	return &tickets{now: now, out: map[string]*ticket{}}
}

// missed notes a miss and the token that Redis holds for it.
func (t *tickets) missed(name, token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.sweep(now)
	if k := t.out[name]; k != nil && now.Sub(k.last) < abandoned {
		k.waiting++
		k.last = now
		return
	}
	t.out[name] = &ticket{token: token, waiting: 1, last: now}
}

// spend gives the token for a fill; false when no miss came before it.
func (t *tickets) spend(name string) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	k := t.out[name]
	if k == nil {
		return "", false
	}
	if k.waiting--; k.waiting == 0 {
		delete(t.out, name)
	}
	return k.token, true
}

// sweep drops what misses without a fill left behind.
func (t *tickets) sweep(now time.Time) {
	const many = 1024
	if len(t.out) < many {
		return
	}
	for name, k := range t.out {
		if now.Sub(k.last) >= abandoned {
			delete(t.out, name)
		}
	}
}
