package store

import (
	"context"
	"errors"
	"fmt"
)

// probeSize is how much Ready writes, in bytes: as much as a long message with its
// case and its events. On a disk with room for less each of them would be refused.
const probeSize = 96 << 10

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
	if err := s.probe(ctx); err != nil {
		return err
	}
	s.failing.Store(false)
	return nil
}

// probe writes what a message takes and deletes it again: its pages are used by
// what comes.
func (s *Store) probe(ctx context.Context) error {
	for _, query := range []string{`INSERT INTO meta (name, value) VALUES ('probe', zeroblob(?)) ON CONFLICT DO NOTHING`, `DELETE FROM meta WHERE name = 'probe' AND length(value) <= ?`} {
		err := s.write(ctx, func(t *tx) error {
			_, err := t.exec(query, probeSize)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Intact tells what is wrong with the database as a file and as a record: pages
// that are damaged, or a ledger that is not what its last checkpoint attests, such
// as that of an older backup. It reads the whole file and decrypts nothing: words
// are compared by Verify.
func (s *Store) Intact(ctx context.Context) error {
	var found string
	if err := s.reads.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return plainly(wrap("checking the file", err))
	}
	if found != "ok" {
		return fmt.Errorf("%s: %w", found, errDamaged)
	}
	if err := s.isWhole(ctx); err != nil {
		return fmt.Errorf("the ledger is not what its last checkpoint attests: %w", err)
	}
	return nil
}

var errDamaged = errors.New(meanings[11])
