package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/complaint"
	"countersign/config"
)

// complaintsCmd looks at the register without changing it: only a named person
// does that, on a card, the page or its JSON interface.
type complaintsCmd struct {
	List   complaintsListCmd   `cmd:"" help:"List the records with their next deadline."`
	Show   complaintsShowCmd   `cmd:"" help:"Print all that is known of a case's records."`
	Export complaintsExportCmd `cmd:"" help:"Write the register as CSV."`
	Lint   complaintsLintCmd   `cmd:"" help:"Say what the acknowledgement texts lack of what their profile demands."`
}

// register reads the cases of the register. Words need COUNTERSIGN_MASTER_KEY.
func (f storeFlags) register(e *env) (all []*bot.Case, err error) {
	s, err := f.open(e)
	if err != nil {
		return nil, err
	}
	defer closing(s, &err)
	return complaint.Cases(e.ctx, s)
}

func (f storeFlags) entries(e *env) ([]complaint.Entry, error) {
	cases, err := f.register(e)
	return complaint.Collect(cases), err
}

type complaintsListCmd struct {
	storeFlags
	All bool `help:"Closed records too."`
}

// Run prints a line for each record.
func (c *complaintsListCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	cases, err := c.register(e)
	if err != nil {
		return err
	}
	zone, shown := cfg.Firm.Location(), 0
	out := tabwriter.NewWriter(e.stdout, 2, 0, 2, ' ', 0)
	fmt.Fprintln(out, "CASE\tRECORD\tRECEIVED\tACCOUNT\tNEXT")
	for _, k := range cases {
		if k.Mark.Open() {
			shown++
			fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\n", k.ID, "complaint?", k.Mark.Since.In(zone).Format("2006-01-02 15:04"),
				card.Visible(k.Account), asked(k.Mark, e.now(), zone))
		}
	}
	for _, x := range complaint.Collect(cases) {
		if !c.All && !x.Record.Open() {
			continue
		}
		shown++
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\n", x.Case.ID, x.Record.Kind, x.Record.OpenedAt.In(zone).Format("2006-01-02 15:04"),
			card.Visible(x.Record.Account), next(x.Record, e.now(), zone))
	}
	if shown == 0 {
		fmt.Fprintln(e.stdout, "No open records, and no question whether something is a complaint.")
		return nil
	}
	return out.Flush()
}

// asked says by when staff must say whether a case is a complaint.
func asked(m *bot.Mark, now time.Time, zone *time.Location) string {
	if m.Due.IsZero() {
		return m.Warning
	}
	late := ""
	if now.After(m.Due) {
		late = " OVERDUE"
	}
	return "staff must say so by " + m.Due.In(zone).Format("Mon 2006-01-02 15:04") + late
}

// next says what a record asks for next, or how it ended.
func next(r bot.Record, now time.Time, zone *time.Location) string {
	if !r.Open() {
		return "closed " + r.ClosedAt.In(zone).Format("2006-01-02") + ": " + r.Outcome
	}
	if !r.StoppedAt.IsZero() {
		return "the clock stands since " + r.StoppedAt.In(zone).Format("2006-01-02")
	}
	for _, d := range r.Due {
		if !r.Waits(d) || d.Optional {
			continue
		}
		late := ""
		if now.After(d.At) {
			late = " OVERDUE"
		}
		return d.Name + " by " + d.At.In(zone).Format("Mon 2006-01-02 15:04") + late
	}
	if r.Warning != "" {
		return r.Warning
	}
	return "nothing with a date"
}

type complaintsShowCmd struct {
	storeFlags
	Case int64 `arg:"" help:"Number of the case."`
}

// Run prints every field of the case's records.
func (c *complaintsShowCmd) Run(e *env) error {
	all, err := c.entries(e)
	if err != nil {
		return err
	}
	found := false
	for _, x := range all {
		if x.Case.ID != c.Case {
			continue
		}
		found = true
		if err := complaint.Print(e.stdout, x); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("case %d holds no record, or there is no such case: complaints list names those that do", c.Case)
	}
	return nil
}

type complaintsExportCmd struct {
	storeFlags
	CSV bool `name:"csv" help:"As CSV, the only form there is."`
}

// Run writes the whole register.
func (c *complaintsExportCmd) Run(e *env) error {
	if !c.CSV {
		return usageError{errors.New("say in which form: --csv")}
	}
	all, err := c.entries(e)
	if err != nil {
		return err
	}
	return complaint.WriteCSV(e.stdout, all)
}

type complaintsLintCmd struct {
	Config string `type:"path" placeholder:"FILE" help:"Configuration of the firm; without it, the texts that come with the program."`
}

// Run prints what is wrong with each text; the exit code tells whether anything is.
func (c *complaintsLintCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err} // a faulty text is a faulty setting: each is named with its line
	}
	if c.Config == "" {
		fmt.Fprintln(e.stdout, "Without --config FILE these are the texts that come with the program, not those of a firm.")
	}
	return printLint(e.stdout, cfg.Register())
}

func printLint(w io.Writer, o complaint.Options) error {
	faults := complaint.Lint(o)
	for _, f := range faults {
		fmt.Fprintf(w, "complaints.acknowledge.%s: %s\n", f.Record, f.Why)
	}
	if len(faults) > 0 {
		return errFound
	}
	by := "Nobody has signed them off for the firm yet: set complaints.approved_by once somebody has."
	if name := strings.TrimSpace(o.ApprovedBy); name != "" {
		by = "Signed off by " + card.Visible(name) + "."
	}
	fmt.Fprintf(w, "The acknowledgements hold all that the profile %s demands. %s\n", o.ProfileName(), by)
	return nil
}
