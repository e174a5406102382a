package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

// slack is what a call may take beyond its time-out on a machine that is busy
// with other tests: enough to tell one that ends from one that hangs.
const slack = 5 * time.Second

// short is the time-out where calls are to run into it.
const short = time.Second

// outages are the ways in which a Redis stops answering, and comes back.
var outages = map[string]struct{ begin, end func(r *redisServer) }{
	"hangs":                   {(*redisServer).freeze, (*redisServer).thaw},
	"is killed":               {(*redisServer).kill, (*redisServer).start},
	"turns away":              {turnAway, letIn},
	"only reads":              {replicaOf("127.0.0.1", "1"), replicaOf("NO", "ONE")},
	"cannot save, so refuses": {configured("min-replicas-to-write", "1"), configured("min-replicas-to-write", "0")},
}

// configured sets a parameter of a server that answers all the while.
func configured(name, value string) func(r *redisServer) {
	return func(r *redisServer) {
		if err := r.raw().ConfigSet(context.Background(), name, value).Err(); err != nil {
			r.t.Fatal(err)
		}
	}
}

// replicaOf makes the server a replica of one that is not there, or its own master again.
func replicaOf(host, port string) func(r *redisServer) {
	return func(r *redisServer) {
		if err := r.raw().Do(context.Background(), "REPLICAOF", host, port).Err(); err != nil {
			r.t.Fatal(err)
		}
	}
}

// turnAway makes the server refuse its clients' password, as after a change of it.
func turnAway(r *redisServer) {
	c := r.raw()
	if err := c.ConfigSet(context.Background(), "requirepass", "another").Err(); err != nil {
		r.t.Fatal(err)
	}
	if err := c.Do(context.Background(), "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes").Err(); err != nil {
		r.t.Fatal(err)
	}
	r.admin = c
}

func letIn(r *redisServer) {
	if err := r.admin.ConfigSet(context.Background(), "requirepass", testPassword).Err(); err != nil {
		r.t.Fatal(err)
	}
}

func TestOutageCostsLittleAndEndsByItself(t *testing.T) {
	for name, o := range outages {
		t.Run(name, func(t *testing.T) {
			r := newRedisServer(t)
			b := openBench(t, Options{URL: r.url(), Timeout: short})
			fill(t, b, acme, turnsTo(2))
			o.begin(r)
			for range maxFailures {
				wantQuickError(t, b, b.opts.Timeout+slack)
			}
			var asked atomic.Int64
			b.client.AddHook(onProcess(func(cmd redis.Cmder) {
				if cmd.Name() == "get" { // a call of ours, not the probe
					asked.Add(1)
				}
			}))
			for range 200 {
				wantQuickError(t, b, b.opts.Timeout+slack)
			}
			if n := asked.Load(); n > 0 {
				t.Errorf("%d of 200 calls while down reached for Redis", n)
			}
			if up := testutil.ToFloat64(b.metrics.up); up != 0 || b.Up() {
				t.Errorf("countersign_session_up is %v while down", up)
			}
			if n := testutil.ToFloat64(b.metrics.errors.WithLabelValues("turns")); n < 200 {
				t.Errorf("countersign_session_errors_total{op=turns} is %v after 203 failures", n)
			}
			o.end(r)
			eventually(t, "the cache is used again", b.Up)
			if down, back := b.log.lines("session cache is down"), b.log.lines("session cache is back"); down != 1 || back != 1 {
				t.Errorf("log has %d lines of the outage and %d of its end; want one each:\n%s", down, back, b.log)
			}
			if up := testutil.ToFloat64(b.metrics.up); up != 1 {
				t.Errorf("countersign_session_up is %v after the outage", up)
			}
			holdsAgain(t, b, other, turnsTo(1))
		})
	}
}

// holdsAgain fills a thread after an outage until it is held. What was asked
// for and given up may still be done by the server, and costs a miss.
func holdsAgain(t *testing.T, b *bench, key bot.ThreadKey, turns []bot.Turn) {
	t.Helper()
	eventually(t, "a thread is held again", func() bool {
		got, held, err := b.Turns(t.Context(), key)
		if err == nil && held {
			if diff := cmp.Diff(turns, got); diff != "" {
				t.Fatalf("Turns (-want +got):\n%s", diff)
			}
			return true
		}
		_ = b.Fill(t.Context(), key, turns) // tried again
		return false
	})
}

// wantQuickError makes one call of a Redis that does not answer.
func wantQuickError(t *testing.T, b *bench, limit time.Duration) {
	t.Helper()
	started := time.Now()
	_, held, err := b.Turns(t.Context(), other)
	if !errors.Is(err, ErrDown) || held {
		t.Fatalf("Turns without Redis: held %t, err %v; want ErrDown", held, err)
	}
	if took := time.Since(started); took > limit {
		t.Fatalf("Turns without Redis took %s; want at most %s", took, limit)
	}
}

func TestChangeThatDidNotComeThroughIsNotReadPast(t *testing.T) {
	changes := map[string]func(ctx context.Context, b *bench) error{
		"append": func(ctx context.Context, b *bench) error { return b.Append(ctx, acme, turn(2)) },
		"forget": func(ctx context.Context, b *bench) error { return b.Forget(ctx, acme) },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			r := newRedisServer(t)
			b := openBench(t, Options{URL: r.url(), Timeout: short})
			fill(t, b, acme, turnsTo(2))
			wantMiss(t, b, other)
			r.freeze()
			if err := change(t.Context(), b); !errors.Is(err, ErrDown) {
				t.Fatalf("%s without Redis: got %v, want ErrDown", name, err)
			}
			wantMiss(t, b, acme) // at once, and without asking Redis
			r.thaw()
			eventually(t, "what is owed was paid", func() bool { _, owed := b.debts.list(); return len(owed) == 0 })
			got, held, err := b.Turns(t.Context(), acme)
			if err != nil || held {
				t.Fatalf("Turns after the outage: %d turns, held %t, err %v; want a miss", len(got), held, err)
			}
		})
	}
}

// TestFullServerCostsNoMoreThanTheCache has a Redis that answers and takes
// nothing new: it counts as down until it does.
func TestFullServerCostsNoMoreThanTheCache(t *testing.T) {
	r := newRedisServer(t)
	b := openBench(t, Options{URL: r.url(), Timeout: short})
	fill(t, b, acme, turnsTo(2))
	configured("maxmemory", "1")(r)
	for range maxFailures {
		if err := b.Set(t.Context(), "person", "U1", "Priya", time.Hour); !errors.Is(err, ErrDown) {
			t.Fatalf("Set on a full Redis: got %v, want ErrDown", err)
		}
	}
	got, err := b.Lookup(t.Context(), "person", "U1", time.Hour, func(context.Context) (string, error) { return "Priya", nil })
	if got != "Priya" || err != nil {
		t.Errorf("Lookup on a full Redis: got %q, %v; want what fetch gives", got, err)
	}
	if err := b.ping(t.Context()); err == nil || b.Up() {
		t.Errorf("a full Redis counts as up (%v)", err)
	}
	configured("maxmemory", "0")(r)
	eventually(t, "the cache is used again", b.Up)
	if down := b.log.lines("session cache is down"); down != 1 {
		t.Errorf("%d log lines of one outage:\n%s", down, b.log)
	}
	wantTurns(t, b, acme, turnsTo(2))
}

// TestLateEffectOfACallThatWasGivenUpIsNotReadPast has a network on which every
// answer comes after its time: what was asked for is done all the same.
func TestLateEffectOfACallThatWasGivenUpIsNotReadPast(t *testing.T) {
	r := newRedisServer(t)
	p := newSlowProxy(t, r.addr())
	b := openBench(t, Options{URL: "redis://:" + testPassword + "@" + p.addr() + "/0", Timeout: short})
	fill(t, b, acme, turnsTo(2))
	p.delay(2 * b.opts.Timeout)
	if err := b.Append(t.Context(), acme, turn(2)); !errors.Is(err, ErrDown) {
		t.Fatalf("Append over a slow network: got %v, want ErrDown", err)
	}
	wantMiss(t, b, acme)
	for range maxFailures - 1 {
		wantQuickError(t, b, b.opts.Timeout+slack)
	}
	if b.Up() || b.log.lines("session cache is down") != 1 {
		t.Errorf("a slow Redis does not count as down:\n%s", b.log)
	}
	p.delay(0)
	eventually(t, "the cache is used again", b.Up)
	wantMiss(t, b, acme)
	holdsAgain(t, b, acme, turnsTo(3))
}

func TestFillOfBeforeTheOutageIsRefused(t *testing.T) {
	r := newRedisServer(t)
	b := openBench(t, Options{URL: r.url(), Timeout: short})
	wantMiss(t, b, acme) // its ticket outlives the outage
	r.freeze()
	if err := b.Append(t.Context(), acme, turn(2)); !errors.Is(err, ErrDown) {
		t.Fatalf("Append without Redis: %v", err)
	}
	r.thaw()
	eventually(t, "what is owed was paid", func() bool { _, owed := b.debts.list(); return len(owed) == 0 })
	if err := b.Fill(t.Context(), acme, turnsTo(2)); err != nil {
		t.Fatalf("Fill: %v", err)
	}
	wantMiss(t, b, acme)
}

func TestRestartFromAnOldSnapshotBringsNoOldHistoryBack(t *testing.T) {
	r := newRedisServer(t)
	b := openBench(t, Options{URL: r.url(), Timeout: short})
	fill(t, b, acme, turnsTo(2))
	snapshot := r.saved()
	mustAppend(t, b, acme, turn(2))
	r.kill()
	if err := os.WriteFile(filepath.Join(r.dir, "dump.rdb"), snapshot, 0o600); err != nil {
		t.Fatal(err)
	}
	r.start()
	if n := r.raw().DBSize(t.Context()).Val(); n == 0 {
		t.Fatal("the snapshot was not loaded: the test shows nothing")
	}
	eventually(t, "Redis is read again, and the old thread is not held", func() bool {
		got, held, err := b.Turns(t.Context(), acme)
		if held {
			t.Fatalf("%d turns of before the restart came back; one was added since", len(got))
		}
		return err == nil
	})
}

func TestAnswerOfARestartedServerIsNotTaken(t *testing.T) {
	calls := map[string]func(ctx context.Context, b *bench) error{
		"read": func(ctx context.Context, b *bench) error { _, _, err := b.Turns(ctx, acme); return err },
		"fill": func(ctx context.Context, b *bench) error { return b.Fill(ctx, acme, turnsTo(1)) },
		"add":  func(ctx context.Context, b *bench) error { return b.Append(ctx, acme, turn(1)) },
		"drop": func(ctx context.Context, b *bench) error { return b.Forget(ctx, acme) },
	}
	for name, call := range calls {
		b := openBench(t, Options{})
		wantMiss(t, b, acme)
		var runs atomic.Int64                          // each another one: commands in the background meet the hook too
		b.client.AddHook(onProcess(func(redis.Cmder) { // as a connection made for the call would
			later := fmt.Sprint("later run ", runs.Add(1))
			b.run.Store(&later)
		}))
		err := call(t.Context(), b)
		if !errors.Is(err, ErrDown) || !strings.Contains(err.Error(), errRestarted.Error()) {
			t.Errorf("%s across a restart: got %v, want that the server restarted", name, err)
		}
	}
}

func TestStartsWithoutItsServerAndFindsItLater(t *testing.T) {
	r := newRedisServer(t)
	r.kill()
	b := openBench(t, Options{URL: r.url(), Timeout: short})
	if b.Up() {
		t.Error("up without a server")
	}
	wantQuickError(t, b, slack)
	if err := b.Wake(t.Context()); !errors.Is(err, ErrDown) {
		t.Errorf("Wake: got %v, want ErrDown: other processes were not told", err)
	}
	wantWoken(t, b, "its own process, without Redis")
	got, err := b.Lookup(t.Context(), "person", "U1", time.Hour, func(context.Context) (string, error) { return "Priya", nil })
	if got != "Priya" || err != nil {
		t.Errorf("Lookup without Redis: got %q, %v; want what fetch gives", got, err)
	}
	r.start()
	eventually(t, "the server is found", b.Up)
	holdsAgain(t, b, acme, turnsTo(1))
	eventually(t, "it listens for wake-ups again", func() bool {
		return r.raw().PubSubNumSub(t.Context(), b.wakeChannel()).Val()[b.wakeChannel()] == 1
	})
}

func TestManyDebtsDropEverything(t *testing.T) {
	r := newRedisServer(t)
	b := openBench(t, Options{URL: r.url(), Timeout: short})
	fill(t, b, acme, turnsTo(2))
	r.freeze()
	for range maxFailures {
		wantQuickError(t, b, b.opts.Timeout+slack)
	}
	for n := range maxDebts + 1 {
		key := other
		key.Thread = string(rune('a'+n%26)) + time.Duration(n).String()
		_ = b.Append(t.Context(), key, turn(0)) // fails: that is what is wanted
	}
	if all, one := b.debts.list(); all == 0 || len(one) != 0 {
		t.Fatalf("debts after %d threads: all %d, one by one %d", maxDebts+1, all, len(one))
	}
	wantMiss(t, b, acme)
	r.thaw()
	eventually(t, "the cache is used again", b.Up)
	wantMiss(t, b, acme)
	holdsAgain(t, b, other, turnsTo(1))
}

func TestTicketOfAnAbandonedMissIsReplaced(t *testing.T) {
	now := epoch
	tk := newTickets(func() time.Time { return now })
	tk.missed("a", "first")
	now = now.Add(abandoned - 1)
	tk.missed("a", "second")
	if got, _ := tk.spend("a"); got != "first" {
		t.Errorf("spend: got %q, want the ticket of the earliest miss", got)
	}
	now = now.Add(abandoned)
	tk.missed("a", "third")
	if got, _ := tk.spend("a"); got != "third" {
		t.Errorf("spend: got %q, want the new ticket", got)
	}
	if _, ok := tk.spend("a"); ok {
		t.Error("a ticket was spent twice")
	}
	for n := range 2000 {
		tk.missed(string(rune(n)), "x")
	}
	now = now.Add(2 * abandoned)
	tk.missed("b", "y")
	if n := len(tk.out); n != 1 {
		t.Errorf("%d tickets are kept long after their misses", n)
	}
}

func wantErr(t *testing.T, what string, err error) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error", what)
	}
}
