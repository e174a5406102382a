package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// killMessages is how many clients write in each run of the kill test. The
// long form is "make killtest".
func killMessages(t *testing.T) int {
	if s := os.Getenv("KILLTEST_MESSAGES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("KILLTEST_MESSAGES: %v", err)
		}
		return n
	}
	return 8
}

// builtBinary builds the program once for all tests that need a process of its own.
var builtBinary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "countersign-test-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "countersign")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

const testSecret = "a-secret-for-tests-of-32-letters"

// child is the program running as a process that can be killed.
type child struct {
	*api
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
}

// startChild starts the program for a firm whose state is in dir, that of
// writeFirm unless there is one, and waits until it prints its address.
func startChild(t testing.TB, dir, fault string, env ...string) *child {
	t.Helper()
	c := launch(t, dir, fault, env...)
	if c.api == nil {
		<-c.done
		logged, _ := os.ReadFile(filepath.Join(dir, "log"))
		t.Fatalf("the program printed no address; its log:\n%s", logged)
	}
	return c
}

// launch is startChild for a program that may die before it prints its
// address: it has no api then.
func launch(t testing.TB, dir, fault string, env ...string) *child {
	t.Helper()
	bin, err := builtBinary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(bin, "serve", "--config", writeFirm(t, dir))
	cmd.Env = append(os.Environ(), "CONSOLE_SECRET="+testSecret, "CS_FAULT="+fault,
		"COUNTERSIGN_MASTER_KEY="+testMasterKey)
	cmd.Env = append(cmd.Env, env...)
	log, err := os.OpenFile(filepath.Join(dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &child{cmd: cmd, done: make(chan struct{})}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if at := strings.Index(lines.Text(), "http://"); at >= 0 {
			c.api = newAPI(strings.Fields(lines.Text()[at:])[0], testSecret)
			break
		}
	}
	go func() {
		for lines.Scan() {
		}
		_ = cmd.Wait() // how it ended is read from ProcessState
		_ = log.Close()
		close(c.done)
	}()
	t.Cleanup(c.kill)
	return c
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill() // it may have ended already
	<-c.done
}

func (c *child) killed() bool {
	status, ok := c.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// writeFirm writes the configuration of the sample firm with short pauses.
func writeFirm(t testing.TB, dir string) string {
	t.Helper()
	sample, err := filepath.Abs("../../knowledge/sample")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "firm.yaml")
	if _, err := os.Stat(path); err == nil {
		return path
	}
	text := fmt.Sprintf(`firm: {name: Harbour & Finch}
quiet_window: 0s
store: {url: "sqlite://%s"}
knowledge: {dir: %q}
console: {listen: "127.0.0.1:0"}
outbox: {lease: 1s, look_interval: 30s}
accounts:
  - {id: acme, name: Acme Ltd, console: [acme]}
  - {id: penhale, name: Penhale Bakery, console: [penhale]}
  - {id: iyer, name: P. & R. Iyer, console: [iyer]}
`, filepath.Join(dir, "firm.db"), sample)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// faultPoints are the moments at which the program may die, in the order in
// which a message passes them: see docs/architecture.md.
var faultPoints = []string{"F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11"}

func TestKilledAtAnyPointNoMessageIsLostAndNoAnswerSentTwice(t *testing.T) {
	n := killMessages(t)
	for _, point := range faultPoints {
		t.Run(point, func(t *testing.T) {
			r := &killRun{t: t, dir: t.TempDir(), n: n, point: point}
			r.child = startChild(t, r.dir, fmt.Sprintf("%s:kill:%d", point, (n+1)/2))
			r.play()
			r.check()
		})
	}
}

// killRun is n clients writing while the program dies once and comes back.
type killRun struct {
	t     *testing.T
	dir   string
	n     int
	point string
	child *child
	died  bool
}

// again does one thing until it works, starting the program anew when it died.
func (r *killRun) again(what string, do func(ctx context.Context) error) {
	r.t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		err := do(r.t.Context())
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			logged, _ := os.ReadFile(filepath.Join(r.dir, "log"))
			r.t.Fatalf("%s: %v\nlog:\n%s", what, err, logged)
		}
		select {
		case <-r.child.done:
			if r.died || !r.child.killed() {
				logged, _ := os.ReadFile(filepath.Join(r.dir, "log"))
				r.t.Fatalf("the program ended by itself: %v\nlog:\n%s", r.child.cmd.ProcessState, logged)
			}
			r.died = true
			r.child = startChild(r.t, r.dir, "")
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// play sends every message until it is accepted, approves every draft and
// waits until every client has an answer.
func (r *killRun) play() {
	channels := []string{"acme", "penhale", "iyer"}
	for i := range r.n {
		r.again(fmt.Sprintf("message %d accepted", i), func(ctx context.Context) error {
			_, status, err := r.child.send(ctx, r.id(i), channels[i%3], fmt.Sprintf("U%02d", i),
				"What time does the lettings desk open on Saturdays?", "")
			if err == nil && status != http.StatusAccepted {
				err = fmt.Errorf("status %d", status)
			}
			return err
		})
	}
	for i := range r.n {
		r.again(fmt.Sprintf("case of message %d answered", i), func(ctx context.Context) error { return r.carry(ctx, i) })
	}
}

func (r *killRun) id(i int) string { return fmt.Sprintf("m-%02d", i) }

// carry moves the case of a message one step towards its answer; it gives an
// error until the client has it.
func (r *killRun) carry(ctx context.Context, i int) error {
	receipt, _, err := r.child.send(ctx, r.id(i), []string{"acme", "penhale", "iyer"}[i%3], fmt.Sprintf("U%02d", i), "again", "")
	if err != nil {
		return err
	}
	k, err := r.child.kase(ctx, receipt.Case)
	if err != nil {
		return err
	}
	if k.State == "answered" {
		return nil
	}
	if k.State == "in_review" {
		_, _, err := r.child.decide(ctx, k.ID, map[string]any{"action": "approve", "version": k.Draft.Version, "by": "Priya"})
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("case %d is %s", k.ID, k.State)
}

// check asks what the clients see, and what the ledger says of it.
func (r *killRun) check() {
	r.t.Helper()
	if !r.died {
		r.t.Fatalf("the program was never killed at %s: the run proved nothing", r.point)
	}
	var cases []struct {
		ID int64 `json:"id"`
	}
	var list struct {
		Cases any `json:"cases"`
	}
	list.Cases = &cases
	if _, err := r.child.do(r.t.Context(), http.MethodGet, "/api/cases", nil, &list); err != nil {
		r.t.Fatal(err)
	}
	if len(cases) != r.n {
		r.t.Errorf("%d messages made %d cases", r.n, len(cases))
	}
	for i := range r.n {
		seen, err := r.child.thread(r.t.Context(), r.id(i))
		if err != nil {
			r.t.Fatal(err)
		}
		answers := 0
		for _, m := range seen.Messages {
			if m.Role != "client" {
				answers++
			}
		}
		if answers != 1 {
			r.t.Errorf("the client of message %d sees %d answers, want 1: %+v", i, answers, seen.Messages)
		}
	}
	r.child.kill()
	bin, err := builtBinary()
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := exec.CommandContext(r.t.Context(), bin, "ledger", "verify", "--store", "sqlite://"+filepath.Join(r.dir, "firm.db")).CombinedOutput()
	if err != nil {
		r.t.Errorf("ledger verify: %v\n%s", err, out)
	}
}

// TestAskedToEndItFinishesWhatItBegan sends SIGTERM while clients write: every
// message that was accepted is there afterwards, and the program ends with 0.
func TestAskedToEndItFinishesWhatItBegan(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, dir, "")
	accepted := make(chan int, 1)
	go func() {
		n := 0
		for i := range 1000 {
			_, status, err := c.send(context.Background(), fmt.Sprintf("t-%03d", i), "acme", fmt.Sprintf("U%03d", i), "When are payslips issued?", "")
			if err != nil || status != http.StatusAccepted {
				break
			}
			n++
		}
		accepted <- n
	}()
	eventually(t, 10*time.Second, "some cases", func() bool { _, err := c.kase(t.Context(), 5); return err == nil })
	began := time.Now()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-c.done:
	case <-time.After(10 * time.Second):
		t.Fatal("still running after 10 s")
	}
	if code := c.cmd.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("ended with %d after %s", code, time.Since(began))
	}
	n := <-accepted
	again := startChild(t, dir, "")
	for i := range n {
		r, status, err := again.send(t.Context(), fmt.Sprintf("t-%03d", i), "acme", "U", "again", "")
		if err != nil || status != http.StatusAccepted {
			t.Fatal(status, err)
		}
		if k, err := again.kase(t.Context(), r.Case); err != nil || strings.Contains(k.Question, "again") {
			t.Errorf("accepted message %d was lost: %+v, %v", i, k.Question, err)
		}
	}
}
