package main

import (
	"errors"
	"fmt"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/retention"
	"countersign/bot/store"
	"countersign/config"
)

// privacyCmd are about people's data.
type privacyCmd struct {
	Retention retentionCmd     `cmd:"" help:"Prove that nothing is kept past its period, or erase what is."`
	Export    subjectExportCmd `cmd:"" help:"Write all that is held of one person into a folder, for them: other people redacted."`
	Erase     subjectEraseCmd  `cmd:"" help:"Destroy what is held of one person."`
	Breach    breachCmd        `cmd:"" help:"Report that a message reached the wrong person, and keep the 72 hours in sight."`
	DPIA      dpiaCmd          `cmd:"" name:"dpia" help:"Write a data protection impact assessment and the Article 30 record from the settings in force."`
}

// subjectFlags are those of both rights.
type subjectFlags struct {
	firmFlags
	Subject string `required:"" placeholder:"ID|NAME" help:"The person: their id on the platform, or their name where only one has it."`
	By      string `required:"" placeholder:"NAME" help:"Who does this for the firm, for the record."`
}

// Validate refuses a person who is nobody before anything is made or opened.
func (f subjectFlags) Validate() error {
	if bot.Blank(f.Subject) {
		return errors.New("--subject shows nothing: give a platform's id or a name")
	}
	return nil
}

type subjectExportCmd struct {
	subjectFlags
	Out string `type:"path" required:"" placeholder:"FOLDER" help:"Where to; a new or an empty folder."`
}

// Run exports.
func (c *subjectExportCmd) Run(e *env) error {
	return c.by(e, c.By, func(cfg *config.Config, s *store.Store, by bot.Person) error {
		var firms []string
		for _, a := range cfg.Accounts {
			firms = append(firms, a.Name)
		}
		d, err := retention.Export(e.ctx, s, cfg.Retained(), cfg.Firm.Name, firms, c.Subject, by.Actor(), c.Out, e.now())
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Written to %s: data.html to read and data.json, %s of %s.\n", c.Out, english.Plural(len(d.Cases), "case", ""), d.Subject)
		for _, n := range d.Notes {
			fmt.Fprintln(e.stdout, n)
		}
		fmt.Fprintln(e.stdout, "Read it before it is handed over: names that nobody told this program are not redacted.")
		return nil
	})
}

type subjectEraseCmd struct {
	subjectFlags
}

// Run erases; exit code 1 says that something is left to be done.
func (c *subjectEraseCmd) Run(e *env) error {
	fault, err := faults(e.getenv("CS_FAULT"))
	if err != nil {
		return usageError{err}
	}
	return c.by(e, c.By, func(cfg *config.Config, s *store.Store, by bot.Person) error {
		out, err := retention.Erase(e.ctx, s, cfg.Retained(), c.Subject, by.Actor(), e.now(), fault)
		if errors.Is(err, retention.ErrNobody) {
			fmt.Fprintln(e.stdout, "Nothing is held of a client with this id or name.")
			return forgotten(e, cfg, s)
		}
		if _, several := errors.AsType[*retention.AmbiguousError](err); several {
			return err // nothing was begun
		}
		if err != nil {
			return fmt.Errorf("the erasure is not complete, run it again: %w", err)
		}
		fmt.Fprint(e.stdout, out.Text())
		if err := forgotten(e, cfg, s); err != nil {
			return err
		}
		if !out.Done() {
			return errFound
		}
		return nil
	})
}
