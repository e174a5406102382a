package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestTranscripts plays whole conversations through the real program: each
// file of testdata/transcripts says what clients and staff do and what the
// card, the client and the ledger must show. The commands are those of the
// table below.
func TestTranscripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/transcripts",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"firm":         scriptFirm,        // firm [demo flags]: start the program, empty, without a quiet window
			"quit":         scriptQuit,        // quit: ask it to end, and wait until it has ("stop" ends the script)
			"countersign":  scriptRun,         // countersign ARGS: run a command of the program
			"client":       scriptClient,      // client ID CHANNEL AUTHOR TEXT [THREAD]
			"staff":        scriptStaff,       // staff ID CHANNEL AUTHOR TEXT THREAD: a person writes in the client's thread
			"until":        scriptUntil,       // until ID STATE: wait for the state of the message's case
			"show":         scriptShow,        // show ID: print the case
			"decide":       scriptDecide,      // decide ID ACTION BY [version=N] [text=T] [reason=R]
			"sees":         scriptSees,        // sees THREAD: print what the client sees
			"events":       scriptEvents,      // events ID: print the kinds of the case's events
			"records":      scriptRecords,     // records ID: print the case's records with their deadlines
			"until-record": scriptUntilRecord, // until-record ID KIND: wait for a record of the message's case
			"until-seen":   scriptUntilSeen,   // until-seen THREAD PATTERN: wait until the client sees it
			"demo-key":     scriptDemoKey,     // demo-key: put the demo's master key into the environment
		},
	})
}

// firm is one running program of a script.
type firm struct {
	*api
	cancel context.CancelFunc
	done   chan int
	stderr lockedBuilder
	cases  map[string]int64 // by message id
}

// addressOf reads the program's standard output until it names its address,
// which it sends, and then on to the end. It closes found.
func addressOf(r io.Reader, found chan<- string) {
	defer close(found)
	lines, told := bufio.NewScanner(r), false
	for lines.Scan() {
		if at := strings.Index(lines.Text(), "http://"); at >= 0 && !told {
			found <- strings.Fields(lines.Text()[at:])[0]
			told = true
		}
	}
}

// startFirm runs the program in this process and waits for its address.
func startFirm(args []string) (*firm, error) {
	return startFirmWith(args, func(string) string { return "" })
}

func startFirmWith(args []string, getenv func(string) string) (*firm, error) {
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	f := &firm{cancel: cancel, done: make(chan int, 1), cases: map[string]int64{}}
	go func() {
		f.done <- run(ctx, args, getenv, in, &f.stderr)
		_ = in.Close() // never fails
	}()
	found := make(chan string, 1)
	go addressOf(out, found)
	select {
	case base := <-found:
		if base != "" {
			f.api = newAPI(strings.TrimRight(base, "/,"), "")
			return f, nil
		}
	case <-time.After(time.Minute):
	}
	cancel()
	return nil, fmt.Errorf("the program printed no address:\n%s", f.stderr.String())
}

// lookup reads an environment of NAME=VALUE.
func lookup(env []string) func(string) string {
	return func(name string) string {
		for _, pair := range env {
			if value, ok := strings.CutPrefix(pair, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// lockedBuilder is a strings.Builder that several goroutines may use.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func scriptFirm(ts *testscript.TestScript, neg bool, args []string) {
	f, err := startFirm(append([]string{"demo", "--empty", "--quiet-window", "0s", "--addr", "127.0.0.1:0", "--dir", ts.MkAbs("state")}, args...))
	if neg {
		ts.Fatalf("firm cannot be negated")
	}
	ts.Check(err)
	ts.Setenv("FIRM", f.base)
	firms.Store(f.base, f)
	ts.Defer(func() {
		f.cancel()
		<-f.done
		f.done <- exitOK
	})
}

// firms holds the running programs by address: a script's environment holds
// strings only.
var firms sync.Map

func theFirm(ts *testscript.TestScript) *firm {
	f, ok := firms.Load(ts.Getenv("FIRM"))
	if !ok {
		ts.Fatalf("start with the command firm")
	}
	return f.(*firm)
}

func scriptQuit(ts *testscript.TestScript, _ bool, _ []string) {
	f := theFirm(ts)
	f.cancel()
	select {
	case code := <-f.done:
		f.done <- code
		if code != exitOK {
			ts.Fatalf("the program ended with %d", code)
		}
	case <-time.After(time.Minute):
		ts.Fatalf("the program did not end within a minute")
	}
}

func scriptRun(ts *testscript.TestScript, neg bool, args []string) {
	for i, a := range args {
		args[i] = os.Expand(a, ts.Getenv)
	}
	code := run(context.Background(), args, ts.Getenv, ts.Stdout(), ts.Stderr())
	if (code != exitOK) != neg {
		ts.Fatalf("countersign %s ended with %d", strings.Join(args, " "), code)
	}
}

func scriptClient(ts *testscript.TestScript, neg bool, args []string) {
	write(ts, neg, "client", args)
}

func scriptStaff(ts *testscript.TestScript, neg bool, args []string) { write(ts, neg, "staff", args) }

func write(ts *testscript.TestScript, neg bool, role string, args []string) {
	if len(args) < 4 {
		ts.Fatalf("usage: %s ID CHANNEL AUTHOR TEXT [THREAD]", role)
	}
	f, body := theFirm(ts), map[string]string{"id": args[0], "channel": args[1], "author": args[2], "text": args[3]}
	if role == "staff" {
		body["role"] = role
	}
	if len(args) > 4 {
		body["thread"] = args[4]
	}
	var r receiptJSON
	status, err := f.do(context.Background(), http.MethodPost, "/api/messages", body, &r)
	ts.Check(err)
	if (status != http.StatusAccepted) != neg {
		ts.Fatalf("the message got status %d", status)
	}
	f.cases[args[0]] = r.Case
	fmt.Fprintf(ts.Stdout(), "case %d thread %s\n", r.Case, r.Thread)
}

func scriptUntil(ts *testscript.TestScript, _ bool, args []string) {
	f := theFirm(ts)
	deadline := time.Now().Add(time.Minute)
	for {
		k, err := f.kase(context.Background(), f.cases[args[0]])
		ts.Check(err)
		if k.State == args[1] {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("case %d is %s, want %s", k.ID, k.State, args[1])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func scriptShow(ts *testscript.TestScript, _ bool, args []string) {
	f := theFirm(ts)
	k, err := f.kase(context.Background(), f.cases[args[0]])
	ts.Check(err)
	w := ts.Stdout()
	fmt.Fprintf(w, "state: %s\ntier: %s\ntopic: %s\nflags: %s\n", k.State, k.Tier, k.Topic, strings.Join(k.Flags, " "))
	for _, r := range k.Reasons {
		fmt.Fprintf(w, "reason: %s: %s\n", r.Code, r.Evidence)
	}
	if k.Owner != "" {
		fmt.Fprintf(w, "with: %s\n", k.Owner)
	}
	for _, p := range k.Promises {
		fmt.Fprintf(w, "promise: %s by %s: %s (kept: %v)\n", p.Kind, p.By, p.What, p.Kept != "")
	}
	if k.Telling != nil {
		fmt.Fprintf(w, "telling: %s\n", k.Telling.Text)
	}
	if k.Draft == nil {
		fmt.Fprintln(w, "no draft")
		return
	}
	fmt.Fprintf(w, "draft %d: %s\n", k.Draft.Version, k.Draft.Text)
	for _, c := range k.Draft.Citations {
		fmt.Fprintf(w, "source: %s § %s: %s\n", c.File, c.Heading, c.Quote)
	}
	for _, c := range k.Draft.Checks {
		if c.Verdict != "ok" {
			fmt.Fprintf(w, "check: %s %s: %s\n", c.Verdict, c.Name, c.Detail)
		}
	}
}

func scriptDecide(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: decide ID ACTION BY [version=N] [text=T] [reason=R]")
	}
	f := theFirm(ts)
	id := f.cases[args[0]]
	d, fields := map[string]any{"action": args[1], "by": args[2]}, map[string]string{}
	for _, pair := range args[3:] {
		key, value, _ := strings.Cut(pair, "=")
		if name, ok := strings.CutPrefix(key, "field."); ok {
			fields[name] = value
			continue
		}
		d[key] = value
		if n, err := strconv.Atoi(value); (key == "version" || key == "number") && err == nil {
			d[key] = n
		}
	}
	if len(fields) > 0 {
		d["fields"] = fields
	}
	if _, given := d["version"]; !given {
		k, err := f.kase(context.Background(), id)
		ts.Check(err)
		if k.Draft != nil {
			d["version"] = k.Draft.Version
		}
	}
	status, out, err := f.decide(context.Background(), id, d)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "status %d %v\n", status, out["error"])
	if (status != http.StatusOK) != neg {
		ts.Fatalf("the decision got status %d: %v", status, out)
	}
}

func scriptSees(ts *testscript.TestScript, _ bool, args []string) {
	seen, err := theFirm(ts).thread(context.Background(), args[0])
	ts.Check(err)
	for _, m := range seen.Messages {
		fmt.Fprintf(ts.Stdout(), "%s: %s\n", m.Role, m.Text)
		if m.Label != "" {
			fmt.Fprintf(ts.Stdout(), "  (%s)\n", m.Label)
		}
	}
}

func scriptEvents(ts *testscript.TestScript, _ bool, args []string) {
	f := theFirm(ts)
	k, err := f.kase(context.Background(), f.cases[args[0]])
	ts.Check(err)
	cards := 0
	for _, e := range k.Events {
		if e.Kind == "card" {
			cards++
		}
		if e.Kind != "card" || cards == 1 { // cards are brought up to date beside the other steps
			fmt.Fprintln(ts.Stdout(), e.Kind)
		}
	}
}
