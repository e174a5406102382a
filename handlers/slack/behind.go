package slack

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"countersign/bot"
	"countersign/handlers/edge"
)

// A question may come late, after a colleague's answer to it: that answer came while
// there was no case for it, and told nobody anything. So the thread of each
// question that came late, and the channel around it, is looked at once, however
// long Slack does not let it.

// behind is a case whose thread is to be looked at.
type behind struct {
	id    int64
	tries int       // looks that failed
	at    time.Time // when the next one is due, by the machine's own clock
}

// overdue are the cases whose question came late. Safe for concurrent use.
type overdue struct {
	mu    sync.Mutex
	cases []behind
	woken chan struct{}
}

func newOverdue() *overdue { return &overdue{woken: make(chan struct{}, 1)} }

// add has a case looked at when its time comes. One that waits already is looked at
// once, at the earlier time.
func (o *overdue) add(b behind) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.IndexFunc(o.cases, func(x behind) bool { return x.id == b.id }); i < 0 {
		o.cases = append(o.cases, b)
	} else if b.at.Before(o.cases[i].at) {
		o.cases[i].at = b.at
	}
	select {
	case o.woken <- struct{}{}:
	default:
	}
}

// next takes the case out that is due first; until then it tells how long to wait.
func (o *overdue) next(now time.Time) (b behind, wait time.Duration, due bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.cases) == 0 {
		return b, time.Hour, false
	}
	first := 0
	for i := range o.cases {
		if o.cases[i].at.Before(o.cases[first].at) {
			first = i
		}
	}
	if wait = o.cases[first].at.Sub(now); wait > 0 {
		return b, wait, false
	}
	b = o.cases[first]
	o.cases = slices.Delete(o.cases, first, first+1)
	return b, 0, true
}

// onTime is within what time of being written a message comes when all is well.
const onTime = 20 * time.Second

// cameLate has it looked whether a colleague answered a question that came late.
func (l *Listener) cameLate(sent time.Time, caseID int64) {
	if !l.c.opts.Distributed && l.c.deps.Now().Sub(sent) > onTime {
		l.overdue.add(behind{id: caseID})
	}
}

// lookBehind looks at the threads of questions that came late, those of before a
// stop among them, at the sweep's pace: after an outage there are many.
func (l *Listener) lookBehind(ctx context.Context) {
	if l.c.opts.Distributed {
		return
	}
	l.recall(ctx)
	for ctx.Err() == nil {
		b, wait, due := l.overdue.next(time.Now())
		if due {
			l.lookAt(ctx, b)
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-l.overdue.woken:
		}
		timer.Stop()
	}
}

// lookAt looks at the thread of one case. While Slack does not let it, it tries
// again, ever later, as long as the case is open.
func (l *Listener) lookAt(ctx context.Context, b behind) {
	k, err := l.c.deps.Cases.Case(ctx, b.id)
	if errors.Is(err, bot.ErrNotFound) || err == nil && !k.State.Open() {
		return
	}
	if err == nil {
		if _, err = l.compare(ctx, k, l.pages); err == nil {
			err = l.around(ctx, k, l.pages)
		}
	}
	if err == nil || ctx.Err() != nil {
		return
	}
	if e, ok := errors.AsType[*CallError](err); ok && e.permanent() {
		l.log.Warn("cannot look what followed on a question that came late", "case", b.id, "err", err)
		return
	}
	pause := again(b.tries)
	l.log.Warn("cannot look what followed on a question that came late; looking again", "case", b.id, "in", pause, "err", err)
	l.overdue.add(behind{id: b.id, tries: b.tries + 1, at: time.Now().Add(pause)})
}

// again is how long after so many failures something of the history is read again.
func again(failed int) time.Duration { return min(time.Second<<min(failed, 10), 10*time.Minute) }

// recall has the open cases looked at whose question came late before this start:
// nobody knows whether that was done.
func (l *Listener) recall(ctx context.Context) {
	for failed := 0; ctx.Err() == nil; failed++ {
		cases, err := l.cases(ctx, bot.CaseFilter{States: stillOpen()})
		if err == nil {
			for _, k := range cases {
				if slices.ContainsFunc(k.Asked(), func(m bot.Message) bool { return m.ReceivedAt.Sub(m.SentAt) > onTime }) {
					l.overdue.add(behind{id: k.ID})
				}
			}
			return
		}
		l.log.Warn("cannot read which questions came late; reading again", "err", err)
		if !edge.Sleep(ctx, again(failed)) {
			return
		}
	}
}

// stillOpen are the states of cases that wait for somebody or something.
func stillOpen() []bot.State {
	return slices.DeleteFunc(bot.States(), func(s bot.State) bool { return !s.Open() })
}
