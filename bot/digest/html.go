package digest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"countersign/bot/measure"
)

// page is the report as a fragment without styles of its own; the classes are
// those of the console's style sheet.
var page = template.Must(template.New("digest").Funcs(template.FuncMap{
	"topic": topicWords,
	"Topic": func(s string) string { return capital(topicWords(s)) },
	"case":  func(id int64) template.URL { return template.URL(fmt.Sprintf("/cases/%d", id)) }, // #nosec G203 -- a number
	"atmost": func(x measure.Topic) string {
		if !x.Override.Enough() {
			return "too few to say"
		}
		return fmt.Sprintf("at most %d %%", atMost(x))
	},
	"bar": func(x measure.Topic) string { n := len(x.Override.N); return bar(n-len(x.Override.K), n, 10) },
}).Parse(`<div class="numbers">{{range .Groups}}<section><h3>{{.Title}}</h3><dl>{{range .Numbers}}<div><dt>{{.Name}}</dt><dd><b>{{.Value}}</b>{{if .Note}} <span>{{.Note}}</span>{{end}}{{if .Past}} <span class="aside">before: {{.Past}}</span>{{end}}</dd></div>{{end}}</dl></section>{{end}}</div>
<table class="topics"><caption>Quality beside cost</caption><thead><tr><th scope="col">What it saved</th><th scope="col">How clients fared</th></tr></thead><tbody>
{{range .Balance}}<tr><td>{{.Value}}<br><span class="aside">{{.Name}}</span></td><td>{{.Note}}<br><span class="aside">{{.Past}}</span></td></tr>
{{end}}</tbody></table>
{{with .R.Ripe.Topics}}<table class="topics"><caption>Overrides by topic, eight weeks</caption><thead><tr><th scope="col">Topic</th><th scope="col">Changed in substance, rejected or escalated</th><th scope="col">Bound</th><th scope="col">Decided of needed</th></tr></thead><tbody>
{{range .}}<tr><th scope="row">{{Topic .Topic}}</th><td>{{if .Override.Enough}}<span class="bar" aria-hidden="true">{{bar .}}</span> {{end}}{{.Override}}</td><td>{{atmost .}}</td><td>{{call $.Decided .}}</td></tr>
{{end}}</tbody></table>{{end}}
{{if or .R.Falls .R.Standings}}<section class="gaps"><h3>Autonomy</h3><ul>{{range .Falls}}<li><strong>{{.}}</strong></li>{{end}}{{range .Standings}}<li>{{.}}</li>{{end}}</ul></section>{{end}}
{{with .R.Now.Recall.Misses}}<section class="gaps"><h3>Should have had a person at once</h3><ul>{{range .}}<li>{{if $.Links}}<a href="{{case .Case}}">Case {{.Case}}</a>{{else}}Case {{.Case}}{{end}} <span class="aside">{{topic .Topic}}{{if .Sent}}, a drafted text was sent first{{end}}</span></li>{{end}}</ul></section>{{end}}
{{with .R.Now.Gaps}}<section class="gaps"><h3>Questions without a document</h3><ul>{{range .}}<li>{{if $.Links}}<a href="{{case .Case}}">Case {{.Case}}</a>{{else}}Case {{.Case}}{{end}} <span class="aside">{{topic .Topic}}, {{if .Owner}}{{.Owner}}{{else}}no owner{{end}}</span></li>{{end}}</ul></section>{{end}}
<p class="aside">{{.Ledger}}. Every figure can be recounted: <code>countersign digest --format json</code> lists the cases behind each.</p>
`))

// document is a page of its own around the fragment, for opening from a file
// or printing: nothing in it is fetched from anywhere.
var document = template.Must(template.New("document").Parse(`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title>
<style>` + documentStyle + `</style></head><body>
<header><p class="eyebrow">{{.Eyebrow}}</p><h1>{{.Title}}</h1><p class="verdict">{{.Verdict}}</p></header>
{{if .Chart}}<figure><img src="{{.Chart}}" width="1600" height="680" alt="{{.Alt}}"></figure>{{end}}
{{with .Weeks}}<table class="weeks" aria-label="Outcomes by week"><thead><tr><th scope="col">Week</th>{{if $.Itself}}<th scope="col">auto</th>{{end}}<th scope="col">as is</th><th scope="col">edited</th><th scope="col">new</th><th scope="col">person</th><th scope="col">n</th><th scope="col">compl.</th></tr></thead><tbody>
{{range .}}<tr><th scope="row">{{.Start.Format "2 Jan"}}</th>{{if $.Itself}}<td>{{.Automatic.Len}}</td>{{end}}<td>{{.AsDrafted.Len}}</td><td>{{.Edited.Len}}</td><td>{{.Replaced.Len}}</td><td>{{.Escalated.Len}}</td><td>{{.Enquiries.Len}}</td><td>{{.Complaint.Len}}</td></tr>
{{end}}</tbody></table><p class="weeks aside">{{if $.Itself}}Answers sent by themselves; drafts{{else}}Drafts{{end}} sent as they were, edited, replaced; cases that needed a person; enquiries; complaints.</p>{{end}}
{{.Fragment}}
</body></html>
`))

// documentStyle is for both the light and the dark, on a telephone and on paper.
const documentStyle = `
:root { color-scheme: light dark; --ink: #1d2426; --soft: #566062; --line: #d9dddd; --sheet: #fff; --ground: #f5f6f5; --accent: #0b5f8a }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaea; --soft: #a3adae; --line: #353c3e; --sheet: #1b2022; --ground: #14181a; --accent: #7cc0e8 } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 64rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere }
header { margin-bottom: 1.25rem } .eyebrow { margin: 0; color: var(--soft); font-size: .875rem } h1 { margin: 0; font-size: 1.125rem; font-weight: 600 }
.verdict { margin: .5rem 0 0; font: 600 clamp(1.25rem, 4vw, 1.75rem)/1.3 Georgia, "Times New Roman", serif; max-width: 46rem }
figure { margin: 0 0 1.25rem } figure, .numbers section, section.gaps, table { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px }
img { display: block; width: 100%; height: auto; border-radius: 10px; background: #fff }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1rem; margin-bottom: 1.25rem } .numbers section { padding: .75rem 1rem }
h3, caption { margin: 0; font-size: .9375rem; font-weight: 600; text-align: left } .numbers h3 { padding-bottom: .4rem; border-bottom: 2px solid var(--line) }
dl { margin: 0 } dl div { padding: .5rem 0; border-bottom: 1px solid var(--line) } dl div:last-child { border: 0; padding-bottom: 0 }
dt { color: var(--soft); font-size: .875rem } dd { margin: 0; font-size: .875rem } dd b { display: block; font-size: 1.1875rem; line-height: 1.3; font-variant-numeric: tabular-nums } dd span { display: block }
.aside { color: var(--soft); font-size: .875rem } a { color: var(--accent) }
table { border-collapse: separate; border-spacing: 0; width: 100%; margin: 0 0 1.25rem; padding: 0 1rem .25rem } caption { padding: .25rem 0 .5rem }
th, td { padding: .5rem .75rem .5rem 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums } tbody tr:last-child > * { border-bottom: 0 }
table.topics { table-layout: fixed } table.topics th:first-child { width: 30% } table.topics th:first-child:nth-last-child(2) { width: 46% } thead th { color: var(--soft); font-size: .875rem } tbody th { font-weight: 600 } .bar { color: var(--accent); letter-spacing: -.05em; white-space: nowrap }
section.gaps { padding: .75rem 1rem; margin-bottom: 1.25rem } .gaps ul { margin: .25rem 0 0; padding-left: 1.1rem }
.group { display: none; color: var(--soft); font-size: .875rem } .better { color: #0a6b3d } .worse { color: #a3330b } @media (prefers-color-scheme: dark) { .better { color: #6fcf9b } .worse { color: #f2a07b } }
.weeks { display: none; overflow-wrap: normal } .weeks td, .weeks th { text-align: right; padding: .3rem .15rem; font-size: .8125rem; white-space: nowrap } .weeks th:first-child { text-align: left }
@media (max-width: 40rem) { figure { display: none } .group { display: inline } table.weeks { display: table; margin-bottom: .5rem } p.weeks { display: block } table.topics thead { position: absolute; clip-path: inset(50%) } table.topics tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line) } table.topics tbody tr:last-child { border: 0 } table.topics th, table.topics th:first-child, table.topics td { display: block; width: auto; padding: 0; border: 0 } }
@media print { body { background: none; padding: 0 } figure, section, table { break-inside: avoid } }
`

// Document gives the report as a whole page with its chart in it.
func (r *Report) Document() ([]byte, error) {
	png, err := r.PNG()
	if err != nil {
		return nil, err
	}
	return r.page("data:image/png;base64," + base64.StdEncoding.EncodeToString(png))
}

// page is the report as a whole page that shows the chart from an address.
func (r *Report) page(chart string) ([]byte, error) {
	fragment, err := r.fragment(false)
	if err != nil {
		return nil, err
	}
	return wholePage(pageOf{Title: r.Title(), Eyebrow: "Digest, from the ledger alone", Verdict: r.Verdict(), Alt: r.Alt(), Fragment: fragment,
		Chart: template.URL(chart), Weeks: r.Weeks, Itself: len(kinds(r.Weeks)) == len(outcomes)}) // #nosec G203 -- the base64 of a picture made here, or its name in a mail
}

// pageOf is what stands on a whole page.
type pageOf struct {
	Title, Eyebrow, Verdict, Alt string
	Fragment                     template.HTML
	Chart                        template.URL
	Weeks                        []Week // the chart in figures, for narrow screens
	Itself                       bool   // an answer of these weeks was sent by itself
}

func wholePage(p pageOf) ([]byte, error) {
	p.Fragment = unbroken(p.Fragment)
	var b bytes.Buffer
	if err := document.Execute(&b, p); err != nil {
		return nil, fmt.Errorf("laying the page out: %w", err)
	}
	return b.Bytes(), nil
}

// unbroken keeps figures together with their signs where a line ends.
func unbroken(html template.HTML) template.HTML {
	return template.HTML(keep.Replace(string(html))) // #nosec G203 -- spaces take the place of spaces
}

var keep = strings.NewReplacer(" %", "\u00a0%", "95 %: ", "95\u00a0%:\u00a0", " points", "\u00a0points")

// number is one figure with what qualifies it and that of the period before.
type number struct{ Name, Value, Note, Past string }

// group is a few figures that belong together.
type group struct {
	Title   string
	Numbers []number
}

// HTML gives the figures as a fragment for a page of the console, without the
// verdict; everything in it is escaped. Cost or speed never stands without the
// quality beside it.
func (r *Report) HTML() (template.HTML, error) { return r.fragment(true) }

// fragment lays the figures out; with links to the cases where a console shows them.
func (r *Report) fragment(links bool) (template.HTML, error) {
	falls, standings := []string{}, []string{}
	for _, f := range r.Falls {
		falls = append(falls, strings.Trim(f.words(r.zone()), "*"))
	}
	for _, s := range r.Standings {
		standings = append(standings, capital(s.words()))
	}
	var b bytes.Buffer
	err := page.Execute(&b, map[string]any{"R": r, "Groups": r.groups(), "Balance": r.balance(), "Falls": falls, "Standings": standings, "Links": links, "Decided": r.decided,
		"Ledger": capital(strings.Trim(r.Verified.words(r.Ledger), "*"))})
	if err != nil {
		return "", fmt.Errorf("laying the digest out: %w", err)
	}
	return template.HTML(strings.TrimSpace(b.String())), nil // #nosec G203 -- made by html/template
}

// balance is the table of what was saved beside what it may have cost clients.
func (r *Report) balance() []number {
	n, ripe := r.Now, r.Ripe
	return []number{
		{"minutes, by the firm's own estimate", r.Saved.words(), ripe.Quality.Repeat72.String(), "back within 72 hours about the same, eight weeks"},
		{"cost of the model", r.modelCost(), ripe.Quality.Reopen.String(), "reopened within 14 days, eight weeks"},
		{"sent by a grant, and it held, eight weeks", ripe.Balance.Deflection.String(), ripe.Complaints.AI.String(), "complaints after AI-drafted answers, eight weeks"},
		{"half wait: routine", half(n.RoutineWait), ripe.Recall.Rate.String(), "of those who needed a person, given to one at once, eight weeks"},
		{"half wait: for people", half(n.HumanWait), ripe.Quality.Repeat.String(), "back within 7 days about the same, eight weeks" + unsure(ripe.Quality.RepeatUnsure)},
	}
}

func (r *Report) groups() []group {
	n, p, ripe, past := r.Now, r.Past, r.Ripe, r.RipePast
	return []group{
		{"What came in", []number{
			{"Enquiries", fmt.Sprint(n.Enquiries.Len()), fmt.Sprintf("%d routine, %d for people", n.Routine.Len(), n.Human.Len()), fmt.Sprintf("%d (%d, %d)", p.Enquiries.Len(), p.Routine.Len(), p.Human.Len())},
			{"Waiting at the end", fmt.Sprint(n.Waiting.Len()), fmt.Sprintf("%d of this period, %d from before", n.Waiting.Begun.Len(), n.Waiting.Earlier.Len()), fmt.Sprint(p.Waiting.Len())},
			share("Escalations", n.Escalations.Rate, p.Escalations.Rate, reasons(n.Escalations.Reasons)),
		}},
		{"What became of drafts", []number{
			{"Decided", fmt.Sprint(n.Drafts.Decided.Len()), fates(n.Drafts), fates(p.Drafts)},
			share("Overrides", n.Drafts.Override, p.Drafts.Override, ""),
			share("Touched at all", n.Drafts.Touch, p.Drafts.Touch, ""),
		}},
		{"Complaints", []number{
			{"Opened", fmt.Sprint(n.Complaints.Opened.Len()), fmt.Sprintf("of eight weeks' cases %d still maturing", ripe.Complaints.Maturing.Len()), fmt.Sprint(p.Complaints.Opened.Len())},
			{"Deadlines missed", missed(n.Complaints.Missed), "of complaints and requests for data", fmt.Sprint(p.Complaints.Missed.Len())},
			share("After AI-drafted answers", ripe.Complaints.AI, past.Complaints.AI, ", eight weeks"),
			share("After people’s own answers", ripe.Complaints.HumanOnly, past.Complaints.HumanOnly, ", eight weeks"),
		}},
		{"How long clients waited, in working time", []number{
			waited("Routine, first answer", n.RoutineWait, p.RoutineWait),
			share("Routine, in time", n.RoutineSLA, p.RoutineSLA, ""),
			waited("For people, first answer", n.HumanWait, p.HumanWait),
			share("For people, in time", n.HumanSLA, p.HumanSLA, ""),
		}},
		{"How the team reviews", []number{
			reading(n.Watch, p.Watch),
			share("Approved within 5 seconds", n.Watch.Quick, p.Watch.Quick, n.Watch.Blind()),
			{Name: "No edit in their last 50", Value: n.Watch.NoEdit.String(), Note: "of approvers with 50 decisions or more"},
		}},
		{"Health", []number{
			share("Unseen by staff for over 15 min", n.Unseen, p.Unseen, ""),
			{"Given to a person after a failure", fmt.Sprint(n.Parked.Len()), "", fmt.Sprint(p.Parked.Len())},
			{Name: "The program was not at work", Value: fmt.Sprintf("%d min", minutes(r.Edge.Down)), Note: r.Edge.longest()},
			{"Deliveries not known", fmt.Sprint(n.Unknown.Len()), strings.ReplaceAll(strings.TrimPrefix(r.Edge.words(), "; "), "**", ""), fmt.Sprint(p.Unknown.Len())},
		}},
	}
}

// unsure tells how many of those counted could not be told for certain.
func unsure(c measure.Cases) string {
	if c.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("; of %d it is not sure", c.Len())
}

// share is a rate as k of n, with its interval or why it has none.
func share(name string, now, past measure.Rate, more string) number {
	out := number{Name: name, Value: fmt.Sprintf("%d of %d", len(now.K), len(now.N)), Past: past.String()}
	low, high := now.Interval()
	switch {
	case len(now.N) == 0:
		out.Value, out.Note = "n/a", "no case counts yet"
	case now.Enough():
		out.Note = "95 %: " + measure.Span(low, high)
	default:
		out.Note = "low data"
	}
	out.Note += more
	return out
}

// reading is how long a draft was before staff until it was approved: of the
// team, and of no one in it.
func reading(now, past measure.Watch) number {
	return number{Name: "Before staff until approved", Value: now.ReadingTime(), Past: past.ReadingTime()}
}

func waited(name string, now, past measure.Wait) number {
	out := number{Name: name, Past: past.String()}
	switch n := len(now.Cases); {
	case n == 0:
		out.Value, out.Note = "n/a", "no case counts yet"
	case n < now.Fewest:
		out.Value, out.Note = fmt.Sprintf("%d of %d answered", n-len(now.Unanswered()), n), "low data"
	default:
		out.Value, out.Note = now.Share("half", .5), fmt.Sprintf("%s, n %d", now.Share("nine in ten", .9), n)
	}
	return out
}
