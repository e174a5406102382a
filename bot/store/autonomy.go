package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"countersign/bot"
)

// A standing is sealed with the key of case 0: a row put into the file by
// somebody without the master key grants nothing.
const selectStanding = `SELECT s.topic, s.version, s.body, k.wrapped FROM standings s JOIN keys k ON k.case_id = 0`

// standingRow is what selectStanding gives.
type standingRow struct {
	topic         string
	version       int64
	body, wrapped []byte
}

func (r *standingRow) dest() []any { return []any{&r.topic, &r.version, &r.body, &r.wrapped} }

func (r *standingRow) open(v *vault) (bot.Standing, error) {
	var s bot.Standing
	key, err := v.unwrap(0, r.wrapped)
	if err != nil {
		return s, err
	}
	plain, err := key.open(standingLabel(r.topic, r.version), r.body)
	if err != nil {
		return s, fmt.Errorf("standing of topic %q: %w", r.topic, err)
	}
	if err := json.Unmarshal(plain, &s); err != nil {
		return s, fmt.Errorf("standing of topic %q: %w", r.topic, err)
	}
	s.Version = r.version
	return s, nil
}

func standingLabel(topic string, version int64) string {
	return fmt.Sprintf("standing/%d/%s", version, topic)
}

// Standing gives a topic's standing; one in co-pilot where none is stored.
func (t *tx) Standing(topic string) (bot.Standing, error) {
	var row standingRow
	err := t.row(selectStanding+` WHERE s.topic = ?`, []any{topic}, row.dest()...)
	if errors.Is(err, bot.ErrNotFound) {
		return bot.Standing{Topic: topic, State: bot.CoPilot}, nil
	}
	if err != nil {
		return bot.Standing{}, err
	}
	return row.open(t.s.vault)
}

// Standings lists what is stored, by topic.
func (t *tx) Standings() ([]bot.Standing, error) {
	var out []bot.Standing
	err := t.rows(selectStanding+` ORDER BY s.topic`, nil, t.s.addStanding(&out))
	return out, err
}

// Standings lists what is stored, by topic.
func (s *Store) Standings(ctx context.Context) ([]bot.Standing, error) {
	rows, err := s.reads.QueryContext(ctx, selectStanding+` ORDER BY s.topic`)
	if err != nil {
		return nil, wrap("standings", err)
	}
	var out []bot.Standing
	if err := eachRow(rows, s.addStanding(&out)); err != nil {
		return nil, wrap("standings", err)
	}
	return out, nil
}

func (s *Store) addStanding(to *[]bot.Standing) func(rowScanner) error {
	return func(r rowScanner) error {
		var row standingRow
		if err := r.Scan(row.dest()...); err != nil {
			return err
		}
		one, err := row.open(s.vault)
		*to = append(*to, one)
		return err
	}
}

// SetStanding stores a standing by compare-and-set on its version.
func (t *tx) SetStanding(s *bot.Standing) error {
	key, err := t.key(0)
	if err != nil {
		return err
	}
	was := s.Version
	body, err := key.sealJSON(standingLabel(s.Topic, was+1), s)
	if err != nil {
		return fmt.Errorf("standing of topic %q: %w", s.Topic, err)
	}
	var n int64
	if was == 0 {
		n, err = t.exec(`INSERT INTO standings (topic, version, body) VALUES (?, 1, ?) ON CONFLICT DO NOTHING`, s.Topic, body)
	} else {
		n, err = t.exec(`UPDATE standings SET version = version + 1, body = ? WHERE topic = ? AND version = ?`, body, s.Topic, was)
	}
	if err == nil && n == 0 {
		err = fmt.Errorf("standing of topic %q: %w", s.Topic, bot.ErrConflict)
	}
	if err != nil {
		return err
	}
	t.job.undo = append(t.job.undo, func() { s.Version = was })
	s.Version++
	return nil
}

// NoteAuto stores an automatic answer, or what became of it.
func (t *tx) NoteAuto(a bot.AutoAnswer) error {
	_, err := t.exec(`INSERT INTO automatic (case_id, draft, topic, grant_id, account, at, sampled, sent, review, reviewed_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (case_id, draft) DO UPDATE SET sent = excluded.sent, review = excluded.review, reviewed_at = excluded.reviewed_at`,
		a.Case, a.Draft, a.Topic, a.Grant, a.Account, nano(a.At), a.Sampled, a.Sent, string(a.Review), nano(a.Reviewed))
	return err
}

// AutoAnswers lists automatic answers of the filter, oldest first.
func (t *tx) AutoAnswers(f bot.AutoFilter) ([]bot.AutoAnswer, error) {
	query, args := autoQuery(f)
	var out []bot.AutoAnswer
	err := t.rows(query, args, addAuto(&out))
	return out, err
}

// AutoAnswers lists automatic answers of the filter, oldest first.
func (s *Store) AutoAnswers(ctx context.Context, f bot.AutoFilter) ([]bot.AutoAnswer, error) {
	query, args := autoQuery(f)
	rows, err := s.reads.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap("automatic answers", err)
	}
	var out []bot.AutoAnswer
	if err := eachRow(rows, addAuto(&out)); err != nil {
		return nil, wrap("automatic answers", err)
	}
	return out, nil
}

func autoQuery(f bot.AutoFilter) (string, []any) {
	query := `SELECT case_id, draft, topic, grant_id, account, at, sampled, sent, review, reviewed_at FROM automatic WHERE true`
	var args []any
	add := func(cond string, arg any) { query, args = query+` AND `+cond, append(args, arg) }
	if f.Case != 0 {
		add(`case_id = ?`, f.Case)
	}
	for _, eq := range []struct{ column, value string }{{"topic", f.Topic}, {"grant_id", f.Grant}, {"account", f.Account}} {
		if eq.value != "" {
			add(eq.column+` = ?`, eq.value)
		}
	}
	if !f.Since.IsZero() {
		add(`at >= ?`, f.Since.UnixNano())
	}
	return query + ` ORDER BY at, case_id, draft`, args
}

func addAuto(to *[]bot.AutoAnswer) func(rowScanner) error {
	return func(r rowScanner) error {
		var a bot.AutoAnswer
		var at, reviewed int64
		err := r.Scan(&a.Case, &a.Draft, &a.Topic, &a.Grant, &a.Account, &at, &a.Sampled, &a.Sent, &a.Review, &reviewed)
		a.At, a.Reviewed = fromNano(at), fromNano(reviewed)
		*to = append(*to, a)
		return err
	}
}
