package evaluation

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"

	"countersign/bot"
	"countersign/bot/triage"
)

// Result is a message with what the sorting made of it.
type Result struct {
	triage.Labelled

	Got bot.Assessment
}

// Sent tells whether the message went to a person.
func (r Result) Sent() bool { return r.Got.Tier == bot.TierHuman }

// output is the assessment of one message as JSON.
type output struct {
	ID          any          `json:"id,omitempty"`
	Tier        bot.Tier     `json:"tier"`
	Weight      int          `json:"weight"`
	Cut         int          `json:"cut"`
	Reasons     []bot.Code   `json:"reasons"`
	Explanation string       `json:"explanation"`
	Lang        string       `json:"lang"`
	Topic       string       `json:"topic"`
	Priority    bot.Priority `json:"priority"`
	Points      []bot.Reason `json:"points"`
	Flags       []string     `json:"flags"`
	Records     []string     `json:"records"`
}

// Sort runs every message of in through an Assessor and writes what came of it.
// It gives the results of all. out may be nil. All of in is read before anything
// is written: where a line is broken nothing is.
func Sort(ctx context.Context, a *triage.Assessor, in io.Reader, source string, out io.Writer) ([]Result, error) {
	var read []triage.Labelled
	err := triage.ReadLabelled(in, source, func(m triage.Labelled) error {
		read = append(read, m)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	all, err := Assess(ctx, a, read)
	if err != nil || out == nil {
		return all, err
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	for _, r := range all {
		if err := enc.Encode(outputOf(r.ID, r.Got)); err != nil {
			return nil, err
		}
	}
	return all, w.Flush()
}

func outputOf(id any, got bot.Assessment) output {
	o := output{ID: id, Tier: got.Tier, Weight: got.Weight, Cut: got.Cut, Reasons: []bot.Code{}, Explanation: got.Explanation, Lang: got.Language,
		Topic: got.Topic, Priority: got.Priority, Points: got.Reasons, Flags: got.Flags, Records: got.Records}
	for _, r := range got.Reasons {
		if !slices.Contains(o.Reasons, r.Code) {
			o.Reasons = append(o.Reasons, r.Code)
		}
	}
	return o
}

// Assess sorts messages that are in memory.
func Assess(ctx context.Context, a *triage.Assessor, all []triage.Labelled) ([]Result, error) {
	out := make([]Result, 0, len(all))
	for _, m := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		got, err := a.Assess(ctx, m.Situation)
		if err != nil {
			return nil, err
		}
		out = append(out, Result{m, got})
	}
	return out, nil
}
