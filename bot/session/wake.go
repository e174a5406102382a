package session

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Wake tells every worker that work is due: those of this process at once and
// without Redis, the others through it, soon after. ErrDown means that the
// others were not told and will find the work when they poll.
func (s *Sessions) Wake(context.Context) error {
	signal(s.woken)
	if s.guard.isOpen() {
		return ErrDown
	}
	signal(s.publish)
	return nil
}

// Woken is signalled after a Wake in any process. Signals may be merged or lost.
// One receiver gets each signal.
func (s *Sessions) Woken() <-chan struct{} { return s.woken }

func (s *Sessions) wakeChannel() string { return s.opts.Prefix + ":" + schema + ":wake" }

// announce passes wake-ups of this process on to others. Those that come while
// one is under way become one.
func (s *Sessions) announce(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.publish:
			_ = s.guard.do(ctx, "wake", func(ctx context.Context) error { // counted and logged by the guard
				return s.client.Publish(ctx, s.wakeChannel(), s.id).Err()
			})
		}
	}
}

// listen passes wake-ups of other processes on to the workers of this one. The
// subscription finds its way back by itself.
func (s *Sessions) listen(ctx context.Context) {
	sub := s.client.Subscribe(ctx, s.wakeChannel())
	defer func() { _ = sub.Close() }() // nothing can be lost with it
	told := sub.Channel(redis.WithChannelSize(16))
	for {
		select {
		case <-ctx.Done():
			return
		case m, ok := <-told:
			if !ok {
				return
			}
			if m.Payload != s.id {
				signal(s.woken)
			}
		}
	}
}
