package edge

import (
	"context"
	"sync"
	"time"

	"countersign/bot"
)

// Pacer keeps messages in a channel to its platform's rate. Each row of the outbox
// that must wait is given its own place in time, so that rows go out in the
// order in which they first came, however often they have to ask, and none is
// tried more often than needed.
type Pacer struct {
	gap   time.Duration
	burst int
	now   func() time.Time

	mu    sync.Mutex
	lanes map[string]*lane
}

// lane is the calendar of one channel.
type lane struct {
	next  time.Time           // the earliest that a message after all those known may go without a burst
	until time.Time           // the platform asked to wait so long
	slots map[int64]time.Time // places given to rows that have not gone yet
}

// forgotten is how long after its time a place is kept for a row that does not come.
const forgotten = 10 * time.Minute

// NewPacer makes a Pacer that lets a message through every gap, after up to
// burst at once.
func NewPacer(gap time.Duration, burst int, now func() time.Time) *Pacer {
	return &Pacer{gap: gap, burst: max(burst, 1), now: now, lanes: map[string]*lane{}}
}

// Take asks whether a row may go to a channel now, and goes. It gives 0, or how long
// the row has to wait. A row that yields waits until nobody else does, and is
// given no place.
func (p *Pacer) Take(channel string, row int64, yields bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.lane(channel)
	wait := p.wait(l, row, yields)
	if wait == 0 {
		delete(l.slots, row)
	}
	return wait
}

// Wait tells how long a row has to wait for its turn in a channel, and keeps its
// place; 0 where its turn has come, which Take takes.
func (p *Pacer) Wait(channel string, row int64, yields bool) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.wait(p.lane(channel), row, yields)
}

// wait gives a row its place, unless it yields to others, and tells how long it has
// to wait for it.
func (p *Pacer) wait(l *lane, row int64, yields bool) time.Duration {
	now := p.now()
	slot, held := l.slots[row]
	if !held {
		l.tidy(now)
		if yields && l.busy(now) {
			return max(l.next.Sub(now), p.gap)
		}
		if slot = p.first(l, now); yields && slot.After(now) {
			return slot.Sub(now)
		}
		p.book(l, slot)
		l.slots[row] = slot
	}
	return max(slot.Sub(now), l.until.Sub(now), 0)
}

// first is the first place in a channel that nobody has.
func (p *Pacer) first(l *lane, now time.Time) time.Time {
	slot := l.next.Add(-time.Duration(p.burst-1) * p.gap)
	if slot.Before(now) {
		slot = now
	}
	if slot.Before(l.until) {
		slot = l.until
	}
	return slot
}

// book takes a place in a channel.
func (p *Pacer) book(l *lane, slot time.Time) {
	if l.next.Before(slot) {
		l.next = slot
	}
	l.next = l.next.Add(p.gap)
}

// Hold makes a channel wait because the platform asked for it. Places given before
// move back together, and there is no burst afterwards.
func (p *Pacer) Hold(channel string, wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	l, now := p.lane(channel), p.now()
	until := now.Add(wait)
	if until.Before(l.until) {
		return
	}
	for row, slot := range l.slots {
		if slot.Before(now) {
			slot = now
		}
		l.slots[row] = slot.Add(wait)
	}
	l.until = until
	if l.next.Before(now) {
		l.next = now
	}
	l.next = l.next.Add(wait)
	if floor := until.Add(time.Duration(p.burst-1) * p.gap); l.next.Before(floor) {
		l.next = floor
	}
}

func (p *Pacer) lane(channel string) *lane {
	l, ok := p.lanes[channel]
	if !ok {
		l = &lane{slots: map[int64]time.Time{}}
		p.lanes[channel] = l
	}
	return l
}

// tidy gives up places of rows that did not come: cancelled, or sent by another process.
func (l *lane) tidy(now time.Time) {
	for row, slot := range l.slots {
		if now.Sub(slot) > forgotten {
			delete(l.slots, row)
		}
	}
}

// busy tells whether rows wait for their turn. Of one whose turn has come the room is
// taken already, whether it comes or was given up.
func (l *lane) busy(now time.Time) bool {
	for _, slot := range l.slots {
		if slot.After(now) {
			return true
		}
	}
	return false
}

// longestWait bounds how long a post may wait inside Post for its turn; longer,
// and the outbox brings it back.
const longestWait = 300 * time.Millisecond

// Turn waits for a message's turn in a channel, within reason; false with what
// becomes of it where its turn has not come. why is the platform's rule.
func (p *Pacer) Turn(ctx context.Context, channel string, row int64, yields bool, why string) (bot.Posting, bool) {
	wait := p.Take(channel, row, yields)
	if wait > 0 && wait <= longestWait {
		if !Sleep(ctx, wait) {
			return Later(time.Second, "waiting for its turn: "+why), false
		}
		wait = p.Take(channel, row, yields)
	}
	if wait > 0 {
		return Later(wait, "waiting for its turn: "+why), false
	}
	return bot.Posting{}, true
}
