package main

import (
	"bytes"
	"log/slog"
	"os"
	"slices"
	"sync"

	"countersign/bot"
	"countersign/config"
	"countersign/handlers/console"
)

// approvers are the people of the firm as the configuration file names them now:
// those who may decide, the manager and the owner. Whoever is taken off the list
// may not press once more, and whoever took over from the owner is told from then
// on. A file that cannot be read, or is wrong, changes nothing and is told in the
// log. Safe for concurrent use.
type approvers struct {
	file string
	log  *slog.Logger

	mu   sync.Mutex
	data []byte         // of the file when it was read last
	last *config.Config // that was right; only who is named in it is used
}

// newApprovers begins with what the program was started with.
func newApprovers(cfg *config.Config, log *slog.Logger) *approvers {
	return &approvers{file: cfg.File, log: log, last: cfg}
}

// ofSlack lists the user ids of those who may decide in Slack.
func (a *approvers) ofSlack() []string { return slices.Clone(a.now().Slack.Approvers) }

// ofTeams lists the object ids of those who may decide in Teams.
func (a *approvers) ofTeams() []string { return slices.Clone(a.now().Teams.Approvers) }

// told gives the ids of the manager or the owner on a platform.
func (a *approvers) told(p bot.Platform) func(role string) []string {
	return func(role string) []string { return a.now().Told(p)(role) }
}

// signers are the ids of the owner: those of the platforms, and the one that the
// console and the command line give the owner's name.
func (a *approvers) signers(authorKey []byte) []string {
	cfg := a.now()
	out := cfg.Signers()
	if name := cfg.Firm.Owner.Name; name != "" {
		out = append(out, console.StaffID(authorKey, name))
	}
	return out
}

// now is the configuration as its file has it, where that is right.
func (a *approvers) now() *config.Config {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.file == "" {
		return a.last
	}
	data, err := os.ReadFile(a.file)
	if err == nil && bytes.Equal(data, a.data) {
		return a.last
	}
	var cfg *config.Config
	if err == nil {
		a.data = data // told once for each state of the file
		cfg, err = config.Load(a.file, noSecrets)
	}
	if err != nil {
		a.log.Error("the approvers stay as they were: the configuration cannot be read", "err", err)
		return a.last
	}
	if !samePeople(a.last, cfg) {
		a.log.Info("the approvers, the manager and the owner were read anew", "slack", len(cfg.Slack.Approvers), "teams", len(cfg.Teams.Approvers))
	}
	a.last = cfg
	return cfg
}

// samePeople tells whether two configurations name the same people.
func samePeople(a, b *config.Config) bool {
	return slices.Equal(a.Slack.Approvers, b.Slack.Approvers) && slices.Equal(a.Teams.Approvers, b.Teams.Approvers) &&
		a.Firm.Owner == b.Firm.Owner && a.Ladder.Manager == b.Ladder.Manager
}

// noSecrets is an environment without any: the lists hold none.
func noSecrets(string) string { return "" }
