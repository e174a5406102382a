package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// CheckpointFile is where the checkpoints of this store stand: beside the database.
func (s *Store) CheckpointFile() string { return s.path + ".checkpoints" }

// Checkpoint attests the ledger as it stands, in the file beside the database,
// and gives the checkpoint for keeping elsewhere. When nothing was added since
// the last one, it gives that one. It refuses a ledger that does not hold what
// the last checkpoint attests; the error is a *ledger.BrokenError then.
// bot.ErrNotFound tells that the ledger is empty.
func (s *Store) Checkpoint(ctx context.Context, now time.Time) (ledger.Checkpoint, error) {
	c, last, err := s.present(ctx, now)
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	if last != nil && last.Size == c.Size {
		return *last, nil
	}
	return c, ledger.AppendCheckpoint(s.CheckpointFile(), c)
}

// present gives a checkpoint of the ledger as it stands and the last one in the
// file, nil without one, and compares the two. The file is read first: another
// process may add to both meanwhile, to the ledger before the file.
func (s *Store) present(ctx context.Context, now time.Time) (c ledger.Checkpoint, last *ledger.Checkpoint, err error) {
	if last, err = s.lastCheckpoint(); err != nil {
		return c, nil, err
	}
	size, head, err := s.Head(ctx)
	if err != nil {
		return c, nil, err
	}
	if size == 0 && last == nil {
		return c, nil, fmt.Errorf("checkpoint of an empty ledger: %w", bot.ErrNotFound)
	}
	first, err := s.sealOf(ctx, 1)
	if err != nil {
		return c, nil, err
	}
	c = ledger.Checkpoint{Origin: ledger.Origin(first), Size: size, Head: head, At: now}
	if last == nil {
		return c, nil, nil
	}
	return c, last, s.follows(ctx, c, *last)
}

// lastCheckpoint is nil without one.
func (s *Store) lastCheckpoint() (*ledger.Checkpoint, error) {
	known, _, err := ledger.ReadCheckpoints(s.CheckpointFile())
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(known) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &known[len(known)-1], nil
}

// follows tells whether the ledger that c attests still holds what last attests.
func (s *Store) follows(ctx context.Context, c, last ledger.Checkpoint) error {
	if last.Size > c.Size {
		return &ledger.BrokenError{Seq: c.Size + 1, Why: fmt.Sprintf("missing: checkpoint attests %d entries, log has %d", last.Size, c.Size)}
	}
	seal, err := s.sealOf(ctx, last.Size)
	if err != nil {
		return err
	}
	if !bytes.Equal(seal, last.Head) || last.Origin != c.Origin {
		return &ledger.BrokenError{Seq: last.Size, Why: "is not the one that the last checkpoint attests: the log was rewritten at or before it"}
	}
	return nil
}

// sealOf is the seal of one entry; nil when it is missing.
func (s *Store) sealOf(ctx context.Context, seq int64) ([]byte, error) {
	rows, err := s.reads.QueryContext(ctx, `SELECT seal FROM events WHERE seq = ?`, seq)
	var seal []byte
	if err == nil {
		err = eachRow(rows, func(r rowScanner) error { return r.Scan(&seal) })
	}
	if err != nil {
		return nil, wrap("seal", err)
	}
	return seal, nil
}

// Verification is the outcome of Verify.
type Verification struct {
	ledger.Report
	NoFile  bool            // there is no checkpoint file beside the database
	Damaged []ledger.Damage // lines of it that were not trusted
}

// Verify walks the whole ledger, compares it with the checkpoints beside the
// database and with those given, and every word with its digest. A fault is a
// *ledger.BrokenError. Without a master key words are only looked for, not
// compared: see ledger.Report.Unread.
func (s *Store) Verify(ctx context.Context, kept ...ledger.Checkpoint) (Verification, error) {
	var v Verification
	beside, damaged, err := ledger.ReadCheckpoints(s.CheckpointFile())
	v.Damaged, v.NoFile = damaged, errors.Is(err, fs.ErrNotExist)
	if err != nil && !v.NoFile {
		return v, err
	}
	v.Report, err = ledger.VerifyWords(s.toTheEnd(ctx), append(beside, kept...))
	fault, broken := errors.AsType[*ledger.BrokenError](err)
	if err != nil && !broken {
		return v, err
	}
	left, leftErr := s.leftWord(ctx)
	if leftErr != nil {
		return v, leftErr
	}
	if left != nil && (fault == nil || left.Seq < fault.Seq) {
		v.Entries = min(v.Entries, left.Seq-1)
		return v, left
	}
	return v, err
}

// toTheEnd gives every entry with its words, those too that are added
// meanwhile: the event that tells of an erasure comes after what it erased.
func (s *Store) toTheEnd(ctx context.Context) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		for last, more := int64(0), true; more; {
			more = false
			for e, err := range s.entries(ctx, bot.EventFilter{After: last, Words: true}) {
				if !yield(e, err) || err != nil {
					return
				}
				last, more = e.Seq, true
			}
		}
	}
}

// leftWord tells of the first word whose event is not there; nil without one.
func (s *Store) leftWord(ctx context.Context) (*ledger.BrokenError, error) {
	rows, err := s.reads.QueryContext(ctx, `SELECT c.seq FROM content c LEFT JOIN events e ON e.seq = c.seq WHERE e.seq IS NULL ORDER BY c.seq LIMIT 1`)
	var left *ledger.BrokenError
	if err == nil {
		err = eachRow(rows, func(r rowScanner) error {
			left = &ledger.BrokenError{Why: "missing: a text of it is there"}
			return r.Scan(&left.Seq)
		})
	}
	if err != nil {
		return nil, wrap("texts without an event", err)
	}
	return left, nil
}

// ExportCase writes what the ledger holds of a case as JSON, with its words:
// see ledger.ExportCase. bot.ErrNotFound without such a case.
func (s *Store) ExportCase(ctx context.Context, w io.Writer, caseID int64) error {
	if _, err := s.Case(ctx, caseID); err != nil {
		return err
	}
	if s.vault == nil {
		return errNoMasterKey
	}
	return ledger.ExportCase(w, caseID, s.entries(ctx, bot.EventFilter{Case: caseID, Words: true}))
}

// Export writes every entry after a sequence number as one line of JSON: see
// ledger.ExportAll. A log that does not hold what the last checkpoint beside
// the database attests is a *ledger.BrokenError, after all that is there was
// written.
func (s *Store) Export(ctx context.Context, w io.Writer, after int64) error {
	if s.vault == nil {
		return errNoMasterKey
	}
	if err := ledger.ExportAll(w, after, s.entries(ctx, bot.EventFilter{After: after, Words: true})); err != nil {
		return err
	}
	return s.isWhole(ctx)
}

// ExportCSV writes the entries of a case, or of all with 0, without words: see
// ledger.ExportCSV. A log that was cut is told as by Export.
func (s *Store) ExportCSV(ctx context.Context, w io.Writer, caseID int64) error {
	if err := ledger.ExportCSV(w, s.Sealed(ctx, 0), caseID); err != nil {
		return err
	}
	return s.isWhole(ctx)
}

// isWhole tells whether the ledger holds what the last checkpoint attests.
func (s *Store) isWhole(ctx context.Context) error {
	_, _, err := s.present(ctx, time.Time{})
	if errors.Is(err, bot.ErrNotFound) {
		return nil
	}
	return err
}

// Sealed gives every entry after a sequence number, in order, without words.
func (s *Store) Sealed(ctx context.Context, after int64) iter.Seq2[bot.Sealed, error] {
	return func(yield func(bot.Sealed, error) bool) {
		for e, err := range s.entries(ctx, bot.EventFilter{After: after}) {
			if !yield(e.Sealed, err) {
				return
			}
		}
	}
}

// entries is Entries as an iterator; without a master key its words are unread.
func (s *Store) entries(ctx context.Context, f bot.EventFilter) iter.Seq2[ledger.Entry, error] {
	return func(yield func(ledger.Entry, error) bool) {
		err := s.walk(ctx, f, func(e ledger.Entry) error {
			if !yield(e, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(ledger.Entry{}, err)
		}
	}
}

var errStop = errors.New("stopped")
