package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
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

func keyOf(t *testing.T, b *bench, key bot.ThreadKey) string {
	t.Helper()
	th, err := b.thread(key)
	if err != nil {
		t.Fatal(err)
	}
	return b.entries(*b.run.Load(), th.name)[0]
}

func TestTurnsOfOneClientAreNeverReadAsAnothers(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
		fill(t, b, acme, turnsTo(3))
		if err := raw.Rename(t.Context(), keyOf(t, b, acme), keyOf(t, b, other)).Err(); err != nil {
			t.Fatal(err)
		}
		wantMiss(t, b, other)
	})
}

func TestNothingReadableStandsInRedis(t *testing.T) {
	onBoth(t, Options{}, func(t *testing.T, b *bench, raw *redis.Client) {
		secret := bot.Turn{Role: bot.RoleClient, Author: "U-MARGARET", Text: "my late husband's estate", At: epoch}
		fill(t, b, acme, []bot.Turn{secret})
		mustAppend(t, b, acme, bot.Turn{Text: "the second message", At: epoch})
		if err := b.Set(t.Context(), "person", "U-MARGARET", "Margaret Hale", time.Hour); err != nil {
			t.Fatalf("Set: %v", err)
		}
		dump := everything(t, raw)
		for _, words := range []string{"husband", "second", "MARGARET", "Margaret", "acme", "t-1"} {
			if strings.Contains(dump, words) {
				t.Errorf("%q is readable in Redis", words)
			}
		}
		if len(dump) < 200 {
			t.Fatalf("the dump has %d bytes: nothing was held", len(dump))
		}
	})
}

// everything gives all keys and values of a server in one string.
func everything(t *testing.T, raw *redis.Client) string {
	t.Helper()
	var out strings.Builder
	keys, err := raw.Keys(t.Context(), "*").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		value, err := raw.Get(t.Context(), key).Result()
		if err != nil {
			t.Fatalf("cannot read %s: %v", key, err)
		}
		out.WriteString(key + "=" + value + "\n")
	}
	return out.String()
}

func TestReplicasWithTheSameKeyShareTheCache(t *testing.T) {
	r := newRedisServer(t)
	one, two := openBench(t, Options{URL: r.url()}), openBench(t, Options{URL: r.url()})
	fill(t, one, acme, turnsTo(2))
	wantTurns(t, two, acme, turnsTo(2))
	mustAppend(t, two, acme, turn(2))
	wantTurns(t, one, acme, turnsTo(3))
	stranger := openBench(t, Options{URL: r.url(), Key: bytes.Repeat([]byte{8}, KeySize)})
	wantMiss(t, stranger, acme)
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
		if err := b.Drop(t.Context(), "person", "U1"); err != nil {
			t.Fatalf("Drop: %v", err)
		}
		if _, ok, err := b.Get(t.Context(), "person", "U1"); ok || err != nil {
			t.Fatalf("Get after Drop: held %t, err %v", ok, err)
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
