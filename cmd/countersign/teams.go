package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/digest"
	"countersign/bot/session"
	"countersign/bot/store"
	"countersign/config"
	"countersign/handlers"
	"countersign/handlers/edge"
	"countersign/handlers/teams"
)

// openTeams makes the way out to Teams; nil where it is off.
func (a *app) openTeams(s setup, reg prometheus.Registerer, sessions *session.Sessions, cards card.Options) (*teams.Client, error) {
	opts := s.cfg.TeamsOptions()
	if !opts.On() {
		return nil, nil
	}
	client, err := teams.NewClient(opts, teams.Secret(s.cfg.Secrets.TeamsApp.Reveal()), teams.Deps{
		Record: a.store, Directory: cards.Directory, Lookups: sessions, Card: cards, Held: a.sending.held,
		Approvers: a.approvers.ofTeams, Told: a.approvers.told(bot.Teams), Alarm: a.alarms.of("teams"), Presser: a.pressers(s), Charts: teamsCharts{plannedDigests{a.store, s.cfg.Firm, digestRules(s.cfg)}}, Metrics: reg, Now: s.now,
	}, s.log)
	if err != nil {
		return nil, usageError{err}
	}
	a.closers = append(a.closers, client.Close)
	return client, nil
}

// listenTeams makes the way in from Teams, with a server of its own: what the
// whole network may reach shows no figures of ours.
func (a *app) listenTeams(s setup, client *teams.Client) {
	if client == nil {
		return
	}
	listener := teams.NewListener(client, a.desk, s.log)
	opts := s.cfg.TeamsOptions()
	server := handlers.New(handlers.Options{Drain: 5 * time.Second, LoopbackOnly: opts.Insecure}, handlers.Deps{
		Log: s.log, Ready: a.store.Ready, Beat: a.heart.last,
	})
	listener.Mount(server.Handle)
	a.doors = append(a.doors, &door{name: "teams deliveries", addr: opts.Listen, server: server})
	a.sources = append(a.sources, source{name: "Teams", platform: bot.Teams, run: listener.Run, well: listener.Healthy, recheck: listener.Recheck})
}

// teamsCharts gives a digest in Teams its picture, small enough to go within a message.
type teamsCharts struct{ plannedDigests }

// Chart draws the picture of the digest with this key.
func (c teamsCharts) Chart(ctx context.Context, key string) (teams.Chart, bool, error) {
	r, ok, err := c.report(ctx, key)
	if !ok || err != nil {
		return teams.Chart{}, false, err
	}
	png, err := r.SmallPNG()
	return teams.Chart{PNG: png, Alt: r.Alt()}, err == nil, err
}

// teamsFindings ask Teams, where it is used. What Teams has said of its
// conversations is read from the database.
func teamsFindings(ctx context.Context, cfg *config.Config) []edge.Finding {
	opts := cfg.TeamsOptions()
	if !opts.On() {
		return []edge.Finding{{Grade: edge.Look, What: "Teams is off.", Do: "Set teams.listen to use it; docs/teams.md leads through the set-up."}}
	}
	if !cfg.Secrets.MasterKey.Set() {
		return []edge.Finding{edge.Fault("Teams cannot be checked without the master key.", "What Teams has said of its conversations stands in the database.")}
	}
	s, err := store.Open(ctx, store.Options{URL: cfg.Store.URL, MasterKey: cfg.Secrets.MasterKey.Reveal()}, slog.New(slog.DiscardHandler))
	if err != nil {
		return []edge.Finding{edge.Fault("Teams cannot be checked: the database cannot be opened: "+err.Error()+".", "Put that right and run doctor again.")}
	}
	defer func() { _ = s.Close() }() // nothing was written
	return teams.Doctor(ctx, opts, teams.Secret(cfg.Secrets.TeamsApp.Reveal()), teams.Deps{Record: s, Directory: cfg.Directory(), Told: cfg.Told(bot.Teams)}, cfg.TeamsChannels())
}

// teamsDigest sends the digest to Teams, where Teams is used and Slack is not.
func teamsDigest(cfg *config.Config, opts digest.Options) digest.Options {
	if t := cfg.TeamsOptions(); t.On() && !cfg.SlackOptions().On() {
		opts.Platform, opts.Channel = string(bot.Teams), t.StaffConversation
	}
	return opts
}
