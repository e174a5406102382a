package handlers

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running is a server that Run serves on a free port.
type running struct {
	fixture
	url  string
	stop context.CancelFunc
	done chan error
}

func run(t *testing.T, f fixture) running {
	t.Helper()
	ln, err := Listen(t.Context(), "127.0.0.1:0", true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	r := running{fixture: f, url: "http://" + ln.Addr().String(), stop: stop, done: make(chan error, 1)}
	go func() { r.done <- f.Run(ctx, ln); close(r.done) }()
	t.Cleanup(func() {
		stop()
		<-r.done //nolint:errcheck // how it ended is asserted by the tests that care
		http.DefaultClient.CloseIdleConnections()
	})
	return r
}

func (r running) get(path string) (string, error) {
	resp, err := http.Get(r.url + path)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func TestStopLetsRequestsThatWereBegunFinish(t *testing.T) {
	f := newFixture(Options{}, Deps{})
	begun, finish := make(chan struct{}), make(chan struct{})
	f.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(begun)
		<-finish
		if r.Context().Err() != nil {
			t.Error("the request's context ended before the request")
		}
		_, _ = io.WriteString(w, "whole")
	}))
	r := run(t, f)
	got := make(chan string, 1)
	go func() {
		body, err := r.get("/")
		got <- fmt.Sprint(body, err)
	}()
	<-begun
	r.stop()
	<-f.stopping
	close(finish)
	if body := <-got; body != "whole<nil>" {
		t.Errorf("the request got %q", body)
	}
	if err := <-r.done; err != nil {
		t.Errorf("Run = %v, want nil", err)
	}
	if _, err := r.get("/livez"); err == nil {
		t.Error("a stopped server still takes connections")
	}
}

func TestStopGivesUpAfterTheDrainTime(t *testing.T) {
	f := newFixture(Options{Drain: 20 * time.Millisecond}, Deps{})
	begun := make(chan struct{})
	f.Handle("/", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done() // ends when the connection is closed
	}))
	r := run(t, f)
	go func() { _, _ = r.get("/") }()
	<-begun
	r.stop()
	if err := <-r.done; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Run = %v, want the deadline", err)
	}
}

func TestStreamOutlivesTimeoutsAndEndsWhenTheServerStops(t *testing.T) {
	f := newFixture(Options{Read: 50 * time.Millisecond, Write: 50 * time.Millisecond}, Deps{})
	next := make(chan struct{})
	f.HandleStream("GET /api/events", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for {
			select {
			case <-r.Context().Done():
				return
			case <-next:
				_, _ = io.WriteString(w, "event\n")
				_ = http.NewResponseController(w).Flush()
			}
		}
	}))
	f.Handle("GET /bounded", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _ = writeUntilCut(w) }))
	r := run(t, f)
	go func() { next <- struct{}{} }()
	resp, err := http.Get(r.url + "/api/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	if !lines.Scan() {
		t.Fatal("no first event")
	}
	if _, err := r.get("/bounded"); err == nil { // begun later than the stream, so its end proves that the time is over
		t.Fatal("a plain route was not cut by the time-outs")
	}
	next <- struct{}{}
	if !lines.Scan() {
		t.Fatalf("the stream was cut by a time-out: %v", lines.Err())
	}
	r.stop()
	if err := <-r.done; err != nil {
		t.Errorf("Run = %v: the stream held the stop up", err)
	}
}

// writeUntilCut writes an answer without an end, and returns what ended it.
func writeUntilCut(w http.ResponseWriter) error {
	for {
		_, _ = io.WriteString(w, "on and on\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			return err
		}
	}
}

func TestPlainRouteIsCutByTheWriteTimeout(t *testing.T) {
	f := newFixture(Options{Write: 20 * time.Millisecond}, Deps{})
	cut := make(chan error, 1)
	f.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		cut <- writeUntilCut(w)
	}))
	r := run(t, f)
	if _, err := r.get("/"); err == nil {
		t.Error("an answer without an end was not cut")
	}
	if err := <-cut; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the handler was stopped by %v, want the deadline", err)
	}
}

func TestConnectionThatSendsNoHeaderIsClosed(t *testing.T) {
	r := run(t, newFixture(Options{Read: 30 * time.Millisecond}, Deps{}))
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	_, err = io.ReadAll(conn)
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		t.Error("a half-sent header keeps its connection")
	}
}

func TestRunTellsWhyItCannotServe(t *testing.T) {
	ln, err := Listen(t.Context(), "127.0.0.1:0", true)
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	if err := newFixture(Options{}, Deps{}).Run(t.Context(), ln); err == nil || !strings.Contains(err.Error(), ln.Addr().String()) {
		t.Errorf("Run = %v, want an error that names the address", err)
	}
}

func TestReadyAsksTheStoreAndNothingElse(t *testing.T) {
	var broken error
	f := newFixture(Options{}, Deps{Ready: func(ctx context.Context) error {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("the check has no deadline")
		}
		return broken
	}})
	check := func(path string, code int, text string) {
		t.Helper()
		if w := f.do("GET", path, ""); w.Code != code || !strings.Contains(w.Body.String(), text) {
			t.Errorf("%s = %d %q, want %d and %q", path, w.Code, w.Body, code, text)
		}
	}
	check("/readyz", 200, "ready")
	broken = errors.New("disk full")
	check("/readyz", 503, "disk full")
	check("/livez", 200, "alive")
	broken = nil
	check("/readyz", 200, "ready")
	f.stop()
	check("/readyz", 503, "stopping")
	check("/livez", 200, "alive")
}

func TestListenRefusesWhatOtherMachinesReach(t *testing.T) {
	for addr, why := range map[string]string{
		"0.0.0.0:0": "only this machine", ":0": "only this machine", "[::]:0": "only this machine",
		"192.0.2.1:0": "only this machine", "8080": "use HOST:PORT", "": "use HOST:PORT", "127.0.0.1:none": "listening on",
	} {
		ln, err := Listen(t.Context(), addr, true)
		if err == nil {
			_ = ln.Close()
		}
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("Listen(%q) = %v, want %q", addr, err, why)
		}
	}
	ln, err := Listen(t.Context(), "localhost:0", true)
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
}
