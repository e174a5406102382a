package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"testing"
	"time"

	"countersign/bot/bottest"
)

// redisServer starts a real Redis on a free port of this machine.
func redisServer(t *testing.T, port int) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("redis-server", "--port", fmt.Sprint(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatalf("redis-server: %v (install the Debian package redis-server; make test does as root)", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended already
		_ = cmd.Wait()
	})
	eventually(t, time.Minute, "redis answers", func() bool {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
		if err != nil {
			return false
		}
		_ = c.Close()
		return true
	})
	return cmd
}

// flush empties a Redis, and tells whether it said so: it may be gone.
func flush(port int) bool {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return false
	}
	defer conn.Close()
	said := make([]byte, len("+OK\r\n"))
	if conn.SetDeadline(time.Now().Add(time.Second)) != nil {
		return false
	}
	if _, err := conn.Write([]byte("FLUSHALL\r\n")); err != nil {
		return false
	}
	_, err = io.ReadFull(conn, said)
	return err == nil && string(said) == "+OK\r\n"
}

// TestRedisMayBeFlushedOrGoAtAnyMoment runs whole conversations while Redis is
// flushed all the time, and goes away half-way through.
func TestRedisMayBeFlushedOrGoAtAnyMoment(t *testing.T) {
	port := bottest.FreePort(t)
	redis := redisServer(t, port)
	c := startChild(t, t.TempDir(), "", fmt.Sprintf("REDIS_URL=redis://127.0.0.1:%d/0", port))
	ctx, stop := context.WithCancel(t.Context())
	flushed := make(chan int)
	go func() {
		n := 0
		for ctx.Err() == nil {
			if flush(port) {
				n++
			}
			time.Sleep(5 * time.Millisecond)
		}
		flushed <- n
	}()
	const n = 10
	for i := range n {
		if i == n/2 {
			if err := redis.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
		id := fmt.Sprintf("m-%d", i)
		r, status, err := c.send(t.Context(), id, "acme", "U"+id, "What time does the lettings desk open on Saturdays?", "")
		if err != nil || status != http.StatusAccepted {
			t.Fatalf("message %d: %d, %v", i, status, err)
		}
		k := c.until(t, r.Case, "in_review")
		if _, _, err := c.decide(t.Context(), r.Case, map[string]any{"action": "approve", "version": k.Draft.Version, "by": "Priya"}); err != nil {
			t.Fatal(err)
		}
		c.until(t, r.Case, "answered")
		// The follow-up needs the thread's history, from Redis or from the store.
		if _, _, err := c.send(t.Context(), id+"-2", "acme", "U"+id, "And how much is an inventory for a two bed?", id); err != nil {
			t.Fatal(err)
		}
		c.until(t, r.Case, "in_review")
	}
	stop()
	if got := <-flushed; got < n {
		t.Errorf("Redis was flushed %d times: the test shows nothing", got)
	}
	for i := range n {
		seen, err := c.thread(t.Context(), fmt.Sprintf("m-%d", i))
		if err != nil || len(seen.Messages) != 3 {
			t.Errorf("thread %d shows %d messages (%v), want two questions and one answer", i, len(seen.Messages), err)
		}
	}
}

// until waits for a state of a case.
func (a *api) until(t *testing.T, id int64, state string) caseJSON {
	t.Helper()
	var k caseJSON
	eventually(t, time.Minute, fmt.Sprintf("case %d %s", id, state), func() bool {
		var err error
		k, err = a.kase(t.Context(), id)
		return err == nil && k.State == state
	})
	return k
}
