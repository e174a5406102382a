package pilot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"countersign/bot"
)

// Ledger is the store as this package writes to it.
type Ledger interface {
	Write(ctx context.Context, fn func(tx bot.Tx) error) error
}

// Sign puts into the ledger that somebody signed the report, with the digest of
// the page that they signed. It gives the number of the entry.
func Sign(ctx context.Context, l Ledger, r *Report, page []byte) (int64, error) {
	if r.Signed == nil || strings.TrimSpace(r.Signed.By) == "" {
		return 0, errors.New("a report is signed by a named person: say who")
	}
	sum := sha256.Sum256(page)
	ev := &bot.Event{Kind: bot.EventPilotSigned, At: r.Signed.At.UTC(), Actor: bot.Person{ID: r.Signed.ID}.Actor(), Words: map[string]string{"by": r.Signed.By}, Facts: map[string]any{
		"verdict": string(r.Verdict), "period_start": r.Period.Start.Format(time.RFC3339), "period_end": r.Period.End.Format(time.RFC3339),
		"page_sha256": hex.EncodeToString(sum[:]), "entries": r.In.Record.Entries, "head": r.In.Record.Head,
	}}
	if err := l.Write(ctx, func(tx bot.Tx) error { return tx.Append(ev) }); err != nil {
		return 0, fmt.Errorf("putting the signature on record: %w", err)
	}
	return ev.Seq, nil
}
