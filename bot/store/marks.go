package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"countersign/bot"
)

// Bury keeps that a message was deleted before it came: see bot.Tx.
func (t *tx) Bury(p bot.Platform, channel, id string, at time.Time) error {
	if _, err := t.exec(`DELETE FROM tombstones WHERE at < ?`, nano(at.Add(-bot.TombstonesKept))); err != nil {
		return err
	}
	_, err := t.exec(`INSERT INTO tombstones (platform, channel, id, at) VALUES (?, ?, ?, ?)
		ON CONFLICT (platform, channel, id) DO UPDATE SET at = max(at, excluded.at)`, string(p), channel, id, nano(at))
	return err
}

// Buried tells when a message was deleted that had not come: see bot.Tx.
func (t *tx) Buried(p bot.Platform, channel, id string) (time.Time, error) {
	var at int64
	err := t.row(`SELECT at FROM tombstones WHERE platform = ? AND channel = ? AND id = ?`, []any{string(p), channel, id}, &at)
	return fromNano(at), err
}

// Mark gives the time that stands under a name; zero where none does.
func (s *Store) Mark(ctx context.Context, name string) (time.Time, error) {
	var at int64
	err := s.reads.QueryRowContext(ctx, `SELECT at FROM marks WHERE name = ?`, name).Scan(&at)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, wrap("mark "+name, err)
	}
	return fromNano(at), nil
}

// SetMark puts a time under a name, durably.
func (s *Store) SetMark(ctx context.Context, name string, at time.Time) error {
	return s.write(ctx, func(t *tx) error { return t.SetMark(name, at) })
}

// Mark gives the time of a mark, zero without one.
func (t *tx) Mark(name string) (time.Time, error) {
	var at int64
	err := t.row(`SELECT at FROM marks WHERE name = ?`, []any{name}, &at)
	if errors.Is(err, bot.ErrNotFound) {
		return time.Time{}, nil
	}
	return fromNano(at), err
}

// SetMark sets a mark, or takes it away with the zero time.
func (t *tx) SetMark(name string, at time.Time) error {
	if at.IsZero() {
		_, err := t.exec(`DELETE FROM marks WHERE name = ?`, name)
		return err
	}
	_, err := t.exec(`INSERT INTO marks (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at`, name, at.UnixNano())
	return err
}
