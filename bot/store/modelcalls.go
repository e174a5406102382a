package store

import (
	"context"
	"time"

	"countersign/bot"
)

var _ bot.ModelMeter = (*Store)(nil)

const (
	tokensSinceQuery = `SELECT coalesce(sum(tokens), 0) FROM model_calls WHERE at >= ?` //nolint:gosec // G101: tokens of a model, no secret
	callsSinceQuery  = `SELECT count(*) FROM model_calls WHERE account = ? AND at > ?`
)

// ClaimModelCall counts and notes in one transaction, so that no two processes
// both get the last call: see bot.ModelMeter. As for leases the disk is not
// waited for: the case whose call it is commits soon after.
func (s *Store) ClaimModelCall(ctx context.Context, c bot.ModelClaim) (id int64, over string, err error) {
	err = s.writeLease(ctx, func(t *tx) error {
		id, over = 0, ""
		if _, err := t.exec(`DELETE FROM model_calls WHERE at < ?`, nano(keptSince(c))); err != nil {
			return err
		}
		var tokens, calls int
		if err := t.row(tokensSinceQuery, []any{nano(c.TokensSince)}, &tokens); err != nil {
			return err
		}
		if err := t.row(callsSinceQuery, []any{c.Account, nano(c.CallsSince)}, &calls); err != nil {
			return err
		}
		switch {
		case c.Tokens > 0 && tokens >= c.Tokens:
			over = bot.OverTokens
		case c.Calls > 0 && calls >= c.Calls:
			over = bot.OverCalls
		}
		if over != "" {
			return nil
		}
		if _, err := t.exec(`INSERT INTO model_calls (at, account, tokens) VALUES (?, ?, ?)`, nano(c.At), c.Account, c.Reserve); err != nil {
			return err
		}
		return t.row(`SELECT last_insert_rowid()`, nil, &id)
	})
	return id, over, err
}

// keptSince is a day before the earliest moment that the limits look at: the
// clocks of two processes may differ.
func keptSince(c bot.ModelClaim) time.Time {
	first := c.TokensSince
	if c.CallsSince.Before(first) {
		first = c.CallsSince
	}
	return first.AddDate(0, 0, -1)
}

// SettleModelCall says what a call used: see bot.ModelMeter.
func (s *Store) SettleModelCall(ctx context.Context, id int64, tokens int) error {
	return s.writeLease(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE model_calls SET tokens = ? WHERE id = ?`, max(0, tokens), id)
		return err
	})
}
