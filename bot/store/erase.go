package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// How long Erase waits for readers to let go of the write-ahead log.
const (
	emptyLogWait = 5 * time.Second
	emptyLogStep = 50 * time.Millisecond
)

// Erase destroys the key of a case and blanks what it encrypted. An event of
// the same transaction says so, with actor as who asked for it: without one the
// ledger would count as broken. The case stays listed with its state and times; the ledger still verifies, with
// the digests in place of the words. Rows of the outbox that were not sent are
// cancelled. Erasing a case again is no error; bot.ErrNotFound without one.
//
// Once Erase returns without an error neither the database file nor its
// write-ahead log holds the key. An error that tells of the log means that the
// case is erased and Erase should be called again, when readers are done.
func (s *Store) Erase(ctx context.Context, caseID int64, actor string) error {
	err := s.write(ctx, func(t *tx) error { return t.erase(caseID, actor) })
	if err != nil {
		return fmt.Errorf("erasing case %d: %w", caseID, err)
	}
	deadline := time.Now().Add(emptyLogWait)
	for {
		err := s.emptyLog(ctx)
		if err == nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-time.After(emptyLogStep):
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		}
	}
}

func (t *tx) erase(caseID int64, actor string) error {
	if caseID < 1 {
		return bot.ErrNotFound
	}
	_, err := t.key(caseID)
	if errors.Is(err, bot.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	if err := t.Append(&bot.Event{Case: caseID, Kind: bot.EventErased, At: now, Actor: actor}); err != nil {
		return err
	}
	for _, st := range []struct {
		query string
		args  []any
	}{
		{`UPDATE keys SET wrapped = NULL, erased_at = ? WHERE case_id = ?`, []any{now.UnixNano(), caseID}},
		{`UPDATE cases SET outline = NULL, body = x'', version = version + 1, wake_at = 0, lease_owner = '', lease_until = 0 WHERE id = ?`, []any{caseID}},
		{`UPDATE outbox SET state = ?, open = 0, version = version + 1 WHERE case_id = ? AND open = 1`, []any{string(bot.PostCancelled), caseID}},
		{`UPDATE outbox SET body = x'', lease_owner = '', lease_until = 0 WHERE case_id = ?`, []any{caseID}},
		{`UPDATE shown SET body = x'' WHERE case_id = ?`, []any{caseID}},
		{`DELETE FROM content WHERE case_id = ?`, []any{caseID}},
	} {
		if _, err := t.exec(st.query, st.args...); err != nil {
			return err
		}
	}
	return nil
}
