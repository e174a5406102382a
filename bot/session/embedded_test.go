package session

import (
	"errors"
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestEmbeddedServerThatFailsIsAnOutageLikeAnyOther(t *testing.T) {
	b := openBench(t, Options{})
	fill(t, b, acme, turnsTo(1))
	b.server.mini.Load().SetError("OOM command not allowed when used memory > 'maxmemory'")
	for range maxFailures {
		wantQuickError(t, b, b.opts.Timeout+slack)
	}
	if err := b.Append(t.Context(), acme, turn(1)); !errors.Is(err, ErrDown) {
		t.Fatalf("Append: %v", err)
	}
	b.server.mini.Load().SetError("")
	eventually(t, "the cache is used again", b.Up)
	wantMiss(t, b, acme) // the append was owed
}

func TestEmbeddedServerIsForThisProcessAlone(t *testing.T) {
	b := openBench(t, Options{})
	if b.server == nil || b.log.lines("embedded") != 1 {
		t.Errorf("the log does not say that the cache is embedded:\n%s", b.log)
	}
	if host := b.server.mini.Load().Host(); host != "127.0.0.1" {
		t.Errorf("listens on %s", host)
	}
	opt := b.server.options()
	opt.Password = ""
	wantErr(t, "a client without the password", ping(t, opt))
}

func TestEmbeddedServerHoldsNoMoreThanItMay(t *testing.T) {
	b := openBench(t, Options{})
	fill(t, b, acme, turnsTo(1))
	for n := 0; len(b.server.mini.Load().Keys()) < maxEmbedded; n++ {
		if err := b.server.mini.Load().Set(fmt.Sprint("other ", n), "x"); err != nil {
			t.Fatal(err)
		}
	}
	wantBounded(t, b)
	wantTurns(t, b, acme, turnsTo(1))
	for _, key := range []string{"one", "two", "too many"} {
		if err := b.server.mini.Load().Set(key, "x"); err != nil {
			t.Fatal(err)
		}
	}
	wantBounded(t, b)
	if n := len(b.server.mini.Load().Keys()); n > 1 { // the probe may have come since
		t.Errorf("%d entries stayed", n)
	}
	fill(t, b, acme, turnsTo(2)) // and goes on
	wantTurns(t, b, acme, turnsTo(2))
}

// TestEmbeddedServerForgetsTheNamesOfWhatIsGone holds that threads that ended long
// ago leave nothing in this process: the server keeps the name of whatever it held.
func TestEmbeddedServerForgetsTheNamesOfWhatIsGone(t *testing.T) {
	b := openBench(t, Options{})
	fill(t, b, acme, turnsTo(1))
	first := b.server.mini.Load()
	wantBounded(t, b)
	wantTurns(t, b, acme, turnsTo(1))
	for first.CommandCount() <= maxCommands {
		_, err := b.client.Pipelined(t.Context(), func(p redis.Pipeliner) error {
			for range 1000 {
				p.Del(t.Context(), "gone")
			}
			return nil
		})
		if err != nil {
			break // it was renewed by the tick, this moment
		}
	}
	wantBounded(t, b)
	if b.server.mini.Load() == first {
		t.Error("the same server goes on")
	}
	eventually(t, "the cache is used", b.Up)
	wantMiss(t, b, acme)
	fill(t, b, acme, turnsTo(2))
	wantTurns(t, b, acme, turnsTo(2))
}

func wantBounded(t *testing.T, b *bench) {
	t.Helper()
	if err := b.server.bound(); err != nil {
		t.Fatal(err)
	}
}
