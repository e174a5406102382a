package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/store"
	"countersign/config"
	"countersign/handlers/console"
)

type demoCmd struct {
	Addr        string        `default:"127.0.0.1:8642" placeholder:"HOST:PORT" help:"Where the page is; this machine only."`
	Dir         string        `type:"path" placeholder:"DIR" help:"Keep the state here; without it, it goes when the demo ends."`
	Knowledge   string        `type:"existingdir" placeholder:"DIR" help:"Your own documents in place of the sample firm's; its story, which rests on its own, is left out."`
	Empty       bool          `help:"Start without the sample firm's story."`
	QuietWindow time.Duration `default:"3s" placeholder:"TIME" help:"How long a client must be silent before the messages are one enquiry; 0s: each is its own."`
	Verbose     bool          `help:"Log what happens."`
}

// Run runs the sample firm on a page of this machine.
func (c *demoCmd) Run(e *env) (err error) {
	if err := c.Validate(); err != nil {
		return usageError{err}
	}
	dir, cleanup, err := c.folder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cleanup()) }()
	if err := forgetHalfTold(dir); err != nil {
		return fmt.Errorf("--dir: %w", err)
	}
	key, err := demoKey(dir)
	if err != nil {
		return err
	}
	fault, err := faults(e.getenv("CS_FAULT"))
	if err != nil {
		return usageError{err}
	}
	clock := &storyClock{after: e.now}
	log := slog.New(slog.DiscardHandler)
	if c.Verbose {
		log = slog.New(slog.NewTextHandler(e.stderr, nil))
	}
	cfg := c.config(dir, key)
	a, err := build(e.ctx, setup{cfg: cfg, demo: true, now: clock.now, fault: fault, log: log,
		channels: demoChannels(), samples: demoSamples})
	if err != nil {
		return err
	}
	if len(a.base.Pages()) == 0 {
		fmt.Fprintf(e.stderr, "countersign: no page was found in %s, so nothing can be answered from it: put Markdown, HTML, DOCX, PDF, XLSX or CSV files there\n", c.Knowledge)
	}
	if err := c.prepare(e.ctx, a, clock, dir); err != nil {
		return errors.Join(err, a.close())
	}
	return a.serve(e.ctx, true, e.stdout)
}

// Validate tells what is wrong with the flags.
func (c *demoCmd) Validate() error {
	if err := (console.Options{Listen: c.Addr, Demo: true}).Validate(); err != nil {
		return fmt.Errorf("--addr: %s", strings.TrimPrefix(err.Error(), "listen: "))
	}
	switch {
	case c.QuietWindow < 0:
		return fmt.Errorf("--quiet-window: %s is below zero; 0s makes each message a case of its own", c.QuietWindow)
	case c.QuietWindow > time.Hour:
		return fmt.Errorf("--quiet-window: %s is too long: nobody would see an enquiry before; at most 1h", c.QuietWindow)
	case c.QuietWindow > storyQuiet && c.told():
		return fmt.Errorf("--quiet-window: in the sample firm's story staff decide sooner than %s; give at most %s, or leave the story out with --empty", c.QuietWindow, storyQuiet)
	}
	return nil
}

// folder gives the folder of the demo's state and what to do with it at the end.
func (c *demoCmd) folder() (string, func() error, error) {
	if c.Dir != "" {
		if err := os.MkdirAll(c.Dir, 0o700); err != nil {
			return "", nil, fmt.Errorf("--dir: %w", err)
		}
		return c.Dir, func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "countersign-demo-*")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

// demoKey reads the demo's master key from its folder, or makes one there.
func demoKey(dir string) (string, error) {
	path := filepath.Join(dir, "demo.key")
	raw, err := os.ReadFile(path) // #nosec G304 -- the folder is the caller's own choice
	if err == nil {
		return string(raw), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, "demo.db")); err == nil {
		return "", fmt.Errorf("--dir: %s holds demo.db without demo.key, and without that key its words cannot be read: put the key back, or choose another folder", dir)
	}
	key := store.NewMasterKey()
	return key, os.WriteFile(path, []byte(key), 0o600)
}

// config is the sample firm's configuration.
func (c *demoCmd) config(dir, key string) *config.Config {
	cfg := config.Default()
	cfg.Firm.Name = "Harbour & Finch"
	cfg.Staff = demoStaff
	cfg.QuietWindow = c.QuietWindow
	cfg.Store.URL = "sqlite://" + filepath.Join(dir, "demo.db")
	cfg.Knowledge.Dir = c.Knowledge
	cfg.Console.Listen = c.Addr
	cfg.Firm.Owner.Name = demoStaff[0] // whom a visitor can be: the owner alone lets automatic answers go on
	cfg.Ack.After = 5 * time.Minute    // the sample firm has signed its words off
	cfg.Secrets = config.Secrets{MasterKey: config.NewSecret(key)}
	for _, a := range demoAccounts {
		cfg.Accounts = append(cfg.Accounts, config.Account{ID: a.ID, Name: a.Name, Console: []string{a.ID}})
	}
	return cfg
}

// told tells whether the demo begins with the sample firm's story.
func (c *demoCmd) told() bool { return !c.Empty && c.Knowledge == "" }

// tellingMark is a file that stands in the demo's folder while its story is told.
const tellingMark = "demo.telling"

// forgetHalfTold takes a story away that was broken off, to be told from its
// beginning: nobody was shown anything of it.
func forgetHalfTold(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, tellingMark)); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	}
	for _, name := range []string{"demo.db", "demo.db-wal", "demo.db-shm", "demo.db.checkpoints", tellingMark} { // the mark last
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// prepare tells the story to a firm that has none yet. It is the sample firm's: by
// other documents its answers could not be approved.
func (c *demoCmd) prepare(ctx context.Context, a *app, clock *storyClock, dir string) error {
	if !c.told() {
		return nil
	}
	held, err := a.desk.Cases(ctx, bot.CaseFilter{Limit: 1})
	if err != nil || len(held) > 0 {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, tellingMark), nil, 0o600); err != nil {
		return fmt.Errorf("preparing the sample firm: %w", err)
	}
	if err := playStory(ctx, a, clock, clock.now(), c.QuietWindow); err != nil {
		return fmt.Errorf("preparing the sample firm: %w", err)
	}
	return os.Remove(filepath.Join(dir, tellingMark))
}

// demoChannels are the client channels of the page.
func demoChannels() []console.Channel {
	authors := map[string]string{"acme": "Dana Cole", "penhale": "Jo Penhale", "northing": "Sam Northing",
		"menon": "Anita Menon", "iyer": "Priti Iyer", "fairweather": "Bea Fairweather"}
	var out []console.Channel
	for _, a := range demoAccounts {
		out = append(out, console.Channel{ID: a.ID, Account: a.Name, Author: authors[a.ID]})
	}
	return out
}

// demoSamples are questions that show a first visitor what there is to see.
var demoSamples = []console.Sample{
	{Label: "Routine: a draft with its source", Text: "How much is an inventory for a two bed?"},
	{Label: "Heavy: a complaint without the word", Text: "Nobody rang back again yesterday. I've lost half a day sorting the submission out myself."},
	{Label: "Two pages disagree", Text: "How much notice do you need to move or cancel a meeting?"},
	{Label: "An out-of-date page", Text: "Do we have to do anything about Making Tax Digital for Income Tax?"},
	{Label: "No page covers it", Text: "Do you offer mortgages for holiday lets?"},
}
