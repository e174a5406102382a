package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/retention"
	"countersign/bot/store"
	"countersign/config"
)

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
	now := e.now()
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
			return withoutCase(c.Case, err)
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
			left := b.Left(e.now())
			state := "OPEN, " + english.Plural(int(left.Hours()), "hour", "") + " left"
			switch {
			case b.Outcome != "":
				state = strings.ReplaceAll(b.Outcome, "_", " ") + " on " + at(b.Closed)
			case left <= 0:
				state, overdue = "OPEN, the 72 hours HAVE PASSED", true
			}
			about := "no case named"
			if b.Case != 0 {
				about = fmt.Sprintf("case %d", b.Case)
			}
			fmt.Fprintf(e.stdout, "%d: %s, aware %s, due %s: %s\n", b.No, about, at(b.Aware), at(b.Due), state)
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
		if err := retention.CloseBreach(e.ctx, s, c.No, c.Outcome, by, c.Why, e.now()); err != nil {
			return err
		}
		fmt.Fprintf(e.stdout, "Breach %d is closed: %s.\n", c.No, strings.ReplaceAll(c.Outcome, "_", " "))
		return nil
	})
}
