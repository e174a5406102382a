package main

import (
	"io"

	"countersign/bot/triage"
	"countersign/config"
)

type evalTriageCmd struct {
	In     string `required:"" type:"existingfile" help:"JSON lines of id, text and history; may be gzipped."`
	Out    string `required:"" type:"path" help:"Where to write id, tier, weight, topic, reasons and flags."`
	Config string `type:"path" placeholder:"FILE" help:"Configuration of the firm, for its cut."`
}

// Run sorts every message of the file.
func (c *evalTriageCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	assessor, err := triage.New(cfg.Triage)
	if err != nil {
		return err
	}
	return withFiles(c.In, c.In, c.Out, func(in, _ io.Reader, out io.Writer) error {
		return triage.Eval(e.ctx, assessor, in, out)
	})
}
