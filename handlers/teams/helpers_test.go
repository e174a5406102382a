package teams

import (
	"context"

	"countersign/bot"
)

// noRecord has no cases and no events.
type noRecord struct{}

func (noRecord) Case(context.Context, int64) (*bot.Case, error)             { return nil, bot.ErrNotFound }
func (noRecord) Cases(context.Context, bot.CaseFilter) ([]*bot.Case, error) { return nil, nil }
func (noRecord) Events(context.Context, bot.EventFilter, func(bot.Event) error) error {
	return nil
}

// noDirectory knows nobody but the name of an account.
type noDirectory struct{}

func (noDirectory) Account(bot.Platform, string) bot.Account { return bot.Account{} }
func (noDirectory) Accounts() []bot.Account                  { return []bot.Account{{ID: "acme", Name: "Acme Ltd"}} }
