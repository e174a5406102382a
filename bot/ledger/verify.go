package ledger

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"time"

	"countersign/bot"
)

// BrokenError reports that the ledger is not what was written.
type BrokenError struct {
	Seq int64 // the first event that is wrong or missing
	Why string
}

// Error names the event.
func (e *BrokenError) Error() string { return fmt.Sprintf("event %d: %s", e.Seq, e.Why) }

func broken(seq int64, format string, args ...any) error {
	return &BrokenError{Seq: seq, Why: fmt.Sprintf(format, args...)}
}

// Report is what Verify found to be sound, up to the first fault if there is one.
type Report struct {
	Entries     int64
	Head        []byte // seal of the last entry; 32 zero bytes without any
	Origin      string // see Checkpoint.Origin; "" without entries
	First, Last time.Time
	Checkpoints int         // how many checkpoints agree with the chain
	Attested    *Checkpoint // the furthest of them; nil: a cut at the end cannot be seen

	Words  int64 // how many words were compared with their digests: see VerifyWords
	Unread int64 // how many were only seen to be there, for want of a master key
	Erased int   // how many cases were erased, words and key
	Blank  int64 // how many words were erased by themselves, of cases that go on
}

// Verify walks the events, which must come in order of their sequence
// numbers, and compares the chain with the checkpoints. A fault is a
// *BrokenError that names the first event an honest log would not hold, or
// would hold and does not. Any other error is one of reading.
func Verify(events iter.Seq2[bot.Sealed, error], checkpoints []Checkpoint) (Report, error) {
	due := slices.Clone(checkpoints)
	slices.SortStableFunc(due, func(a, b Checkpoint) int { return int(min(1, max(-1, a.Size-b.Size))) })
	r := Report{Head: Genesis()}
	for s, err := range events {
		if err != nil {
			return r, fmt.Errorf("reading after event %d: %w", r.Entries, err)
		}
		if err := r.take(s); err != nil {
			return r, err
		}
		if due, err = r.attest(due); err != nil {
			return r, err
		}
	}
	if len(due) > 0 {
		last := due[len(due)-1]
		return r, broken(r.Entries+1, "missing: checkpoint attests %d entries, log has %d", last.Size, r.Entries)
	}
	return r, nil
}

// take checks the next event against the chain so far.
func (r *Report) take(s bot.Sealed) error {
	want := r.Entries + 1
	switch {
	case s.Seq > want:
		return broken(want, "missing: the log goes on with event %d", s.Seq)
	case s.Seq < want:
		return broken(s.Seq, "stands out of order, after event %d", r.Entries)
	case !bytes.Equal(s.Seal, Seal(s.Prev, s.Body)):
		return broken(want, "its bytes do not give its seal: it was changed")
	case !bytes.Equal(s.Prev, r.Head):
		return broken(want, "does not follow from event %d: one of the two was changed or moved", r.Entries)
	}
	if err := agree(s); err != nil {
		return err
	}
	if want == 1 {
		r.First, r.Origin = s.At, Origin(s.Seal)
	}
	r.Entries, r.Head, r.Last = want, s.Seal, s.At
	return nil
}

// agree compares the columns of a row with the sealed bytes.
func agree(s bot.Sealed) error {
	b, err := Decode(s.Body)
	switch {
	case err != nil:
		return broken(s.Seq, "%v", err)
	case b.Seq != s.Seq:
		return broken(s.Seq, "its sealed bytes are those of event %d", b.Seq)
	case b.Case != s.Case:
		return broken(s.Seq, "its row says case %d, its sealed bytes case %d", s.Case, b.Case)
	case b.Kind != s.Kind:
		return broken(s.Seq, "its row says kind %q, its sealed bytes %q", s.Kind, b.Kind)
	case !b.At.Equal(s.At):
		return broken(s.Seq, "its row says %s, its sealed bytes %s", s.At.UTC().Format(time.RFC3339Nano), b.At.Format(time.RFC3339Nano))
	}
	return nil
}

// attest compares the chain with the checkpoints of its present size and gives
// those of larger sizes.
func (r *Report) attest(due []Checkpoint) ([]Checkpoint, error) {
	for len(due) > 0 && due[0].Size <= r.Entries {
		c := due[0]
		if !bytes.Equal(c.Head, r.Head) {
			return due, r.rewritten(c)
		}
		if c.Origin != r.Origin {
			return due, broken(c.Size, "checkpoint of %s carries origin %s, the log has %s", c.At.Format(time.RFC3339), c.Origin, r.Origin)
		}
		r.Checkpoints++
		r.Attested = &c
		due = due[1:]
	}
	return due, nil
}

func (r *Report) rewritten(c Checkpoint) error {
	if c.Origin != r.Origin {
		return broken(1, "checkpoint of %s is of another ledger, or the log was rewritten from its first event", c.At.Format(time.RFC3339))
	}
	good := int64(0)
	if r.Attested != nil {
		good = r.Attested.Size
	}
	return broken(good+1, "rewritten between here and event %d: the checkpoint of %s attests %s there, the log has %s",
		c.Size, c.At.Format(time.RFC3339), short(c.Head), short(r.Head))
}

func short(seal []byte) string { return hex.EncodeToString(seal[:min(8, len(seal))]) + "…" }
