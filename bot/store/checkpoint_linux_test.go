package store

import (
	"fmt"
	"os"
	"syscall"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// TestACheckpointOfAnotherProcessIsNotTakenForACut lets another process append
// and attest while this one reads the file: a pipe in the file's place shows
// when that is.
func TestACheckpointOfAnotherProcessIsNotTakenForACut(t *testing.T) {
	opts := testOptions(t)
	twenty(t, opts)
	s, other := openWith(t, opts), openWith(t, opts)
	if err := syscall.Mkfifo(s.CheckpointFile(), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := s.Checkpoint(t.Context(), start)
		done <- err
	}()
	pipe, err := os.OpenFile(s.CheckpointFile(), os.O_WRONLY, 0) // waits until it is read
	if err != nil {
		t.Fatal(err)
	}
	addEvents(t, other, &bot.Event{Kind: bot.EventStarted, At: start})
	size, head, err := other.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, err := other.sealOf(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(pipe, ledger.Checkpoint{Origin: ledger.Origin(first), Size: size, Head: head, At: start})
	if err := pipe.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("a sound ledger is refused: %v", err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("Checkpoint does not return")
	}
}
