package replay

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"countersign/bot"
	"countersign/bot/card"
)

//go:embed report.tmpl
var reportText string

// page lays the report out: one file with its style and charts inside, which
// fetches nothing from anywhere.
var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"topic": topicName,
	"first": func(n int, list []shownQuestion) []shownQuestion { return list[:min(n, len(list))] },
	"plain": Plain,
	"clip":  func(n int, s string) string { return Clip(s, n) },
	"speaks": func(v Verdict) string {
		return map[Verdict]string{Go: "for", NotYet: "not yet", NoGo: "against", Silent: "says nothing"}[v]
	},
	"class": func(v Verdict) string {
		return map[Verdict]string{Go: "go", NotYet: "notyet", NoGo: "nogo", Silent: "silent"}[v]
	},
	"person": func(t bot.Tier) bool { return t == bot.TierHuman },
}).Parse(reportText))

// view is what the page is laid out from.
type view struct {
	*Report

	Told       []Finding
	Day        string
	WeekChart  chart
	Weights    chart
	Share      chart
	TopicRows  []topicRow
	Pairs      []shownPair
	Missing    []shownQuestion
	Doubtful   []shownQuestion
	Misses     []Line
	Over       []Line
	Kappas     []kappaRow
	Questions  []Asked
	Weekly     string
	RoutineN   int
	Fewest     int
	Listed     []Line // the appendix
	ListedNote string
}

type topicRow struct {
	Topic

	Chart chart
}

// shownQuestion is an enquiry with what the documents say to it.
type shownQuestion struct {
	Line

	Cover Cover
}

// kappaRow is one line of the agreement's table.
type kappaRow struct {
	Name, Agreed, Found, Kappa string
}

// longestAppendix is how many enquiries the page lists; of more, those that
// need a person come first.
const longestAppendix = 400

// pagePairs is how many pairs the page shows.
const pagePairs = 6

// HTML is the report as one page, to read, to print and to send. Everything
// that clients wrote is escaped.
func (r *Report) HTML() ([]byte, error) {
	v := view{Report: r, Told: r.told, Day: day, WeekChart: r.weekChart(), Weights: r.weightChart(), Share: intervalChart(r.Loaded), Pairs: r.pairs()[:min(pagePairs, len(r.pairs()))], Questions: r.Readiness.Questions(), RoutineN: r.Loaded.N - r.Loaded.K, Fewest: Fewest,
		Weekly: weekly(float64(r.Loaded.N-r.Loaded.K) / r.weeks())}
	most := 1
	for _, t := range r.Topics {
		most = max(most, t.N())
	}
	for _, t := range r.Topics {
		v.TopicRows = append(v.TopicRows, topicRow{t, topicChart(t, most)})
	}
	if r.Documents != nil {
		v.Missing = r.shown(r.Documents.With(func(q Question) bool { return !q.Covered }))
		v.Doubtful = r.shown(r.Documents.With(func(q Question) bool { return q.Covered && !q.Sound() }))
	}
	if a := r.Agreement; a != nil {
		v.Misses, v.Over = r.lines(a.Misses), r.lines(a.Over)
		v.Kappas = []kappaRow{kappaOf("All that are labelled", a.All), kappaOf("First contact: enquiries that open a thread", a.First)}
	}
	v.Listed, v.ListedNote = r.appendix()
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("laying the report out: %w", err)
	}
	return bytes.ReplaceAll(b.Bytes(), []byte(" %"), []byte("\u00a0%")), nil // a figure stays beside its sign
}

func (r *Report) shown(list []Question) []shownQuestion {
	var out []shownQuestion
	for _, q := range list {
		out = append(out, shownQuestion{r.find(q.ID), q.Cover})
	}
	return out
}

func (r *Report) lines(ids []string) []Line {
	var out []Line
	for _, id := range ids {
		out = append(out, r.find(id))
	}
	return out
}

func kappaOf(name string, q Square) kappaRow {
	row := kappaRow{Name: name, Agreed: q.Agreed().String(), Found: q.Found().String(), Kappa: "too few to say"}
	if kappa, low, high, ok := q.Kappa(); ok && q.N() >= FewestLabels {
		row.Kappa = fmt.Sprintf("%.2f (95 %%: %.2f to %.2f)", kappa, low, high)
	}
	return row
}

// appendix lists every enquiry; of very many, those that need a person and as
// many others as there is room for.
func (r *Report) appendix() ([]Line, string) {
	if len(r.Enquiries) <= longestAppendix {
		return r.Enquiries, ""
	}
	var out []Line
	for _, person := range []bool{true, false} {
		for _, l := range r.Enquiries {
			if (l.Tier == bot.TierHuman) == person && len(out) < longestAppendix {
				out = append(out, l)
			}
		}
	}
	return out, fmt.Sprintf("%d of %d, those that need a person first. --json lists all.", len(out), len(r.Enquiries))
}

// Why says in a few words why an enquiry goes to a person, the weightiest
// reason first; "" for a routine one.
func (l Line) Why() string {
	var out []string
	if l.Tier != bot.TierHuman {
		return "" // what gave a few points does not describe a routine enquiry
	}
	for _, c := range l.Reasons[:min(3, len(l.Reasons))] {
		out = append(out, card.Reason(c))
	}
	return strings.Join(out, ", ")
}

// weekly prints a number of enquiries a week: a few are told with their part, or
// one every other week would read as none.
func weekly(n float64) string {
	if n > 0 && n < 5 {
		return fmt.Sprintf("%.1f", n)
	}
	return fmt.Sprintf("%.0f", n)
}
