package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"syscall"
	"time"

	"countersign/config"
	"countersign/handlers"
)

type serveCmd struct {
	Config string `type:"path" required:"" placeholder:"FILE" help:"Configuration of the firm; \"countersign config\" explains every setting."`
}

// Run serves a firm until it is told to stop.
func (c *serveCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	if !cfg.Secrets.MasterKey.Set() {
		return usageError{errors.New("COUNTERSIGN_MASTER_KEY is not set: it protects what clients write. " +
			"Make one with \"openssl rand -base64 32\", keep it safe, and set it or COUNTERSIGN_MASTER_KEY_FILE")}
	}
	fault, err := faults(e.getenv("CS_FAULT"))
	if err != nil {
		return usageError{err}
	}
	log := newLogger(cfg.Log, e.stderr)
	a, err := build(e.ctx, setup{cfg: cfg, now: time.Now, fault: fault, log: log})
	if err != nil {
		return err
	}
	return a.serve(e.ctx, cfg.Console.Listen, false, e.stdout)
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
func (a *app) serve(ctx context.Context, addr string, demo bool, stdout io.Writer) (err error) {
	defer func() { err = errors.Join(err, a.close()) }()
	var ln net.Listener
	if addr != "" {
		if ln, err = handlers.Listen(ctx, addr, demo); errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("another program listens on %s: stop it, or choose another address", addr)
		} else if err != nil {
			return fmt.Errorf("listening on %s: %w", addr, err)
		}
	}
	if err := a.started(ctx, demo); err != nil {
		return err
	}
	a.announce(ln, demo, stdout)
	if err := a.serveAndWork(ctx, ln); err != nil {
		return err
	}
	a.log.Info("stopped")
	return nil
}

// announce prints the one line that says that the program is ready.
func (a *app) announce(ln net.Listener, demo bool, stdout io.Writer) {
	switch {
	case ln == nil:
		fmt.Fprintf(stdout, "Countersign works for %s; nothing listens: console.listen is not set\n", a.firmName)
	case demo:
		fmt.Fprintf(stdout, "Countersign DEMO is ready at http://%s (stop with Ctrl-C)\n", ln.Addr())
	default:
		fmt.Fprintf(stdout, "Countersign works for %s at http://%s\n", a.firmName, ln.Addr())
	}
}
