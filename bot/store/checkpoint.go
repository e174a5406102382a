package store

import (
	"context"
	"errors"
	"fmt"
)

// SQLite by itself moves the write-ahead log into the database within a
// commit, and the writes that share that commit wait for it. Here it is moved
// beside the writer, by a connection that waits for nobody (PASSIVE).
const (
	checkpointCommits = 200  // commits from one move to the next
	longLog           = 4000 // pages; 16 MB
)

// checkpoint moves what it can of the log into the database without waiting
// for anybody, and gives how many pages the log holds.
func (s *Store) checkpoint(ctx context.Context) (pages int, err error) {
	var busy, moved int
	if err := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`).Scan(&busy, &pages, &moved); err != nil {
		return 0, fmt.Errorf("moving the write-ahead log: %w", err)
	}
	return pages, nil
}

// runCheckpoints moves the log each time the writer asks for it. Under a load
// that never pauses the log can never be moved whole from here, so that it
// would not begin anew and would grow: a long one is left to the writer, who
// has only the last few pages to move then.
func (s *Store) runCheckpoints() {
	defer close(s.moved)
	for range s.written {
		pages, err := s.checkpoint(context.Background())
		if err != nil {
			s.log.Warn("write-ahead log not moved", "err", err)
		}
		s.logIsLong.Store(pages > longLog)
	}
}

// committed is the writer's part after each commit.
func (s *Store) committed() {
	if s.logIsLong.CompareAndSwap(true, false) {
		if _, err := s.session.exec(`PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
			s.log.Warn("write-ahead log not moved", "err", err)
		}
	}
	s.commits++
	if s.commits%checkpointCommits == 0 {
		select {
		case s.written <- struct{}{}:
		default: // it is still at the one before
		}
	}
}

// emptyLog moves the write-ahead log into the database file and truncates it.
func (s *Store) emptyLog(ctx context.Context) error {
	var busy, frames, moved int
	err := s.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &moved)
	if err == nil && busy != 0 {
		err = errInUse
	}
	if err != nil {
		return fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	return nil
}

var errInUse = errors.New("somebody else is using it")
