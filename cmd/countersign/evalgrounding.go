package main

import (
	"io"

	"countersign/bot/grounding"
)

type evalGroundingCmd struct {
	In  string `required:"" type:"existingfile" help:"JSON lines of id, passages, question and answer; with label and source the quality is printed. May be gzipped."`
	Out string `required:"" type:"path" help:"Where to write id, verdict, score and flags."`
}

// Run judges every answer of the file.
func (c *evalGroundingCmd) Run(e *env) error {
	return withFiles(c.In, c.In, c.Out, func(in, _ io.Reader, out io.Writer) error {
		q, err := grounding.Eval(e.ctx, in, out)
		if err == nil {
			q.Print(e.stdout)
		}
		return err
	})
}
