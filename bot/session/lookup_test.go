package session

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestLookupFetchesOnceAndHolds(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		var fetched atomic.Int32
		release := make(chan struct{})
		fetch := func(context.Context) (string, error) {
			fetched.Add(1)
			<-release
			return "Priya", nil
		}
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				got, err := b.Lookup(t.Context(), "person", "U1", time.Hour, fetch)
				if got != "Priya" || err != nil {
					t.Errorf("Lookup: got %q, %v; want Priya", got, err)
				}
			})
		}
		eventually(t, "a fetch began", func() bool { return fetched.Load() > 0 })
		close(release)
		wg.Wait()
		if got, err := b.Lookup(t.Context(), "person", "U1", time.Hour, fetch); got != "Priya" || err != nil {
			t.Errorf("Lookup of what is held: got %q, %v", got, err)
		}
		if n := fetched.Load(); n > 2 { // one who asked before and came after may fetch again
			t.Errorf("fetched %d times for 21 calls", n)
		}
		if _, ok, _ := b.Get(t.Context(), "channel", "U1"); ok {
			t.Error("a person was found as a channel")
		}
	})
}

func TestLookupHoldsNoError(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		broken := errors.New("rate limited")
		_, err := b.Lookup(t.Context(), "person", "U1", time.Hour, func(context.Context) (string, error) { return "x", broken })
		if !errors.Is(err, broken) {
			t.Fatalf("Lookup: got %v, want the error of fetch", err)
		}
		got, err := b.Lookup(t.Context(), "person", "U1", time.Hour, func(context.Context) (string, error) { return "Priya", nil })
		if got != "Priya" || err != nil {
			t.Fatalf("Lookup after an error: got %q, %v", got, err)
		}
	})
}

func TestLookupCallerMayLeaveBeforeTheFetch(t *testing.T) {
	b := openBench(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	began, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := b.Lookup(ctx, "person", "U1", time.Hour, func(ctx context.Context) (string, error) {
			close(began)
			<-ctx.Done() // ends when Sessions is closed
			return "", ctx.Err()
		})
		ended <- err
	}()
	<-began
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("Lookup: got %v, want the caller's own end", err)
	}
}

func TestSetRefusesWhatIsNotSmall(t *testing.T) {
	b := openBench(t, Options{})
	for _, c := range []struct {
		value string
		ttl   time.Duration
	}{{strings.Repeat("x", MaxValue+1), time.Hour}, {"x", 0}, {"x", -time.Second}} {
		if err := b.Set(t.Context(), "person", "U1", c.value, c.ttl); err == nil || errors.Is(err, ErrDown) {
			t.Errorf("Set of %d bytes for %s: got %v, want a refusal", len(c.value), c.ttl, err)
		}
	}
	if !b.Up() {
		t.Error("a refused value counted as an outage")
	}
}
