package teams

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// Record reads cases and the ledger. [bot.Store] is one.
type Record interface {
	edge.Cases
	Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
}

// Deps are what a Client works with. Record and Directory are required.
type Deps struct {
	Record    Record
	Directory bot.Directory
	Lookups   edge.Lookups                     // nil: held in this process
	Card      card.Options                     // Zone, Due and Link; Directory and Thread are filled in
	Held      func(ctx context.Context) string // why nothing may go to clients now, asked before each post; nil or "": it may
	Approvers func() []string                  // read at each press; nil: those of Options
	Told      func(role string) []string       // the object ids of bot.ToManager and bot.ToOwner; nil, or none: approvers are told
	// Alarm reaches people by another way than Teams, for when Teams itself is
	// what fails; nil: the log alone.
	Alarm   func(text string)
	Charts  Charts                // pictures of digests; nil: digests go without
	Presser bot.Presser           // takes presses on sheets; nil: none is taken
	Metrics prometheus.Registerer // nil: metrics work and are registered nowhere
	Now     func() time.Time      // nil: time.Now
}

// Charts gives the picture that goes with a digest.
type Charts interface {
	// Chart gives the picture for the digest with this outbox key; false when it
	// has none.
	Chart(ctx context.Context, key string) (Chart, bool, error)
}

// Chart is a picture with what a person who cannot see it needs.
type Chart struct {
	PNG []byte // it goes within the message: a few kilobytes
	Alt string
}
