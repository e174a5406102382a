package main

import (
	"bytes"
	"log/slog"
	"os"
	"slices"
	"sync"

	"countersign/config"
)

// approvers are those who may decide, as the configuration file says it now:
// whoever is taken off the list may not press once more. A file that cannot be
// read, or is wrong, changes nothing and is told in the log.
type approvers struct {
	file string
	log  *slog.Logger

	mu    sync.Mutex
	data  []byte // of the file when it was read last
	slack []string
	teams []string
}

// newApprovers begins with what the program was started with.
func newApprovers(cfg *config.Config, log *slog.Logger) *approvers {
	return &approvers{file: cfg.File, log: log, slack: cfg.Slack.Approvers, teams: cfg.Teams.Approvers}
}

// ofSlack lists the user ids of those who may decide in Slack.
func (a *approvers) ofSlack() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reread()
	return slices.Clone(a.slack)
}

// ofTeams lists the object ids of those who may decide in Teams.
func (a *approvers) ofTeams() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reread()
	return slices.Clone(a.teams)
}

// reread takes the lists from the file, where the file is another than before.
func (a *approvers) reread() {
	if a.file == "" {
		return
	}
	data, err := os.ReadFile(a.file)
	if err == nil && bytes.Equal(data, a.data) {
		return
	}
	var cfg *config.Config
	if err == nil {
		a.data = data // told once for each state of the file
		cfg, err = config.Load(a.file, noSecrets)
	}
	if err != nil {
		a.log.Error("the approvers stay as they were: the configuration cannot be read", "err", err)
		return
	}
	if !slices.Equal(a.slack, cfg.Slack.Approvers) || !slices.Equal(a.teams, cfg.Teams.Approvers) {
		a.log.Info("the approvers were read anew", "slack", len(cfg.Slack.Approvers), "teams", len(cfg.Teams.Approvers))
	}
	a.slack, a.teams = cfg.Slack.Approvers, cfg.Teams.Approvers
}

// noSecrets is an environment without any: the lists hold none.
func noSecrets(string) string { return "" }
