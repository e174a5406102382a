package main

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAWatchdogTellsAProgramThatDoesNotWork(t *testing.T) {
	file := filepath.Join(t.TempDir(), "heartbeat")
	h := &heart{file: file, log: slog.New(slog.DiscardHandler)}
	check := func(args ...string) (int, string) {
		t.Helper()
		var out bytes.Buffer
		code := run(t.Context(), append([]string{"heartbeat", "check"}, args...), func(string) string { return "" }, &out, &out)
		return code, out.String()
	}
	if code, out := check("--file", file); code != exitFailed || !strings.Contains(out, "no heartbeat can be read") {
		t.Errorf("without a file: %d, %s", code, out)
	}
	h.beat(time.Now())
	if code, out := check("--file", file); code != exitOK || !strings.Contains(out, "ago") {
		t.Errorf("after a heartbeat: %d, %s", code, out)
	}
	h.beat(time.Now().Add(-3 * time.Minute))
	if code, out := check("--file", file); code != exitFailed || !strings.Contains(out, "does not do its work") {
		t.Errorf("three minutes after the last: %d, %s", code, out)
	}
	if code, out := check("--file", file, "--max-age", "5m"); code != exitOK {
		t.Errorf("with five minutes allowed: %d, %s", code, out)
	}
	h.beat(time.Now().Add(time.Hour))
	if code, out := check("--file", file); code != exitFailed {
		t.Errorf("a heartbeat of the future: %d, %s", code, out)
	}
	if err := os.WriteFile(file, []byte("OK\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := check("--file", file); code != exitFailed || !strings.Contains(out, "not the time of a heartbeat") {
		t.Errorf("another file: %d, %s", code, out)
	}
	for _, args := range [][]string{{}, {"--file", file, "--url", "http://x"}, {"--file", file, "--max-age", "0s"}} {
		if code, out := check(args...); code != exitUsage {
			t.Errorf("%q: %d, %s", args, code, out)
		}
	}
}

func TestAWatchdogGoesByTheClockOfTheHostItWatches(t *testing.T) {
	there := time.Now().Add(-20 * time.Minute) // that host's clock is behind
	var beat time.Time
	status := http.StatusOK
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", there.UTC().Format(http.TimeFormat))
		w.WriteHeader(status)
		_, _ = w.Write([]byte(beat.UTC().Format(time.RFC3339) + "\n"))
	}))
	defer s.Close()
	check := func() (int, string) {
		var out bytes.Buffer
		code := run(t.Context(), []string{"heartbeat", "check", "--url", s.URL + "/heartbeat"}, func(string) string { return "" }, &out, &out)
		return code, out.String()
	}
	beat = there.Add(-20 * time.Second)
	if code, out := check(); code != exitOK || !strings.Contains(out, "20m0s apart") && !strings.Contains(out, "apart") {
		t.Errorf("a program at work on a host whose clock is behind: %d, %s", code, out)
	}
	beat = there.Add(-10 * time.Minute)
	if code, out := check(); code != exitFailed {
		t.Errorf("ten minutes after its last heartbeat: %d, %s", code, out)
	}
	status = http.StatusBadGateway
	if code, out := check(); code != exitFailed || !strings.Contains(out, "502") {
		t.Errorf("behind a proxy that answers alone: %d, %s", code, out)
	}
}
