package session

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

func TestCallersOwnEndIsNoOutage(t *testing.T) {
	b := openBench(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 * maxFailures {
		if _, _, err := b.Turns(ctx, acme); !errors.Is(err, context.Canceled) || errors.Is(err, ErrDown) {
			t.Fatalf("Turns: got %v, want the caller's own end", err)
		}
	}
	if !b.Up() {
		t.Error("callers that left counted as an outage")
	}
	if err := b.Append(ctx, acme, turn(0)); !errors.Is(err, context.Canceled) {
		t.Fatalf("Append: %v", err)
	}
	if _, owed := b.debts.list(); len(owed) != 1 {
		t.Error("an append that was cut short is not owed")
	}
}

func TestValidateNamesEveryFault(t *testing.T) {
	bad := Options{URL: "ftp://x", Key: []byte("short"), TTL: time.Millisecond, Turns: -1, Timeout: time.Hour, Prefix: "a*"}
	err := bad.Validate()
	wantErr(t, "every setting wrong", err)
	for _, word := range []string{"URL", "key has 5 bytes", "ttl", "turns", "timeout", "prefix"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("Validate does not name %s:\n%v", word, err)
		}
	}
	for _, good := range []Options{{}, {URL: "rediss://u:p@h:1/2", Key: testKey, TTL: time.Hour, Turns: 5, Timeout: time.Second, Prefix: "cs"}} {
		if err := good.Validate(); err != nil {
			t.Errorf("Validate: %v", err)
		}
	}
	_, err = Open(t.Context(), bad, nil, slog.New(slog.DiscardHandler))
	wantErr(t, "Open with bad settings", err)
}

func TestCloseTwiceIsHarmless(t *testing.T) {
	s, err := Open(t.Context(), Options{}, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if _, err := s.Lookup(t.Context(), "person", "U1", time.Hour, func(context.Context) (string, error) { return "", nil }); !errors.Is(err, bot.ErrClosed) {
		t.Errorf("Lookup after Close: got %v, want ErrClosed", err)
	}
}

func TestWakeReachesEveryProcess(t *testing.T) {
	r := newRedisServer(t)
	one, two := openBench(t, Options{URL: r.url()}), openBench(t, Options{URL: r.url()})
	eventually(t, "both listen", func() bool {
		return r.raw().PubSubNumSub(t.Context(), one.wakeChannel()).Val()[one.wakeChannel()] == 2
	})
	if err := one.Wake(t.Context()); err != nil {
		t.Fatalf("Wake: %v", err)
	}
	wantWoken(t, one, "its own process")
	wantWoken(t, two, "the other process")
	for range 50 {
		_ = one.Wake(t.Context()) // as above
	}
	wantWoken(t, two, "the other process, after many at once")
}

func wantWoken(t *testing.T, b *bench, who string) {
	t.Helper()
	select {
	case <-b.Woken():
	case <-time.After(10 * time.Second):
		t.Fatalf("not woken: %s", who)
	}
}

// Most messages begin a thread, and are not accepted before this is done.
func TestAddingToAThreadThatIsNotHeldTakesOneRoundTrip(t *testing.T) {
	b := openBench(t, Options{})
	var watched, calls atomic.Int64
	b.client.AddHook(onProcess(func(cmd redis.Cmder) {
		switch cmd.Name() {
		case "exec":
			calls.Add(1)
		case "watch", "get":
			watched.Add(1)
		}
	}))
	mustAppend(t, b, acme, turn(1))
	if calls.Load() != 1 || watched.Load() > 0 {
		t.Errorf("it took %d transactions, and looked %d times besides", calls.Load(), watched.Load())
	}
}

// What a connection keeps is memory of this process, and the client's own settings for
// pipelines are ten more connections of 256 kB each.
func TestConnectionsKeepLittle(t *testing.T) {
	o := openBench(t, Options{}).client.Options()
	if o.PipelinePoolSize >= 0 || o.PoolSize != poolSize || o.ReadBufferSize != connBuffer || o.WriteBufferSize != connBuffer {
		t.Errorf("%d connections of %d and %d bytes, and %d for pipelines", o.PoolSize, o.ReadBufferSize, o.WriteBufferSize, o.PipelinePoolSize)
	}
}
