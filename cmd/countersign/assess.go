package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"countersign/bot/grounding"
	"countersign/bot/llm"
	"countersign/bot/replay"
	"countersign/bot/triage"
	"countersign/config"
	"countersign/knowledge"
)

type assessCmd struct {
	File      string `arg:"" type:"existingfile" help:"CSV, JSON lines or the zip of a Slack export."`
	JSON      bool   `help:"Print everything as JSON in place of the summary."`
	HTML      string `type:"path" placeholder:"FILE" help:"Write the report as one page, to print or to send."`
	Knowledge string `type:"existingdir" placeholder:"DIR" help:"Folder of the firm's documents: do they answer the routine part?"`
	Config    string `type:"path" placeholder:"FILE" help:"Configuration of the firm, for its name, time zone and cut."`
	Firm      string `placeholder:"NAME" help:"Name of the firm on the report; without it that of the configuration."`
	Last      *int   `placeholder:"N" help:"Report on the last N enquiries; earlier ones count as history. Without it, on all."`
	Team      string `placeholder:"ID" help:"Of a Slack export: the firm's own workspace, where the export does not show it; several with commas between."`
	Label     bool   `help:"Ask you for the tier of each enquiry first, before the tool shows its own."`
	Labels    string `type:"path" placeholder:"FILE" help:"Where the labels are kept: CSV of enquiry_id and label. Without it, beside FILE."`
	NoAsk     bool   `help:"Do not ask the questions about the firm in the terminal."`

	Regulated       string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Is a wrong answer to a client a matter for your regulator?"`
	HighTouch       string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Do clients pay for hearing from a particular person?"`
	WrittenPolicies string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Are your answers in writing?"`
	CheapErrors     string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Can a wrong routine answer be put right the same day at little cost?"`
	Repeats         string `enum:"yes,no," default:"" placeholder:"yes|no" help:"Does somebody spend hours a week on the same questions?"`
}

// Run sorts the enquiries and prints the verdict.
func (c *assessCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	zone := cfg.Firm.Location()
	log, err := replay.Read(c.File, replay.Options{Zone: zone, Team: c.Team})
	if err != nil {
		return err
	}
	if c.Team != "" && log.Source != replay.SlackExport {
		return usageError{fmt.Errorf("--team: it names the firm's workspace in a Slack export, and %s is %s, which says of each line who wrote it; leave --team out", c.File, log.Source)}
	}
	assessor, err := triage.New(cfg.Triage)
	if err != nil {
		return err
	}
	desk := terminal{in: bufio.NewReader(os.Stdin), out: e.stderr, live: isTerminal(os.Stdin) && isTerminal(e.stderr)}
	if err := c.label(desk, log); err != nil {
		return err
	}
	sorted, err := replay.Sort(e.ctx, assessor, log, desk.progress())
	if err != nil {
		return err
	}
	sorted = sorted[len(log.Enquiries)-len(log.Last(c.last())):]
	about := replay.About{Firm: cmp.Or(c.Firm, cfg.Firm.Name), Source: filepath.Base(c.File) + ", " + log.Source, Now: e.now(), Zone: zone, Calendar: cfg.BusinessHours().Calendar, Notes: log.Notes, Readiness: c.readiness(desk)}
	return c.documents(e.ctx, func(d replay.Documents) error {
		about.Documents = d
		r, err := replay.Make(e.ctx, sorted, about)
		if err != nil {
			return err
		}
		return c.print(e.stdout, r)
	})
}

// print writes the page where it is wanted, and the summary or the JSON.
func (c *assessCmd) print(w io.Writer, r *replay.Report) error {
	if c.HTML != "" {
		page, err := r.HTML()
		if err != nil {
			return err
		}
		if err := writePrivate(c.HTML, page); err != nil {
			return err
		}
	}
	if c.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(r)
	}
	_, err := io.WriteString(w, r.Text())
	if err == nil && c.HTML != "" {
		_, err = fmt.Fprintf(w, "\nThe whole report: %s\n", c.HTML)
	}
	return err
}

// Validate refuses to write the report over what it is made from.
func (c *assessCmd) Validate() error {
	switch {
	case c.Last != nil && *c.Last < 1:
		return errors.New("--last: give the number of the latest enquiries to report on, such as 100; without --last it is on all")
	case sameFile(c.HTML, c.File):
		return errors.New("--html: that is the file of the enquiries; name another for the report")
	case sameFile(c.HTML, c.labelsPath()):
		return errors.New("--html: that is the file of the labels; name another for the report")
	}
	return nil
}

// last is how many enquiries to report on; 0 for all.
func (c *assessCmd) last() int {
	if c.Last == nil {
		return 0
	}
	return *c.Last
}

// sameFile tells whether two paths lead to one file that there is.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

func (c *assessCmd) readiness(desk terminal) replay.Readiness {
	r := replay.Readiness{Regulated: replay.Answer(c.Regulated), HighTouch: replay.Answer(c.HighTouch), Policies: replay.Answer(c.WrittenPolicies),
		CheapError: replay.Answer(c.CheapErrors), Repeats: replay.Answer(c.Repeats)}
	if desk.live && !c.NoAsk && !c.JSON {
		desk.ask(&r)
	}
	return r
}

// label reads the labels that are kept, and asks for more. Those of an earlier
// session stand beside the file, and count without being asked for.
func (c *assessCmd) label(desk terminal, log *replay.Log) error {
	path := c.labelsPath()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !c.Label {
		if c.Labels != "" {
			return usageError{fmt.Errorf("--labels: there is no %s; --label asks for labels, and keeps them there", path)}
		}
		return nil
	}
	session, err := replay.OpenLabels(path, log)
	switch {
	case err != nil:
		return err
	case c.Label:
		return session.Ask(desk.in, desk.out, log.Last(c.last()))
	case c.Labels == "":
		log.Notes = append(log.Notes, fmt.Sprintf("The labels of %s, beside the file, count.", filepath.Base(path)))
	}
	return nil
}

func (c *assessCmd) labelsPath() string { return cmp.Or(c.Labels, c.File+".labels.csv") }

// documents opens the firm's documents for fn; nil where none are given.
func (c *assessCmd) documents(ctx context.Context, fn func(d replay.Documents) error) error {
	if c.Knowledge == "" {
		return fn(nil)
	}
	return withDocuments(ctx, knowledge.Options{Dir: c.Knowledge}, func(b *knowledge.Base) error { return fn(pages{b}) })
}

// pages are a firm's documents as the report asks them.
type pages struct{ base *knowledge.Base }

// Cover searches as for a draft: for all that is asked, and failing that for
// each question in it.
func (p pages) Cover(ctx context.Context, question string, history []string) (replay.Cover, error) {
	if gist := llm.Gist(question); gist != "" {
		question = gist
	}
	found, err := p.base.Search(ctx, knowledge.Query{Text: question, History: history})
	for _, part := range grounding.Sentences(question) {
		if err != nil || found.Covered {
			break
		}
		if strings.HasSuffix(part, "?") {
			var again knowledge.Result
			if again, err = p.base.Search(ctx, knowledge.Query{Text: part, History: history}); again.Covered {
				found = again
			}
		}
	}
	if err != nil || len(found.Hits) == 0 {
		return replay.Cover{Why: found.Why}, err
	}
	best := found.Hits[0].Passage
	for _, h := range found.Hits {
		if h.Coverage == found.Coverage {
			best = h.Passage
			break
		}
	}
	out := replay.Cover{Covered: found.Covered, Why: found.Why, File: best.File, Heading: best.Heading, Stale: best.Stale}
	if len(best.Conflicts) > 0 {
		x := best.Conflicts[0]
		out.Conflict = fmt.Sprintf("says %s, %s says %s", x.Figure, x.File, x.OtherFigure)
	}
	return out, nil
}

// Faults lists what the check of the documents finds.
func (p pages) Faults() []string {
	out := []string{}
	for _, f := range p.base.Problems() {
		out = append(out, f.File+": "+f.Detail)
	}
	return out
}

// Pages counts the documents.
func (p pages) Pages() int { return len(p.base.Pages()) }
