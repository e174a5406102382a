package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot/baseline"
	"countersign/config"
)

type baselineCmd struct {
	Import baselineImportCmd `cmd:"" help:"Freeze the firm's last 100 enquiries, or those of its last 30 days, from before it began (CSV or JSON lines)."`
	Show   baselineShowCmd   `cmd:"" help:"Print the frozen baseline."`
}

type baselineImportCmd struct {
	storeFlags
	File string `arg:"" type:"existingfile" help:"CSV with the columns received_at, answered_at, resolved_at, repeat, reopened, complaint, topic; or JSON lines with these fields. See docs/digest.md."`
	By   string `required:"" placeholder:"NAME" help:"Who imports it: the ledger keeps the name."`
}

// maxBaselineBytes bounds the file: far more than the enquiries it may hold.
const maxBaselineBytes = 8 << 20

// Run freezes a baseline. The same file again changes nothing.
func (c *baselineImportCmd) Run(e *env) (err error) {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	if info, err := os.Stat(c.File); err != nil {
		return err
	} else if info.Size() > maxBaselineBytes {
		return fmt.Errorf("%s is larger than 8 MiB: keep the last %d enquiries, or those of the last 30 days", c.File, baseline.MaxRows)
	}
	raw, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	b, err := baseline.Read(raw, cfg.Firm.Location())
	if err != nil {
		return fmt.Errorf("%s %w", c.File, err)
	}
	s, err := c.openToWrite(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	by, err := person(cfg, c.By)
	if err != nil {
		return err
	}
	again, err := baseline.Freeze(e.ctx, s, b, by, e.now())
	if err != nil {
		return err
	}
	from, to := b.Span()
	what := "Frozen"
	if again {
		what = "Frozen before, and nothing changed"
	}
	fmt.Fprintf(e.stdout, "%s: %s from %s to %s, SHA-256 %s\n", what, english.Plural(len(b.Rows), "enquiry", ""), from.Format(time.DateOnly), to.Format(time.DateOnly), b.Hash)
	if len(b.Rows) < baseline.Fewest {
		fmt.Fprintf(e.stdout, "These are fewer than %d: no claim of before and after will be made on them.\n", baseline.Fewest)
	}
	return nil
}

type baselineShowCmd struct {
	storeFlags
	Format string `enum:"text,json" default:"text" help:"text, or json: every figure with the lines of the file behind it."`
}

// Run prints the figures of the frozen baseline.
func (c *baselineShowCmd) Run(e *env) (err error) {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	s, err := c.open(e)
	if err != nil {
		return err
	}
	defer closing(s, &err)
	b, ok, err := baseline.Frozen(e.ctx, s)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("there is no baseline; freeze one with: countersign baseline import FILE --by NAME%s", c.said())
	}
	f := b.Figures(digestRules(cfg))
	if c.Format == "json" {
		enc := json.NewEncoder(e.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(f)
	}
	t := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "enquiries\t%d, %s to %s\n", f.Enquiries, f.From.Format(time.DateOnly), f.To.Format(time.DateOnly))
	fmt.Fprintf(t, "imported\t%s%s\n", f.ImportedAt.Format(time.DateOnly), map[bool]string{true: ", after the firm had begun"}[f.Late])
	fmt.Fprintf(t, "SHA-256\t%s\n", f.Hash)
	fmt.Fprintf(t, "first answer, working time\t%s\n", f.First)
	fmt.Fprintf(t, "answered in time\t%s\n", f.SLA)
	fmt.Fprintf(t, "repeat contact\t%s\n", f.Repeat)
	fmt.Fprintf(t, "reopened\t%s\n", f.Reopen)
	fmt.Fprintf(t, "complaints\t%s\n", f.Complaint)
	return t.Flush()
}
