package main

import (
	"context"
	"fmt"
	"io"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/article"
	"countersign/bot/retention"
	"countersign/bot/store"
	"countersign/config"
)

// retentionCmd is about how long words are kept.
type retentionCmd struct {
	Verify retentionVerifyCmd `cmd:"" help:"Look at every word and name what is past its period; exit code 1 if anything is."`
	Purge  retentionPurgeCmd  `cmd:"" help:"Erase now what is past its period, as the running program does nightly."`
}

type retentionVerifyCmd struct{ firmFlags }

// Run verifies.
func (c *retentionVerifyCmd) Run(e *env) error {
	return c.with(e, func(cfg *config.Config, s *store.Store) error {
		v, err := retention.Verify(e.ctx, s, cfg.Retained(), e.now())
		if err != nil {
			return err
		}
		for _, f := range v.Findings {
			fmt.Fprintln(e.stdout, "PAST ITS PERIOD:", f)
		}
		endless, err := verifySessions(e, cfg)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "As of the purge due on %s: %s words, %s kept for a complaint past the period of others, %s still worked on.\n",
			v.AsOf.Format("2 January 2006 15:04"), english.Plural(v.Cases, "case holds", "cases hold"), english.Plural(len(v.Kept), "is", "are"), english.Plural(len(v.Open), "past its own is", "past theirs are"))
		if len(v.Findings)+endless > 0 {
			return errFound
		}
		fmt.Fprintln(e.stdout, "Nothing is kept past its period.")
		return nil
	})
}

// verifySessions looks through a Redis of its own; the embedded one ends with its
// process.
func verifySessions(e *env, cfg *config.Config) (endless int, err error) {
	if !cfg.Secrets.RedisURL.Set() {
		return 0, nil
	}
	sessions, err := openSessions(e.ctx, setup{cfg: cfg, log: newLogger(cfg.Log, io.Discard)}, nil)
	if err != nil {
		return 0, err
	}
	defer closing(sessions, &err)
	held, endless, err := sessions.Lifetimes(e.ctx)
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(e.stdout, "Session state in Redis: %s, %d without an end.\n", english.Plural(held, "entry", ""), endless)
	return endless, nil
}

type retentionPurgeCmd struct{ firmFlags }

// Run purges.
func (c *retentionPurgeCmd) Run(e *env) error {
	fault, err := faults(e.getenv("CS_FAULT"))
	if err != nil {
		return usageError{err}
	}
	return c.with(e, func(cfg *config.Config, s *store.Store) error {
		out, err := retention.Purge(e.ctx, s, cfg.Retained(), e.now(), fault)
		if err != nil {
			return err
		}
		fmt.Fprintln(e.stdout, out)
		return forgotten(e, cfg, s)
	})
}

// forgetSessions empties a Redis of its own after an erasure. The running program
// does so too within a minute, and is the only one that can with an embedded one.
func forgetSessions(ctx context.Context, e *env, cfg *config.Config) (err error) {
	if !cfg.Secrets.RedisURL.Set() {
		return nil
	}
	sessions, err := openSessions(ctx, setup{cfg: cfg, log: newLogger(cfg.Log, io.Discard)}, nil)
	if err != nil {
		return err
	}
	defer closing(sessions, &err)
	if err := sessions.ForgetAll(ctx); err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, "The session cache in Redis was emptied.")
	return nil
}

// outside is what stands beside the store of what clients wrote: proposed pages.
func outside(cfg *config.Config) retention.Outside {
	return func(gone func(caseID int64) bool) error {
		_, err := article.Forget(cfg.Digest.Review, gone)
		return err
	}
}

// forgotten empties what is outside the store after an erasure of cases.
func forgotten(e *env, cfg *config.Config, s *store.Store) error {
	erased := map[int64]bool{}
	err := s.Events(e.ctx, bot.EventFilter{Kinds: []bot.EventKind{bot.EventErased}}, func(ev bot.Event) error {
		erased[ev.Case] = true
		return nil
	})
	if err != nil {
		return err
	}
	changed, err := article.Forget(cfg.Digest.Review, func(id int64) bool { return erased[id] })
	for _, path := range changed {
		fmt.Fprintln(e.stdout, "The client's words were taken out of the proposed page", path)
	}
	if err != nil {
		return err
	}
	return forgetSessions(e.ctx, e, cfg)
}

// staffPlace is where the firm's people are told what concerns all of them.
func staffPlace(cfg *config.Config) retention.Staff {
	o := digestOptions(cfg)
	at := retention.Staff{Platform: bot.Platform(o.Platform), Channel: o.Channel}
	if at.Platform == "" {
		at.Platform = bot.Console
	}
	return at
}
