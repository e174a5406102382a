package store

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

// The test binary runs itself as another process on the same database.
const childURL, childKey, childRole = "CHILD_TEST_URL", "CHILD_TEST_KEY", "CHILD_TEST_ROLE"

func TestMain(m *testing.M) {
	opts := Options{URL: os.Getenv(childURL), MasterKey: os.Getenv(childKey)}
	switch os.Getenv(childRole) {
	case "write until killed":
		os.Exit(writeUntilKilled(opts))
	case "claim all":
		os.Exit(claimAll(opts))
	case "claim calls":
		os.Exit(claimCalls(opts))
	}
	os.Exit(m.Run())
}

// child is the test binary in a role on the database of the options.
func child(t *testing.T, opts Options, role string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childURL+"="+opts.URL, childKey+"="+opts.MasterKey, childRole+"="+role)
	return cmd
}

// writeUntilKilled stores cases from several goroutines and prints the id of
// each one that was acknowledged.
func writeUntilKilled(opts Options) int {
	s, err := Open(context.Background(), opts, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for {
				c := &bot.Case{State: bot.StateReceived, Messages: []bot.Message{{Text: strings.Repeat("words ", 100)}}}
				err := s.Write(context.Background(), func(tx bot.Tx) error {
					if err := tx.Create(c); err != nil {
						return err
					}
					return tx.Append(&bot.Event{Case: c.ID, Kind: bot.EventReceived, At: start, Words: map[string]string{"text": fmt.Sprint("message ", c.ID)}})
				})
				if err != nil {
					fmt.Println("error", err)
					return
				}
				fmt.Printf("done %d\n", c.ID) // one write to the pipe: whole lines
			}
		})
	}
	wg.Wait()
	return 1
}

func TestWhatWasAcknowledgedOutlivesAKill(t *testing.T) {
	opts := testOptions(t)
	acknowledged := map[int64]bool{}
	for round := range 4 {
		for _, id := range killedAfter(t, opts, 60+70*round) {
			if acknowledged[id] {
				t.Errorf("case %d was given out twice", id)
			}
			acknowledged[id] = true
		}
		s := openWith(t, opts)
		for id := range acknowledged {
			if _, err := s.Case(t.Context(), id); err != nil {
				t.Fatalf("an acknowledged case is gone: %v", err)
			}
		}
		told := map[int64]string{}
		err := s.Events(t.Context(), bot.EventFilter{Words: true}, func(ev bot.Event) error {
			told[ev.Case] = ev.Words["text"]
			return nil
		})
		if err != nil {
			t.Fatalf("Events: %v", err)
		}
		for id := range acknowledged {
			if told[id] != fmt.Sprint("message ", id) {
				t.Errorf("case %d: its event says %q", id, told[id])
			}
		}
		if v, err := s.Verify(t.Context()); err != nil || v.Entries < int64(len(acknowledged)) {
			t.Errorf("Verify: %d entries for %d acknowledged cases, error %v", v.Entries, len(acknowledged), err)
		}
		closeStore(t, s)
	}
}

// killedAfter starts a child that writes, kills it once n writes were
// acknowledged, and gives all that it acknowledged.
func killedAfter(t *testing.T, opts Options, n int) []int64 {
	t.Helper()
	cmd := child(t, opts, "write until killed")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stuck := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	var ids []int64
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		text, found := strings.CutPrefix(lines.Text(), "done ")
		if !found {
			t.Fatalf("the child says %q", lines.Text())
		}
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if ids = append(ids, id); len(ids) == n {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait() // it was killed
	if len(ids) < n {
		t.Fatalf("the child acknowledged %d writes before it ended, want %d", len(ids), n)
	}
	return ids
}
