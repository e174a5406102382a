package session

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

// maxThread bounds what a thread takes in Redis, in bytes. A longer one is not
// held: the store gives it.
const maxThread = 64 << 10

// A thread is one value: its turns as JSON, sealed. It changes by
// compare-and-set (WATCH), so that nobody meets half of a change.

// appendTries is how often an Append starts again because somebody else
// changed the thread at the same moment.
const appendTries = 8

// thread is a ThreadKey as Redis knows it.
type thread struct {
	name string
	box  box
}

func (s *Sessions) thread(key bot.ThreadKey) (thread, error) {
	parts := []string{string(key.Platform), key.Channel, key.Thread}
	b, err := s.keys.box("turns", parts...)
	return thread{name: s.keys.name("turns", parts...), box: b}, err
}

// entries are the keys of a thread under a run of the server: its turns and its
// ticket. The braces keep both on one node of a cluster.
func (s *Sessions) entries(run, name string) []string {
	at := s.opts.Prefix + ":" + schema + ":" + run + ":{" + name + "}:"
	return []string{at + "turns", at + "ticket"}
}

// onThread makes a call on the entries of a thread. A server that restarted
// meanwhile answers on a new connection, so its run id is known by then: the
// call did not do what it was to do.
func (s *Sessions) onThread(name string, call func(ctx context.Context, entries []string) error) func(context.Context) error {
	return func(ctx context.Context) error {
		run := s.run.Load()
		if run == nil {
			empty := ""
			run = &empty
		}
		if err := call(ctx, s.entries(*run, name)); err != nil {
			return err
		}
		if now := s.run.Load(); now == nil || *now != *run {
			return errRestarted
		}
		return nil
	}
}

// Turns gives the newest turns of a thread, oldest first, at most Options.Turns
// of them; false when they are not held. The error wraps ErrDown, or is that of
// the context.
func (s *Sessions) Turns(ctx context.Context, key bot.ThreadKey) ([]bot.Turn, bool, error) {
	t, err := s.thread(key)
	if err != nil {
		return nil, false, err
	}
	if s.debts.owed(t.name) {
		s.metrics.read("turns", false)
		return nil, false, nil
	}
	var held []byte
	err = s.guard.do(ctx, "turns", s.onThread(t.name, func(ctx context.Context, entries []string) error {
		held, err = s.read(ctx, t, entries)
		return err
	}))
	if err != nil {
		return nil, false, fmt.Errorf("reading a thread: %w", err)
	}
	turns, ok := t.open(held)
	if !ok && held != nil {
		s.metrics.errors.WithLabelValues("turns").Inc()
		_ = s.Forget(ctx, key) // not ours or changed by somebody: whatever becomes of it, it is a miss
	}
	s.metrics.read("turns", ok)
	return turns, ok, nil
}

// read gives what is held of a thread; nil when nothing is, and then leaves a
// ticket and notes it for the fill. A ticket that another miss left serves both.
func (s *Sessions) read(ctx context.Context, t thread, entries []string) ([]byte, error) {
	held, err := s.client.Get(ctx, entries[0]).Bytes()
	if !errors.Is(err, redis.Nil) {
		return held, err
	}
	var ticket *redis.StringCmd
	_, err = s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.SetNX(ctx, entries[1], rand.Text(), ticketLife)
		ticket = p.Get(ctx, entries[1])
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.tickets.missed(t.name, ticket.Val())
	return nil, nil
}

// open decrypts a thread; false when it does not open.
func (t thread) open(held []byte) ([]bot.Turn, bool) {
	if held == nil {
		return nil, false
	}
	plain, err := t.box.open(held)
	if err != nil {
		return nil, false
	}
	turns := []bot.Turn{}
	if err := json.Unmarshal(plain, &turns); err != nil {
		return nil, false
	}
	return turns, true
}

// seal encrypts turns; false when they are too long to be held.
func (t thread) seal(turns []bot.Turn) ([]byte, bool, error) {
	if turns == nil {
		turns = []bot.Turn{} // as JSON a list too
	}
	for i := range turns {
		turns[i].At = turns[i].At.UTC()
	}
	plain, err := json.Marshal(turns)
	if err != nil {
		return nil, false, fmt.Errorf("encoding turns: %w", err)
	}
	return t.box.seal(plain), len(plain) <= maxThread, nil
}

// Fill puts the turns of a thread in place, the newest Options.Turns of them. It
// follows a miss of Turns; it does nothing when the thread changed since then,
// and nothing without such a miss.
func (s *Sessions) Fill(ctx context.Context, key bot.ThreadKey, turns []bot.Turn) error {
	t, err := s.thread(key)
	if err != nil {
		return err
	}
	token, ok := s.tickets.spend(t.name)
	if !ok || s.debts.owed(t.name) {
		return nil
	}
	sealed, fits, err := t.seal(slices.Clone(turns[max(0, len(turns)-s.opts.Turns):]))
	if err != nil || !fits {
		return err
	}
	err = s.guard.do(ctx, "fill", s.onThread(t.name, func(ctx context.Context, entries []string) error {
		err := s.client.Watch(ctx, func(tx *redis.Tx) error {
			if held, err := tx.Get(ctx, entries[1]).Result(); err != nil || held != token {
				return err
			}
			_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
				p.Del(ctx, entries[1])
				p.Set(ctx, entries[0], sealed, s.opts.TTL)
				return nil
			})
			return err
		}, entries[1])
		if errors.Is(err, redis.TxFailedErr) {
			return nil // the ticket was taken away this moment
		}
		return err
	}))
	if err != nil {
		return fmt.Errorf("filling a thread: %w", err)
	}
	return nil
}

// Append adds a turn to a thread that is held, once; it does nothing otherwise.
// After an error the thread is not held here until it was dropped from Redis.
func (s *Sessions) Append(ctx context.Context, key bot.ThreadKey, turn bot.Turn) error {
	t, err := s.thread(key)
	if err != nil {
		return err
	}
	err = s.guard.do(ctx, "append", s.onThread(t.name, func(ctx context.Context, entries []string) error {
		if held, err := s.isHeld(ctx, entries); err != nil || !held {
			return err
		}
		for range appendTries {
			err := s.client.Watch(ctx, func(tx *redis.Tx) error { return s.append(ctx, tx, t, entries, turn) }, entries...)
			if !errors.Is(err, redis.TxFailedErr) {
				return err
			}
		}
		return s.drop(ctx, entries) // so many write at once that nobody needs it held
	}))
	if err != nil {
		s.debts.add(t.name)
		return fmt.Errorf("adding to a thread: %w", err)
	}
	return nil
}

// isHeld takes the ticket of a thread away and tells whether the thread is held: most
// messages begin one, and this is all they take. Whoever asks for a ticket after it reads
// the turn in the store.
func (s *Sessions) isHeld(ctx context.Context, entries []string) (bool, error) {
	var held *redis.IntCmd
	_, err := s.client.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, entries[1])
		held = p.Exists(ctx, entries[0])
		return nil
	})
	return err == nil && held.Val() > 0, err
}

// append is one try of Append on a thread that was held a moment ago. One that
// cannot be added to is dropped.
func (s *Sessions) append(ctx context.Context, tx *redis.Tx, t thread, entries []string, turn bot.Turn) error {
	held, err := tx.Get(ctx, entries[0]).Bytes()
	if err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	var sealed []byte
	fits := false
	if turns, ok := t.open(held); ok {
		if sealed, fits, err = t.seal(s.with(turns, turn)); err != nil {
			return err
		}
	}
	_, err = tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, entries[1])
		if fits {
			p.SetArgs(ctx, entries[0], sealed, redis.SetArgs{Mode: "XX", KeepTTL: true})
		} else {
			p.Del(ctx, entries[0])
		}
		return nil
	})
	return err
}

// with adds a turn to others in order of time, unless it is one of them.
func (s *Sessions) with(turns []bot.Turn, turn bot.Turn) []bot.Turn {
	if slices.ContainsFunc(turns, func(t bot.Turn) bool { at := t.At; t.At = turn.At; return t == turn && at.Equal(turn.At) }) {
		return turns
	}
	turns = append(turns, turn)
	slices.SortStableFunc(turns, func(a, b bot.Turn) int { return a.At.Compare(b.At) })
	return turns[max(0, len(turns)-s.opts.Turns):]
}

// Forget drops a thread, because a turn of it changed or was erased. After an
// error it is not held here until it was dropped from Redis.
func (s *Sessions) Forget(ctx context.Context, key bot.ThreadKey) error {
	t, err := s.thread(key)
	if err != nil {
		return err
	}
	return s.forget(ctx, t)
}

func (s *Sessions) forget(ctx context.Context, t thread) error {
	err := s.guard.do(ctx, "forget", s.onThread(t.name, s.drop))
	if err != nil {
		s.debts.add(t.name)
		return fmt.Errorf("dropping a thread: %w", err)
	}
	return nil
}

// drop deletes a thread and its ticket.
func (s *Sessions) drop(ctx context.Context, entries []string) error {
	return s.client.Del(ctx, entries...).Err()
}

// ForgetAll drops everything that is held, of every process: after an erasure no
// word of anybody erased may be left here. After an error nothing is read here
// until it was dropped from Redis.
func (s *Sessions) ForgetAll(ctx context.Context) error {
	s.debts.addAll()
	all, owed := s.debts.list()
	if err := s.pay(ctx, all, owed); err != nil {
		return fmt.Errorf("dropping what the session cache holds: %w", err)
	}
	return nil
}

// Lifetimes tells how many entries of ours are held, and how many of them have no
// end: it must be none.
func (s *Sessions) Lifetimes(ctx context.Context) (held, endless int, err error) {
	var cursor uint64
	for {
		var keys []string
		err := s.guard.try(ctx, "lifetimes", func(ctx context.Context) error {
			var err error
			keys, cursor, err = s.client.Scan(ctx, cursor, s.opts.Prefix+":"+schema+":*", 500).Result()
			return err
		})
		if err != nil {
			return 0, 0, fmt.Errorf("looking through the session cache: %w", err)
		}
		for _, key := range keys {
			left, err := s.client.PTTL(ctx, key).Result()
			if err != nil {
				return 0, 0, fmt.Errorf("looking through the session cache: %s", s.guard.scrub(err))
			}
			switch left {
			case -2: // gone meanwhile
			case -1:
				held, endless = held+1, endless+1
			default:
				held++
			}
		}
		if cursor == 0 {
			return held, endless, nil
		}
	}
}
