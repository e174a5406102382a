package store

import (
	"context"
	"encoding/binary"
	"os"
	"sync"
	"testing"
)

// commitsInLog counts the commits that stand in the write-ahead log: each
// frame's header says in bytes 4 to 8 whether it ends a transaction
// (sqlite.org/fileformat.html, 4.1). With synchronous=FULL each is one sync.
func commitsInLog(t *testing.T, s *Store) int {
	t.Helper()
	raw, err := os.ReadFile(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	const header, frameHeader = 32, 24
	if len(raw) < header {
		return 0
	}
	page := int(binary.BigEndian.Uint32(raw[8:]))
	salts := string(raw[16:24])
	commits := 0
	for at := header; at+frameHeader+page <= len(raw) && string(raw[at+8:at+16]) == salts; at += frameHeader + page {
		if binary.BigEndian.Uint32(raw[at+4:]) != 0 {
			commits++
		}
	}
	return commits
}

func TestManySmallStepsShareOneSync(t *testing.T) {
	for _, test := range []struct{ batch, steps, commits int }{{128, 100, 1}, {10, 100, 10}, {1, 7, 7}} {
		opts := testOptions(t)
		opts.Batch = test.batch
		s := openWith(t, opts)
		if err := s.write(t.Context(), started); err != nil {
			t.Fatal(err)
		}
		before := commitsInLog(t, s)
		if before == 0 {
			t.Fatal("no commit stands in the log: the test counts nothing")
		}
		steps := make([]func(*tx) error, test.steps)
		for i := range steps {
			steps[i] = started
		}
		for i, err := range batch(t, s, steps...) {
			if err != nil {
				t.Errorf("step %d: %v", i, err)
			}
		}
		if got := commitsInLog(t, s) - before; got != test.commits { // the write that holds the others up changes nothing
			t.Errorf("%d steps with %d to a commit made %d commits, want %d", test.steps, test.batch, got, test.commits)
		}
		if n := size(t, s); n != int64(test.steps)+1 {
			t.Errorf("%d events, want %d", n, test.steps+1)
		}
	}
}

// TestEveryCommitButThoseOfLeasesIsSynced asks the connection that writes, and
// one that reads, what they were told. Leases alone do not wait for the disk; in
// one commit with anything else they do.
func TestEveryCommitButThoseOfLeasesIsSynced(t *testing.T) {
	s := openWith(t, testOptions(t))
	synchronous := func(write func(context.Context, func(*tx) error) error) string {
		var got string
		if err := write(t.Context(), func(t *tx) error { return t.row("PRAGMA synchronous", nil, &got) }); err != nil {
			t.Error(err)
		}
		return got
	}
	const normal, full = "1", "2"
	for i, want := range []string{full, normal, normal, full} {
		write := s.write
		if want == normal {
			write = s.writeLease
		}
		if got := synchronous(write); got != want {
			t.Errorf("write %d: synchronous is %q, want %q", i, got, want)
		}
	}
	release := hold(t, s)
	var both sync.WaitGroup
	both.Go(func() {
		if got := synchronous(s.writeLease); got != full {
			t.Errorf("in one commit with another write a lease's synchronous is %q, want %q", got, full)
		}
	})
	both.Go(func() {
		if err := s.write(t.Context(), started); err != nil {
			t.Error(err)
		}
	})
	waiting(t, s, 2)
	release()
	both.Wait()
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1"} {
		var got string
		err := s.write(t.Context(), func(t *tx) error { return t.row("PRAGMA "+pragma, nil, &got) })
		if err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	var readOnly string
	if err := s.reads.QueryRowContext(t.Context(), "PRAGMA query_only").Scan(&readOnly); err != nil || readOnly != "1" {
		t.Errorf("query_only is %q (%v) where it is read", readOnly, err)
	}
}
