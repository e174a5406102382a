package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Checkpoint attests how far the ledger had come at a time. Kept where the
// host of the database cannot change it, it shows a cut at the end and a
// rewrite of everything, which the chain alone cannot show.
type Checkpoint struct {
	Origin string // names the ledger: see the function Origin
	Size   int64  // how many entries; at least 1
	Head   []byte // seal of entry Size, 32 bytes
	At     time.Time
}

// Origin names a ledger by the seal of its first event: 16 hex digits.
func Origin(firstSeal []byte) string { return hex.EncodeToString(firstSeal[:min(8, len(firstSeal))]) }

// String gives the checkpoint as one line of text, without its line end, that
// ParseCheckpoint reads back:
//
//	countersign-checkpoint v1 origin=ORIGIN size=N head=SEAL at=TIME sum=SUM
//
// SUM is the first 16 hex digits of the SHA-256 of what stands before " sum=".
// It shows a line that was half written; it is no signature.
func (c Checkpoint) String() string {
	text := fmt.Sprintf("countersign-checkpoint v1 origin=%s size=%d head=%x at=%s",
		c.Origin, c.Size, c.Head, c.At.UTC().Format(time.RFC3339))
	return text + " sum=" + lineSum(text)
}

func lineSum(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

var checkpointLine = regexp.MustCompile(
	`^(countersign-checkpoint v1 origin=([0-9a-f]{16}) size=([1-9][0-9]{0,17}) head=([0-9a-f]{64}) at=([0-9TZ:-]{20})) sum=([0-9a-f]{16})$`)

// ParseCheckpoint reads one line of text. It is strict: what it accepts,
// String gives back byte for byte.
func ParseCheckpoint(line string) (Checkpoint, error) {
	m := checkpointLine.FindStringSubmatch(line)
	if m == nil {
		return Checkpoint{}, fmt.Errorf("not a checkpoint line")
	}
	if lineSum(m[1]) != m[6] {
		return Checkpoint{}, fmt.Errorf("damaged: its sum does not fit")
	}
	size, err := strconv.ParseInt(m[3], 10, 64)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("size: %w", err)
	}
	head, err := hex.DecodeString(m[4])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("head: %w", err)
	}
	at, err := time.Parse(time.RFC3339, m[5])
	if err != nil {
		return Checkpoint{}, fmt.Errorf("time: %w", err)
	}
	return Checkpoint{Origin: m[2], Size: size, Head: head, At: at.UTC()}, nil
}
