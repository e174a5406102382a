package store

import (
	"context"
	"time"
)

// readyMark is what Ready writes.
const readyMark = "store ready"

// Ready tells why the store cannot take in what comes; nil while it can. It
// reads, and after a write that failed it writes as well, until one is carried
// out: a disk that is full can still be read.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.inPlace(); err != nil {
		return err
	}
	if _, _, err := s.Head(ctx); err != nil {
		return err
	}
	if !s.failing.Load() {
		return nil
	}
	if err := s.SetMark(ctx, readyMark, time.Now()); err != nil {
		return err
	}
	s.failing.Store(false)
	return nil
}
