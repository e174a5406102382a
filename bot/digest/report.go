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

	Calendar string `json:"calendar_warning,omitempty"` // the bank holidays known do not reach far enough
}

// Edge is what happened around the cases in a period that a person should know of.
type Edge struct {
	NotUnderstood  int `json:"events_not_understood"`    // deliveries of a kind that nobody here knows; kept in the record
	NeverDelivered int `json:"messages_never_delivered"` // found by a search of the history
	ModelChanges   int `json:"model_changes"`            // another model answered than before, unasked
	Down           int `json:"down_seconds"`             // without a heartbeat of the program, until a start in the period
	ToOwner        int `json:"waits_up_to_the_owner"`    // cases that nobody took until the owner was told
	Surges         int `json:"surges"`                   // times that more cases waited than the firm has set
}

func (e *Edge) take(ev bot.Event, p measure.Period) {
	if !p.Holds(ev.At) {
		return
	}
	switch ev.Kind {
	case bot.EventModelChanged:
		e.ModelChanges++
	case bot.EventDown:
		e.Down += measure.Whole(ev, "seconds")
	case bot.EventSurgeBegan:
		e.Surges++
	case bot.EventLadder:
		if measure.Text(ev, "rung") == string(bot.RungOwner) {
			e.ToOwner++
		}
	case bot.EventPlatform:
		e.platform(measure.Text(ev, "what"))
	}
}

func (e *Edge) platform(what string) {
	switch what {
	case "unknown_event":
		e.NotUnderstood++
	case "swept", "deletion_found", "edit_found":
		e.NeverDelivered++
	}
}

// words are the end of the health line; "" when there is nothing to know.
func (e Edge) words() string {
	out := ""
	if e.Down > 0 {
		out += fmt.Sprintf("; not at work for %d min", (e.Down+59)/60)
	}
	if e.ToOwner > 0 {
		out += "; " + plural(e.ToOwner, "case", "cases") + " that nobody took until the owner was told"
	}
	if e.Surges > 0 {
		out += "; " + plural(e.Surges, "surge", "surges") + " of cases that waited"
	}
	if e.NotUnderstood > 0 {
		out += "; " + plural(e.NotUnderstood, "event", "events") + " of a platform not understood"
	}
	if e.NeverDelivered > 0 {
		out += "; " + plural(e.NeverDelivered, "message or change", "messages or changes") + " that a platform never delivered found in its history"
	}
	if e.ModelChanges > 0 {
		out += "; the model changed unasked " + plural(e.ModelChanges, "time", "times") + ": look at it before the next answer goes out by itself"
	}
	return out
}

// Compute reads the ledger and counts. What happened after asOf is not read, so
// that the same moment always gives the same report.
func Compute(ctx context.Context, ledger measure.Events, firm string, p measure.Period, asOf time.Time, rules measure.Rules) (*Report, error) {
	r := &Report{Firm: firm, Made: asOf.UTC().Format(time.RFC3339), Weeks: []Week{}, Calendar: rules.Hours.Calendar.Warning(asOf)}
	var book measure.Book
	from := p.Before(1).Start.Add(-measure.LookBack)
	err := ledger.Events(ctx, bot.EventFilter{Since: from, Until: asOf}, func(ev bot.Event) error {
		r.Ledger = max(r.Ledger, ev.Seq)
		r.Edge.take(ev, p)
		r.takeFall(ev, p)
		book.Take(ev)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	files := book.Files()
	of := func(p measure.Period) measure.Figures { return measure.Count(files, p, asOf, rules) }
	r.Now, r.Past = of(p), of(p.Before(1))
	r.Ripe, r.RipePast = of(trailing(p.End)), of(trailing(p.Start))
	for _, w := range p.Weeks(chartWeeks) {
		f := of(w)
		r.Weeks = append(r.Weeks, Week{Start: w.Start, AsDrafted: f.Drafts.AsDrafted, Edited: f.Drafts.Edited,
			Replaced: f.Drafts.Replaced, Escalated: f.Human, Enquiries: f.Enquiries, Complaint: f.Complaints.Opened})
	}
	return r, nil
}

// trailing is the eight weeks to a time.
func trailing(end time.Time) measure.Period {
	return measure.Period{Kind: measure.Custom, Start: end.AddDate(0, 0, -7*chartWeeks), End: end}
}
