package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
	"golang.org/x/sync/singleflight"

	"countersign/bot"
)

// schema is part of every key: a version that lays its entries out otherwise
// does not meet those of another.
const schema = "v1"

// What the connections of one process may take: the client's own sizes would
// hold about two megabytes for entries of a few hundred bytes.
const (
	poolSize   = 8
	connBuffer = 8 << 10
)

// probeInterval is how often a Redis that went down is asked again.
const probeInterval = 500 * time.Millisecond

// Sessions is the cache of one process. Close it after its last caller.
type Sessions struct {
	opts    Options
	keys    keyring
	client  *redis.Client
	server  *embedded // nil with a server of its own
	guard   *guard
	metrics *metrics
	log     *slog.Logger

	id      string                 // of this process, to know its own wake-ups
	run     atomic.Pointer[string] // the run id of the server; nil before the first connection
	woken   chan struct{}
	publish chan struct{}
	tickets *tickets
	debts   debts
	flights singleflight.Group

	stop   context.CancelFunc
	onStop func(func()) (unhook func() bool)
	wait   sync.WaitGroup
	mu     sync.Mutex
	closed bool
}

var _ bot.Sessions = (*Sessions)(nil)

// Open starts the cache. A server that cannot be reached is no error: Sessions
// goes on without it and finds it when it is there. Errors are settings that
// cannot be used, and an embedded server that cannot listen. A nil reg gives
// unregistered metrics.
func Open(ctx context.Context, opts Options, reg prometheus.Registerer, log *slog.Logger) (*Sessions, error) {
	if err := opts.Validate(); err != nil {
		return nil, fmt.Errorf("session settings: %w", err)
	}
	opts = opts.withDefaults()
	s := &Sessions{
		opts: opts, keys: keyring{opts.Key}, metrics: newMetrics(reg), log: log.With("component", "session"),
		id: rand.Text(), woken: make(chan struct{}, 1), publish: make(chan struct{}, 1), tickets: newTickets(time.Now),
	}
	conn, err := s.connection()
	if err != nil {
		return nil, err
	}
	s.guard = &guard{log: s.log, metrics: s.metrics, secret: conn.Password, timeout: opts.Timeout, broken: make(chan struct{}, 1)}
	logging.Disable() // the client would log each failed call; the guard logs each outage
	s.client = redis.NewClient(conn)
	s.metrics.up.Set(1)
	if err := s.ping(ctx); err != nil {
		s.guard.open(s.guard.scrub(err))
	}
	s.start()
	return s, nil
}

// connection gives the client's settings, and starts the embedded server where
// none is named.
func (s *Sessions) connection() (*redis.Options, error) {
	conn, err := parseURL(s.opts.URL)
	if err != nil {
		return nil, err
	}
	if conn == nil {
		if s.server, err = startEmbedded(func(run string) { s.run.Store(&run) }); err != nil {
			return nil, err
		}
		conn = s.server.options()
		s.log.Info("session cache is embedded in this process", "addr", conn.Addr)
	} else {
		conn.OnConnect = s.connected
		s.log.Info("session cache is a redis server", "addr", conn.Addr)
	}
	conn.DialTimeout, conn.ReadTimeout, conn.WriteTimeout = s.opts.Timeout, s.opts.Timeout, s.opts.Timeout
	conn.PoolTimeout, conn.ContextTimeoutEnabled = s.opts.Timeout, true
	conn.PoolSize, conn.ReadBufferSize, conn.WriteBufferSize = poolSize, connBuffer, connBuffer
	conn.PipelinePoolSize = -1                  // none of its own: its buffers would be 256 kB for each of ten connections
	conn.MaxRetries, conn.DialerRetries = -1, 1 // the guard decides when to ask again
	conn.DisableIdentity = true
	conn.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return conn, nil
}

// start runs what goes on beside the callers.
func (s *Sessions) start() {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.onStop = func(fn func()) func() bool { return context.AfterFunc(ctx, fn) }
	for _, loop := range []func(context.Context){s.mend, s.listen, s.announce} {
		s.wait.Go(func() { loop(ctx) })
	}
	if s.server != nil {
		s.wait.Go(func() { s.server.tick(ctx, s.log) })
	}
}

// Close ends the loops and the connections, and the embedded server with all it
// holds. A second Close does nothing.
func (s *Sessions) Close() error {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	if again {
		return nil
	}
	s.stop()
	s.wait.Wait()
	err := s.client.Close()
	if s.server != nil {
		s.server.close()
	}
	if err != nil {
		return fmt.Errorf("closing the session cache: %w", err)
	}
	return nil
}

// Up tells whether the cache is answering.
func (s *Sessions) Up() bool { return !s.guard.isOpen() }

// errRestarted reports an answer of a server that is not the one the keys were made for.
var errRestarted = errors.New("the redis server restarted")

// connected runs on each new connection, before any call is made on it: it
// learns the server's run id.
func (s *Sessions) connected(ctx context.Context, cn *redis.Conn) error {
	info, err := cn.Info(ctx, "server").Result()
	if err != nil {
		return fmt.Errorf("asking for the run id: %w", err)
	}
	run := "unknown"
	for line := range strings.Lines(info) {
		if id, ok := strings.CutPrefix(strings.TrimSpace(line), "run_id:"); ok {
			run = id
		}
	}
	s.run.Store(&run)
	return nil
}

// ping asks Redis whether it is there and takes what is written: one that is
// full or became a replica answers and is of no use.
func (s *Sessions) ping(ctx context.Context) error {
	return s.guard.try(ctx, "probe", func(ctx context.Context) error {
		return s.client.Set(ctx, s.opts.Prefix+":"+schema+":probe", s.id, 2*probeInterval).Err()
	})
}

// mend looks after a Redis that failed: it asks until there is an answer, drops
// there what is owed, and then lets callers through again.
func (s *Sessions) mend(ctx context.Context) {
	tick := time.NewTicker(probeInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-s.guard.broken:
			if s.guard.isOpen() {
				continue // the next tick asks
			}
		}
		all, owed := s.debts.list()
		if all == 0 && len(owed) == 0 && !s.guard.isOpen() {
			continue
		}
		if s.ping(ctx) == nil && s.pay(ctx, all, owed) == nil && s.guard.isOpen() {
			s.guard.close()
			signal(s.woken) // a wake-up may have been lost meanwhile
		}
	}
}

// pay drops in Redis what changed while it could not be told.
func (s *Sessions) pay(ctx context.Context, all int, owed map[string]int) error {
	if all > 0 {
		if err := s.dropAll(ctx); err != nil {
			return err
		}
		s.debts.settleAll(all)
	}
	for name, n := range owed {
		err := s.guard.try(ctx, "forget", s.onThread(name, s.drop))
		if err != nil {
			return err
		}
		s.debts.settle(name, n)
	}
	return nil
}

// dropAll deletes every entry of ours.
func (s *Sessions) dropAll(ctx context.Context) error {
	var cursor uint64
	for {
		err := s.guard.try(ctx, "forget", func(ctx context.Context) error {
			keys, next, err := s.client.Scan(ctx, cursor, s.opts.Prefix+":"+schema+":*", 500).Result()
			if err != nil || len(keys) == 0 {
				cursor = next
				return err
			}
			cursor = next
			return s.client.Del(ctx, keys...).Err()
		})
		if err != nil || cursor == 0 {
			return err
		}
	}
}
