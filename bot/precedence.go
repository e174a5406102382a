package bot

import (
	"context"
	"sync"
	"time"
)

// giveWay is the longest that a step lets messages that come in go first. Long
// enough for one commit; short enough that under a load that never pauses
// sorting still goes on.
const giveWay = 10 * time.Millisecond

// precedence lets the taking in of messages go before all that can wait: a
// platform waits a few seconds for an acceptance, and what was not accepted
// may be lost, while the rest is due in the store. The zero value is ready;
// safe for concurrent use.
type precedence struct {
	mu   sync.Mutex
	n    int           // being taken in
	idle chan struct{} // closed when n is 0 again; nil while it is 0
}

// enter tells that a message is being taken in; the caller calls what it gives
// once that is done.
func (p *precedence) enter() (leave func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n == 0 {
		p.idle = make(chan struct{})
	}
	p.n++
	return p.leave
}

func (p *precedence) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n--; p.n == 0 {
		close(p.idle)
		p.idle = nil
	}
}

// yield waits until no message is being taken in, for giveWay at most.
func (p *precedence) yield(ctx context.Context) {
	p.mu.Lock()
	idle := p.idle
	p.mu.Unlock()
	if idle == nil {
		return
	}
	timer := time.NewTimer(giveWay)
	defer timer.Stop()
	select {
	case <-idle:
	case <-timer.C:
	case <-ctx.Done():
	}
}
