package store

import (
	"context"
	"errors"
	"time"

	"countersign/bot"
)

const selectTimer = `SELECT case_id, round, rung, level, platform, due_at, fired_at FROM timers`

func scanTimer(rows rowScanner) (bot.Timer, error) {
	var t bot.Timer
	var due, fired int64
	err := rows.Scan(&t.Case, &t.Round, &t.Rung, &t.Level, &t.Platform, &due, &fired)
	t.DueAt, t.FiredAt = fromNano(due), fromNano(fired)
	return t, err
}

// PlanTimers adds timers; one that is there stays as it is.
func (t *tx) PlanTimers(timers ...bot.Timer) error {
	for _, x := range timers {
		if x.Case < 1 || x.Rung == "" || x.DueAt.IsZero() {
			return errors.New("a timer needs a case, a rung and a time")
		}
		_, err := t.exec(`INSERT INTO timers (case_id, round, rung, level, platform, due_at, fired_at)
			VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			x.Case, x.Round, string(x.Rung), string(x.Level), string(x.Platform), x.DueAt.UnixNano(), nano(x.FiredAt))
		if err != nil {
			return err
		}
	}
	return nil
}

// FireTimer marks a timer as fired; false when it was fired or stopped before.
func (t *tx) FireTimer(x bot.Timer, now time.Time) (bool, error) {
	n, err := t.exec(`UPDATE timers SET fired_at = ? WHERE case_id = ? AND round = ? AND rung = ? AND fired_at = 0`,
		now.UnixNano(), x.Case, x.Round, string(x.Rung))
	return n == 1, err
}

// StopTimers ends all timers of a case.
func (t *tx) StopTimers(caseID int64) error {
	_, err := t.exec(`DELETE FROM timers WHERE case_id = ?`, caseID)
	return err
}

// Waiting counts the cases of a platform that have timers.
func (t *tx) Waiting(p bot.Platform) (bot.Queue, error) {
	var q bot.Queue
	err := t.row(`SELECT count(DISTINCT case_id), count(DISTINCT CASE WHEN level <> 'P2' THEN case_id END)
		FROM timers WHERE platform = ?`, []any{string(p)}, &q.All, &q.Human)
	return q, err
}

const dueTimersQuery = selectTimer + ` WHERE fired_at = 0 AND due_at <= ? ORDER BY due_at, case_id, rung LIMIT +?`

// DueTimers lists timers that are due and have not fired, the oldest first.
func (s *Store) DueTimers(ctx context.Context, now time.Time, limit int) ([]bot.Timer, error) {
	rows, err := s.reads.QueryContext(ctx, dueTimersQuery, now.UnixNano(), limit)
	if err != nil {
		return nil, wrap("due timers", err)
	}
	var out []bot.Timer
	err = eachRow(rows, func(r rowScanner) error {
		t, err := scanTimer(r)
		out = append(out, t)
		return err
	})
	if err != nil {
		return nil, wrap("due timers", err)
	}
	return out, nil
}
