package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrDown reports that Redis did not answer, or is not being asked because it
// has not been answering.
var ErrDown = errors.New("the session cache is down")

// maxFailures in a row open the circuit: from then on only the probe asks.
const maxFailures = 3

// guard keeps a Redis that does not answer from costing every caller a
// time-out. Safe for concurrent use.
type guard struct {
	log     *slog.Logger
	metrics *metrics
	secret  string // the password: cut out of whatever an error says
	timeout time.Duration
	broken  chan struct{} // signalled at each failure

	mu     sync.Mutex
	row    int       // failures in a row
	since  time.Time // when the circuit opened; zero while it is closed
	missed int       // calls turned away since
}

// do runs fn with the time-out, unless the circuit is open. A value that is not
// there is no error. When the caller's own context ends, that says nothing of
// Redis.
func (g *guard) do(ctx context.Context, op string, fn func(ctx context.Context) error) error {
	if !g.allow() {
		g.metrics.errors.WithLabelValues(op).Inc()
		return ErrDown
	}
	return g.try(ctx, op, fn)
}

// try is do for the probe: it asks also while the circuit is open.
func (g *guard) try(ctx context.Context, op string, fn func(ctx context.Context) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, g.timeout)
	defer cancel()
	err := fn(limited)
	switch {
	case err == nil || errors.Is(err, redis.Nil):
		g.answered()
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	}
	g.metrics.errors.WithLabelValues(op).Inc()
	why := g.scrub(err)
	g.failed(why)
	return fmt.Errorf("%w: %s", ErrDown, why)
}

func (g *guard) allow() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.since.IsZero() {
		return true
	}
	g.missed++
	return false
}

// answered ends a row of failures. It does not close an open circuit: the mend
// loop does, when what is owed was paid.
func (g *guard) answered() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.row = 0
}

func (g *guard) failed(why string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.row++
	signal(g.broken)
	if g.row < maxFailures || !g.since.IsZero() {
		return
	}
	g.since, g.missed = time.Now(), 0
	g.metrics.up.Set(0)
	g.log.Warn("session cache is down, going on without it", "err", why)
}

// open opens the circuit at once: at the start, where one failure is enough.
func (g *guard) open(why string) {
	g.mu.Lock()
	g.row = maxFailures
	g.mu.Unlock()
	g.failed(why)
}

// close lets callers through again.
func (g *guard) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.row = 0
	if g.since.IsZero() {
		return
	}
	g.log.Info("session cache is back", "down_for", time.Since(g.since).Round(time.Millisecond), "calls_turned_away", g.missed)
	g.since = time.Time{}
	g.metrics.up.Set(1)
}

func (g *guard) isOpen() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.since.IsZero()
}

// scrub gives the error's text without the password.
func (g *guard) scrub(err error) string {
	text := err.Error()
	if g.secret != "" {
		text = strings.ReplaceAll(text, g.secret, "***")
	}
	return text
}

// signal leaves a token in a channel of one place, or finds it there.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
