package bottest

import (
	"time"

	"countersign/bot"
)

// Options are settings of the workflow that suit most tests: those of
// config/default.yaml, without the times after which something happens by itself.
func Options() bot.Options {
	return bot.Options{
		QuietWindow: 20 * time.Second, Workers: 4, Lease: 10 * time.Second, LookInterval: 30 * time.Second,
		StaleAfter: 24 * time.Hour, ReopenWithin: 14 * 24 * time.Hour, Notices: map[string]string{},
	}
}

// Ladder is the ladder of config/default.yaml.
func Ladder() bot.Ladder {
	return bot.Ladder{
		P0: bot.Rungs{Remind: 5 * time.Minute, Owner: 10 * time.Minute},
		P1: bot.Rungs{Remind: 15 * time.Minute, Manager: 30 * time.Minute, Owner: time.Hour},
		P2: bot.Rungs{Remind: 30 * time.Minute, Manager: time.Hour}, Queue: 2 * time.Hour,
		SurgeAbove: 20,
	}
}
