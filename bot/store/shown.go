package store

import (
	"context"
	"encoding/json"
	"errors"

	"countersign/bot"
)

// shownBody is what of a shown message is encrypted.
type shownBody struct {
	Text  string `json:"text"`
	Label string `json:"label,omitempty"`
}

// Show keeps a message that the console platform shows: see bot.ShownLog.
func (s *Store) Show(ctx context.Context, m bot.Shown) error {
	return s.write(ctx, func(t *tx) error {
		key, err := t.key(m.Case)
		if err != nil {
			return err
		}
		body, err := key.sealJSON("shown/"+m.ID, shownBody{m.Text, m.Label})
		if err != nil {
			return err
		}
		_, err = t.exec(`INSERT INTO shown (id, case_id, channel, thread, marker, author, at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			m.ID, m.Case, m.Channel, m.Thread, m.Marker, m.Author, nano(m.At), body)
		return err
	})
}

// Unshow takes a message away: see bot.ShownLog.
func (s *Store) Unshow(ctx context.Context, id string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM shown WHERE id = ?`, id)
		return err
	})
}

// ShownIn lists what was shown in a thread, oldest first.
func (s *Store) ShownIn(ctx context.Context, channel, thread string) ([]bot.Shown, error) {
	return s.shown(ctx, ` WHERE h.channel = ? AND h.thread = ? ORDER BY h.n`, channel, thread)
}

// ShownBy finds the first message with a marker.
func (s *Store) ShownBy(ctx context.Context, marker string) (bot.Shown, bool, error) {
	found, err := s.shown(ctx, ` WHERE h.marker = ? ORDER BY h.n LIMIT 1`, marker)
	if err != nil || len(found) == 0 {
		return bot.Shown{}, false, err
	}
	return found[0], true, nil
}

func (s *Store) shown(ctx context.Context, where string, args ...any) ([]bot.Shown, error) {
	rows, err := s.reads.QueryContext(ctx, `SELECT h.id, h.case_id, h.channel, h.thread, h.marker, h.author, h.at, h.body,
		k.wrapped FROM shown h JOIN keys k ON k.case_id = h.case_id`+where, args...)
	if err != nil {
		return nil, wrap("shown", err)
	}
	var out []bot.Shown
	err = eachRow(rows, func(r rowScanner) error {
		m, err := s.scanShown(r)
		out = append(out, m)
		return err
	})
	if err != nil {
		return nil, wrap("shown", err)
	}
	return out, nil
}

// scanShown reads one row; of an erased case it has no text.
func (s *Store) scanShown(r rowScanner) (bot.Shown, error) {
	var m bot.Shown
	var at int64
	var body, wrapped []byte
	if err := r.Scan(&m.ID, &m.Case, &m.Channel, &m.Thread, &m.Marker, &m.Author, &at, &body, &wrapped); err != nil {
		return m, err
	}
	m.At = fromNano(at)
	key, err := s.vault.unwrap(m.Case, wrapped)
	if errors.Is(err, bot.ErrErased) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	plain, err := key.open("shown/"+m.ID, body)
	if err != nil {
		return m, err
	}
	var b shownBody
	err = json.Unmarshal(plain, &b)
	m.Text, m.Label = b.Text, b.Label
	return m, err
}
