package session

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
)

// embedded is a Redis inside the process, for a firm that runs none. It listens
// on a loopback port of its own choosing, behind a password that only this
// process knows, and loses everything when it ends.
type embedded struct {
	mini     *miniredis.Miniredis
	password string
}

func startEmbedded() (*embedded, error) {
	e := &embedded{mini: miniredis.NewMiniRedis(), password: rand.Text()}
	e.mini.RequireAuth(e.password)
	if err := e.mini.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("starting the embedded session cache: %w", err)
	}
	return e, nil
}

func (e *embedded) options() *redis.Options {
	return &redis.Options{Addr: e.mini.Addr(), Password: e.password}
}

// tick lets time pass: entries of the embedded server age only when told to.
func (e *embedded) tick(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			e.mini.FastForward(now.Sub(last))
			last = now
			e.bound()
		}
	}
}

// maxEmbedded is how many entries the embedded server holds. A burst of new
// threads is not to grow this process by what the store gives as well.
const maxEmbedded = 1000

// bound drops everything once there is too much: all of it can be rebuilt.
func (e *embedded) bound() {
	if len(e.mini.Keys()) > maxEmbedded {
		e.empty()
	}
}

// empty drops every entry, one by one: to a flush this server does not count as
// a change of what was watched, so that a change under way would still be made.
func (e *embedded) empty() {
	for _, key := range e.mini.Keys() {
		e.mini.Del(key)
	}
}

func (e *embedded) close() { e.mini.Close() }
