package main

import (
	"fmt"
	"os"

	"countersign/config"
	"countersign/handlers/slack"
	"countersign/handlers/teams"
)

// manifestCmd prints what a platform needs to set the app up.
type manifestCmd struct {
	Slack manifestSlackCmd `cmd:"" help:"Print the manifest of the Slack app, as YAML for Slack's page \"From a manifest\"."`
	Teams manifestTeamsCmd `cmd:"" help:"Write the app package of Teams, to be uploaded to the firm's tenant."`
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

type manifestTeamsCmd struct {
	Config  string `type:"path" required:"" placeholder:"FILE" help:"Configuration of the firm; its firm.name and teams.app_id count."`
	Out     string `type:"path" default:"countersign-teams.zip" placeholder:"FILE" help:"Where the package is written."`
	Version string `default:"1.0.0" placeholder:"X.Y.Z" help:"Version of the package; raise it with every change, or Teams keeps the old one."`
	Website string `required:"" placeholder:"URL" help:"https address of the firm, shown to whoever installs the app."`
	Privacy string `placeholder:"URL" help:"https address of its privacy notice; the website where none is given."`
	Terms   string `placeholder:"URL" help:"https address of its terms; the website where none is given."`
}

// Run writes the package.
func (c *manifestTeamsCmd) Run(e *env) error {
	cfg, err := config.Load(c.Config, e.getenv)
	if err != nil {
		return usageError{err}
	}
	raw, err := teams.Package(teams.PackageOptions{AppID: cfg.Teams.AppID, Version: c.Version, Firm: cfg.Firm.Name,
		Website: c.Website, PrivacyURL: c.Privacy, TermsURL: c.Terms})
	if err != nil {
		return usageError{err}
	}
	if err := os.WriteFile(c.Out, raw, 0o644); err != nil { // #nosec G306 -- the package holds nothing secret, and is to be passed on
		return fmt.Errorf("writing the package: %w", err)
	}
	fmt.Fprintf(e.stdout, "Wrote %s: upload it where Teams manages apps, or with “Upload a custom app”. docs/teams.md says what follows.\n", c.Out)
	return nil
}
