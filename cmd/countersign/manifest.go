package main

import (
	"countersign/config"
	"countersign/handlers/slack"
)

// manifestCmd prints what a platform needs to set the app up.
type manifestCmd struct {
	Slack manifestSlackCmd `cmd:"" help:"Print the manifest of the Slack app, as YAML for Slack's page \"From a manifest\"."`
}

type manifestSlackCmd struct {
	Config    string `type:"path" placeholder:"FILE" help:"Configuration of the firm; its slack.mode and slack.public_url count."`
	Mode      string `enum:",socket,http" default:"" placeholder:"MODE" help:"socket or http, in place of slack.mode; socket where neither is given."`
	PublicURL string `name:"public-url" placeholder:"URL" help:"https address under which Slack reaches the program in http mode, in place of slack.public_url."`
}

// Run prints the manifest.
func (c *manifestSlackCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	mode, url := cfg.Slack.Mode, cfg.Slack.PublicURL
	if c.Mode != "" {
		mode = c.Mode
	}
	if mode == "" {
		mode = slack.ModeSocket
	}
	if c.PublicURL != "" {
		url = c.PublicURL
	}
	out, err := slack.ManifestYAML(mode, url)
	if err != nil {
		return usageError{err}
	}
	_, err = e.stdout.Write(out)
	return err
}
