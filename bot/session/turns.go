package session

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"countersign/bot"
)

// maxTurn bounds one turn in bytes. A thread with a longer one is not held: the
// store gives it.
const maxTurn = 64 << 10

// A thread is a list: the count of its turns, then each turn sealed. Each script
// is one step for Redis, so that nobody meets half of one.
var (
	// readTurns gives the list, or the ticket that a fill will need.
	readTurns = redis.NewScript(`
local held = redis.call('LRANGE', KEYS[1], 0, -1)
if #held > 0 and tonumber(held[1]) == #held - 1 then return held end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2], 'NX')
return redis.call('GET', KEYS[2])`)

	// fillTurns replaces the list while the ticket is the one that was given.
	fillTurns = redis.NewScript(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('RPUSH', KEYS[1], #ARGV - 2)
for i = 3, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`)

	// appendTurn adds to a whole list, once; anything else is dropped.
	appendTurn = redis.NewScript(`
redis.call('DEL', KEYS[2])
local held = redis.call('LRANGE', KEYS[1], 0, -1)
if #held == 0 or tonumber(held[1]) ~= #held - 1 then
  redis.call('DEL', KEYS[1])
  return 0
end
for i = 2, #held do if held[i] == ARGV[1] then return 1 end end
redis.call('RPUSH', KEYS[1], ARGV[1])
local count, most = #held, tonumber(ARGV[2])
if count > most then
  redis.call('LPOP', KEYS[1])
  redis.call('LPOP', KEYS[1])
  redis.call('LPUSH', KEYS[1], most)
else
  redis.call('LSET', KEYS[1], 0, count)
end
return 1`)
)

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

// entries are the keys of a thread under a run of the server: its list and its
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
	var held []string
	err = s.guard.do(ctx, "turns", s.onThread(t.name, func(ctx context.Context, entries []string) error {
		held, err = s.read(ctx, t, entries)
		return err
	}))
	if err != nil {
		return nil, false, fmt.Errorf("reading a thread: %w", err)
	}
	turns, ok := t.open(held)
	if !ok && len(held) > 0 {
		s.metrics.errors.WithLabelValues("turns").Inc()
		_ = s.Forget(ctx, key) // not ours or changed by somebody: whatever becomes of it, it is a miss
	}
	s.metrics.read("turns", ok)
	return turns, ok, nil
}

// read gives the list of a thread, count first; nil when it is not held, and
// then notes the ticket for the fill.
func (s *Sessions) read(ctx context.Context, t thread, entries []string) ([]string, error) {
	got, err := readTurns.Run(ctx, s.client, entries, rand.Text(), ticketLife.Milliseconds()).Result()
	if err != nil {
		return nil, err
	}
	switch got := got.(type) {
	case string:
		s.tickets.missed(t.name, got)
		return nil, nil
	case []any:
		var out []string
		for _, v := range got {
			text, _ := v.(string) // anything else is not ours, and does not open
			out = append(out, text)
		}
		return out, nil
	}
	return nil, fmt.Errorf("redis answered with %T", got)
}

// open decrypts a list; false when any of it does not open.
func (t thread) open(held []string) ([]bot.Turn, bool) {
	if len(held) == 0 || held[0] != strconv.Itoa(len(held)-1) {
		return nil, false
	}
	turns := make([]bot.Turn, 0, len(held)-1)
	for _, sealed := range held[1:] {
		var turn bot.Turn
		plain, err := t.box.open([]byte(sealed))
		if err != nil || json.Unmarshal(plain, &turn) != nil {
			return nil, false
		}
		turns = append(turns, turn)
	}
	slices.SortStableFunc(turns, func(a, b bot.Turn) int { return a.At.Compare(b.At) })
	return turns, true
}

// seal encrypts a turn; false when it is too long to be held.
func (t thread) seal(turn bot.Turn) (string, bool, error) {
	turn.At = turn.At.UTC()
	plain, err := json.Marshal(turn)
	if err != nil {
		return "", false, fmt.Errorf("encoding a turn: %w", err)
	}
	return string(t.box.sealSame(plain)), len(plain) <= maxTurn, nil
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
	args := []any{token, s.opts.TTL.Milliseconds()}
	for _, turn := range turns[max(0, len(turns)-s.opts.Turns):] {
		sealed, fits, err := t.seal(turn)
		if err != nil || !fits {
			return err
		}
		args = append(args, sealed)
	}
	err = s.guard.do(ctx, "fill", s.onThread(t.name, func(ctx context.Context, entries []string) error {
		return fillTurns.Run(ctx, s.client, entries, args...).Err()
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
	sealed, fits, err := t.seal(turn)
	if err != nil || !fits {
		return errorsFirst(err, s.forget(ctx, t))
	}
	err = s.guard.do(ctx, "append", s.onThread(t.name, func(ctx context.Context, entries []string) error {
		return appendTurn.Run(ctx, s.client, entries, sealed, s.opts.Turns).Err()
	}))
	if err != nil {
		s.debts.add(t.name)
		return fmt.Errorf("adding to a thread: %w", err)
	}
	return nil
}

func errorsFirst(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
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
