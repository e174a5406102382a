package digest

import (
	"context"
	"fmt"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// chartWeeks is how many weeks the chart shows.
const chartWeeks = 8

// Week is one bar of the chart.
type Week struct {
	Start     time.Time     `json:"start"`
	Automatic measure.Cases `json:"automatic"` // sent by a grant
	AsDrafted measure.Cases `json:"as_drafted"`
	Edited    measure.Cases `json:"edited"`
	Replaced  measure.Cases `json:"replaced"`
	Escalated measure.Cases `json:"escalated"` // cases that needed a person
	Enquiries measure.Cases `json:"enquiries"`
	Complaint measure.Cases `json:"complaints"`
}

// Report is the digest of one period, with the one before for comparison.
type Report struct {
	Firm   string          `json:"firm"`
	Made   string          `json:"as_of"` // the moment up to which the ledger was read, RFC 3339
	Late   bool            `json:"late,omitempty"`
	Ledger int64           `json:"ledger_entries"` // the number of the last entry read
	Now    measure.Figures `json:"figures"`
	Past   measure.Figures `json:"period_before"`

	// What takes time to ripen, or comes in small numbers, is told of the eight weeks
	// to the end of the period, and of those to its start.
	Ripe     measure.Figures `json:"eight_weeks"`
	RipePast measure.Figures `json:"eight_weeks_before"`

	Weeks []Week `json:"weeks"`
	Edge  Edge   `json:"platforms"`

	Standings []Standing `json:"standings,omitempty"`
	Falls     []Fall     `json:"came_back_to_co_pilot,omitempty"`
	Verified  Verified   `json:"ledger_verified"`
	ModelCost *Cost      `json:"model_cost,omitempty"`
	Saved     Saved      `json:"saved"`

	Never []string `json:"never_automatic,omitempty"` // topics of the eight weeks on which a person always decides

	Calendar string `json:"calendar_warning,omitempty"` // the bank holidays known do not reach far enough

	whole bool // the ledger reaches back over the period before, but for its first seventh
}

// Compute reads the ledger and counts. What happened after asOf is not read, so
// that the same moment always gives the same report.
func Compute(ctx context.Context, ledger measure.Events, firm string, p measure.Period, asOf time.Time, rules measure.Rules) (*Report, error) {
	r := &Report{Firm: firm, Made: asOf.UTC().Format(time.RFC3339), Weeks: []Week{}, Calendar: rules.Hours.Calendar.Warning(asOf)}
	var book measure.Book
	breaches := map[int64]bool{}
	past := p.Before(1)
	from, early := past.Start.Add(-measure.LookBack), past.Start.Add(past.End.Sub(past.Start)/7)
	err := ledger.Events(ctx, bot.EventFilter{Kinds: breachKinds, Until: from}, func(ev bot.Event) error {
		r.Edge.takeBreach(ev, p, breaches)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	err = ledger.Events(ctx, bot.EventFilter{Since: from, Until: asOf}, func(ev bot.Event) error {
		r.Ledger = max(r.Ledger, ev.Seq)
		r.whole = r.whole || !ev.At.After(early)
		r.Edge.take(ev, p, breaches)
		r.takeFall(ev, p)
		book.Take(ev)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	files := book.Files()
	of := func(p measure.Period) measure.Figures { return measure.Count(files, p, asOf, rules) }
	r.Now, r.Past = of(p), of(past)
	r.Ripe, r.RipePast = of(trailing(p.End)), of(trailing(p.Start))
	for _, w := range p.Weeks(chartWeeks) {
		f := of(w)
		r.Weeks = append(r.Weeks, Week{Start: w.Start, Automatic: f.Drafts.Automatic, AsDrafted: f.Drafts.AsDrafted, Edited: f.Drafts.Edited,
			Replaced: f.Drafts.Replaced, Escalated: f.Human, Enquiries: f.Enquiries, Complaint: f.Complaints.Opened})
	}
	return r, nil
}

// trailing is the eight weeks to a time.
func trailing(end time.Time) measure.Period {
	return measure.Period{Kind: measure.Custom, Start: end.AddDate(0, 0, -7*chartWeeks), End: end}
}
