package bot

import (
	"context"
	"fmt"
)

// Note is what a platform has to tell the ledger. Facts hold no words of
// clients or staff; those stand in Words.
type Note struct {
	Case  int64 // 0 for what belongs to no case
	What  string
	Facts map[string]any
	Words map[string]string
	Once  string // a name of what happened: it is noted once, whatever restarts lie between; "": each time
}

// Note puts what happened at a platform into the ledger.
func (c *Copilot) Note(ctx context.Context, n Note) error {
	facts := map[string]any{"what": n.What}
	for name, value := range n.Facts {
		facts[name] = value
	}
	err := c.deps.Store.Write(ctx, func(tx Tx) error {
		if n.Once != "" {
			if first, err := tx.Once("note/" + n.Once); err != nil || !first {
				return err
			}
		}
		return tx.Append(&Event{Case: n.Case, Kind: EventPlatform, At: c.now(), Actor: system, Facts: facts, Words: n.Words})
	})
	if err != nil {
		return fmt.Errorf("noting %s: %w", n.What, err)
	}
	return nil
}
