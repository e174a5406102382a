package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/llm"
	"countersign/bot/mask"
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
		d, err := retention.Export(e.ctx, s, cfg.Retained(), cfg.Firm.Name, firms, c.Subject, by.Actor(), c.Out, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Written to %s: data.html to read and data.json, %d cases of %s.\n", c.Out, len(d.Cases), d.Subject)
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
		out, err := retention.Erase(e.ctx, s, cfg.Retained(), c.Subject, by.Actor(), time.Now(), fault)
		if errors.Is(err, retention.ErrNobody) {
			fmt.Fprintln(e.stdout, "Nothing is held of a client with this id or name.")
			return forgotten(e, cfg, s)
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

// breachCmd keeps the 72 hours of Article 33.
type breachCmd struct {
	Report breachReportCmd `cmd:"" help:"Start the 72 hours."`
	List   breachListCmd   `cmd:"" help:"Tell of each breach how much is left; exit code 1 if a time has passed."`
	Close  breachCloseCmd  `cmd:"" help:"Put on record what was decided about one."`
}

type breachReportCmd struct {
	firmFlags
	Case  int64  `placeholder:"N" help:"The case whose message went astray, where it is known."`
	By    string `required:"" placeholder:"NAME" help:"Who reports it."`
	What  string `required:"" placeholder:"TEXT" help:"What happened, for the record."`
	Aware string `placeholder:"TIME" help:"When somebody of the firm became aware, as 2026-11-25T16:00:00Z; without it, now."`
}

// Run reports a breach.
func (c *breachReportCmd) Run(e *env) error {
	now := time.Now()
	aware := now
	if c.Aware != "" {
		var err error
		if aware, err = time.Parse(time.RFC3339, c.Aware); err != nil {
			return usageError{fmt.Errorf("--aware: %q is no time like 2026-11-25T16:00:00Z", c.Aware)}
		}
	}
	return c.by(e, c.By, func(cfg *config.Config, s *store.Store, by bot.Person) error {
		b, err := retention.ReportBreach(e.ctx, s, c.Case, by, c.What, aware, now)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Breach %d is on record. The 72 hours end on %s.\n", b.No, b.Due.In(cfg.Firm.Location()).Format("Monday 2 January 2006 15:04"))
		fmt.Fprintln(e.stdout, "Until then: stop the spread, judge the risk to the people concerned, tell the Information Commissioner (ico.org.uk, or 0303 123 1113) unless a risk is unlikely, and tell the people themselves where the risk is high.")
		return nil
	})
}

type breachListCmd struct{ firmFlags }

// Run lists breaches.
func (c *breachListCmd) Run(e *env) error {
	return c.with(e, func(cfg *config.Config, s *store.Store) error {
		all, err := retention.Breaches(e.ctx, s)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(e.stdout, "No breach is on record.")
		}
		overdue := false
		at := func(t time.Time) string { return t.In(cfg.Firm.Location()).Format("2 January 2006 15:04") }
		for _, b := range all {
			left := b.Left(time.Now())
			state := fmt.Sprintf("OPEN, %d hours left", int(left.Hours()))
			switch {
			case b.Outcome != "":
				state = strings.ReplaceAll(b.Outcome, "_", " ") + " on " + at(b.Closed)
			case left <= 0:
				state, overdue = "OPEN, the 72 hours HAVE PASSED", true
			}
			fmt.Fprintf(e.stdout, "%d: case %d, aware %s, due %s: %s\n", b.No, b.Case, at(b.Aware), at(b.Due), state)
		}
		if overdue {
			return errFound
		}
		return nil
	})
}

type breachCloseCmd struct {
	firmFlags
	No      int64  `arg:"" help:"Number of the breach."`
	Outcome string `required:"" enum:"notified,not_notifiable" help:"notified: the Information Commissioner was told. not_notifiable: a risk to people is unlikely."`
	By      string `required:"" placeholder:"NAME" help:"Who decided."`
	Why     string `required:"" placeholder:"TEXT" help:"Why, and with which reference: Article 33(5) wants it on record."`
}

// Run closes a breach.
func (c *breachCloseCmd) Run(e *env) error {
	return c.by(e, c.By, func(_ *config.Config, s *store.Store, by bot.Person) error {
		if err := retention.CloseBreach(e.ctx, s, c.No, c.Outcome, by, c.Why, time.Now()); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Breach %d is closed: %s.\n", c.No, strings.ReplaceAll(c.Outcome, "_", " "))
		return nil
	})
}

// dpiaCmd writes the papers for data protection.
type dpiaCmd struct {
	firmFlags
	Out string `type:"path" placeholder:"FOLDER" help:"Write dpia.md and article-30.md there; without it, print them."`
}

// Run writes them.
func (c *dpiaCmd) Run(e *env) error {
	return c.with(e, func(cfg *config.Config, s *store.Store) error {
		setup, err := privacySetup(e, cfg, s)
		if err != nil {
			return err
		}
		docs, err := retention.Documents(setup)
		if err != nil {
			return err
		}
		for _, name := range []string{"dpia.md", "article-30.md"} {
			if err := c.write(e, name, docs[name]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *dpiaCmd) write(e *env, name string, doc []byte) error {
	if c.Out == "" {
		_, err := fmt.Fprintf(e.stdout, "%s\n", doc)
		return err
	}
	if err := os.MkdirAll(c.Out, 0o700); err != nil {
		return err
	}
	path := filepath.Join(c.Out, name)
	if err := os.WriteFile(path, doc, 0o600); err != nil {
		return err
	}
	fmt.Fprintln(e.stdout, "written:", path)
	return nil
}

// privacySetup gathers what the papers say of the firm as it is set up.
func privacySetup(e *env, cfg *config.Config, s *store.Store) (retention.Setup, error) {
	model := retention.ModelSetup{Provider: cfg.Model.Provider, Name: cfg.Model.Name, Backend: cfg.Model.Backend, Region: cfg.Model.Location,
		Address: cfg.Model.BaseURL, Confirmed: cfg.Model.PaidTier}
	if model.Name == "" && model.GeminiAPI() {
		model.Name = llm.DefaultGemini
	}
	out := retention.Setup{
		Firm: cfg.Firm.Name, Owner: cfg.Firm.Owner.Name, Version: fullVersion(), At: time.Now(), Zone: cfg.Firm.Location(), Accounts: len(cfg.Accounts), Model: model,
		Approvers: len(cfg.Staff) + len(cfg.Slack.Approvers) + len(cfg.Teams.Approvers), Redis: cfg.Secrets.RedisURL.Set(),
		SessionTTL: cfg.Session.TTL, Retention: cfg.Retained(), Forbidden: autonomy.Never(), Masked: mask.Kinds(), Platforms: cfg.Platforms(),
	}
	standings, err := s.Standings(e.ctx)
	for _, st := range standings {
		if st.Topic != "" && st.State == bot.Granted {
			out.Automatic = append(out.Automatic, st.Topic)
		}
	}
	return out, err
}
