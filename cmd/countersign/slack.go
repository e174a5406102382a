package main

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/bot/digest"
	"countersign/bot/measure"
	"countersign/bot/session"
	"countersign/config"
	"countersign/handlers"
	"countersign/handlers/slack"
)

// openSlack makes the way out to Slack; nil where it is off.
func (a *app) openSlack(s setup, reg prometheus.Registerer, sessions *session.Sessions, cards card.Options) (*slack.Client, error) {
	opts := s.cfg.SlackOptions()
	if !opts.On() {
		return nil, nil
	}
	client, err := slack.NewClient(opts, s.cfg.SlackSecrets(), slack.Deps{
		Cases: a.store, Marks: a.store, Directory: cards.Directory, Lookups: sessions, Card: cards,
		Charts:  slackCharts{plannedDigests{a.store, s.cfg.Firm, digestRules(s.cfg)}},
		Numbers: slackNumbers{a.store, s.cfg.Firm, digestRules(s.cfg), s.now}.thisWeek,
		Held:    a.sending.held, Approvers: a.approvers.ofSlack, Channels: s.cfg.SlackChannels,
		Told:    a.approvers.told(bot.Slack),
		Alarm:   a.alarms.of("slack"),
		Presser: a.pressers(s), Viewed: a.viewed, Metrics: reg, Now: s.now,
	}, s.log)
	if err != nil {
		return nil, usageError{err}
	}
	return client, nil
}

// listenSlack makes the way in from Slack, with a server of its own in http
// mode: what the whole network may reach shows no figures of ours.
func (a *app) listenSlack(s setup, client *slack.Client) {
	if client == nil {
		return
	}
	listener := slack.NewListener(client, a.desk, s.log)
	opts := s.cfg.SlackOptions()
	a.sources = append(a.sources, source{name: "Slack in " + opts.Mode + " mode", platform: bot.Slack, run: listener.Run, well: listener.Healthy, recheck: listener.Recheck})
	if opts.Mode == slack.ModeHTTP {
		server := handlers.New(handlers.Options{Drain: 2 * time.Second, MaxBody: slack.DrainBody}, handlers.Deps{
			Log: s.log, Ready: a.store.Ready, Beat: a.heart.last,
		})
		listener.Mount(server.Handle)
		a.doors = append(a.doors, &door{name: "slack deliveries", addr: opts.Listen, server: server})
	}
}

// slackCharts gives a digest in Slack its picture.
type slackCharts struct{ plannedDigests }

// Chart draws the picture of the digest with this key.
func (c slackCharts) Chart(ctx context.Context, key string) (slack.Chart, bool, error) {
	r, ok, err := c.report(ctx, key)
	if !ok || err != nil {
		return slack.Chart{}, false, err
	}
	png, err := r.PNG()
	return slack.Chart{PNG: png, Title: r.Title(), Alt: r.Alt()}, err == nil, err
}

// slackNumbers counts the figures of the home tab from the ledger.
type slackNumbers struct {
	events measure.Events
	firm   config.Firm
	rules  measure.Rules
	now    func() time.Time
}

// thisWeek gives this week's four numbers so far.
func (n slackNumbers) thisWeek(ctx context.Context) ([]slack.Number, error) {
	zone := n.firm.Location()
	now := n.now().In(zone)
	r, err := digest.Compute(ctx, n.events, n.firm.Name, measure.PeriodOf(measure.Weekly, now), now, n.rules)
	if err != nil {
		return nil, fmt.Errorf("counting this week: %w", err)
	}
	w := r.Now
	return []slack.Number{
		{Name: "Enquiries since Monday", Value: fmt.Sprintf("%d (%d routine, %d needed a person)", w.Enquiries.Len(), w.Routine.Len(), w.Human.Len())},
		{Name: "Drafts decided", Value: fmt.Sprintf("%d (%d sent as drafted, %d edited, %d replaced)",
			w.Drafts.Decided.Len(), w.Drafts.AsDrafted.Len(), w.Drafts.Edited.Len(), w.Drafts.Replaced.Len())},
		{Name: "Escalations", Value: w.Escalations.Rate.String()},
		{Name: "Complaints opened", Value: fmt.Sprintf("%d (%d after an AI-drafted answer)", w.Complaints.Opened.Len(), w.Complaints.AfterAI.Len())},
	}, nil
}

// slackDigest sends the digest to Slack, where Slack is used.
func slackDigest(cfg *config.Config, opts digest.Options) digest.Options {
	s := cfg.SlackOptions()
	if !s.On() {
		return opts
	}
	opts.Platform, opts.Channel = string(bot.Slack), s.DigestChannel
	if opts.Channel == "" {
		opts.Channel = s.StaffChannel
	}
	return opts
}
