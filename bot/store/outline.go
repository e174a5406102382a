package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"countersign/bot"
)

// hidden is the encrypted part of an outline; the rest stands in columns.
type hidden struct {
	AnsweredAt time.Time      `json:"answered_at,omitzero"`
	Codes      []bot.Code     `json:"codes,omitempty"`
	Records    []string       `json:"records,omitempty"`
	Promises   []bot.Promised `json:"promises,omitempty"`
	Author     string         `json:"author,omitempty"`
	Said       []bot.Turn     `json:"said,omitempty"`
}

func sealOutline(key caseKey, c *bot.Case) ([]byte, error) {
	o := c.Outline()
	return key.sealJSON("outline", hidden{AnsweredAt: o.AnsweredAt, Codes: o.Codes, Records: o.Records, Promises: o.Promises, Author: o.Author, Said: o.Said})
}

const selectOutline = `SELECT c.id, c.state, c.tier, c.topic, c.channel, c.thread, c.opened_at, c.outline, k.wrapped
	FROM cases c JOIN keys k ON k.case_id = c.id`

// Outlines gives the outlines of cases, newest first. A case that an older
// program wrote has none in its row: it is read whole.
func (s *Store) Outlines(ctx context.Context, f bot.CaseFilter) ([]bot.Earlier, error) {
	where, args := caseQuery(f)
	rows, err := s.reads.QueryContext(ctx, selectOutline+where, args...)
	if err != nil {
		return nil, wrap("outlines", err)
	}
	var out []bot.Earlier
	var whole []int // those to be read whole
	err = eachRow(rows, func(r rowScanner) error {
		e, found, err := s.outline(r)
		if !found {
			whole = append(whole, len(out))
		}
		out = append(out, e)
		return err
	})
	if err != nil {
		return nil, wrap("outlines", err)
	}
	for _, i := range whole {
		c, err := s.Case(ctx, out[i].Case)
		if err != nil {
			return nil, err
		}
		out[i] = c.Outline()
	}
	return out, nil
}

func (s *Store) outline(r rowScanner) (e bot.Earlier, found bool, err error) {
	var opened int64
	var sealed, wrapped []byte
	if err := r.Scan(&e.Case, &e.State, &e.Tier, &e.Topic, &e.Channel, &e.Thread, &opened, &sealed, &wrapped); err != nil {
		return e, false, err
	}
	e.OpenedAt = fromNano(opened)
	key, err := s.vault.unwrap(e.Case, wrapped)
	if errors.Is(err, bot.ErrErased) {
		return e, true, nil
	}
	if err != nil || sealed == nil {
		return e, false, err
	}
	plain, err := key.open("outline", sealed)
	if err != nil {
		return e, false, err
	}
	var h hidden
	if err := json.Unmarshal(plain, &h); err != nil {
		return e, false, fmt.Errorf("outline of case %d: %w", e.Case, err)
	}
	e.AnsweredAt, e.Codes, e.Records, e.Promises, e.Author, e.Said = h.AnsweredAt, h.Codes, h.Records, h.Promises, h.Author, h.Said
	return e, h.Author != "", nil
}
