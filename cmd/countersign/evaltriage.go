package main

import (
	"io"
	"path/filepath"
	"strings"

	"countersign/bot/triage"
	"countersign/bot/triage/evaluation"
	"countersign/config"
)

type evalTriageCmd struct {
	In     string `required:"" type:"existingfile" help:"JSON lines of id, text, thread, lang and, to measure, tier and reasons; may be gzipped."`
	Out    string `required:"" type:"path" help:"Where to write id, tier, weight, reasons, explanation and lang."`
	Config string `type:"path" placeholder:"FILE" help:"Configuration of the firm, for its cut."`
	Leaks  bool   `help:"Print also how well length, question marks and sources alone tell the tier."`
}

// Run sorts every message of the file, and measures where labels stand beside them.
func (c *evalTriageCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	assessor, err := triage.New(cfg.Triage)
	if err != nil {
		return err
	}
	source, _, _ := strings.Cut(filepath.Base(c.In), ".")
	return withFiles(c.In, c.In, c.Out, func(in, _ io.Reader, out io.Writer) error {
		all, err := evaluation.Sort(e.ctx, assessor, in, source, out)
		if err != nil {
			return err
		}
		if err := evaluation.Report(e.stdout, all); err != nil || !c.Leaks {
			return err
		}
		return evaluation.Leaks(e.stdout, all)
	})
}
