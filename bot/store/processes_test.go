package store

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

// claimAll claims cases and outbox rows with several workers until none is
// left, and prints each.
func claimAll(opts Options) int {
	s, err := Open(context.Background(), opts, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	defer func() { _ = s.Close() }() // what was claimed was printed
	var workers sync.WaitGroup
	for n := range 3 {
		worker := fmt.Sprintf("%d/%d", os.Getpid(), n)
		workers.Go(func() {
			for {
				cases, err := s.Claim(context.Background(), worker, start, time.Hour, 2)
				if err != nil {
					fmt.Println("error", err)
					return
				}
				posts, err := s.ClaimPosts(context.Background(), worker, start, time.Hour, 2)
				if err != nil {
					fmt.Println("error", err)
					return
				}
				for _, c := range cases {
					fmt.Printf("case %d\n", c.ID)
				}
				for _, o := range posts {
					fmt.Printf("row %d\n", o.ID)
				}
				if len(cases)+len(posts) == 0 {
					return
				}
			}
		})
	}
	workers.Wait()
	return 0
}

func TestTwoProcessesWithSeveralWorkersGiveEachCaseToOne(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	const n = 40
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		for i := range n {
			c := &bot.Case{State: bot.StateReceived, OpenedAt: start, WakeAt: start}
			if err := tx.Create(c); err != nil {
				return err
			}
			if _, err := tx.Plan(&bot.Outbound{Case: c.ID, Key: fmt.Sprint("k", i), Kind: bot.PostAnswer, State: bot.PostPlanned, Thread: fmt.Sprint("t", i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var outputs [2]string
	var running sync.WaitGroup
	for i := range outputs {
		running.Go(func() {
			out, err := child(t, opts, "claim all").Output()
			if err != nil {
				t.Errorf("process %d: %v", i, err)
			}
			outputs[i] = string(out)
		})
	}
	running.Wait()
	claimed := map[string]int{}
	for line := range strings.Lines(outputs[0] + outputs[1]) {
		claimed[strings.TrimSpace(line)]++
	}
	if len(claimed) != 2*n {
		t.Errorf("%d of %d cases and rows were claimed:\n%v", len(claimed), 2*n, claimed)
	}
	for what, times := range claimed {
		if times != 1 || strings.HasPrefix(what, "error") {
			t.Errorf("%s: claimed %d times", what, times)
		}
	}
}
