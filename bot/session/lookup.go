package session

import (
	"context"
	"fmt"
	"time"

	"countersign/bot"
)

// MaxValue bounds a looked-up value in bytes.
const MaxValue = 16 << 10

// fetchTimeout bounds a fetch that callers share: it outlives each of them.
const fetchTimeout = 10 * time.Second

// Get gives a value of a kind, such as the display name of a person; false when
// it is not held. The error wraps ErrDown, or is that of the context.
func (s *Sessions) Get(ctx context.Context, kind, key string) (string, bool, error) {
	b, err := s.keys.box("look "+kind, key)
	if err != nil {
		return "", false, err
	}
	var sealed []byte
	err = s.guard.do(ctx, "get", func(ctx context.Context) error {
		sealed, err = s.client.Get(ctx, s.lookup(kind, key)).Bytes()
		return err
	})
	if err != nil {
		return "", false, fmt.Errorf("looking up: %w", err)
	}
	plain, err := b.open(sealed)
	held := sealed != nil && err == nil
	s.metrics.read("lookup", held)
	return string(plain), held, nil
}

// Set holds a value of at most MaxValue bytes for ttl, which must be positive.
func (s *Sessions) Set(ctx context.Context, kind, key, value string, ttl time.Duration) error {
	if len(value) > MaxValue || ttl <= 0 {
		return fmt.Errorf("a look-up holds %d bytes at most, for a time above 0: got %d bytes for %s", MaxValue, len(value), ttl)
	}
	b, err := s.keys.box("look "+kind, key)
	if err != nil {
		return err
	}
	err = s.guard.do(ctx, "set", func(ctx context.Context) error {
		return s.client.Set(ctx, s.lookup(kind, key), b.seal([]byte(value)), ttl).Err()
	})
	if err != nil {
		return fmt.Errorf("holding a look-up: %w", err)
	}
	return nil
}

// Lookup gives the value that is held, or else what fetch says, and holds that
// for ttl. Callers that ask for the same at the same time share one fetch, which
// runs for up to ten seconds whether or not they wait for it. An error of fetch
// is given to all of them and not held; that Redis is down costs no more than
// the fetch.
func (s *Sessions) Lookup(ctx context.Context, kind, key string, ttl time.Duration,
	fetch func(ctx context.Context) (string, error)) (string, error) {
	if value, ok, err := s.Get(ctx, kind, key); err == nil && ok {
		return value, nil
	}
	shared := s.flights.DoChan(kind+"\x00"+key, func() (any, error) {
		ctx, done, err := s.detach(ctx)
		if err != nil {
			return "", err
		}
		defer done()
		// Whoever missed it a moment ago may come here when it has been fetched.
		if value, ok, err := s.Get(ctx, kind, key); err == nil && ok {
			return value, nil
		}
		value, err := fetch(ctx)
		if err == nil {
			_ = s.Set(ctx, kind, key, value, ttl) // the value is as good without; the guard counts it
		}
		return value, err
	})
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case got := <-shared:
		value, _ := got.Val.(string) // "" beside an error
		return value, got.Err
	}
}

// detach gives a context that outlives the caller's but not Sessions, which
// waits for done to be called.
func (s *Sessions) detach(ctx context.Context) (context.Context, func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, bot.ErrClosed
	}
	s.wait.Add(1)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchTimeout)
	unhook := s.onStop(cancel)
	return ctx, func() { unhook(); cancel(); s.wait.Done() }, nil
}

func (s *Sessions) lookup(kind, key string) string {
	return s.opts.Prefix + ":" + schema + ":look:" + kind + ":{" + s.keys.name("look "+kind, key) + "}"
}
