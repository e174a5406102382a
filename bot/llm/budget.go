package llm

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// lookEvery is how often the tokens of other processes are looked up.
const lookEvery = time.Minute

// budget bounds the tokens of a day. Calls that are under way when it ends are
// not cut off, so that it may be passed by as much as they use.
type budget struct {
	most  int // 0: no bound
	spent func(ctx context.Context, since time.Time) (int, error)
	now   func() time.Time
	zone  *time.Location
	log   *slog.Logger

	mu     sync.Mutex
	day    time.Time
	tokens int
	looked time.Time
	told   bool
}

// allows gives an error once the day's tokens are used up.
func (b *budget) allows(ctx context.Context) error {
	if b.most == 0 {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	if now := b.now(); b.spent != nil && now.Sub(b.looked) >= lookEvery {
		n, err := b.spent(ctx, b.day)
		if err != nil {
			b.log.Warn("cannot look up the tokens used today", "err", err)
		} else {
			b.tokens, b.looked = max(b.tokens, n), now
		}
	}
	if b.tokens < b.most {
		return nil
	}
	if !b.told {
		b.told = true
		b.log.Error("today's tokens are used up; enquiries go to people until tomorrow", "used", b.tokens, "of", b.most)
	}
	return fmt.Errorf("%d tokens used today, of %d", b.tokens, b.most)
}

// turn begins a new day where one has begun.
func (b *budget) turn() {
	zone := b.zone
	if zone == nil {
		zone = time.UTC
	}
	y, m, d := b.now().In(zone).Date()
	if day := time.Date(y, m, d, 0, 0, 0, 0, zone); !day.Equal(b.day) {
		b.day, b.tokens, b.looked, b.told = day, 0, time.Time{}, false
	}
}

// used counts what a call used. Where a provider does not say, it is estimated
// from the characters, so that a silent one has its bound too.
func (b *budget) used(u Usage, r Request, resp Response) {
	if b.most == 0 {
		return
	}
	n := max(u.Total, u.Prompt+u.Output+u.Thoughts)
	if n == 0 && resp.Text != "" {
		n = (len(r.Prompt()) + len(resp.Text)) / 4
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turn()
	b.tokens += n
}
