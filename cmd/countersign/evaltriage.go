package main

import (
	"fmt"
	"io"
	"os"
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
		if err := evaluation.Report(e.stdout, all); err != nil {
			return err
		}
		evaluation.Cuts(e.stdout, all)
		if !c.Leaks {
			return nil
		}
		return evaluation.Leaks(e.stdout, all)
	})
}

type evalLearningCmd struct {
	Data   string   `required:"" type:"existingdir" placeholder:"DIR" help:"Folder of *.jsonl with the messages of several writers."`
	Seed   uint64   `default:"1" help:"The same data and seed give the same figures."`
	Curve  bool     `default:"true" negatable:"" help:"Also train on fewer writers, for the learning curve."`
	Hold   []string `placeholder:"WRITER" help:"Hold back only these writers, such as writer_w4."`
	Groups int      `placeholder:"N" help:"Hold the writers back in so many groups, several at once; without it each alone."`
	Chart  string   `type:"path" placeholder:"FILE" help:"Where to write the reliability diagram, a PNG."`
}

// Run trains without each writer in turn and measures on that writer.
func (c *evalLearningCmd) Run(e *env) error {
	all, err := triage.ReadCorpus(os.DirFS(c.Data))
	if err != nil {
		return fmt.Errorf("reading %s: %w", c.Data, err)
	}
	learn := func() ([]evaluation.Result, error) {
		return evaluation.Learning(e.ctx, e.stdout, all, evaluation.LearningOptions{Seed: c.Seed, Curve: c.Curve, Hold: c.Hold, Groups: c.Groups})
	}
	if c.Chart == "" {
		_, err := learn()
		return err
	}
	return replacing(c.Chart, func(w io.Writer) error {
		results, err := learn()
		if err != nil {
			return err
		}
		return evaluation.Chart(w, results)
	})
}
