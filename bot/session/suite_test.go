package session

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"countersign/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	testKey = bytes.Repeat([]byte{7}, KeySize)
	acme    = bot.ThreadKey{Platform: bot.Console, Channel: "acme", Thread: "t-1"}
	other   = bot.ThreadKey{Platform: bot.Console, Channel: "birch", Thread: "t-1"}
	epoch   = time.Date(2026, 11, 2, 9, 41, 0, 0, time.UTC)
)

// logbook collects log lines.
type logbook struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// lines counts the lines that hold text.
func (l *logbook) lines(text string) int {
	n := 0
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, text) {
			n++
		}
	}
	return n
}

// bench is one Sessions with what a test looks at.
type bench struct {
	*Sessions
	log *logbook
	reg *prometheus.Registry
}

func openBench(t *testing.T, opts Options) *bench {
	t.Helper()
	b := &bench{log: &logbook{}, reg: prometheus.NewRegistry()}
	if opts.Key == nil {
		opts.Key = testKey
	}
	if opts.Timeout == 0 {
		opts.Timeout = 5 * time.Second // a busy machine is no outage
	}
	s, err := Open(t.Context(), opts, b.reg, slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	b.Sessions = s
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return b
}

// onBoth runs a test with the embedded server and with a real one. raw is a
// second client to the same server.
func onBoth(t *testing.T, opts Options, fn func(t *testing.T, b *bench, raw *redis.Client)) {
	t.Run("embedded", func(t *testing.T) {
		b := openBench(t, opts)
		raw := redis.NewClient(b.server.options())
		t.Cleanup(func() { _ = raw.Close() })
		fn(t, b, raw)
	})
	t.Run("server", func(t *testing.T) {
		r := newRedisServer(t)
		opts.URL = r.url()
		fn(t, openBench(t, opts), r.raw())
	})
}

func turn(n int) bot.Turn {
	return bot.Turn{Role: bot.RoleClient, Author: "U1", Text: fmt.Sprintf("word %d", n), At: epoch.Add(time.Duration(n) * time.Second), Case: 1}
}

func turnsTo(n int) []bot.Turn {
	out := []bot.Turn{}
	for i := range n {
		out = append(out, turn(i))
	}
	return out
}

// fill does what the workflow does with a miss.
func fill(t *testing.T, b *bench, key bot.ThreadKey, turns []bot.Turn) {
	t.Helper()
	wantMiss(t, b, key)
	if err := b.Fill(t.Context(), key, turns); err != nil {
		t.Fatalf("Fill: %v", err)
	}
}

func wantMiss(t *testing.T, b *bench, key bot.ThreadKey) {
	t.Helper()
	got, held, err := b.Turns(t.Context(), key)
	if err != nil || held {
		t.Fatalf("Turns: got %v, held %t, err %v; want a miss", got, held, err)
	}
}

func wantTurns(t *testing.T, b *bench, key bot.ThreadKey, want []bot.Turn) {
	t.Helper()
	got, held, err := b.Turns(t.Context(), key)
	if err != nil || !held {
		t.Fatalf("Turns: held %t, err %v; want them held", held, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("Turns (-want +got):\n%s", diff)
	}
}

func mustAppend(t *testing.T, b *bench, key bot.ThreadKey, turn bot.Turn) {
	t.Helper()
	if err := b.Append(t.Context(), key, turn); err != nil {
		t.Fatalf("Append: %v", err)
	}
}

func flush(t *testing.T, raw *redis.Client) {
	t.Helper()
	if err := raw.FlushAll(t.Context()).Err(); err != nil {
		t.Fatalf("FLUSHALL: %v", err)
	}
}

func TestThreadIsHeldWhole(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, turnsTo(3))
		wantTurns(t, b, acme, turnsTo(3))
		mustAppend(t, b, acme, turn(3))
		wantTurns(t, b, acme, turnsTo(4))
		wantMiss(t, b, other)
	})
}

func TestThreadWithoutTurnsIsHeldToo(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, nil)
		wantTurns(t, b, acme, []bot.Turn{})
		mustAppend(t, b, acme, turn(0))
		wantTurns(t, b, acme, turnsTo(1))
	})
}

func TestOnlyTheNewestTurnsAreHeld(t *testing.T) {
	onBoth(t, Options{Turns: 5}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, turnsTo(7))
		wantTurns(t, b, acme, turnsTo(7)[2:])
		mustAppend(t, b, acme, turn(7))
		mustAppend(t, b, acme, turn(8))
		wantTurns(t, b, acme, turnsTo(9)[4:])
	})
}

func TestAppendNeverStartsAHistory(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
		mustAppend(t, b, acme, turn(0))
		wantMiss(t, b, acme)
		fill(t, b, acme, turnsTo(2))
		flush(t, raw)
		mustAppend(t, b, acme, turn(2))
		wantMiss(t, b, acme)
	})
}

func TestTurnAddedTwiceIsHeldOnce(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, turnsTo(2)) // the store gave turn 1 before its Append came
		mustAppend(t, b, acme, turn(1))
		local := turn(1)
		local.At = local.At.In(time.FixedZone("BST", 3600))
		mustAppend(t, b, acme, local)
		wantTurns(t, b, acme, turnsTo(2))
	})
}

func TestLateAppendComesBackInOrder(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, []bot.Turn{turn(0), turn(2)})
		mustAppend(t, b, acme, turn(1))
		wantTurns(t, b, acme, turnsTo(3))
	})
}

func TestFillAfterAChangeIsRefused(t *testing.T) {
	changes := map[string]func(t *testing.T, b *bench, raw *redis.Client){
		"append": func(t *testing.T, b *bench, _ *redis.Client) { mustAppend(t, b, acme, turn(2)) },
		"forget": func(t *testing.T, b *bench, _ *redis.Client) {
			if err := b.Forget(t.Context(), acme); err != nil {
				t.Fatalf("Forget: %v", err)
			}
		},
		"flush": func(t *testing.T, _ *bench, raw *redis.Client) { flush(t, raw) },
		"append and another miss": func(t *testing.T, b *bench, _ *redis.Client) {
			mustAppend(t, b, acme, turn(2))
			wantMiss(t, b, acme)
		},
		"append, then another's miss and fill": func(t *testing.T, b *bench, _ *redis.Client) {
			wantMiss(t, b, acme)
			mustAppend(t, b, acme, turn(2))
			if err := b.Fill(t.Context(), acme, turnsTo(3)); err != nil { // spends the first ticket
				t.Fatalf("Fill: %v", err)
			}
			wantMiss(t, b, acme)
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
				wantMiss(t, b, acme)
				read := turnsTo(2) // from the store, before the change
				change(t, b, raw)
				if err := b.Fill(t.Context(), acme, read); err != nil {
					t.Fatalf("Fill: %v", err)
				}
				wantMiss(t, b, acme)
			})
		})
	}
}

func TestFillWithoutAMissDoesNothing(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		if err := b.Fill(t.Context(), acme, turnsTo(2)); err != nil {
			t.Fatalf("Fill: %v", err)
		}
		wantMiss(t, b, acme)
	})
}

func TestForgetDropsAThread(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, turnsTo(2))
		if err := b.Forget(t.Context(), acme); err != nil {
			t.Fatalf("Forget: %v", err)
		}
		wantMiss(t, b, acme)
	})
}

func TestWhatSomebodyChangedInRedisIsNotTakenForAThread(t *testing.T) {
	damage := map[string]func(held string) string{
		"cut short": func(held string) string { return held[:len(held)-1] },
		"one byte":  func(held string) string { return held[:30] + string(held[30]^1) + held[31:] },
		"foreign":   func(string) string { return "rubbish" },
		"empty":     func(string) string { return "" },
	}
	for name, hurt := range damage {
		t.Run(name, func(t *testing.T) {
			onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
				for _, appended := range []bool{false, true} {
					fill(t, b, acme, turnsTo(3))
					key := keyOf(t, b, acme)
					if err := raw.Set(t.Context(), key, hurt(raw.Get(t.Context(), key).Val()), time.Hour).Err(); err != nil {
						t.Fatal(err)
					}
					if appended {
						mustAppend(t, b, acme, turn(3)) // must not heal it
					}
					wantMiss(t, b, acme)
				}
				fill(t, b, acme, turnsTo(4))
				wantTurns(t, b, acme, turnsTo(4))
			})
		})
	}
}

// Whatever is written at the same time, what is held is whole: every turn of
// it, or nothing.
func TestTurnsAddedAtTheSameTimeAreAllHeldOrNone(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		const writers, each = 4, 5
		fill(t, b, acme, turnsTo(0))
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					if err := b.Append(t.Context(), acme, turn(w*each+i)); err != nil {
						t.Errorf("Append: %v", err)
					}
				}
			})
		}
		wg.Wait()
		turns, held, err := b.Turns(t.Context(), acme)
		if err != nil || held && !cmp.Equal(turns, turnsTo(writers*each)) {
			t.Errorf("held %t, %d turns, error %v; want all %d or no thread", held, len(turns), err, writers*each)
		}
	})
}

func TestEntriesAge(t *testing.T) {
	onBoth(t, Options{TTL: time.Second}, func(t *testing.T, b *bench, raw *redis.Client) {
		fill(t, b, acme, turnsTo(2))
		if err := b.Set(t.Context(), "person", "U1", "Priya", time.Second); err != nil {
			t.Fatalf("Set: %v", err)
		}
		eventually(t, "every entry is gone", func() bool { return raw.DBSize(t.Context()).Val() == 0 })
		wantMiss(t, b, acme)
	})
}

func TestAppendDoesNotProlongAThread(t *testing.T) {
	onBoth(t, Options{TTL: time.Hour}, func(t *testing.T, b *bench, raw *redis.Client) {
		fill(t, b, acme, turnsTo(1))
		key := keyOf(t, b, acme)
		if err := raw.PExpire(t.Context(), key, time.Minute).Err(); err != nil {
			t.Fatal(err)
		}
		mustAppend(t, b, acme, turn(1))
		if ttl := raw.PTTL(t.Context(), key).Val(); ttl <= 0 || ttl > time.Minute {
			t.Fatalf("time to live after Append: got %s, want at most the minute that was left", ttl)
		}
	})
}

func TestThreadWithAnOverlongTurnIsNotHeld(t *testing.T) {
	long := bot.Turn{Role: bot.RoleClient, Text: strings.Repeat("x", maxThread+1), At: epoch}
	onBoth(t, Options{}, func(t *testing.T, b *bench, _ *redis.Client) {
		fill(t, b, acme, []bot.Turn{long})
		fill(t, b, acme, turnsTo(1))
		mustAppend(t, b, acme, long)
		wantMiss(t, b, acme)
	})
}
