package digest

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot/baseline"
	"countersign/bot/ledger"
	"countersign/bot/measure"
)

// Pack is what the firm's governing body looks at each month: whether clients
// fare as they should, the same for those who are flagged as vulnerable and those
// who are not, and how it was before the firm began.
type Pack struct {
	Firm     string            `json:"firm"`
	Month    string            `json:"month"`
	Made     string            `json:"as_of"`
	All      measure.Figures   `json:"all"`
	Flagged  measure.Figures   `json:"flagged_vulnerable"`
	Others   measure.Figures   `json:"not_flagged"`
	Before   measure.Figures   `json:"month_before"`
	Baseline *baseline.Figures `json:"baseline,omitempty"`
	Changes  []baseline.Change `json:"before_and_after,omitempty"`
	Verified Verified          `json:"ledger_verified"`
	Owner    string            `json:"owner,omitempty"` // who answers for it
}

// MonthOf reads a month as 2026-11 in a zone. It is an error when the month has
// not begun at now.
func MonthOf(text string, zone *time.Location, now time.Time) (measure.Period, error) {
	start, err := time.ParseInLocation("2006-01", text, zone)
	if err != nil {
		return measure.Period{}, fmt.Errorf("%q is not a month like 2026-11", text)
	}
	if !start.Before(now) {
		return measure.Period{}, fmt.Errorf("the month %s has not begun", text)
	}
	return measure.Between(start, start.AddDate(0, 1, 0))
}

// Pack makes the outcome pack of a month, with before and after by the frozen
// baseline where there is one.
func (m Maker) Pack(ctx context.Context, month measure.Period, asOf time.Time) (*Pack, error) {
	before, err := measure.Between(month.Start.AddDate(0, -1, 0), month.Start)
	if err != nil {
		return nil, err
	}
	files, err := measure.Read(ctx, m.Ledger, before.Start.Add(-measure.LookBack), asOf)
	if err != nil {
		return nil, err
	}
	flagged := func(f *measure.File) bool { return f.Flagged("vulnerability") }
	p := &Pack{Firm: m.Firm, Month: month.Start.Format("January 2006"), Made: asOf.UTC().Format(time.RFC3339), Owner: m.Owner,
		All: measure.Count(files, month, asOf, m.Rules), Before: measure.Count(files, before, asOf, m.Rules),
		Flagged: measure.CountOf(files, month, asOf, m.Rules, flagged),
		Others:  measure.CountOf(files, month, asOf, m.Rules, func(f *measure.File) bool { return !flagged(f) })}
	if p.Verified, err = m.verified(ctx); err != nil {
		return nil, err
	}
	b, ok, err := baseline.Frozen(ctx, m.Ledger)
	if err != nil || !ok {
		return p, err
	}
	was := b.Figures(m.Rules)
	p.Baseline, p.Changes = &was, baseline.Compare(was, p.All)
	return p, nil
}

// outcome is one measure of a pack, as it reads in a set of figures.
type outcome struct {
	part, name string
	rate       func(f measure.Figures) measure.Rate // nil for a wait or a count
	wait       func(f measure.Figures) measure.Wait
	cases      func(f measure.Figures) measure.Cases
}

// packed are the measures of a pack, in the order of its pages.
var packed = []outcome{
	{part: "Enquiries", name: "Enquiries", cases: func(f measure.Figures) measure.Cases { return f.Enquiries }},
	{part: "Enquiries", name: "Ended with a person", rate: func(f measure.Figures) measure.Rate { return f.Escalations.Rate }},
	{part: "Enquiries", name: "Needed a person, and the system said so before any drafted text", rate: func(f measure.Figures) measure.Rate { return f.Recall.Rate }},
	{part: "Enquiries", name: "Given to a person, and staff say it was routine", rate: func(f measure.Figures) measure.Rate { return f.Recall.Over }},
	{part: "Waiting", name: "First answer, working time", wait: func(f measure.Figures) measure.Wait { return f.FirstAnswer }},
	{part: "Waiting", name: "Answered in time", rate: func(f measure.Figures) measure.Rate { return f.SLA }},
	{part: "Waiting", name: "Resolution, working time", wait: func(f measure.Figures) measure.Wait { return f.Resolution }},
	{part: "Waiting", name: "Unseen by staff for over 15 working minutes", rate: func(f measure.Figures) measure.Rate { return f.Unseen }},
	{part: "How answers held", name: "Repeat contact within 7 days", rate: func(f measure.Figures) measure.Rate { return f.Quality.Repeat }},
	{part: "How answers held", name: "Of those, not sure to be about the same", cases: func(f measure.Figures) measure.Cases { return f.Quality.RepeatUnsure }},
	{part: "How answers held", name: "Reopened within 14 days", rate: func(f measure.Figures) measure.Rate { return f.Quality.Reopen }},
	{part: "Complaints", name: "Opened", cases: func(f measure.Figures) measure.Cases { return f.Complaints.Opened }},
	{part: "Complaints", name: "Within 30 days of an AI-drafted answer", rate: func(f measure.Figures) measure.Rate { return f.Complaints.AI }},
	{part: "Complaints", name: "Within 30 days of people's own answer", rate: func(f measure.Figures) measure.Rate { return f.Complaints.HumanOnly }},
	{part: "Complaints", name: "Of those, not sure to be about the answer", cases: func(f measure.Figures) measure.Cases { return f.Complaints.Unsure }},
	{part: "Complaints", name: "Still maturing", cases: func(f measure.Figures) measure.Cases { return f.Complaints.Maturing }},
	{part: "Drafts", name: "Overrides", rate: func(f measure.Figures) measure.Rate { return f.Drafts.Override }},
	{part: "Drafts", name: "Touched at all", rate: func(f measure.Figures) measure.Rate { return f.Drafts.Touch }},
	{part: "Drafts", name: "Approved in under 5 seconds", rate: func(f measure.Figures) measure.Rate { return f.Watch.Quick }},
	// What is saved stands in one table with what it may cost, or nowhere.
	{part: "Automatic answers beside what they may cost", name: "Sent automatically, and it held (net deflection)", rate: func(f measure.Figures) measure.Rate { return f.Balance.Deflection }},
	{part: "Automatic answers beside what they may cost", name: "Came back within 7 days", rate: func(f measure.Figures) measure.Rate { return f.Balance.Repeat }},
	{part: "Automatic answers beside what they may cost", name: "Complained within 30 days", rate: func(f measure.Figures) measure.Rate { return f.Balance.Complaint }},
	{part: "Automatic answers beside what they may cost", name: "Needed a person, and were told apart in time", rate: func(f measure.Figures) measure.Rate { return f.Balance.Recall }},
}

// in says what the measure is in a set of figures.
func (o outcome) in(f measure.Figures) string {
	switch {
	case o.rate != nil:
		return o.rate(f).String()
	case o.wait != nil:
		return o.wait(f).String()
	}
	return strconv.Itoa(o.cases(f).Len())
}

// cohort is whose figures stand beside others in a pack.
type cohort struct {
	name   string
	of     measure.Figures
	sealed bool // its cases are not listed: they would say who is flagged
}

func (p *Pack) groups() []cohort {
	return []cohort{{"all", p.All, false}, {"flagged vulnerable", p.Flagged, true}, {"not flagged", p.Others, true}, {"month before", p.Before, false}}
}

// CSV writes a line for each measure and group, with the cases behind it, but not
// whose client is flagged as vulnerable. No cell can be taken for a formula.
func (p *Pack) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{{"month", "part", "measure", "group", "says", "k", "n", "low", "high", "cases_k", "cases_n"}}
	for _, o := range packed {
		for _, g := range p.groups() {
			numbers := o.numbers(g.of)
			if g.sealed {
				numbers[len(numbers)-2], numbers[len(numbers)-1] = "", ""
			}
			lines = append(lines, append([]string{p.Month, o.part, o.name, g.name, o.in(g.of)}, numbers...))
		}
	}
	for _, c := range p.Changes {
		lines = append(lines, []string{p.Month, "Before and after", c.Name, "baseline to all", c.Before + " → " + c.After + ": " + c.Text, "", strconv.Itoa(c.NHere), bound(c.Low), bound(c.High), "", ""})
	}
	for _, line := range lines {
		for i := range min(5, len(line)) { // the words; the rest are numbers
			line[i] = ledger.SafeCell(line[i])
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("writing the outcome pack: %w", err)
		}
	}
	out.Flush()
	return out.Error()
}

// numbers are k, n, interval and cases of the measure, for a spreadsheet.
func (o outcome) numbers(f measure.Figures) []string {
	switch {
	case o.rate != nil:
		r := o.rate(f)
		low, high := r.Interval()
		if len(r.N) == 0 {
			return []string{"0", "0", "", "", "", ""}
		}
		return []string{strconv.Itoa(len(r.K)), strconv.Itoa(len(r.N)), bound(&low), bound(&high), ids(r.K), ids(r.N)}
	case o.wait != nil:
		var all measure.Cases
		for _, c := range o.wait(f).Cases {
			all = append(all, c.Case)
		}
		return []string{"", strconv.Itoa(len(all)), "", "", "", ids(all)}
	}
	c := o.cases(f)
	return []string{"", strconv.Itoa(c.Len()), "", "", "", ids(c)}
}

func bound(x *float64) string {
	if x == nil {
		return ""
	}
	return strconv.FormatFloat(*x, 'f', 4, 64)
}

func ids(c measure.Cases) string {
	out := make([]string, len(c))
	for i, id := range c {
		out[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(out, " ")
}

// Verdict is the month in one sentence.
func (p *Pack) Verdict() string {
	n := p.All
	text := fmt.Sprintf("%s: %s", p.Month, english.Plural(n.Enquiries.Len(), "enquiry", ""))
	text += fmt.Sprintf(", %d of clients flagged as vulnerable", p.Flagged.Enquiries.Len())
	if c := n.Complaints.Opened.Len(); c > 0 {
		text += ", " + english.Plural(c, "complaint", "")
	}
	if m := len(n.Recall.Misses); m > 0 {
		text += fmt.Sprintf("; %s should have had a person at once", english.Plural(m, "enquiry", ""))
	}
	better, worse := 0, 0
	for _, c := range p.Changes {
		better += max(0, c.Better)
		worse += max(0, -c.Better)
	}
	switch {
	case p.Baseline == nil:
		text += "; no baseline to compare with"
	case better+worse == 0:
		text += "; no difference from before can be told yet"
	default:
		text += fmt.Sprintf("; than before, %s better and %d worse", english.Plural(better, "measure is", "measures are"), worse)
	}
	return text + "."
}

// owner is who answers for the pack, in words.
func (p *Pack) owner() string { return cmp.Or(p.Owner, "not named: set digest.owner") }
