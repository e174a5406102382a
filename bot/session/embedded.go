package session

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// embedded is a Redis inside the process, for a firm that runs none. It listens
// on a loopback port of its own choosing, behind a password that only this
// process knows, and loses everything when it ends.
type embedded struct {
	mini     atomic.Pointer[miniredis.Miniredis]
	addr     atomic.Pointer[string] // where it listens: one that has ended no longer says
	password string
	renewing sync.Mutex
	renewed  func(run string) // is told the name of the server that is to come
}

func startEmbedded(renewed func(run string)) (*embedded, error) {
	e := &embedded{password: rand.Text(), renewed: renewed}
	if err := e.renew(); err != nil {
		return nil, err
	}
	return e, nil
}

// renew puts an empty server in the place of the one that runs. Its end breaks the
// connections, so that no change under way is made there; the client finds the new one.
func (e *embedded) renew() error {
	e.renewing.Lock()
	defer e.renewing.Unlock()
	fresh := miniredis.NewMiniRedis()
	fresh.RequireAuth(e.password)
	if err := fresh.StartAddr("127.0.0.1:0"); err != nil {
		return fmt.Errorf("starting the embedded session cache: %w", err)
	}
	if old := e.mini.Load(); old != nil {
		old.Close()
	}
	e.renewed(rand.Text())
	addr := fresh.Addr()
	e.addr.Store(&addr)
	e.mini.Store(fresh)
	return nil
}

func (e *embedded) options() *redis.Options {
	var d net.Dialer
	return &redis.Options{Addr: *e.addr.Load(), Password: e.password, Dialer: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, *e.addr.Load())
	}}
}

// tick lets time pass: entries of the embedded server age only when told to.
func (e *embedded) tick(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			e.mini.Load().FastForward(now.Sub(last))
			last = now
			if err := e.bound(); err != nil {
				log.Warn("the embedded session cache grows", "err", err)
			}
		}
	}
}

// The embedded server is not to grow this process by what the store gives as well.
// It remembers the name of each entry it ever held, for those who watch it, so that
// what it was asked is bounded too.
const (
	maxEmbedded = 1000   // entries
	maxCommands = 20_000 // thousands of cases
)

// bound begins anew once there is too much: all of it can be rebuilt.
func (e *embedded) bound() error {
	if mini := e.mini.Load(); len(mini.Keys()) > maxEmbedded || mini.CommandCount() > maxCommands {
		return e.renew()
	}
	return nil
}

func (e *embedded) close() { e.mini.Load().Close() }
