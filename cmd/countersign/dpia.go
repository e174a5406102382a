package main

import (
	"fmt"
	"os"
	"path/filepath"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/llm"
	"countersign/bot/mask"
	"countersign/bot/retention"
	"countersign/bot/store"
	"countersign/config"
)

// dpiaCmd writes the papers for data protection.
type dpiaCmd struct {
	firmFlags
	Out string `type:"path" placeholder:"FOLDER" help:"Write dpia.md and article-30.md there; without it, print them."`
}

// Run writes them.
func (c *dpiaCmd) Run(e *env) error {
	return c.beforehand(e, func(cfg *config.Config, s *store.Store) error {
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
	if err := writePrivate(path, doc); err != nil {
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
		Firm: cfg.Firm.Name, Owner: cfg.Firm.Owner.Name, Version: fullVersion(), At: e.now(), Zone: cfg.Firm.Location(), Accounts: len(cfg.Accounts), Model: model,
		Approvers: len(cfg.Staff) + len(cfg.Slack.Approvers) + len(cfg.Teams.Approvers), Redis: cfg.Secrets.RedisURL.Set(),
		SessionTTL: cfg.Session.TTL, Retention: cfg.Retained(), Forbidden: autonomy.Never(), Masked: mask.Kinds(), Platforms: cfg.Platforms(),
	}
	if s == nil {
		return out, nil // nobody has granted anything yet
	}
	standings, err := s.Standings(e.ctx)
	for _, st := range standings {
		if st.Topic != "" && st.State == bot.Granted {
			out.Automatic = append(out.Automatic, st.Topic)
		}
	}
	return out, err
}
