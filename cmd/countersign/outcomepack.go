package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"countersign/bot/digest"
	"countersign/config"
)

type outcomePackCmd struct {
	storeFlags
	Month string `required:"" placeholder:"MONTH" help:"The month, like 2026-11."`
	Out   string `type:"path" default:"." placeholder:"DIR" help:"Folder for outcome-MONTH.html and outcome-MONTH.csv."`
}

// Run writes the outcome pack of a month, computed from the ledger alone.
func (c *outcomePackCmd) Run(e *env) (err error) {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	now := e.now()
	month, err := digest.MonthOf(c.Month, cfg.Firm.Location(), now)
	if err != nil {
		return usageError{err}
	}
	s, err := c.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	p, err := digestMaker(cfg, s, nil).Pack(e.ctx, month, now)
	if err != nil {
		return err
	}
	page, err := p.Document()
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := p.CSV(&table); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return fmt.Errorf("folder for the outcome pack: %w", err)
	}
	for name, content := range map[string][]byte{"html": page, "csv": table.Bytes()} {
		if err := writePrivate(filepath.Join(c.Out, "outcome-"+c.Month+"."+name), content); err != nil {
			return fmt.Errorf("outcome pack: %w", err)
		}
	}
	_, err = fmt.Fprintf(e.stdout, "%s\nWrote %s and .csv\n", p.Verdict(), filepath.Join(c.Out, "outcome-"+c.Month+".html"))
	return err
}
