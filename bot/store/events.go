package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// Append seals events and adds them to the ledger.
func (t *tx) Append(evs ...*bot.Event) error {
	for _, ev := range evs {
		if err := t.append(ev); err != nil {
			return fmt.Errorf("%s event of case %d: %w", ev.Kind, ev.Case, err)
		}
	}
	return nil
}

func (t *tx) append(ev *bot.Event) error {
	was := ev.Seq
	prev, err := t.head(&ev.Seq)
	if err != nil {
		ev.Seq = was
		return err
	}
	t.job.undo = append(t.job.undo, func() { ev.Seq = was })
	ev.Seq++
	words, digests, err := t.sealWords(ev)
	if err != nil {
		return err
	}
	body, err := ledger.Encode(*ev, digests)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO events (seq, case_id, kind, at, body, prev, seal) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		ev.Seq, ev.Case, string(ev.Kind), ev.At.UnixNano(), body, prev, ledger.Seal(prev, body))
	if err != nil {
		return err
	}
	for name, sealed := range words {
		_, err := t.exec(`INSERT INTO content (seq, name, case_id, sealed) VALUES (?, ?, ?, ?)`, ev.Seq, name, ev.Case, sealed)
		if err != nil {
			return err
		}
	}
	return nil
}

// head is read in the transaction that extends the chain: another process may
// have written since the last one.
func (t *tx) head(seq *int64) ([]byte, error) {
	var seal []byte
	err := t.row(`SELECT seq, seal FROM events ORDER BY seq DESC LIMIT 1`, nil, seq, &seal)
	if errors.Is(err, bot.ErrNotFound) {
		*seq = 0
		return ledger.Genesis(), nil
	}
	return seal, err
}

const (
	newestQuery = `SELECT seq, case_id, kind, at, body, prev, seal FROM events WHERE kind = ? AND seq < ? ORDER BY seq DESC LIMIT +?`
	newestPage  = 32
)

// Newest calls fn with the events of a kind, the newest first: see bot.Tx.
func (t *tx) Newest(kind bot.EventKind, fn func(bot.Event) bool) error {
	for before := int64(math.MaxInt64); ; {
		var page []bot.Event
		err := t.rows(newestQuery, []any{string(kind), before, newestPage}, func(r rowScanner) error {
			ev, err := scanEvent(r)
			page = append(page, ev)
			return err
		})
		if err != nil {
			return err
		}
		for _, ev := range page {
			if before = ev.Seq; !fn(ev) {
				return nil
			}
		}
		if len(page) < newestPage {
			return nil
		}
	}
}

// scanEvent reads an event without its words.
func scanEvent(r rowScanner) (bot.Event, error) {
	e, err := scanEntry(r)
	if err != nil {
		return bot.Event{}, err
	}
	body, err := ledger.Decode(e.Body)
	if err != nil {
		return bot.Event{}, fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return body.Event()
}

// sealWords encrypts the words of an event and digests them. The salt is
// encrypted with the text: once the key is gone a digest cannot be guessed.
func (t *tx) sealWords(ev *bot.Event) (sealed map[string][]byte, digests map[string]string, err error) {
	if len(ev.Words) == 0 {
		return nil, nil, nil
	}
	key, err := t.key(ev.Case)
	if err != nil {
		return nil, nil, err
	}
	sealed, digests = make(map[string][]byte), make(map[string]string)
	for name, text := range ev.Words {
		plain := make([]byte, ledger.SaltSize, ledger.SaltSize+len(text))
		_, _ = rand.Read(plain) // never fails: see crypto/rand
		digests[name] = ledger.Digest(plain, text)
		sealed[name] = key.seal(wordLabel(ev.Seq, name), append(plain, text...))
	}
	return sealed, digests, nil
}

func wordLabel(seq int64, name string) string { return fmt.Sprintf("content/%d/%s", seq, name) }

// Pages of events are read whole before the caller sees them, so that a slow
// caller holds no read transaction open.
const (
	eventPage = 512
	wordsPage = 64
)

// Events calls fn with each event of the filter that is in the ledger at the
// time of the call: see bot.Store. Numbers among the facts are float64. A
// word of an erased case is left out of Words; that it was there is told by
// Entries. A word that does not fit its digest is an error.
func (s *Store) Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	return s.Entries(ctx, f, func(e ledger.Entry) error {
		body, err := ledger.Decode(e.Body)
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		ev, err := body.Event()
		if err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
		for name, w := range e.Words {
			if err := w.Check(body.Words[name]); errors.Is(err, bot.ErrErased) {
				continue
			} else if err != nil {
				return fmt.Errorf("event %d: %s: %w", e.Seq, name, err)
			}
			if ev.Words == nil {
				ev.Words = make(map[string]string, len(e.Words))
			}
			ev.Words[name] = w.Text
		}
		return fn(ev)
	})
}

// Entries calls fn with each entry of the filter as it is sealed and, where
// the filter asks for words, with them and their salts. Words are not
// compared with their digests: see ledger.Word.Check.
func (s *Store) Entries(ctx context.Context, f bot.EventFilter, fn func(ledger.Entry) error) error {
	if f.Words && s.vault == nil {
		return errNoMasterKey
	}
	return s.walk(ctx, f, fn)
}

// walk is Entries that without a master key gives words as unread.
func (s *Store) walk(ctx context.Context, f bot.EventFilter, fn func(ledger.Entry) error) error {
	last, _, err := s.Head(ctx)
	if err != nil {
		return err
	}
	var after int64
	if after, last, err = s.span(ctx, f, last); err != nil {
		return err
	}
	query, args := eventQuery(f)
	for after < last {
		page, err := s.entryPage(ctx, f, query, append([]any{after, last}, args...))
		if err != nil {
			return wrap("events", err)
		}
		for _, e := range page {
			if err := fn(e); err != nil {
				return err
			}
		}
		if len(page) == 0 {
			return nil
		}
		after = page[len(page)-1].Seq
	}
	return nil
}

const spanQuery = `SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM events WHERE at >= ? AND at < ?`

// span narrows the sequence numbers to those of the filter's period, by the
// index on time, so that a short period of a long ledger is read quickly.
func (s *Store) span(ctx context.Context, f bot.EventFilter, last int64) (after, until int64, err error) {
	if f.Since.IsZero() && f.Until.IsZero() {
		return f.After, last, nil
	}
	since, before := int64(math.MinInt64), int64(math.MaxInt64)
	if !f.Since.IsZero() {
		since = f.Since.UnixNano()
	}
	if !f.Until.IsZero() {
		before = f.Until.UnixNano()
	}
	var lo, hi int64
	err = s.reads.QueryRowContext(ctx, spanQuery,
		since, before).Scan(&lo, &hi)
	if err != nil {
		return 0, 0, wrap("events", err)
	}
	return max(f.After, lo-1), min(last, hi), nil
}

// eventQuery gives the query of one page and its arguments after the bounds.
// The unary plus keeps the planner from an index that is not in the order of
// seq: each page would sort all that follows it.
func eventQuery(f bot.EventFilter) (string, []any) {
	q := `SELECT seq, case_id, kind, at, body, prev, seal FROM events WHERE seq > ? AND seq <= ?`
	var args []any
	if f.Case != 0 {
		q, args = q+` AND case_id = ?`, append(args, f.Case)
	}
	if !f.Since.IsZero() {
		q, args = q+` AND +at >= ?`, append(args, f.Since.UnixNano())
	}
	if !f.Until.IsZero() {
		q, args = q+` AND +at < ?`, append(args, f.Until.UnixNano())
	}
	switch {
	case len(f.Kinds) == 1 && f.Case == 0:
		q, args = q+` AND kind = ?`, append(args, string(f.Kinds[0]))
	case len(f.Kinds) > 0:
		q += ` AND +kind IN (?` + strings.Repeat(`, ?`, len(f.Kinds)-1) + `)`
		for _, k := range f.Kinds {
			args = append(args, string(k))
		}
	}
	limit := eventPage
	if f.Words {
		limit = wordsPage
	}
	return fmt.Sprintf(`%s ORDER BY seq LIMIT %d`, q, limit), args
}

func (s *Store) entryPage(ctx context.Context, f bot.EventFilter, query string, args []any) ([]ledger.Entry, error) {
	rows, err := s.reads.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	var page []ledger.Entry
	err = eachRow(rows, func(r rowScanner) error {
		e, err := scanEntry(r)
		page = append(page, e)
		return err
	})
	if err != nil || !f.Words || len(page) == 0 {
		return page, err
	}
	return page, s.fillWords(ctx, page)
}

func scanEntry(r rowScanner) (ledger.Entry, error) {
	var e ledger.Entry
	var at int64
	err := r.Scan(&e.Seq, &e.Case, &e.Kind, &at, &e.Body, &e.Prev, &e.Seal)
	e.At = time.Unix(0, at).UTC()
	return e, err
}

// fillWords reads the words of a page of entries.
func (s *Store) fillWords(ctx context.Context, page []ledger.Entry) error {
	seqs := make([]int64, len(page))
	bySeq := make(map[int64]*ledger.Entry, len(page))
	for i := range page {
		seqs[i], bySeq[page[i].Seq] = page[i].Seq, &page[i]
		body, err := ledger.Decode(page[i].Body)
		if err != nil {
			continue // who reads the entry names what is wrong with its bytes
		}
		page[i].Words = make(map[string]ledger.Word, len(body.Words))
		for name := range body.Words {
			page[i].Words[name] = ledger.Word{Lost: true} // until its row is seen
		}
	}
	list, err := json.Marshal(seqs)
	if err != nil {
		return err
	}
	rows, err := s.reads.QueryContext(ctx, `SELECT e.seq, e.case_id, k.wrapped, c.name, c.case_id, c.sealed FROM events e
		JOIN keys k ON k.case_id = e.case_id LEFT JOIN content c ON c.seq = e.seq
		WHERE e.seq IN (SELECT value FROM json_each(?))`, string(list))
	if err != nil {
		return err
	}
	return eachRow(rows, func(r rowScanner) error { return s.scanWord(r, bySeq) })
}

func (s *Store) scanWord(r rowScanner, bySeq map[int64]*ledger.Entry) error {
	var seq, caseID int64
	var of *int64 // the case by which the word's row is found and erased
	var wrapped, sealed []byte
	var name *string
	if err := r.Scan(&seq, &caseID, &wrapped, &name, &of, &sealed); err != nil {
		return err
	}
	e := bySeq[seq]
	if name != nil && e.Stray == "" {
		e.Stray = stray(e, *name, caseID, *of)
	}
	if wrapped == nil {
		for n := range e.Words {
			e.Words[n] = ledger.Word{Erased: true}
		}
		return nil
	}
	if name == nil {
		return nil // stays lost: Word.Check names it
	}
	if len(sealed) == 0 {
		e.Words[*name] = ledger.Word{Blank: true} // erased alone: see Trim
		return nil
	}
	if _, known := e.Words[*name]; known { // the sealed bytes know nothing of another
		e.Words[*name] = s.openWord(caseID, wordLabel(seq, *name), wrapped, sealed)
	}
	return nil
}

// stray tells what is wrong with the place of a word, "" for nothing. Whoever
// erases a case or exports it finds its words by the case of their rows.
func stray(e *ledger.Entry, name string, caseID, of int64) string {
	_, sealed := e.Words[name]
	switch {
	case e.Words == nil: // what is wrong with its bytes is named elsewhere
		return ""
	case !sealed:
		return fmt.Sprintf("a text called %q stands with it that was never sealed", name)
	case of != caseID:
		return fmt.Sprintf("%s: its row says case %d, its event case %d", name, of, caseID)
	}
	return ""
}

// openWord decrypts a word; without a master key it only looks at the lengths.
func (s *Store) openWord(caseID int64, label string, wrapped, sealed []byte) ledger.Word {
	if s.vault == nil {
		there := len(wrapped) == keySize+sealOverhead && len(sealed) >= ledger.SaltSize+sealOverhead
		return ledger.Word{Unread: there, Lost: !there}
	}
	key, err := s.vault.unwrap(caseID, wrapped)
	if err != nil {
		return ledger.Word{Lost: true}
	}
	plain, err := key.open(label, sealed)
	if err != nil || len(plain) < ledger.SaltSize {
		return ledger.Word{Lost: true}
	}
	return ledger.Word{Salt: plain[:ledger.SaltSize], Text: string(plain[ledger.SaltSize:])}
}

// Head gives the number of entries in the ledger and the seal of the last
// one; 0 and 32 zero bytes for an empty one.
func (s *Store) Head(ctx context.Context) (int64, []byte, error) {
	var seq int64
	var seal []byte
	rows, err := s.reads.QueryContext(ctx, `SELECT seq, seal FROM events ORDER BY seq DESC LIMIT 1`)
	if err == nil {
		err = eachRow(rows, func(r rowScanner) error { return r.Scan(&seq, &seal) })
	}
	if err != nil {
		return 0, nil, wrap("head of the ledger", err)
	}
	if seq == 0 {
		return 0, ledger.Genesis(), nil
	}
	return seq, seal, nil
}
