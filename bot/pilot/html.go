package pilot

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/measure"
	"countersign/bot/replay"
)

//go:embed report.gohtml
var pageText string

// clip is how much of a draft the page quotes, in characters.
const clip = 360

var page = template.Must(template.New("pilot").Funcs(template.FuncMap{
	"words": words,
	"class": func(v Verdict) string {
		return map[Verdict]string{Go: "go", NotYet: "notyet", No: "nogo", Silent: "silent"}[v]
	},
	"speaks": func(v Verdict) string {
		return map[Verdict]string{Go: "for", NotYet: "not yet", No: "against", Silent: "says nothing"}[v]
	},
	"clip":   func(s string) string { return replay.Clip(s, clip) },
	"action": func(a bot.Action) string { return actions[a] },
	"day":    func(t time.Time) string { return t.Format("2 January 2006") },
	"most":   func(r measure.Rate) string { return atMost(r) },
	"share":  share,
	"state":  func(s bot.AutonomyState) string { return states[s] },
	"bound":  bound,
	"limit":  func() string { return fmt.Sprintf("%.0f %%", 100*autonomy.Limit) },
	"money":  func(c string, x float64) string { return fmt.Sprintf("%s %.2f", c, x) },
	"join":   func(list []string) string { return words(strings.Join(list, ", ")) },
}).Parse(pageText))

// atMost is the one-sided bound of a share; "" where it says nothing.
func atMost(r measure.Rate) string {
	if !r.Enough() {
		return ""
	}
	return fmt.Sprintf("%.0f %%", math.Ceil(100*r.UpperBound()-1e-9))
}

// bound is what a topic's overrides may at most be, at the level of a look: rounded up,
// so that none that is above the limit reads as the limit.
func bound(s autonomy.Status) string {
	if s.N == 0 {
		return "n/a"
	}
	return fmt.Sprintf("%.1f %%", math.Ceil(1000*autonomy.Bound(s.K, s.N)-1e-9)/10)
}

// share is the length of a bar in parts of a hundred.
func share(n, of int) int {
	if of == 0 {
		return 0
	}
	return (100*n + of/2) / of
}

// view is what the page is laid out from.
type view struct {
	*Report

	Most   int // cases of the most frequent topic
	Pairs  []Split
	Live   []autonomy.Status
	Idle   []string // topics without a decided draft
	Quoted []Bad
	Rest   int // bad drafts that are not quoted
	Ready  []replay.Asked
	Misses []measure.Miss
	Day    string
	Parts  []part
	Until  time.Time
	Gaps   []gap
	Before []pair // of the enquiries from before
}

// pair is the same topic in both tiers, quoted.
type pair struct {
	Topic           string
	Routine, Person replay.Line
}

// before are up to two pairs of the replay, of two topics.
func before(r *replay.Report) []pair {
	var out []pair
	if r == nil {
		return out
	}
	find := func(id string) replay.Line {
		for _, l := range r.Enquiries {
			if l.ID == id {
				return l
			}
		}
		return replay.Line{ID: id}
	}
	for _, t := range r.Topics {
		if len(t.Pairs) > 0 && len(out) < 2 {
			out = append(out, pair{t.Topic, find(t.Pairs[0].Routine), find(t.Pairs[0].Person)})
		}
	}
	return out
}

// states names where a topic stands.
var states = map[bot.AutonomyState]string{bot.CoPilot: "co-pilot", bot.Asked: "the owner is asked", bot.Granted: "granted", bot.Lapsed: "resting"}

// part is one part of the page, for the list of links.
type part struct{ ID, Name string }

var parts = []part{{"a", "split"}, {"b", "agreement"}, {"c", "drafts"}, {"d", "documents"}, {"e", "the firm"}, {"f", "before and after"}, {"g", "cost"},
	{"h", "without a person"}, {"i", "failures"}, {"j", "leaving"}}

// gap is a topic with how many questions no document covers.
type gap struct {
	Topic string
	Cases measure.Cases
}

// quoted is how many bad drafts the page quotes.
const quoted = 40

// HTML is the report as one page, to read, to print and to send. It asks nothing
// of the network, and all that anybody wrote is escaped.
func (r *Report) HTML() ([]byte, error) {
	v := view{Report: r, Parts: parts, Most: 1, Day: dayForm, Misses: r.Figures.Recall.Misses, Until: r.Period.End.AddDate(0, 0, -1), Gaps: gaps(r.Figures.Gaps), Before: before(r.In.Replay)}
	if !r.Period.End.Equal(dayStart(r.Period.End)) || r.Made.Before(r.Period.End) {
		v.Until = r.Made
	}
	for _, s := range r.Split {
		v.Most = max(v.Most, s.N())
		if s.Both() && len(v.Pairs) < 2 {
			v.Pairs = append(v.Pairs, s)
		}
	}
	for _, s := range r.In.Topics {
		switch {
		case s.State == bot.Forbidden:
		case s.N == 0 && s.State == bot.CoPilot:
			v.Idle = append(v.Idle, s.Topic)
		default:
			v.Live = append(v.Live, s)
		}
	}
	v.Quoted = r.Bad[:min(quoted, len(r.Bad))]
	v.Rest = len(r.Bad) - len(v.Quoted)
	ready := r.In.Readiness
	if r.In.Replay != nil {
		ready = r.In.Replay.Readiness
	}
	v.Ready = ready.Questions()
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("laying the report out: %w", err)
	}
	return bytes.ReplaceAll(b.Bytes(), []byte(" %"), []byte("\u00a0%")), nil // a figure stays beside its sign
}

func dayStart(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// gaps puts uncovered questions together by topic, most frequent first.
func gaps(all []measure.Gap) []gap {
	var out []gap
	for _, g := range all {
		i := slices.IndexFunc(out, func(o gap) bool { return o.Topic == g.Topic })
		if i < 0 {
			out = append(out, gap{Topic: g.Topic})
			i = len(out) - 1
		}
		out[i].Cases = append(out[i].Cases, g.Case)
	}
	slices.SortStableFunc(out, func(a, b gap) int { return len(b.Cases) - len(a.Cases) })
	return out
}

// Find gives an enquiry of the replay by its id.
func (v view) Find(id string) replay.Line {
	for _, l := range v.In.Replay.Enquiries {
		if l.ID == id {
			return l
		}
	}
	return replay.Line{ID: id}
}
