package slack

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// Marks keeps times under names, durably. [store.Store] is one.
type Marks interface {
	// Mark gives the time under a name; zero where there is none.
	Mark(ctx context.Context, name string) (time.Time, error)
	SetMark(ctx context.Context, name string, at time.Time) error
}

// Charts gives the picture that goes with a digest.
type Charts interface {
	// Chart gives the picture for the digest with this outbox key; false when
	// it has none.
	Chart(ctx context.Context, key string) (Chart, bool, error)
}

// Chart is a picture with what a person who cannot see it needs.
type Chart struct {
	PNG   []byte
	Title string
	Alt   string
}

// Number is one figure of the App Home tab, such as "12 of 84".
type Number struct {
	Name  string
	Value string
}

// Deps are what a Client works with. Cases and Directory are required.
type Deps struct {
	Cases     edge.Cases
	Directory bot.Directory
	Lookups   edge.Lookups                                // nil: held in this process
	Card      card.Options                                // Zone, Due and Link; Directory and Thread are filled in
	Marks     Marks                                       // up to when channels were swept; nil: held in this process
	Charts    Charts                                      // nil: digests go without
	Numbers   func(ctx context.Context) ([]Number, error) // this week's four; nil: counted from the cases
	Held      func(ctx context.Context) string            // why nothing may go to clients now, asked before each post; nil or "": it may
	Channels  func() []string                             // the ids of the clients' channels that accounts list; nil: none
	Approvers func() []string                             // read at each click; nil: those of Options
	Told      func(role string) []string                  // the ids of bot.ToManager and bot.ToOwner; nil, or none: approvers are told
	// Alarm reaches people by another way than Slack, for when Slack itself is
	// what fails; nil: the log alone.
	Alarm   func(text string)
	Viewed  func(ctx context.Context, caseID int64, who bot.Person) // notes that an approver opened a draft; nil: nobody does
	Presser bot.Presser                                             // takes presses on sheets; nil: none is taken
	Metrics prometheus.Registerer                                   // nil: metrics work and are registered nowhere
	Now     func() time.Time                                        // nil: time.Now
}
