package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// postBody is bot.Outbound as it is stored: the same fields, so that a new
// one cannot be forgotten here, under names that stay.
type postBody struct {
	ID         int64         `json:"-"` // columns
	Version    int64         `json:"-"`
	Case       int64         `json:"case"`
	Key        string        `json:"key"`
	Marker     string        `json:"marker"`
	Kind       bot.PostKind  `json:"kind"`
	Platform   bot.Platform  `json:"platform"`
	Channel    string        `json:"channel"`
	Thread     string        `json:"thread"`
	Text       string        `json:"text"`
	Hash       string        `json:"hash"`
	Label      string        `json:"label,omitempty"`
	Draft      int           `json:"draft,omitempty"`
	Notice     string        `json:"notice,omitempty"`
	To         string        `json:"to,omitempty"`
	ReplaceID  string        `json:"replace_id,omitempty"`
	State      bot.PostState `json:"state"`
	Attempt    int           `json:"attempt,omitempty"`
	NotBefore  time.Time     `json:"not_before,omitzero"`
	Looks      int           `json:"looks,omitempty"`
	PlatformID string        `json:"platform_id,omitempty"`
	Detail     string        `json:"detail,omitempty"`
	UpdatedAt  time.Time     `json:"updated_at,omitzero"`

	FailingSince time.Time  `json:"failing_since,omitzero"`
	Sheet        *bot.Sheet `json:"sheet,omitempty"`
	Told         int        `json:"told,omitempty"`

	UncheckedSince time.Time `json:"unchecked_since,omitzero"`
}

const selectPost = `SELECT o.id, o.version, o.case_id, o.key, o.marker, o.kind, o.platform, o.channel, o.thread,
	o.state, o.updated_at, o.body, k.wrapped FROM outbox o JOIN keys k ON k.case_id = o.case_id`

// postRow is what selectPost gives.
type postRow struct {
	o             bot.Outbound
	updated       int64
	body, wrapped []byte
}

func (r *postRow) dest() []any {
	o := &r.o
	return []any{&o.ID, &o.Version, &o.Case, &o.Key, &o.Marker, &o.Kind, &o.Platform, &o.Channel, &o.Thread,
		&o.State, &r.updated, &r.body, &r.wrapped}
}

// open decrypts the row; of an erased case it has no text.
func (r *postRow) open(v *vault) (bot.Outbound, error) {
	key, err := v.unwrap(r.o.Case, r.wrapped)
	if errors.Is(err, bot.ErrErased) {
		o := r.o
		o.UpdatedAt = fromNano(r.updated)
		return o, nil
	}
	if err != nil {
		return bot.Outbound{}, err
	}
	plain, err := key.open("post/"+r.o.Key, r.body)
	if err != nil {
		return bot.Outbound{}, err
	}
	b := postBody{ID: r.o.ID, Version: r.o.Version}
	if err := json.Unmarshal(plain, &b); err != nil {
		return bot.Outbound{}, fmt.Errorf("outbox row %d: %w", r.o.ID, err)
	}
	if b.State != r.o.State || b.Case != r.o.Case {
		return bot.Outbound{}, fmt.Errorf("outbox row %d: its row and its body disagree: %w", r.o.ID, errTampered)
	}
	return bot.Outbound(b), nil
}

func sealPost(key caseKey, o *bot.Outbound) ([]byte, error) {
	body, err := key.sealJSON("post/"+o.Key, postBody(*o))
	if err != nil {
		return nil, fmt.Errorf("outbox row %s: %w", o.Key, err)
	}
	return body, nil
}

// openPost tells whether a row still has something to be done without a person.
func openPost(s bot.PostState) bool {
	return s == bot.PostPlanned || s == bot.PostSending || s == bot.PostAmbiguous
}

// lane names the line in which a row waits. What clients see queues by thread;
// cards queue by case, so that one card that cannot be shown holds up no other.
func lane(o *bot.Outbound) string {
	switch {
	case o.Kind.InThread():
		return fmt.Sprintf("thread %s %q %q", o.Platform, o.Channel, o.Thread)
	case o.Case != 0:
		return fmt.Sprintf("case %s %d", o.Platform, o.Case)
	}
	return fmt.Sprintf("%s %s %q", o.Kind, o.Platform, o.Channel)
}

// postUrgency puts what clients wait for before cards, and those before digests.
func postUrgency(k bot.PostKind) int {
	switch {
	case k.InThread():
		return 0
	case k == bot.PostCard || k == bot.PostPage || k == bot.PostSheet:
		return 1
	}
	return 2
}

// dueAt is never zero, which would stand for none.
func dueAt(o *bot.Outbound) int64 { return max(1, nano(o.NotBefore)) }

// Posts lists the outbox rows of a case.
func (t *tx) Posts(caseID int64) ([]bot.Outbound, error) {
	var out []bot.Outbound
	err := t.rows(selectPost+` WHERE o.case_id = ? ORDER BY o.id`, []any{caseID}, func(rows rowScanner) error {
		var row postRow
		if err := rows.Scan(row.dest()...); err != nil {
			return err
		}
		o, err := row.open(t.s.vault)
		out = append(out, o)
		return err
	})
	return out, err
}

// Post loads one outbox row.
func (t *tx) Post(id int64) (bot.Outbound, error) {
	var row postRow
	if err := t.row(selectPost+` WHERE o.id = ?`, []any{id}, row.dest()...); err != nil {
		return bot.Outbound{}, err
	}
	return row.open(t.s.vault)
}

// Plan adds an outbox row and gives it its ID and Version 1. A row with the
// same key stays as it is, and o with it.
func (t *tx) Plan(o *bot.Outbound) (bool, error) {
	if o.Key == "" || o.State == "" {
		return false, errors.New("an outbox row needs a key and a state")
	}
	var n int
	if err := t.row(`SELECT count(*) FROM outbox WHERE key = ?`, []any{o.Key}, &n); err != nil || n > 0 {
		return false, err
	}
	key, err := t.key(o.Case)
	if err != nil {
		return false, fmt.Errorf("case %d: %w", o.Case, err)
	}
	body, err := sealPost(key, o)
	if err != nil {
		return false, err
	}
	var id int64
	err = t.row(`INSERT INTO outbox (version, case_id, key, marker, kind, platform, channel, thread, lane, urgency,
		state, open, due_at, updated_at, body) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		[]any{o.Case, o.Key, o.Marker, string(o.Kind), string(o.Platform), o.Channel, o.Thread, lane(o),
			postUrgency(o.Kind), string(o.State), openPost(o.State), dueAt(o), nano(o.UpdatedAt), body}, &id)
	if err != nil {
		return false, err
	}
	oldID, oldVersion := o.ID, o.Version
	t.job.undo = append(t.job.undo, func() { o.ID, o.Version = oldID, oldVersion })
	o.ID, o.Version = id, 1
	return true, nil
}

// UpdatePost stores a row by compare-and-set on its version. Its place in the
// line, its key and its case stay.
func (t *tx) UpdatePost(o *bot.Outbound) error {
	key, err := t.key(o.Case)
	if err != nil {
		return fmt.Errorf("case %d: %w", o.Case, err)
	}
	body, err := sealPost(key, o)
	if err != nil {
		return err
	}
	n, err := t.exec(`UPDATE outbox SET version = version + 1, marker = ?, state = ?, open = ?, due_at = ?,
		updated_at = ?, body = ? WHERE id = ? AND version = ? AND key = ? AND case_id = ?`,
		o.Marker, string(o.State), openPost(o.State), dueAt(o), nano(o.UpdatedAt), body, o.ID, o.Version, o.Key, o.Case)
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("outbox row %d: %w", o.ID, bot.ErrConflict)
	}
	was := o.Version
	t.job.undo = append(t.job.undo, func() { o.Version = was })
	o.Version++
	return nil
}
