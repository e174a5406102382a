package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stopped ends the program as a supervisor does and gives its exit code.
func (c *child) stopped(t *testing.T) int {
	t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.done:
	case <-time.After(10 * time.Second):
		t.Fatal("the program did not stop within 10 s")
	}
	return c.cmd.ProcessState.ExitCode()
}

func TestTheProgramStopsCleanlyWhateverConnectionsAreOpen(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, dir, "")
	for _, sent := range []string{
		"",
		"GET /api/cases HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
		"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer " + testSecret +
			"\r\nContent-Length: 400\r\n\r\n{\"id\": \"m-1\", ",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(c.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		if _, err := io.WriteString(conn, sent); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.kase(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "404") {
		t.Fatalf("asking for no case: %v", err)
	}
	if code := c.stopped(t); code != exitOK {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Errorf("SIGTERM ended the program with %d; its log:\n%s", code, log)
	}
}

func TestACutOfTheNewestEntriesAfterACleanStopIsNamed(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, dir, "")
	receipt, _, err := c.send(t.Context(), "m-1", "acme", "U1", "When are payslips issued?", "")
	if err != nil {
		t.Fatal(err)
	}
	c.until(t, receipt.Case, "in_review")
	if code := c.stopped(t); code != exitOK {
		t.Fatalf("the program ended with %d", code)
	}
	db := filepath.Join(dir, "firm.db")
	where := []string{"ledger", "verify", "--store", "sqlite://" + db}
	code, out, errs := command(t, where...)
	var entries int
	if _, err := fmt.Sscanf(out, "Sound: %d entries", &entries); err != nil || code != exitOK || entries < 5 {
		t.Fatalf("verify: %d, %s%s", code, out, errs)
	}
	if !strings.Contains(out, "words fit their digests") {
		t.Errorf("verify does not say that words were checked:\n%s", out)
	}
	var plain bytes.Buffer
	if code := run(t.Context(), where, func(string) string { return "" }, &plain, io.Discard); code != exitOK || !strings.Contains(plain.String(), "Words were NOT checked") {
		t.Errorf("without the master key verify ends with %d and does not say that words were not checked:\n%s", code, &plain)
	}
	tamper(t, db, `PRAGMA foreign_keys = 0`, fmt.Sprintf(`DELETE FROM events WHERE seq = %d`, entries))
	want := fmt.Sprintf("BROKEN: event %d: missing: checkpoint attests %d entries", entries, entries)
	if code, out, _ := command(t, where...); code != exitFailed || !strings.Contains(out, want) {
		t.Errorf("verify after the cut: %d, %s; want %s", code, out, want)
	}
}

// TestAWayInThatEndsByItselfEndsTheProgram: what nobody listens to any more must not
// look as if it worked.
func TestAWayInThatEndsByItselfEndsTheProgram(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	a := &app{sources: []source{
		{name: "Slack", run: func(context.Context) error { return nil }},
		{name: "Teams", run: func(ctx context.Context) error { <-ctx.Done(); return nil }},
	}}
	if err := a.takeIn(ctx); err == nil || !strings.Contains(err.Error(), "Slack has ended by itself") {
		t.Errorf("taking in ended with %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if err := a.takeIn(stopped); err != nil {
		t.Errorf("a program that is told to stop ended with %v", err)
	}
}
