package main

import (
	"fmt"
	"os"

	"countersign/bot/triage"
	"countersign/bot/triage/language"
)

type trainCmd struct {
	Triage   trainTriageCmd   `cmd:"" help:"Train the sorting from labelled messages."`
	Language trainLanguageCmd `cmd:"" help:"Train the language identification from texts."`
}

type trainTriageCmd struct {
	Data string `required:"" type:"existingdir" placeholder:"DIR" help:"Folder of *.jsonl: text, tier, reasons, and the thread before it."`
	Out  string `required:"" type:"path" placeholder:"FILE" help:"Where to write the weights."`
	Seed uint64 `default:"1" help:"The same data and seed give the same bytes."`
}

// Run trains and writes the weights.
func (c *trainTriageCmd) Run(e *env) error {
	all, err := triage.ReadCorpus(os.DirFS(c.Data))
	if err != nil {
		return fmt.Errorf("reading %s: %w", c.Data, err)
	}
	w, err := triage.Train(e.ctx, all, c.Seed)
	if err != nil {
		return err
	}
	raw, err := w.Bytes()
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, raw, 0o644); err != nil { //nolint:gosec // weights are no secret
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "%d messages, %s, %d bytes\n", len(all), w.Points.Version, len(raw))
	return err
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
	if err := os.WriteFile(c.Out, m.Bytes(), 0o644); err != nil { //nolint:gosec // weights are no secret
		return err
	}
	_, err = fmt.Fprintf(e.stdout, "%d bytes\n", len(m.Bytes()))
	return err
}
