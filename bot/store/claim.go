package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// Claim leases cases that are due, the most urgent first and then by time: see bot.Store.
func (s *Store) Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int, states ...bot.State) ([]*bot.Case, error) {
	if len(states) == 0 {
		states = bot.States()
	}
	query, args := claimQuery(now, limit, states)
	var out []*bot.Case
	err := s.writeLease(ctx, func(t *tx) error {
		out = nil
		ids, err := t.ids(query, args...)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.lease("cases", id, worker, now.Add(lease)); err != nil {
				return err
			}
			c, err := t.Case(id)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// claimQuery finds the due cases. Of one state, as of those that wait for a draft, the
// index gives those of each urgency in the order of their turn, so that only as many
// are read as are wanted, however many wait. Here and elsewhere a plus before a parameter says that the plan does not depend on it: without it SQLite prepares
// the statement anew whenever a limit or a small number is bound (sqlite3VdbeReprepareOnBind).
func claimQuery(now time.Time, limit int, states []bot.State) (string, []any) {
	args := []any{now.UnixNano(), limit}
	numbers := make([]string, len(states))
	for i, state := range states {
		args = append(args, string(state))
		numbers[i] = "?" + strconv.Itoa(len(args))
	}
	var firsts []string
	for u := urgencyP0; u <= urgencyRoutine; u++ {
		firsts = append(firsts, fmt.Sprintf(`SELECT * FROM (SELECT urgency, wake_at, id FROM cases WHERE urgency = %d AND state IN (%s)
			AND wake_at > 0 AND wake_at <= ?1 AND lease_until <= ?1 ORDER BY wake_at, id LIMIT +?2)`, u, strings.Join(numbers, ", ")))
	}
	return `SELECT id FROM (` + strings.Join(firsts, " UNION ALL ") + `) ORDER BY urgency, wake_at, id LIMIT +?2`, args
}

const claimPostsQuery = `SELECT o.id FROM outbox o LEFT JOIN cases c ON c.id = o.case_id
	WHERE o.open = 1 AND o.due_at <= ? AND o.lease_until <= ?
	AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.open = 1 AND e.lane = o.lane AND e.id < o.id)
	ORDER BY o.urgency, coalesce(c.urgency, 0), o.id LIMIT +?`

// ClaimPosts leases outbox rows that are due, each the oldest open one of its
// lane: see bot.Store. A row whose outcome only a person can settle holds up
// nothing.
func (s *Store) ClaimPosts(ctx context.Context, worker string, now time.Time, lease time.Duration, limit int) ([]bot.Outbound, error) {
	var out []bot.Outbound
	err := s.writeLease(ctx, func(t *tx) error {
		out = nil
		ids, err := t.ids(claimPostsQuery, now.UnixNano(), now.UnixNano(), limit)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := t.lease("outbox", id, worker, now.Add(lease)); err != nil {
				return err
			}
			o, err := t.Post(id)
			if err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// inStates gives the condition that a column is one of the states, and its
// arguments; nothing for no states.
func inStates(column string, states []bot.State) (string, []any) {
	if len(states) == 0 {
		return "", nil
	}
	args := make([]any, len(states))
	for i, st := range states {
		args[i] = string(st)
	}
	return ` AND ` + column + ` IN (?` + strings.Repeat(`, ?`, len(states)-1) + `)`, args
}

func (t *tx) ids(query string, args ...any) ([]int64, error) {
	var ids []int64
	err := t.rows(query, args, func(rows rowScanner) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

func (t *tx) lease(table string, id int64, worker string, until time.Time) error {
	_, err := t.exec(`UPDATE `+table+` SET lease_owner = ?, lease_until = ? WHERE id = ?`, worker, until.UnixNano(), id)
	return err
}

// Renew prolongs every lease that the worker still has.
func (s *Store) Renew(ctx context.Context, worker string, now time.Time, lease time.Duration) error {
	until := now.Add(lease).UnixNano()
	return s.writeLease(ctx, func(t *tx) error {
		if _, err := t.exec(`UPDATE cases SET lease_until = ? WHERE lease_owner = ? AND lease_owner <> ''`, until, worker); err != nil {
			return err
		}
		_, err := t.exec(`UPDATE outbox SET lease_until = ? WHERE lease_owner = ? AND lease_owner <> ''`, until, worker)
		return err
	})
}

// ReleaseCase ends the worker's lease of a case; it does nothing if the worker has none.
func (s *Store) ReleaseCase(ctx context.Context, worker string, id int64) error {
	return s.release(ctx, "cases", worker, id)
}

// ReleasePost ends the worker's lease of an outbox row; it does nothing if the worker has none.
func (s *Store) ReleasePost(ctx context.Context, worker string, id int64) error {
	return s.release(ctx, "outbox", worker, id)
}

// PostponePosts has rows claimed again later: see bot.Store. What the rows
// themselves say of when they are due stays, and counts from their next change.
func (s *Store) PostponePosts(ctx context.Context, worker string, due map[int64]time.Time) error {
	return s.writeLease(ctx, func(t *tx) error {
		for id, at := range due {
			_, err := t.exec(`UPDATE outbox SET lease_owner = '', lease_until = 0, due_at = ? WHERE id = ? AND lease_owner = ?`, at.UnixNano(), id, worker)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// RecallPosts has rows that were put off due when they themselves say: see bot.Store.
func (s *Store) RecallPosts(ctx context.Context, now time.Time) error {
	return s.writeLease(ctx, func(t *tx) error {
		ids, err := t.ids(recallQuery, now.UnixNano())
		if err != nil {
			return err
		}
		for _, id := range ids {
			o, err := t.Post(id)
			if err != nil {
				return err
			}
			if _, err := t.exec(`UPDATE outbox SET due_at = ? WHERE id = ?`, dueAt(&o), id); err != nil {
				return err
			}
		}
		return nil
	})
}

const recallQuery = `SELECT id FROM outbox WHERE open = 1 AND due_at > ? AND lease_owner = ''`

func (s *Store) release(ctx context.Context, table, worker string, id int64) error {
	return s.writeLease(ctx, func(t *tx) error {
		_, err := t.exec(`UPDATE `+table+` SET lease_owner = '', lease_until = 0 WHERE id = ? AND lease_owner = ?`, id, worker)
		return err
	})
}

// nextDueQuery walks the rows that wait in the order in which they are due, to the
// first whose turn in its lane it is: there may be many.
const nextDueQuery = `SELECT coalesce(min(at), 0) FROM (
	SELECT min(wake_at) AS at FROM cases WHERE wake_at > 0 AND lease_owner = ''
	UNION ALL SELECT min(max(wake_at, lease_until)) FROM cases WHERE lease_owner <> '' AND wake_at > 0
	UNION ALL SELECT min(max(due_at, lease_until)) FROM outbox WHERE lease_owner <> '' AND +open = 1
	UNION ALL SELECT * FROM (SELECT o.due_at FROM outbox o WHERE o.open = 1 AND o.lease_owner = ''
		AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.open = 1 AND e.lane = o.lane AND e.id < o.id) ORDER BY o.due_at LIMIT 1)
	UNION ALL SELECT min(due_at) FROM timers WHERE fired_at = 0)`

// NextDue is when the next case, row or timer can be claimed: see bot.Store. What is
// leased counts from the end of its lease.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var at int64
	if err := s.reads.QueryRowContext(ctx, nextDueQuery).Scan(&at); err != nil {
		return time.Time{}, wrap("next due", err)
	}
	return fromNano(at), nil
}
