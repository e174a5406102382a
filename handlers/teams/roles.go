package teams

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"countersign/bot"
	"countersign/bot/card"
	"countersign/handlers/edge"
)

// Workflow takes messages and decisions in. [bot.Copilot] is one.
type Workflow interface {
	// Receive is durable when it returns. *bot.InvalidError says that the
	// message can never be taken in; any other error, that it was not.
	Receive(ctx context.Context, e bot.Enquiry) (bot.Receipt, error)
	// Decide gives *bot.SettledError, *bot.InvalidError or bot.ErrNotFound
	// for a decision that is not carried out.
	Decide(ctx context.Context, caseID int64, d bot.Decision) (*bot.Case, error)
	// Refuse notes that somebody tried to decide who may not.
	Refuse(ctx context.Context, caseID int64, who bot.Person, why string) error
	// Note puts what happened at the edge into the ledger.
	Note(ctx context.Context, n bot.Note) error
}

// Record reads cases and the ledger. [bot.Store] is one.
type Record interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
	Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error)
	Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
}

// Deps are what a Client works with. Record and Directory are required.
type Deps struct {
	Record    Record
	Directory bot.Directory
	Lookups   edge.Lookups                     // nil: held in this process
	Card      card.Options                     // Zone, Due, Link and Source; Directory and Thread are filled in
	Held      func(ctx context.Context) string // why nothing may go to clients now, asked before each post; nil or "": it may
	Approvers func() []string                  // read at each press; nil: those of Options
	Told      func(role string) []string       // the object ids of bot.ToManager and bot.ToOwner; nil, or none: approvers are told
	// Alarm reaches people by another way than Teams, for when Teams itself is
	// what fails; nil: the log alone.
	Alarm   func(text string)
	Presser bot.Presser           // takes presses on sheets; nil: none is taken
	Metrics prometheus.Registerer // nil: metrics work and are registered nowhere
	Now     func() time.Time      // nil: time.Now
}
