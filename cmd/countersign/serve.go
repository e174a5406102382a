package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"countersign/bot/store"
	"countersign/config"
	"countersign/handlers/teams"
)

type serveCmd struct {
	Config string `type:"path" required:"" placeholder:"FILE" help:"Configuration of the firm; \"countersign config\" explains every setting."`

	TeamsInsecurePlayground bool `help:"Take what comes to teams.listen without a token: only for the Agents Playground, and only where nothing but this machine is involved."`
}

// Run serves a firm until it is told to stop.
func (c *serveCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	cfg.Teams.Insecure = c.TeamsInsecurePlayground
	if err := errors.Join(missing(cfg), unready(cfg)); err != nil {
		return usageError{err}
	}
	fault, err := faults(e.getenv("CS_FAULT"))
	if err != nil {
		return usageError{err}
	}
	log := newLogger(cfg.Log, e.stderr)
	a, err := build(e.ctx, setup{cfg: cfg, now: e.now, fault: fault, log: log})
	if err != nil {
		return err
	}
	return a.serve(e.ctx, false, e.stdout)
}

// missing tells what no firm can be served without, all of it: a place where
// enquiries come in, the password of the page and the master key.
func missing(cfg *config.Config) error {
	console := cfg.Console
	console.Secret = cfg.Secrets.Console.Reveal()
	errs := []error{console.Guarded()}
	if len(cfg.Platforms()) == 0 {
		errs = append(errs, errors.New("there is nothing to serve: set console.listen, slack.mode or teams.listen, so that enquiries can come in"))
	}
	if key := cfg.Secrets.MasterKey; key.Set() {
		errs = append(errs, store.Options{URL: cfg.Store.URL, MasterKey: key.Reveal()}.Validate())
	} else {
		errs = append(errs, errors.New("COUNTERSIGN_MASTER_KEY is not set: it protects what clients write. "+
			"Make one with \"openssl rand -base64 32\", keep it safe, and set it or COUNTERSIGN_MASTER_KEY_FILE"))
	}
	return errors.Join(errs...)
}

// unready tells which secrets the platforms and the model still lack, or have
// wrong, and whether the firm may be served with that model.
func unready(cfg *config.Config) error {
	errs := []error{cfg.Model.Ready(cfg.ModelKey())}
	if cfg.Slack.On() {
		errs = append(errs, cfg.SlackSecrets().Check(cfg.Slack.Mode))
	}
	if cfg.Teams.On() {
		errs = append(errs, teams.Secret(cfg.Secrets.TeamsApp.Reveal()).Check(cfg.Teams))
	}
	return errors.Join(errs...)
}

// newLogger makes the program's logger. No level logs what clients write.
func newLogger(o config.Log, w io.Writer) *slog.Logger {
	opts := &slog.HandlerOptions{Level: o.SlogLevel()}
	if o.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

// serve listens where there is something to listen for, says where, works
// until ctx ends, and closes the app.
func (a *app) serve(ctx context.Context, demo bool, stdout io.Writer) (err error) {
	defer func() { err = errors.Join(err, a.close()) }()
	for _, d := range a.doors {
		if err := d.open(ctx, demo); err != nil {
			return err
		}
		a.closers = append(a.closers, d.close)
	}
	if err := a.started(ctx, demo); err != nil {
		return err
	}
	a.announce(demo, stdout)
	if err := trimMemory(); err != nil {
		a.log.Info("memory of the start is kept", "err", err)
	}
	err = a.serveAndWork(ctx)
	a.attest(context.WithoutCancel(ctx)) // so that a cut of what came since the last one shows
	if err != nil {
		return err
	}
	a.log.Info("stopped")
	return nil
}

// announce prints the one line that says that the program is ready, and where.
func (a *app) announce(demo bool, stdout io.Writer) {
	if demo {
		fmt.Fprintf(stdout, "Countersign DEMO is ready at http://%s (stop with Ctrl-C)\n", a.doors[0].ln.Addr())
		return
	}
	var ways []string
	for _, d := range a.doors {
		ways = append(ways, fmt.Sprintf("%s at http://%s", d.name, d.ln.Addr()))
	}
	for _, s := range a.sources {
		ways = append(ways, s.name)
	}
	fmt.Fprintf(stdout, "Countersign works for %s: %s\n", a.firmName, strings.Join(ways, ", "))
}
