package edge

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"time"
)

// ErrUnsafe reports a staff channel that others than staff can read.
var ErrUnsafe = errors.New("the staff channel is not safe for drafts")

// Guard knows whether cards may go to the staff channel. Until it has looked,
// and from the moment something may have changed, they may not.
type Guard struct {
	Inspect func(ctx context.Context) error // wraps ErrUnsafe for what was seen, anything else for what could not be
	Now     func() time.Time
	Every   time.Duration
	Changed func(why string) // called when the verdict changes; "" is safe

	mu      sync.Mutex
	looking *look // under way
	known   bool
	why     string
	at      time.Time
	doubts  int // how often there was a doubt
	doubted chan struct{}
}

// Keep looks again and again until ctx ends: every so often, at once when there is a
// doubt, and soon while cards are held back, so that they go as soon as they may.
// told is called with what a look found, where that is new.
func (g *Guard) Keep(ctx context.Context, told func(why string)) {
	last, failed := "", 0
	for ctx.Err() == nil {
		why := g.Look(ctx)
		if why != last && ctx.Err() == nil {
			told(why)
		}
		last, failed = why, failed+1
		wait := UnsafeWait
		switch {
		case strings.HasPrefix(why, NotChecked):
			wait = min(UncheckedWait<<min(failed-1, 10), UnsafeWait)
		case why == "" && !g.old():
			wait, failed = g.Every, 0
		}
		g.rest(ctx, min(wait, g.Every), why == "")
	}
}

// rest waits; where cards could go, no longer than it is believed that they may.
func (g *Guard) rest(ctx context.Context, wait time.Duration, safe bool) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-g.inDoubt():
			if _, fresh := g.Verdict(); safe && !fresh { // whoever doubted may have looked already
				return
			}
		}
	}
}

// inDoubt receives when there is a doubt.
func (g *Guard) inDoubt() chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.doubted == nil {
		g.doubted = make(chan struct{}, 1)
	}
	return g.doubted
}

// old tells whether the last verdict is due to be renewed: the look for that failed.
func (g *Guard) old() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.Now().Sub(g.at) >= g.Every
}

// look is one look at the platform.
type look struct {
	done chan struct{} // closed at its end
	why  string        // what it found; read it when done
}

// Patience is for how many intervals a verdict is believed when the platform does
// not answer.
const Patience = 2

// How long Allow takes at most: for a look of its own, and to wait for one that
// is under way. Whoever posts has other things to post meanwhile.
const (
	allowTime = 5 * time.Second
	joinTime  = 500 * time.Millisecond
)

// Allow tells why no card may be posted now; "" when it may. It looks itself
// when nobody has yet, but does not wait for a look that hangs.
func (g *Guard) Allow(ctx context.Context) string {
	if why, fresh := g.Verdict(); fresh {
		return why
	}
	bound := allowTime
	if g.busy() {
		bound = joinTime
	}
	ctx, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	return g.Look(ctx)
}

func (g *Guard) busy() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.looking != nil
}

// Verdict gives what was found last, "" for safe, and whether that still counts.
func (g *Guard) Verdict() (why string, fresh bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.why, g.known && g.Now().Sub(g.at) < Patience*g.Every
}

// Held tells why cards are held back now, "" while they may go. It does not look.
func (g *Guard) Held() string {
	if why, fresh := g.Verdict(); fresh || why != "" {
		return why
	}
	return NotChecked
}

// Hold is Held for what is to be posted. Where the last verdict does not count any
// more, as after a sleep of the machine, Keep looks.
func (g *Guard) Hold() string {
	why := g.Held()
	if why != "" {
		g.ask()
	}
	return why
}

// Doubt throws the verdict away: cards wait for a new look.
func (g *Guard) Doubt() {
	g.mu.Lock()
	g.at = time.Time{}
	g.doubts++
	g.mu.Unlock()
	g.ask()
}

// ask has Keep look.
func (g *Guard) ask() {
	select {
	case g.inDoubt() <- struct{}{}:
	default:
	}
}

// looks is how often one Look asks anew because of doubts that came meanwhile.
const looks = 3

// Look asks the platform, or waits for the end of the look that is under way. It
// gives why no card may be posted, "" when it may. A doubt that comes while the
// platform is being asked has it asked again: its answer may be from before
// whatever was doubted.
func (g *Guard) Look(ctx context.Context) string {
	for {
		l, mine := g.begin()
		if mine {
			l.why = g.inspect(ctx)
			g.end(l)
			return l.why
		}
		select {
		case <-ctx.Done():
			return NotChecked + ": a look is still under way"
		case <-l.done:
		}
		if why, fresh := g.Verdict(); fresh || l.why != "" {
			return cmp.Or(l.why, why)
		}
		// It was safe and is doubted since: look again.
	}
}

// begin gives the look that is under way, or a new one that is the caller's.
func (g *Guard) begin() (l *look, mine bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.looking != nil {
		return g.looking, false
	}
	g.looking = &look{done: make(chan struct{})}
	return g.looking, true
}

func (g *Guard) end(l *look) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.looking = nil
	close(l.done)
}

// inspect asks the platform until no doubt came meanwhile.
func (g *Guard) inspect(ctx context.Context) string {
	for range looks {
		g.mu.Lock()
		began := g.doubts
		g.mu.Unlock()
		err := g.Inspect(ctx)
		if err != nil && !errors.Is(err, ErrUnsafe) {
			return g.unseen(err)
		}
		why := ""
		if err != nil {
			why = strings.TrimPrefix(err.Error(), ErrUnsafe.Error()+": ")
		}
		if g.settle(why, began) {
			return why
		}
	}
	return NotChecked + ": who is there keeps changing"
}

// settle holds a verdict; false when it is from before a doubt.
func (g *Guard) settle(why string, began int) bool {
	g.mu.Lock()
	if g.doubts != began {
		g.mu.Unlock()
		return false
	}
	before, first := g.why, !g.known
	g.known, g.why, g.at = true, why, g.Now()
	g.mu.Unlock()
	if g.Changed != nil && (first || before != why) {
		g.Changed(why)
	}
	return true
}

// NotChecked begins the reason while the platform does not answer.
const NotChecked = "it could not be checked who can read what goes there"

// unseen is the verdict when the platform did not answer: the last one for a while.
func (g *Guard) unseen(err error) string {
	if why, fresh := g.Verdict(); fresh {
		return why
	}
	return NotChecked + ": " + err.Error()
}
