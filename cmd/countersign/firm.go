package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/llm"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/config"
	"countersign/handlers/console"
)

// firmFlags name the firm that a command works on, beside the running program.
type firmFlags struct {
	Config string `type:"path" required:"" placeholder:"FILE" help:"Configuration of the firm."`
}

// with loads the configuration and opens the firm's database, which must be there, for fn.
func (f firmFlags) with(e *env, fn func(cfg *config.Config, s *store.Store) error) (err error) {
	cfg, err := config.Load(f.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	if !cfg.Secrets.MasterKey.Set() {
		return usageError{errors.New("COUNTERSIGN_MASTER_KEY is not set: the record cannot be read or added to without it")}
	}
	s, err := store.Open(e.ctx, store.Options{URL: cfg.Store.URL, Existing: true, MasterKey: cfg.Secrets.MasterKey.Reveal()}, slog.New(slog.DiscardHandler))
	if err != nil {
		return fmt.Errorf("opening %s: %w", cfg.Store.URL, err)
	}
	defer closing(s, &err)
	return fn(cfg, s)
}

// beforehand is with for a command that a firm needs before its first start too: s
// is nil where there is no database yet.
func (f firmFlags) beforehand(e *env, fn func(cfg *config.Config, s *store.Store) error) error {
	err := f.with(e, fn)
	if !errors.Is(err, store.ErrNone) {
		return err
	}
	cfg, err := config.Load(f.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	return fn(cfg, nil)
}

// by is with for a command that somebody gives in their name.
func (f firmFlags) by(e *env, name string, fn func(cfg *config.Config, s *store.Store, by bot.Person) error) error {
	return f.with(e, func(cfg *config.Config, s *store.Store) error {
		who, err := person(cfg, name)
		if err != nil {
			return err
		}
		return fn(cfg, s, who)
	})
}

// withoutCase says in a sentence that there is no such case, and gives any other
// error as it is.
func withoutCase(id int64, err error) error {
	if errors.Is(err, bot.ErrNotFound) {
		return fmt.Errorf("there is no case %d", id)
	}
	return err
}

// person is who acts on the command line, under the id that the console gives
// the name. Whoever can read the master key could do as they please: the name is
// for the record.
func person(cfg *config.Config, by string) (bot.Person, error) {
	by = strings.TrimSpace(by)
	if by == "" {
		return bot.Person{}, usageError{errors.New("--by must not be blank: it stands in the record")}
	}
	key, err := authorKey(cfg)
	return bot.Person{ID: console.StaffID(key, by), Name: by}, err
}

// withDesk opens what the desk of automatic answers judges by, beside the running
// program, for fn.
func withDesk(e *env, cfg *config.Config, s *store.Store, fn func(d *autonomy.Desk, p autonomyParts) error) (err error) {
	p := autonomyParts{setup: setup{cfg: cfg, now: e.now, log: slog.New(slog.DiscardHandler)}, store: s}
	if p.base, err = openKnowledge(e.ctx, p.setup); err != nil {
		return fmt.Errorf("documents: %w", err)
	}
	defer closing(p.base, &err)
	if p.assessor, err = triage.New(cfg.Triage); err != nil {
		return fmt.Errorf("sorting: %w", err)
	}
	model, err := llm.Open(e.ctx, cfg.Model.Options, cfg.ModelKey(), llm.Deps{Log: p.log})
	if err != nil {
		return err
	}
	defer closing(model, &err)
	p.model = model
	if p.authorKey, err = authorKey(cfg); err != nil {
		return err
	}
	p.approvers = newApprovers(cfg, p.log)
	return fn(newAutonomy(p), p)
}
