package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/measure"
	"countersign/bot/store"
	"countersign/bot/triage"
	"countersign/bot/triage/evaluation"
	"countersign/bot/triage/language"
)

type trainCmd struct {
	Triage   trainTriageCmd   `cmd:"" help:"Train the sorting from labelled messages."`
	Language trainLanguageCmd `cmd:"" help:"Train the language identification from texts."`
}

type trainTriageCmd struct {
	storeFlags
	Data       string `type:"existingdir" placeholder:"DIR" help:"Folder of *.jsonl: text, tier, reasons, and the thread before it; without it, what ships with the program."`
	FromLedger bool   `help:"Learn also from what the firm's own staff decided, as the ledger of --config or --store has it."`
	Out        string `required:"" type:"path" placeholder:"FILE" help:"Where to write the weights."`
	Seed       uint64 `default:"1" help:"The same data and seed give the same bytes."`
}

// Run trains and writes the weights.
func (c *trainTriageCmd) Run(e *env) error {
	all, err := c.corpus()
	if err != nil {
		return err
	}
	return replacing(c.Out, func(out io.Writer) error {
		w, err := c.train(e, all)
		if err != nil {
			return err
		}
		raw, err := w.Bytes()
		if err != nil {
			return err
		}
		if _, err := out.Write(raw); err != nil {
			return err
		}
		n := 0
		for _, of := range w.Points.Trained {
			n += of
		}
		_, err = fmt.Fprintf(e.stdout, "%s, %s, %d bytes\n", english.Plural(n, "message", ""), w.Points.Version, len(raw))
		return err
	})
}

func (c *trainTriageCmd) corpus() ([]triage.Labelled, error) {
	if c.Data == "" {
		return triage.Corpus()
	}
	all, err := triage.ReadCorpus(os.DirFS(c.Data))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", c.Data, err)
	}
	return all, nil
}

func (c *trainTriageCmd) train(e *env, all []triage.Labelled) (w *triage.Weights, err error) {
	if !c.FromLedger {
		return triage.Train(e.ctx, all, c.Seed)
	}
	s, err := c.open(e)
	if err != nil {
		return nil, err
	}
	defer closing(s, &err)
	own, err := staffLabels(e.ctx, s)
	if err != nil {
		return nil, err
	}
	return evaluation.Retrain(e.ctx, e.stdout, all, own, c.Seed)
}

// staffLabels gives the firm's cases with what staff made of them.
func staffLabels(ctx context.Context, s *store.Store) ([]triage.Labelled, error) {
	files, err := measure.Read(ctx, s, time.Time{}, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	labels := map[int64]bot.Tier{}
	for _, f := range files {
		if tier, ok := f.Label(); ok {
			labels[f.ID] = tier
		}
	}
	const page = 500
	var cases []*bot.Case
	for before := int64(0); ; {
		some, err := s.Cases(ctx, bot.CaseFilter{Before: before, Limit: page})
		if err != nil {
			return nil, err
		}
		cases = append(cases, some...)
		if len(some) < page {
			break
		}
		before = some[len(some)-1].ID
	}
	return triage.FromCases(cases, func(id int64) (bot.Tier, bool) { tier, ok := labels[id]; return tier, ok }), nil
}

type trainLanguageCmd struct {
	Data string `required:"" type:"existingdir" placeholder:"DIR" help:"Folder of code.txt, a text for each language."`
	Out  string `required:"" type:"path" placeholder:"FILE" help:"Where to write the weights."`
}

// Run trains and writes the weights.
func (c *trainLanguageCmd) Run(e *env) error {
	m, err := language.Train(os.DirFS(c.Data))
	if err != nil {
		return fmt.Errorf("reading %s: %w", c.Data, err)
	}
	err = replacing(c.Out, func(out io.Writer) error {
		_, err := out.Write(m.Bytes())
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "%d bytes\n", len(m.Bytes()))
	return err
}
