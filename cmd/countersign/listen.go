package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/complaint"
	"countersign/bot/ledger"
	"countersign/config"
	"countersign/handlers"
	"countersign/handlers/console"
	"countersign/knowledge"
)

// listen puts the console on the server, where it is switched on.
func (a *app) listen(s setup, reg *prometheus.Registry, directory *config.Directory, base *knowledge.Base, cards card.Options) error {
	if s.cfg.Console.Listen == "" {
		return nil
	}
	opts := s.cfg.Console
	opts.Demo, opts.Secret, opts.Firm, opts.Staff = s.demo, s.cfg.Secrets.Console.Reveal(), s.cfg.Firm.Name, s.cfg.Staff
	opts.AuthorKey, opts.Readers = a.authorKey, s.cfg.Complaints.Readers
	if err := opts.Guarded(); err != nil {
		return usageError{err}
	}
	h := console.New(opts, console.Deps{
		Workflow: a.desk, Reader: a.store, Shown: a.store, Directory: directory, Hub: a.hub,
		Channels: func() []console.Channel { return s.consoleChannels() },
		Register: func(ctx context.Context) ([]*bot.Case, error) { return complaint.Cases(ctx, a.store) },
		Digest:   newDigestPage(s.cfg, a.maker, s.now), Viewed: a.viewed, Propose: a.articles(s), Library: libraryPage{base}, Autonomy: autonomyPage{a.autonomy, s}, Seals: a.seals, Card: cards,
		Samples: s.samples, Now: s.now,
		Drill: (&drills{app: a, cards: cards, base: base, sort: a.assessor, quiet: s.cfg.QuietWindow}).run,
	}, s.log)
	server := handlers.New(handlers.Options{LoopbackOnly: s.demo, Drain: 2 * time.Second, MaxBody: 2 * bot.MaxMessageBytes}, handlers.Deps{
		Log: s.log, Metrics: reg,
		Ready: a.store.Ready, Well: a.well, Beat: a.heart.last,
	})
	server.Handle("/", h)
	server.HandleStream("GET /api/events", h)
	a.doors = append([]*door{{name: "console", addr: s.cfg.Console.Listen, server: server}}, a.doors...)
	return nil
}

// consoleChannels are the channels of the client pane: the demo's, or those
// that the accounts name.
func (s setup) consoleChannels() []console.Channel {
	if s.channels != nil {
		return s.channels
	}
	var out []console.Channel
	for _, a := range s.cfg.Accounts {
		for _, id := range a.Console {
			out = append(out, console.Channel{ID: id, Account: a.Name})
		}
	}
	return out
}

// serveAndWork takes enquiries in and carries cases on. When ctx ends, or a
// part fails, intake stops first; the steps that are under way are finished
// after that.
func (a *app) serveAndWork(ctx context.Context) error {
	working, stopWorking := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWorking()
	group, failed := errgroup.WithContext(ctx)
	group.Go(func() error { return a.run(working) })
	group.Go(func() error {
		defer stopWorking()
		return a.takeIn(failed)
	})
	return group.Wait()
}

// takeIn runs everything that brings enquiries in, until ctx ends or one of
// them fails.
func (a *app) takeIn(ctx context.Context) error {
	intake, ctx := errgroup.WithContext(ctx)
	intake.Go(func() error { <-ctx.Done(); return nil })
	for _, d := range a.doors {
		intake.Go(func() error { return d.server.Run(ctx, d.ln) })
	}
	for _, s := range a.sources {
		intake.Go(func() error {
			if err := s.run(ctx); err != nil || ctx.Err() != nil {
				return err
			}
			return fmt.Errorf("%s has ended by itself: nothing comes in from there any more", s.name)
		})
	}
	return intake.Wait()
}

// source brings enquiries in by itself, until ctx ends.
type source struct {
	name     string
	platform bot.Platform
	run      func(ctx context.Context) error
	well     func() error                                 // what a person should see to; nil: it cannot tell
	recheck  func(ctx context.Context, k *bot.Case) error // looks what became of a case's question; nil: it cannot look
}

// recheck looks on its platform what became of the question of a case, as far as
// the platform lets us.
func (a *app) recheck(ctx context.Context, k *bot.Case) error {
	for _, s := range a.sources {
		if s.platform == k.Platform && s.recheck != nil {
			return s.recheck(ctx, k)
		}
	}
	return nil
}

// well tells what a person should see to: a platform that brings nothing, what it
// raised an alarm for, and that sending is off.
func (a *app) well(ctx context.Context) error {
	errs := []error{a.alarms.well()}
	for _, s := range a.sources {
		if s.well != nil {
			errs = append(errs, s.well())
		}
	}
	if why := a.sending.held(ctx); why != "" {
		errs = append(errs, errors.New("sending is off: "+why))
	}
	return errors.Join(errs...)
}

// door is a server with the address at which it is to be found.
type door struct {
	name   string
	addr   string
	server *handlers.Server
	ln     net.Listener
}

// open opens the address.
func (d *door) open(ctx context.Context, loopbackOnly bool) (err error) {
	if d.ln, err = handlers.Listen(ctx, d.addr, loopbackOnly); errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("another program listens on %s: stop it, or choose another address for %s", d.addr, d.name)
	} else if err != nil {
		return fmt.Errorf("listening on %s: %w", d.addr, err)
	}
	return nil
}

// close gives the address up, where serving has not.
func (d *door) close() error {
	if err := d.ln.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// started notes in the ledger that the program runs, and as what.
func (a *app) started(ctx context.Context, demo bool) error {
	return a.store.Write(ctx, func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventStarted, At: a.now().UTC(), Actor: "system",
			Facts: map[string]any{"version": fullVersion(), "demo": demo, "provider": a.model.Describe().Provider, "model": a.model.Describe().Model}})
	})
}

// seals gives the seals of a case's events for its record page.
func (a *app) seals(ctx context.Context, caseID int64) (map[int64]string, error) {
	out := map[int64]string{}
	err := a.store.Entries(ctx, bot.EventFilter{Case: caseID}, func(e ledger.Entry) error {
		out[e.Seq] = hex.EncodeToString(e.Seal)
		return nil
	})
	return out, err
}
