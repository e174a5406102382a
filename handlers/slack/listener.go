package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"countersign/bot"
	"countersign/handlers/edge"
)

// Listener takes deliveries and button presses of Slack in.
type Listener struct {
	c     *Client
	w     edge.Workflow
	log   *slog.Logger
	links *links
	pause time.Duration // between two calls for history

	overdue  *overdue // cases whose question came late
	doubts   *edge.Doubts
	sweeping sync.Mutex // one sweep at a time
	absent   absences

	tasks sync.WaitGroup // what goes on after an acknowledgement
	slots chan struct{}  // bounds it
	cut   chan struct{}  // closed when what is still under way has to end
}

// mostTasks is how many presses and home tabs are dealt with at the same time.
const mostTasks = 256

// NewListener makes a Listener that shares its settings and its knowledge of
// people with the Client.
func NewListener(c *Client, w edge.Workflow, log *slog.Logger) *Listener {
	l := &Listener{
		c: c, w: w, log: log.With("component", "slack"), links: newLinks(c.deps.Now),
		slots: make(chan struct{}, mostTasks), cut: make(chan struct{}), pause: sweepGap, overdue: newOverdue(),
		absent: absences{told: map[string]bool{}, there: map[string]time.Time{}},
	}
	l.doubts = &edge.Doubts{Platform: bot.Slack, Cases: c.deps.Cases, Workflow: w, Who: l.who, Now: c.deps.Now, Log: l.log}
	l.doubts.Note() // a process before this one may have left some
	return l
}

// who asks Slack who wrote a message of which it had not said so.
func (l *Listener) who(ctx context.Context, m bot.Message) (bot.Person, bot.Role, bool) {
	role, who, err := l.c.people.role(ctx, author{ID: m.Author.ID, Name: m.Author.Name})
	return bot.Person{ID: m.Author.ID, Team: who.Team, Name: who.Name}, role, err == nil
}

// Run listens until ctx ends; then it gives what was acknowledged a moment to
// finish and returns nil. It is called once. In http mode the deliveries come
// through Handler, and Run does what else there is: it finds out who we are,
// watches over the staff channel and sweeps the history. An error says in plain words what a person must put
// right before it makes sense to start again.
func (l *Listener) Run(ctx context.Context) error {
	defer l.finish()
	if err := l.introduce(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	g, working := errgroup.WithContext(ctx)
	for channel, guard := range l.c.guards() {
		g.Go(func() error { guard.Keep(working, func(why string) { l.heldBack(channel, why) }); return nil })
	}
	g.Go(func() error { l.watch(working); return nil })
	g.Go(func() error { l.sweepAlways(working); return nil })
	g.Go(func() error { l.lookBehind(working); return nil })
	if l.c.opts.Mode == ModeSocket {
		g.Go(func() error { return l.connect(working) })
	}
	if err := g.Wait(); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// lastMoment is how long what was acknowledged may take after the end of Run.
// A press that is cut off has changed nothing: it is pressed again.
const lastMoment = 1500 * time.Millisecond

// finish waits for what was acknowledged, within reason.
func (l *Listener) finish() {
	ended := time.AfterFunc(lastMoment, func() { close(l.cut) })
	defer ended.Stop()
	l.tasks.Wait()
}

// hopeless tells of an answer that no waiting changes it.
func hopeless(code string) bool {
	return lostToken[code] || code == "missing_scope" || code == "not_allowed_token_type"
}

// introduce asks Slack who we are, until it says so.
func (l *Listener) introduce(ctx context.Context) error {
	for pause := time.Second; ; pause = min(2*pause, time.Minute) {
		self, err := l.c.identify(ctx)
		if err == nil {
			l.log.Info("slack knows us", "team", self.Team, "app", self.App, "mode", l.c.opts.Mode)
			l.lacking(self)
			return nil
		}
		e, ok := errors.AsType[*CallError](err)
		if ctx.Err() == nil && (!ok || hopeless(e.Code)) {
			return fmt.Errorf("slack cannot be used: %w", err)
		}
		l.log.Warn("slack does not say who we are; asking again", "err", err)
		wait := pause
		if ok {
			wait = max(pause, e.Wait)
		}
		if !edge.Sleep(ctx, wait) {
			return nil
		}
	}
}

// lacking says what the token may not do, or whose it is, where that is wrong:
// whoever asked no doctor must hear of it.
func (l *Listener) lacking(self identity) {
	if missing := missingScopes(self); len(missing) > 0 {
		l.log.Error("the slack token lacks permissions: countersign doctor says what each is for", "scopes", missing)
	}
	if self.Bot == "" {
		l.log.Error("the slack token is a person's and not the app's: all goes out in their name")
	}
}

// heldBack logs why what goes to a channel of staff waits, where nobody is told of it
// otherwise.
func (l *Listener) heldBack(channel, why string) {
	if strings.HasPrefix(why, edge.NotChecked) {
		l.log.Warn("what goes to staff is held back", "channel", channel, "why", why)
	}
}

// watch looks whether the app is in the clients' channels, now and every so often.
// In between it tells those whom an alert did not reach, asks who wrote what Slack
// has not said of, and looks again where a look failed.
func (l *Listener) watch(ctx context.Context) {
	every := l.c.opts.GuardEvery
	for {
		looked := l.looksMembership(ctx)
		for left := every; left > 0; left -= retellEvery {
			if !edge.Sleep(ctx, min(left, retellEvery)) {
				return
			}
			l.c.retell(ctx)
			l.doubts.Settle(ctx)
			looked = looked || l.looksMembership(ctx)
		}
	}
}

// taskTime bounds what goes on after an acknowledgement.
const taskTime = 30 * time.Second

// after runs fn once the delivery is acknowledged. It is false when too much
// is going on: the delivery must not be acknowledged then.
func (l *Listener) after(ctx context.Context, fn func(ctx context.Context)) bool {
	select {
	case l.slots <- struct{}{}:
	default:
		return false
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), taskTime)
	l.tasks.Go(func() {
		defer func() { <-l.slots }()
		defer cancel()
		fn(ctx)
	})
	go func() {
		select {
		case <-l.cut:
			cancel()
		case <-ctx.Done(): // done, or out of time
		}
	}()
	return true
}

// Healthy tells what a person should see to: deliveries that do not come in,
// cards that are held back. nil while all is well.
func (l *Listener) Healthy() error {
	if why := l.c.stopped(); why != "" {
		return errors.New("slack: " + why)
	}
	if _, ok := l.c.people.me(); !ok {
		return errUnknownSelf
	}
	var errs []error
	if why := l.c.guard.Held(); why != "" {
		errs = append(errs, errors.New("slack: cards are held back: "+why))
	}
	if l.c.opts.Mode == ModeSocket {
		errs = append(errs, l.links.healthy())
	}
	return errors.Join(errs...)
}
