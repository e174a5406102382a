package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
)

// hold keeps the writer busy, so that what is written meanwhile waits and
// shares one commit; release lets it go on.
func hold(t *testing.T, s *Store) (release func()) {
	t.Helper()
	held, goOn, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		err := s.Write(context.WithoutCancel(t.Context()), func(bot.Tx) error {
			close(held)
			<-goOn
			return nil
		})
		if err != nil {
			t.Errorf("the holding write: %v", err)
		}
	}()
	<-held
	return func() {
		close(goOn)
		<-done
	}
}

// waiting waits until n writes stand in the queue.
func waiting(t *testing.T, s *Store, n int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for len(s.jobs) < n {
		if time.Now().After(deadline) {
			t.Fatalf("%d writes wait, want %d", len(s.jobs), n)
		}
		time.Sleep(time.Millisecond)
	}
}

// batch runs the writes in one commit and gives their errors.
func batch(t *testing.T, s *Store, fns ...func(*tx) error) []error {
	t.Helper()
	release := hold(t, s)
	errs := make([]error, len(fns))
	var wg sync.WaitGroup
	for i, fn := range fns {
		wg.Go(func() { errs[i] = s.write(t.Context(), fn) })
		waiting(t, s, i+1) // keeps the order
	}
	release()
	wg.Wait()
	return errs
}

func started(t *tx) error { return t.Append(&bot.Event{Kind: bot.EventStarted, At: start}) }

func size(t *testing.T, s *Store) int64 {
	t.Helper()
	n, _, err := s.Head(t.Context())
	if err != nil {
		t.Fatalf("Head: %v", err)
	}
	return n
}

// orphan breaks a rule that the database checks at the commit.
func orphan(t *tx) error {
	if _, err := t.exec(`PRAGMA defer_foreign_keys = 1`); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO content (seq, name, case_id, sealed) VALUES (999999, 'x', 0, x'')`)
	return err
}

func TestFailedCommitIsToldToEveryoneInIt(t *testing.T) {
	s := openWith(t, testOptions(t))
	ev := &bot.Event{Kind: bot.EventStarted, At: start}
	errs := batch(t, s, func(t *tx) error { return t.Append(ev) }, orphan, started)
	for i, err := range errs {
		if err == nil || !strings.Contains(err.Error(), "commit") {
			t.Errorf("write %d was told %v", i, err)
		}
	}
	if n := size(t, s); n != 0 || ev.Seq != 0 {
		t.Errorf("%d events stayed; the caller's has number %d", n, ev.Seq)
	}
	if errs := batch(t, s, started, started); errs[0] != nil || errs[1] != nil {
		t.Errorf("writes after the failure: %v", errs)
	}
}

func TestBadWriteFallsAloneInItsCommit(t *testing.T) {
	s := openWith(t, testOptions(t))
	refused := errors.New("refused")
	errs := batch(t, s, started,
		func(t *tx) error { return errors.Join(started(t), refused) },
		func(*tx) error { panic("words") },
		func(*tx) error {
			var none *bot.Case
			none.ID++ //nolint:govet // the panic is the point
			return nil
		},
		func(t *tx) error { // goes on after a statement that failed
			_, _ = t.exec(`INSERT INTO nowhere VALUES (1)`)
			return started(t)
		},
		func(t *tx) error { // hides that a statement failed
			_, _ = t.exec(`INSERT INTO nowhere VALUES (1)`)
			return nil
		},
		started)
	for i, err := range errs {
		if good := i == 0 || i == len(errs)-1; good != (err == nil) {
			t.Errorf("write %d was told %v", i, err)
		}
	}
	if !errors.Is(errs[1], refused) || strings.Contains(errs[2].Error(), "words") {
		t.Errorf("got %v and %v", errs[1], errs[2])
	}
	if n := size(t, s); n != 2 {
		t.Errorf("%d events stayed, want 2", n)
	}
}

// A statement that finds the disk full takes SQLite's whole transaction with it.
func TestWriteTooLargeForTheDiskFallsAlone(t *testing.T) {
	s := openWith(t, testOptions(t))
	var page, pages int
	small := func(t *tx) error {
		return t.Append(&bot.Event{Kind: bot.EventStarted, At: start, Words: map[string]string{"text": "small"}})
	}
	if errs := batch(t, s, small); errs[0] != nil {
		t.Fatal(errs[0])
	}
	limit := func(n int) func(*tx) error {
		return func(t *tx) error {
			return t.row(fmt.Sprintf(`PRAGMA max_page_count = %d`, n), nil, &page)
		}
	}
	errs := batch(t, s, func(t *tx) error { return t.row(`PRAGMA page_count`, nil, &pages) })
	if errs[0] != nil {
		t.Fatal(errs[0])
	}
	errs = batch(t, s, limit(pages+20), small, func(t *tx) error {
		return t.Append(&bot.Event{Kind: bot.EventStarted, At: start, Words: map[string]string{"text": strings.Repeat("x", 1<<20)}})
	}, small)
	for i, err := range errs {
		if (i == 2) != (err != nil) {
			t.Errorf("write %d was told %v", i, err)
		}
	}
	if errs[2] != nil && !strings.Contains(errs[2].Error(), "full") {
		t.Errorf("got %v, want that the disk is full", errs[2])
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Entries != 3 {
		t.Errorf("Verify: %+v and error %v, want 3 entries", v, err)
	}
}

func TestLockedDatabaseRefusesWritesUntilItIsFree(t *testing.T) {
	opts := testOptions(t)
	opts.BusyTimeout = 20 * time.Millisecond
	s := openWith(t, opts)
	other := openWith(t, opts)
	release := hold(t, other)
	if err := s.write(t.Context(), started); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("while another process writes: %v", err)
	}
	if err := s.Ready(t.Context()); err == nil {
		t.Error("is ready while it refuses writes")
	}
	release()
	if err := s.Ready(t.Context()); err != nil || s.failing.Load() {
		t.Errorf("is not ready afterwards: %v", err)
	}
	if err := s.write(t.Context(), started); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestTwoProcessesExtendOneChain(t *testing.T) {
	opts := testOptions(t)
	stores := []*Store{openWith(t, opts), openWith(t, opts)}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 25 {
				if err := stores[i%2].write(t.Context(), started); err != nil {
					t.Errorf("Write: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if v, err := stores[0].Verify(t.Context()); err != nil || v.Entries != 200 {
		t.Errorf("Verify: %+v and error %v", v, err)
	}
}

func TestCallerWhoGivesUpInTheQueueWritesNothing(t *testing.T) {
	s := openWith(t, testOptions(t))
	release := hold(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error, 1)
	go func() { told <- s.write(ctx, started) }()
	waiting(t, s, 1)
	cancel()
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	release()
	if err := s.write(t.Context(), started); err != nil {
		t.Fatal(err)
	}
	if n := size(t, s); n != 1 {
		t.Errorf("%d events, want only the later one", n)
	}
}

func TestCallerWhoGivesUpTooLateLearnsTheTruth(t *testing.T) {
	s := openWith(t, testOptions(t))
	ctx, cancel := context.WithCancel(t.Context())
	err := s.write(ctx, func(t *tx) error {
		cancel()
		return started(t)
	})
	if n := size(t, s); (err == nil) != (n == 1) || err != nil {
		t.Errorf("told %v with %d events", err, n)
	}
}

func TestCloseLetsWaitingWritesFinish(t *testing.T) {
	opts := testOptions(t)
	s := openWith(t, opts)
	release := hold(t, s)
	told := make(chan error, 5)
	for range cap(told) {
		go func() { told <- s.write(context.WithoutCancel(t.Context()), started) }()
	}
	waiting(t, s, cap(told))
	closed := make(chan error, 1)
	go func() { closed <- s.Close() }()
	release()
	for range cap(told) {
		if err := <-told; err != nil {
			t.Errorf("a waiting write was told %v", err)
		}
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
	if err := s.write(t.Context(), started); !errors.Is(err, bot.ErrClosed) {
		t.Errorf("a write after the end was told %v", err)
	}
	if n := size(t, openWith(t, opts)); n != 5 {
		t.Errorf("%d events, want 5", n)
	}
}

func TestSlowWriteIsLogged(t *testing.T) {
	var log strings.Builder
	s := openLogged(t, testOptions(t), &log)
	if err := s.write(t.Context(), func(*tx) error {
		time.Sleep(slowWrite + 10*time.Millisecond) // is what is tested
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	if !strings.Contains(log.String(), "slow write") {
		t.Errorf("log: %s", log.String())
	}
}
