package edge

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"countersign/bot"
)

// Doubts asks a platform again who wrote a message of which it had not said so:
// the message is taken for a client's until it does. What is in doubt stands in
// the cases, so that a restart forgets nothing. Safe for concurrent use.
type Doubts struct {
	Platform bot.Platform
	Cases    Cases
	Workflow Workflow
	// Who asks the platform; known is false while it does not say.
	Who func(ctx context.Context, m bot.Message) (who bot.Person, role bot.Role, known bool)
	Now func() time.Time
	Log *slog.Logger

	some atomic.Bool
}

// doubtsBack is how old a case may be whose messages are still asked about.
const doubtsBack = 14 * 24 * time.Hour

// Note says that there may be a message in doubt.
func (d *Doubts) Note() { d.some.Store(true) }

// Settle asks about every message in doubt, where there may be one.
func (d *Doubts) Settle(ctx context.Context) {
	if !d.some.Swap(false) {
		return
	}
	f := bot.CaseFilter{Platform: d.Platform, Since: d.Now().Add(-doubtsBack), Limit: 100}
	for {
		cases, err := d.Cases.Cases(ctx, f)
		if err != nil {
			d.Note()
			d.Log.Error("cannot read which messages are in doubt", "err", err)
			return
		}
		for _, k := range cases {
			f.Before = k.ID
			left, err := d.In(ctx, k)
			if err != nil {
				d.Log.Error("cannot take in who wrote a message", "case", k.ID, "err", err)
			}
			if left {
				d.Note()
			}
		}
		if len(cases) < f.Limit {
			return
		}
	}
}

// In asks about the messages in doubt of one case; left says that some still are:
// the platform has not said who wrote them, or it could not be taken in.
func (d *Doubts) In(ctx context.Context, k *bot.Case) (left bool, err error) {
	for _, m := range k.Messages {
		if !m.Unsure || m.Deleted {
			continue
		}
		who, role, known := d.Who(ctx, m)
		if !known {
			left = true
			continue
		}
		if who.Name == "" {
			who.Name = m.Author.Name
		}
		if err := d.Workflow.Recognise(ctx, k.ID, m.ID, who, role); err != nil {
			return true, err
		}
	}
	return left, nil
}
