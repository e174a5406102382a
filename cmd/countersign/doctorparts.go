package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot/store"
	"countersign/config"
	"countersign/handlers/edge"
)

// partFindings look at what belongs to no platform: what serve would refuse to
// start without, and what it would have to do without.
func partFindings(ctx context.Context, cfg *config.Config, now func() time.Time) []edge.Finding {
	if err := missing(cfg); err != nil {
		return edge.Faults(err) // the rest needs the master key
	}
	return []edge.Finding{
		edge.Fine("The settings can be read and the master key is set."),
		storeFinding(ctx, cfg), documentsFinding(ctx, cfg, now), sessionFinding(ctx, cfg),
	}
}

// storeFinding looks at the database without changing it: the program may be
// running.
func storeFinding(ctx context.Context, cfg *config.Config) edge.Finding {
	path := strings.TrimPrefix(cfg.Store.URL, "sqlite://")
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return edge.Finding{Grade: edge.Look, What: "There is no database at " + path + " yet.",
			Do: "The first start makes it. Where there should be one already, set store.url right."}
	}
	s, err := store.Open(ctx, store.Options{URL: cfg.Store.URL, MasterKey: cfg.Secrets.MasterKey.Reveal(), ReadOnly: true}, slog.New(slog.DiscardHandler))
	if err == nil {
		err = errors.Join(s.Intact(ctx), s.Close())
	}
	if err != nil {
		return edge.Fault("The database cannot be used: "+err.Error()+".", "Set store.url, or what is said here, right.")
	}
	return edge.Fine("The database " + path + " is whole and can be read with this master key.")
}

// documentsFinding reads the firm's documents as serve would.
func documentsFinding(ctx context.Context, cfg *config.Config, now func() time.Time) edge.Finding {
	if cfg.Knowledge.Dir == "" {
		return edge.Finding{Grade: edge.Look, What: "No folder of documents is named, so no answer can be drafted.", Do: "Set knowledge.dir to it."}
	}
	base, err := openKnowledge(ctx, setup{cfg: cfg, now: now, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return edge.Fault("The documents cannot be read: "+err.Error()+".", "Set knowledge.dir to their folder.")
	}
	pages, problems := len(base.Pages()), len(base.Problems())
	if err := base.Close(); err != nil {
		return edge.Fault("The documents cannot be read: "+err.Error()+".", "Run doctor again.")
	}
	if problems > 0 {
		return edge.Finding{Grade: edge.Look, What: fmt.Sprintf("Pages read: %d, with things to look at: %d.", pages, problems),
			Do: "countersign knowledge check " + cfg.Knowledge.Dir + " lists them."}
	}
	return edge.Fine(fmt.Sprintf("Pages read: %d, with nothing to look at.", pages))
}

// sessionFinding asks the Redis server, where one is named.
func sessionFinding(ctx context.Context, cfg *config.Config) edge.Finding {
	if !cfg.Secrets.RedisURL.Set() {
		return edge.Fine("Session state is kept within the program: no REDIS_URL is set.")
	}
	s, err := openSessions(ctx, setup{cfg: cfg, log: slog.New(slog.DiscardHandler)}, prometheus.NewRegistry())
	if err != nil {
		return edge.Fault("Session state cannot be kept: "+err.Error()+".", "Set REDIS_URL right, or remove it.")
	}
	up := s.Up()
	if err := s.Close(); err != nil {
		return edge.Fault("Session state cannot be kept: "+err.Error()+".", "Run doctor again.")
	}
	if !up {
		return edge.Finding{Grade: edge.Look, What: "The Redis server of REDIS_URL does not answer.",
			Do: "The program works without it and finds it when it is there; history is read from the database meanwhile."}
	}
	return edge.Fine("The Redis server of REDIS_URL answers.")
}
