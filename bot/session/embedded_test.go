package session

import (
	"errors"
	"fmt"
	"testing"
)

func TestEmbeddedServerThatFailsIsAnOutageLikeAnyOther(t *testing.T) {
	b := openBench(t, Options{})
	fill(t, b, acme, turnsTo(1))
	b.server.mini.SetError("OOM command not allowed when used memory > 'maxmemory'")
	for range maxFailures {
		wantQuickError(t, b, b.opts.Timeout+slack)
	}
	if err := b.Append(t.Context(), acme, turn(1)); !errors.Is(err, ErrDown) {
		t.Fatalf("Append: %v", err)
	}
	b.server.mini.SetError("")
	eventually(t, "the cache is used again", b.Up)
	wantMiss(t, b, acme) // the append was owed
}

func TestEmbeddedServerIsForThisProcessAlone(t *testing.T) {
	b := openBench(t, Options{})
	if !b.Embedded() || b.log.lines("embedded") != 1 {
		t.Errorf("the log does not say that the cache is embedded:\n%s", b.log)
	}
	if host := b.server.mini.Host(); host != "127.0.0.1" {
		t.Errorf("listens on %s", host)
	}
	opt := b.server.options()
	opt.Password = ""
	wantErr(t, "a client without the password", ping(t, opt))
}

func TestEmbeddedServerHoldsNoMoreThanItMay(t *testing.T) {
	b := openBench(t, Options{})
	fill(t, b, acme, turnsTo(1))
	for n := 0; len(b.server.mini.Keys()) < maxEmbedded; n++ {
		if err := b.server.mini.Set(fmt.Sprint("other ", n), "x"); err != nil {
			t.Fatal(err)
		}
	}
	b.server.bound()
	wantTurns(t, b, acme, turnsTo(1))
	for _, key := range []string{"one", "two", "too many"} {
		if err := b.server.mini.Set(key, "x"); err != nil {
			t.Fatal(err)
		}
	}
	b.server.bound()
	if n := len(b.server.mini.Keys()); n > 1 { // the probe may have come since
		t.Errorf("%d entries stayed", n)
	}
	fill(t, b, acme, turnsTo(2)) // and goes on
	wantTurns(t, b, acme, turnsTo(2))
}
