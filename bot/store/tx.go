package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// tx implements bot.Tx. After a statement failed every later call gives the
// same error: SQLite may have ended the transaction by itself, and what ran
// then would be committed at once and alone.
type tx struct {
	s       *Store
	session *session
	job     *job
	failed  error
	ended   bool
}

var _ bot.Tx = (*tx)(nil)

func (t *tx) usable() error {
	if t.ended {
		return fmt.Errorf("transaction used after its end: %w", bot.ErrClosed)
	}
	return t.failed
}

func (t *tx) exec(query string, args ...any) (int64, error) {
	if err := t.usable(); err != nil {
		return 0, err
	}
	n, err := affected(t.session.exec(query, args...))
	if err != nil {
		t.failed = err
	}
	return n, err
}

// row scans the first row of a query; ErrNotFound without one.
func (t *tx) row(query string, args []any, dest ...any) error {
	found := false
	err := t.rows(query, args, func(rows rowScanner) error {
		if found {
			return nil
		}
		found = true
		return rows.Scan(dest...)
	})
	if err == nil && !found {
		return bot.ErrNotFound
	}
	return err
}

func (t *tx) rows(query string, args []any, each func(rowScanner) error) error {
	if err := t.usable(); err != nil {
		return err
	}
	rows, err := t.session.query(query, args...)
	if err == nil {
		err = eachRow(rows, each)
	}
	if err != nil {
		t.failed = err
	}
	return err
}

// eachRow calls fn for each row and closes the rows.
func eachRow(rows *sql.Rows, fn func(rowScanner) error) error {
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// key gives the data key of a case: ErrNotFound without one, ErrErased after
// an erasure.
func (t *tx) key(caseID int64) (caseKey, error) {
	var wrapped []byte
	if err := t.row(`SELECT wrapped FROM keys WHERE case_id = ?`, []any{caseID}, &wrapped); err != nil {
		return caseKey{}, err
	}
	return t.s.vault.unwrap(caseID, wrapped)
}

// Case loads a case.
func (t *tx) Case(id int64) (*bot.Case, error) {
	return t.oneCase(selectCase+` WHERE c.id = ?`, id)
}

// RecentIn passes over erased cases: what comes in after an erasure opens a case
// of its own.
func (t *tx) RecentIn(p bot.Platform, channel, thread string, limit int) ([]*bot.Case, error) {
	query, args := recentInChannelQuery, []any{string(p), channel}
	if thread != "" {
		query, args = recentInThreadQuery, append(args, thread)
	}
	return t.cases(query, append(args, limit)...)
}

// OnRecord finds the cases by the ledger: few have such an event, and no other is read.
func (t *tx) OnRecord(account string) ([]*bot.Case, error) { return t.cases(onRecordQuery, account) }

func (t *tx) cases(query string, args ...any) ([]*bot.Case, error) {
	var out []*bot.Case
	err := t.rows(query, args, func(rows rowScanner) error {
		var row caseRow
		if err := rows.Scan(row.dest()...); err != nil {
			return err
		}
		c, err := row.open(t.s.vault)
		out = append(out, c)
		return err
	})
	return out, err
}

// LatestOf passes over erased cases too.
func (t *tx) LatestOf(p bot.Platform, channel, author string) (*bot.Case, error) {
	return t.oneCase(latestOfQuery, string(p), channel, t.s.vault.author(p, author))
}

// LatestOpenIn passes over erased cases too.
func (t *tx) LatestOpenIn(p bot.Platform, channel string) (*bot.Case, error) {
	return t.oneCase(latestOpenInQuery, string(p), channel)
}

func (t *tx) oneCase(query string, args ...any) (*bot.Case, error) {
	var row caseRow
	if err := t.row(query, args, row.dest()...); err != nil {
		return nil, err
	}
	return row.open(t.s.vault)
}

// FindMessage gives the case that holds a message.
func (t *tx) FindMessage(p bot.Platform, channel, id string) (bot.Receipt, error) {
	r := bot.Receipt{Message: id}
	err := t.row(`SELECT case_id, thread FROM messages WHERE platform = ? AND channel = ? AND id = ?`,
		[]any{string(p), channel, id}, &r.Case, &r.Thread)
	if err != nil {
		return bot.Receipt{}, err
	}
	return r, nil
}

// Remember binds a message id to a case; ErrConflict if it is bound to one already.
func (t *tx) Remember(p bot.Platform, channel, id string, r bot.Receipt) error {
	n, err := t.exec(`INSERT INTO messages (platform, channel, id, case_id, thread) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET case_id = excluded.case_id, thread = excluded.thread WHERE case_id = 0 AND excluded.case_id <> 0`, string(p), channel, id, r.Case, r.Thread)
	if err == nil && n == 0 {
		return fmt.Errorf("message %s: %w", id, bot.ErrConflict)
	}
	return err
}

// Once claims a key; false when it was claimed before.
func (t *tx) Once(key string) (bool, error) {
	n, err := t.exec(`INSERT INTO once (key) VALUES (?) ON CONFLICT DO NOTHING`, key)
	return n == 1, err
}

// Create stores a new case.
func (t *tx) Create(c *bot.Case) error {
	var id int64
	if err := t.row(`SELECT coalesce(max(case_id), 0) + 1 FROM keys`, nil, &id); err != nil {
		return err
	}
	key, err := t.addKey(id)
	if err != nil {
		return err
	}
	oldID, oldVersion := c.ID, c.Version
	t.job.undo = append(t.job.undo, func() { c.ID, c.Version = oldID, oldVersion })
	c.ID, c.Version = id, 1
	outline, body, err := sealCase(key, c)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO cases (id, version, state, tier, topic, account, platform, channel, thread, author,
		opened_at, updated_at, wake_at, urgency, outline, body) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		append(append([]any{id}, t.s.vault.columns(c)...), outline, body)...)
	return err
}

func (t *tx) addKey(caseID int64) (caseKey, error) {
	wrapped, key, err := t.s.vault.newKey(caseID)
	if err != nil {
		return caseKey{}, err
	}
	_, err = t.exec(`INSERT INTO keys (case_id, wrapped) VALUES (?, ?)`, caseID, wrapped)
	return key, err
}

// Update stores a case by compare-and-set on its version.
func (t *tx) Update(c *bot.Case) error {
	key, err := t.key(c.ID)
	if err != nil {
		return fmt.Errorf("case %d: %w", c.ID, err)
	}
	was := c.Version
	t.job.undo = append(t.job.undo, func() { c.Version = was })
	c.Version++
	outline, body, err := sealCase(key, c)
	if err != nil {
		c.Version = was
		return err
	}
	n, err := t.exec(`UPDATE cases SET version = version + 1, state = ?, tier = ?, topic = ?, account = ?, platform = ?,
		channel = ?, thread = ?, author = ?, opened_at = ?, updated_at = ?, wake_at = ?, urgency = ?, outline = ?, body = ?
		WHERE id = ? AND version = ?`, append(t.s.vault.columns(c), outline, body, c.ID, was)...)
	if err == nil && n == 0 {
		err = fmt.Errorf("case %d: %w", c.ID, bot.ErrConflict)
	}
	if err != nil {
		c.Version = was
	}
	return err
}

const selectCase = `SELECT c.id, c.version, c.state, c.tier, c.topic, c.account, c.platform, c.channel, c.thread,
	c.opened_at, c.updated_at, c.body, k.wrapped FROM cases c JOIN keys k ON k.case_id = c.id`

const (
	recentInThreadQuery = selectCase + ` WHERE c.platform = ? AND c.channel = ? AND c.thread = ? AND k.wrapped IS NOT NULL
		ORDER BY c.id DESC LIMIT +?`
	recentInChannelQuery = selectCase + ` WHERE c.platform = ? AND c.channel = ? AND k.wrapped IS NOT NULL
		ORDER BY c.id DESC LIMIT +?`
	latestOfQuery = selectCase + ` WHERE c.platform = ? AND c.channel = ? AND c.author = ? AND k.wrapped IS NOT NULL
		ORDER BY c.id DESC LIMIT 1`
	onRecordQuery = selectCase + ` WHERE c.id IN (SELECT case_id FROM events WHERE kind IN ('record_opened', 'mark_asked'))
		AND c.account = ? AND k.wrapped IS NOT NULL`
	// The states are those of the index cases_open, which serves where they read the same.
	latestOpenInQuery = selectCase + ` WHERE c.platform = ? AND c.channel = ? AND c.state NOT IN ('answered', 'withdrawn', 'resolved')
		AND k.wrapped IS NOT NULL ORDER BY c.id DESC LIMIT 1`
)

// caseRow is what selectCase gives.
type caseRow struct {
	c               bot.Case
	tier            bot.Tier
	topic           string
	opened, updated int64
	body, wrapped   []byte
}

func (r *caseRow) dest() []any {
	c := &r.c
	return []any{&c.ID, &c.Version, &c.State, &r.tier, &r.topic, &c.Account, &c.Platform, &c.Channel, &c.Thread,
		&r.opened, &r.updated, &r.body, &r.wrapped}
}

// open decrypts the case. Of an erased case it gives what the columns hold:
// where it stood, whose it was and when, without a word.
func (r *caseRow) open(v *vault) (*bot.Case, error) {
	key, err := v.unwrap(r.c.ID, r.wrapped)
	if errors.Is(err, bot.ErrErased) {
		c := r.c
		c.OpenedAt, c.UpdatedAt = fromNano(r.opened), fromNano(r.updated)
		if r.tier != "" {
			c.Assessment = &bot.Assessment{Tier: r.tier, Topic: r.topic}
		}
		return &c, nil
	}
	if err != nil {
		return nil, err
	}
	plain, err := key.open("body", r.body)
	if err != nil {
		return nil, err
	}
	var c bot.Case
	if err := json.Unmarshal(plain, &c); err != nil {
		return nil, fmt.Errorf("case %d: %w", r.c.ID, err)
	}
	if c.ID != r.c.ID || c.Version != r.c.Version {
		return nil, fmt.Errorf("case %d: its row and its body disagree: %w", r.c.ID, errTampered)
	}
	return &c, nil
}

// sealCase encrypts what the row of a case holds: its outline and its body.
func sealCase(key caseKey, c *bot.Case) (outline, body []byte, err error) {
	if body, err = key.sealJSON("body", c); err != nil {
		return nil, nil, fmt.Errorf("case %d: %w", c.ID, err)
	}
	if outline, err = sealOutline(key, c); err != nil {
		return nil, nil, fmt.Errorf("outline of case %d: %w", c.ID, err)
	}
	return outline, body, nil
}

// columns are the plain columns from state to urgency. Who wrote stands in none
// of them in clear.
func (v *vault) columns(c *bot.Case) []any {
	return []any{string(c.State), string(c.Tier()), c.Topic(), c.Account, string(c.Platform), c.Channel, c.Thread,
		v.author(c.Platform, c.Client.ID), nano(c.OpenedAt), nano(c.UpdatedAt), nano(c.WakeAt), urgency(c)}
}

// The order in which due cases are handed out. A case that was not sorted yet
// may turn out to be a human-tier one, and sorting is quick: it goes before
// the routine ones, whose drafts take longest. claimQuery goes through all.
const (
	urgencyP0 = iota
	urgencyHuman
	urgencyUnsorted
	urgencyRoutine
)

func urgency(c *bot.Case) int {
	switch {
	case c.Assessment != nil && c.Assessment.Priority == bot.P0:
		return urgencyP0
	case c.Tier() == bot.TierHuman:
		return urgencyHuman
	case c.Assessment == nil || c.Pending():
		return urgencyUnsorted
	}
	return urgencyRoutine
}

// nano is a time as the columns hold it; 0 for the zero time.
func nano(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromNano(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
