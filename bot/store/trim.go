package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// Trim erases some of the words of a case; 0 is what belongs to no case. The case
// gets a new key, under which what stays is encrypted anew, and the old one is
// destroyed: so nothing that was erased can be read from a copy of its bytes.
// One event lists the events whose words are gone; the ledger verifies. It gives
// how many words went; 0 leaves everything as it was. Follow it by Settle.
//
// Errors: bot.ErrUnderWay, bot.ErrErased, bot.ErrNotFound.
func (s *Store) Trim(ctx context.Context, caseID int64, how bot.Trim) (int, error) {
	n := 0
	err := s.write(ctx, func(t *tx) error {
		m := &trimming{t: t, id: caseID, how: how}
		err := m.run()
		n = m.gone
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("trimming case %d: %w", caseID, err)
	}
	return n, nil
}

// trimming is one Trim inside its transaction.
type trimming struct {
	t    *tx
	id   int64
	how  bot.Trim
	gone int
	seqs []int64 // events that lose their words, in order
	kept []heldWord
}

// heldWord is a word as the table of contents holds it.
type heldWord struct {
	seq   int64
	name  string
	plain []byte // salt and text
}

func (m *trimming) run() error {
	old, err := m.t.key(m.id)
	if err != nil {
		return err
	}
	if err := m.idle(); err != nil {
		return err
	}
	if err := m.sort(old); err != nil {
		return err
	}
	if m.gone == 0 {
		return nil
	}
	posts, err := m.t.Posts(m.id)
	if err != nil {
		return err
	}
	shown, err := m.shown(old)
	if err != nil {
		return err
	}
	var c *bot.Case
	if m.id != 0 {
		if c, err = m.t.Case(m.id); err != nil {
			return err
		}
	}
	fresh, err := m.rekey()
	if err != nil {
		return err
	}
	for _, write := range []func(caseKey) error{
		m.words,
		func(k caseKey) error { return m.posts(k, posts) },
		func(k caseKey) error { return m.show(k, shown) },
		func(caseKey) error { return m.kase(c) },
	} {
		if err := write(fresh); err != nil {
			return err
		}
	}
	err = m.t.Append(&bot.Event{Case: m.id, Kind: bot.EventErased, At: time.Now().UTC(), Actor: m.how.Actor,
		Facts: map[string]any{"why": m.how.Why, "events": m.seqs, "count": m.gone}})
	if err != nil {
		return err
	}
	return m.t.unsettle()
}

// idle refuses a case that a worker holds, and one of which something is on its
// way: whoever works on it would write back what it holds.
func (m *trimming) idle() error {
	var n int
	err := m.t.row(`SELECT (SELECT count(*) FROM cases WHERE id = ? AND lease_owner <> '')
		+ (SELECT count(*) FROM outbox WHERE case_id = ? AND (open = 1 OR lease_owner <> ''))`, []any{m.id, m.id}, &n)
	if err == nil && n > 0 {
		return bot.ErrUnderWay
	}
	return err
}

// sort tells the words that go from those that stay.
func (m *trimming) sort(key caseKey) error {
	evs, err := m.events(key)
	if err != nil {
		return err
	}
	for _, ev := range evs {
		goes := m.how.Event(ev.ev)
		if goes {
			m.seqs = append(m.seqs, ev.ev.Seq)
			m.gone += len(ev.plain)
		}
		for name, plain := range ev.plain {
			if !goes {
				m.kept = append(m.kept, heldWord{ev.ev.Seq, name, plain})
			}
		}
	}
	return nil
}

type trimmed struct {
	ev    bot.Event
	plain map[string][]byte
}

// events are those of the case that hold words, in order.
func (m *trimming) events(key caseKey) ([]trimmed, error) {
	var out []trimmed
	err := m.t.rows(`SELECT e.seq, e.body, c.name, c.sealed FROM content c JOIN events e ON e.seq = c.seq
		WHERE c.case_id = ? AND length(c.sealed) > 0 ORDER BY e.seq`, []any{m.id}, func(r rowScanner) error {
		var seq int64
		var body, sealed []byte
		var name string
		if err := r.Scan(&seq, &body, &name, &sealed); err != nil {
			return err
		}
		plain, err := key.open(wordLabel(seq, name), sealed)
		if err != nil || len(plain) < ledger.SaltSize {
			return fmt.Errorf("event %d: %s: %w", seq, name, errTampered)
		}
		if len(out) == 0 || out[len(out)-1].ev.Seq != seq {
			ev, err := plainEvent(body)
			if err != nil {
				return fmt.Errorf("event %d: %w", seq, err)
			}
			out = append(out, trimmed{ev, map[string][]byte{}})
		}
		last := out[len(out)-1]
		last.ev.Words[name], last.plain[name] = string(plain[ledger.SaltSize:]), plain
		return nil
	})
	return out, err
}

// plainEvent is the event of sealed bytes, with no words yet.
func plainEvent(body []byte) (bot.Event, error) {
	b, err := ledger.Decode(body)
	if err != nil {
		return bot.Event{}, err
	}
	ev, err := b.Event()
	ev.Words = map[string]string{}
	return ev, err
}

// rekey gives the case a new key in place of the old one.
func (m *trimming) rekey() (caseKey, error) {
	wrapped, fresh, err := m.t.s.vault.newKey(m.id)
	if err != nil {
		return caseKey{}, err
	}
	_, err = m.t.exec(`UPDATE keys SET wrapped = ? WHERE case_id = ?`, wrapped, m.id)
	return fresh, err
}

func (m *trimming) words(key caseKey) error {
	for _, seq := range m.seqs {
		if _, err := m.t.exec(`UPDATE content SET sealed = x'' WHERE seq = ?`, seq); err != nil {
			return err
		}
	}
	for _, w := range m.kept {
		_, err := m.t.exec(`UPDATE content SET sealed = ? WHERE seq = ? AND name = ?`, key.seal(wordLabel(w.seq, w.name), w.plain), w.seq, w.name)
		if err != nil {
			return err
		}
	}
	return nil
}

// posts puts the rows of the outbox under the new key. None of them is open.
func (m *trimming) posts(key caseKey, posts []bot.Outbound) error {
	for _, o := range posts {
		if m.how.Post != nil && m.how.Post(o) {
			o.Text, o.Label, o.Detail = "", "", ""
		}
		body, err := sealPost(key, &o)
		if err != nil {
			return err
		}
		if _, err := m.t.exec(`UPDATE outbox SET version = version + 1, body = ? WHERE id = ?`, body, o.ID); err != nil {
			return err
		}
	}
	return nil
}

// heldShown is a row of what the console platform shows.
type heldShown struct {
	n    int64
	id   string
	body shownBody
}

func (m *trimming) shown(key caseKey) ([]heldShown, error) {
	var out []heldShown
	err := m.t.rows(`SELECT n, id, body FROM shown WHERE case_id = ?`, []any{m.id}, func(r rowScanner) error {
		var h heldShown
		var body []byte
		if err := r.Scan(&h.n, &h.id, &body); err != nil {
			return err
		}
		plain, err := key.open("shown/"+h.id, body)
		if err == nil {
			err = json.Unmarshal(plain, &h.body)
		}
		out = append(out, h)
		return err
	})
	return out, err
}

func (m *trimming) show(key caseKey, rows []heldShown) error {
	for _, h := range rows {
		if m.how.Shown {
			h.body = shownBody{}
		}
		body, err := key.sealJSON("shown/"+h.id, h.body)
		if err != nil {
			return err
		}
		if _, err := m.t.exec(`UPDATE shown SET body = ? WHERE n = ?`, body, h.n); err != nil {
			return err
		}
	}
	return nil
}

// kase stores the case under the new key, without what goes.
func (m *trimming) kase(c *bot.Case) error {
	if c == nil {
		return nil
	}
	if m.how.Case != nil {
		m.how.Case(c)
	}
	return m.t.Update(c)
}
