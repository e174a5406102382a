package edge

import (
	"context"

	"countersign/bot"
)

// Workflow takes in what comes from a platform. [bot.Copilot] is one.
type Workflow interface {
	// Receive is durable when it returns. *bot.InvalidError says that the
	// message can never be taken in; any other error, that it was not.
	Receive(ctx context.Context, e bot.Enquiry) (bot.Receipt, error)
	// Decide gives *bot.SettledError, *bot.InvalidError or bot.ErrNotFound
	// for a decision that is not carried out.
	Decide(ctx context.Context, caseID int64, d bot.Decision) (*bot.Case, error)
	// Refuse notes that somebody tried to decide who may not.
	Refuse(ctx context.Context, caseID int64, who bot.Person, why string) error
	// Recognise takes in who wrote a message of which the platform had not
	// said so.
	Recognise(ctx context.Context, caseID int64, message string, who bot.Person, role bot.Role) error
	// Note puts what happened at the edge into the ledger.
	Note(ctx context.Context, n bot.Note) error
}

// Cases reads cases. [bot.Store] and [bot.Copilot] are one.
type Cases interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
	Cases(ctx context.Context, f bot.CaseFilter) ([]*bot.Case, error)
}
