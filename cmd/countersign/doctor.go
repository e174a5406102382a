package main

import (
	"context"
	"fmt"
	"time"

	"countersign/bot"
	"countersign/config"
	"countersign/handlers/edge"
	"countersign/handlers/slack"
)

// doctorCmd says what is wrong with the set-up, and what to do about it.
type doctorCmd struct {
	Config string `type:"path" required:"" placeholder:"FILE" help:"Configuration of the firm."`
}

// doctorTime bounds all the checks together.
const doctorTime = 2 * time.Minute

// Run prints the findings, one a line; the exit code tells whether one of them
// keeps the program from working.
func (c *doctorCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	ctx, cancel := context.WithTimeout(e.ctx, doctorTime)
	defer cancel()
	findings := partFindings(ctx, cfg, e.now)
	findings = append(findings, calendarFinding(cfg, e.now()))
	if warning := cfg.OwnerWarning(); warning != "" {
		findings = append(findings, edge.Finding{Grade: edge.Look, What: warning, Do: "docs/ladder.md says whom the ladder tells."})
	}
	findings = append(findings, edge.Finding{Grade: edge.Look, What: "Whether somebody is told when the program is down cannot be seen from here: it cannot say so itself.",
		Do: `Have another host run "countersign heartbeat check" from cron: docs/ladder.md.`})
	findings = append(findings, modelFindings(cfg)...)
	findings = append(findings, slackFindings(ctx, cfg)...)
	findings = append(findings, teamsFindings(ctx, cfg)...)
	faults := 0
	for _, f := range findings {
		fmt.Fprintln(e.stdout, f)
		if f.Grade == edge.Bad {
			faults++
		}
	}
	if faults > 0 {
		return errFound
	}
	return nil
}

// calendarFinding tells whether the bank holidays reach far enough.
func calendarFinding(cfg *config.Config, now time.Time) edge.Finding {
	c := cfg.BusinessHours().Calendar
	if warning := c.Warning(now); warning != "" {
		return edge.Finding{Grade: edge.Look, What: warning, Do: "Download it and set hours.holidays to its path."}
	}
	first, last := c.Years()
	return edge.Fine(fmt.Sprintf("The bank holidays of %s are known from %d to %d.", c.Division().Name(), first, last))
}

// slackFindings ask Slack, where it is used.
func slackFindings(ctx context.Context, cfg *config.Config) []edge.Finding {
	opts := cfg.SlackOptions()
	if !opts.On() {
		return []edge.Finding{{Grade: edge.Look, What: "Slack is off.", Do: "Set slack.mode to use it; docs/slack.md leads through the set-up."}}
	}
	out := slack.Doctor(ctx, opts, cfg.SlackSecrets(), slack.Deps{Directory: cfg.Directory(), Told: cfg.Told(bot.Slack)}, cfg.SlackChannels())
	if cfg.Secrets.SlackSigningPrev.Set() {
		out = append(out, edge.Finding{Grade: edge.Look, What: "SLACK_SIGNING_SECRET_PREVIOUS is set.",
			Do: "Remove it once Slack signs with the new secret: until a day after each start the old one is still believed."})
	}
	return out
}
