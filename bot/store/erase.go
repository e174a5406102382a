package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// How long Settle waits for readers to let go of the write-ahead log.
const (
	emptyLogWait = 5 * time.Second
	emptyLogStep = 50 * time.Millisecond
)

// Erase is Destroy and then Settle: once it returns without an error no file
// holds the key of the case. An error that tells of the log means that the case
// is erased and Erase should be called again, when readers are done.
func (s *Store) Erase(ctx context.Context, caseID int64, actor string) error {
	if err := s.Destroy(ctx, caseID, actor, ""); err != nil {
		return err
	}
	return s.Settle(ctx)
}

// Destroy destroys the key of a case and blanks what it encrypted. An event of
// the same transaction says so, with actor as who asked for it and why as a code:
// without one the ledger would count as broken. The case stays listed with its
// state and times; the ledger still verifies, with the digests in place of the
// words. Rows of the outbox that were not sent are cancelled. Destroying a case
// again is no error; bot.ErrNotFound without one.
//
// Copies of the key may stay in the write-ahead log until Settle.
func (s *Store) Destroy(ctx context.Context, caseID int64, actor, why string) error {
	err := s.write(ctx, func(t *tx) error { return t.erase(caseID, actor, why) })
	if err != nil {
		return fmt.Errorf("erasing case %d: %w", caseID, err)
	}
	return nil
}

func (t *tx) erase(caseID int64, actor, why string) error {
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
	ev := &bot.Event{Case: caseID, Kind: bot.EventErased, At: now, Actor: actor}
	if why != "" {
		ev.Facts = map[string]any{"why": why}
	}
	if err := t.Append(ev); err != nil {
		return err
	}
	for _, st := range []struct {
		query string
		args  []any
	}{
		{`UPDATE keys SET wrapped = NULL, erased_at = ? WHERE case_id = ?`, []any{now.UnixNano(), caseID}},
		{`UPDATE cases SET author = '', outline = NULL, body = x'', version = version + 1, wake_at = 0, lease_owner = '', lease_until = 0 WHERE id = ?`, []any{caseID}},
		{`UPDATE outbox SET state = ?, open = 0, version = version + 1 WHERE case_id = ? AND open = 1`, []any{string(bot.PostCancelled), caseID}},
		{`UPDATE outbox SET body = x'', lease_owner = '', lease_until = 0 WHERE case_id = ?`, []any{caseID}},
		{`UPDATE shown SET author = '', body = x'' WHERE case_id = ?`, []any{caseID}},
		{`DELETE FROM content WHERE case_id = ?`, []any{caseID}},
		{`DELETE FROM timers WHERE case_id = ?`, []any{caseID}},
	} {
		if _, err := t.exec(st.query, st.args...); err != nil {
			return err
		}
	}
	return t.unsettle()
}

// unsettle notes that copies of a destroyed key may be about: Settle is due.
func (t *tx) unsettle() error {
	_, err := t.exec(`INSERT INTO meta (name, value) VALUES ('unsettled', x'01') ON CONFLICT DO NOTHING`)
	return err
}

// Unsettled tells whether something was erased since the last Settle: a program
// that was ended in between left it to the next one.
func (s *Store) Unsettled(ctx context.Context) (bool, error) {
	var n int
	if err := s.reads.QueryRowContext(ctx, `SELECT count(*) FROM meta WHERE name = 'unsettled'`).Scan(&n); err != nil {
		return false, wrap("unsettled", err)
	}
	return n > 0, nil
}

// Settle empties the write-ahead log, in which copies of destroyed keys stand. In
// the database file they are overwritten as their rows change: see dsn. It does
// nothing where nothing was erased. An error that tells of the log means that
// somebody is still reading: call it again.
func (s *Store) Settle(ctx context.Context) error {
	if due, err := s.Unsettled(ctx); err != nil || !due {
		return err
	}
	if err := s.emptyLogSoon(ctx); err != nil {
		return fmt.Errorf("clearing away what is left of erased keys: %w", err)
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM meta WHERE name = 'unsettled'`)
		return err
	})
}

// emptyLogSoon empties the write-ahead log, waiting a little for readers.
func (s *Store) emptyLogSoon(ctx context.Context) error {
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
