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
	"words": words,
	"case":  func(id int64) template.URL { return template.URL(fmt.Sprintf("/cases/%d", id)) }, // #nosec G203 -- a number
	"atmost": func(x measure.Topic) string {
		if !x.Override.Enough() {
			return ""
		}
		return fmt.Sprintf("at most %.0f %%", 100*x.AtMost+0.5)
	},
	"bar": func(x measure.Topic) string { return bar(len(x.Override.K), len(x.Override.N), 10) },
}).Parse(`<div class="numbers">{{range .Groups}}<section><h3>{{.Title}}</h3><dl>{{range .Numbers}}<div><dt>{{.Name}}</dt><dd><b>{{.Value}}</b>{{if .Note}} <span>{{.Note}}</span>{{end}}{{if .Past}} <span class="aside">before: {{.Past}}</span>{{end}}</dd></div>{{end}}</dl></section>{{end}}</div>
{{with .R.Now.Topics}}<table class="topics"><caption>Overrides by topic</caption><thead><tr><th scope="col">Topic</th><th scope="col">Changed in substance, rejected or escalated</th><th scope="col">At most</th></tr></thead><tbody>
{{range .}}<tr><th scope="row">{{words .Topic}}</th><td>{{if .Override.Enough}}<span class="bar" aria-hidden="true">{{bar .}}</span> {{end}}{{.Override}}</td><td>{{atmost .}}</td></tr>
{{end}}</tbody></table>{{end}}
{{with .R.Now.Gaps}}<section class="gaps"><h3>Questions without a document</h3><ul>{{range .}}<li><a href="{{case .Case}}">Case {{.Case}}</a> <span class="aside">{{words .Topic}}</span></li>{{end}}</ul></section>{{end}}
<p class="aside">Read from the ledger up to entry {{.R.Ledger}}. Every figure can be recounted: <code>countersign digest --format json</code> lists the cases behind each.</p>
`))

// document is a page of its own around the fragment, for opening from a file
// or sending by mail: nothing in it is fetched from anywhere.
var document = template.Must(template.New("document").Parse(`<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.R.Title}}</title>
<style>
:root { color-scheme: light dark }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1, .verdict { font-family: Georgia, serif } h1 { font-size: 1rem; font-weight: 600; opacity: .75 } .verdict { font-size: 1.5rem; margin: 0 0 1.5rem }
h3, caption { font-size: 1rem; text-align: left; font-weight: 600; margin: 1.5rem 0 .5rem } img { max-width: 100%; height: auto; background: #fff }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 0 2rem } dl { margin: 0 } dl div { border-top: 1px solid #8886; padding: .4rem 0 }
dt { opacity: .75; font-size: .9rem } dd { margin: 0 } dd b { font-size: 1.15rem } dd span { display: block; font-size: .9rem } .aside { opacity: .75 }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; font-weight: 400; border-bottom: 1px solid #8886; padding: .3rem .8rem .3rem 0; vertical-align: top }
</style></head><body><h1>{{.R.Title}}</h1><p class="verdict">{{.R.Verdict}}</p>
<p><img src="{{.Chart}}" alt="{{.R.Alt}}"></p>
{{.Fragment}}
</body></html>
`))

// Document gives the report as a whole page with its chart.
func (r *Report) Document() ([]byte, error) {
	fragment, err := r.HTML()
	if err != nil {
		return nil, err
	}
	png, err := r.PNG()
	if err != nil {
		return nil, err
	}
	chart := template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)) // #nosec G203 -- base64 of a picture made here
	var b bytes.Buffer
	if err := document.Execute(&b, map[string]any{"R": r, "Fragment": fragment, "Chart": chart}); err != nil {
		return nil, fmt.Errorf("laying the digest out: %w", err)
	}
	return b.Bytes(), nil
}

// number is one figure with what qualifies it and that of the period before.
type number struct{ Name, Value, Note, Past string }

// group is a few figures that belong together.
type group struct {
	Title   string
	Numbers []number
}

// HTML gives the figures as a fragment, without the verdict; everything in it is escaped. Cost or
// speed never stands without the quality beside it.
func (r *Report) HTML() (template.HTML, error) {
	n, p := r.Now, r.Past
	var b bytes.Buffer
	err := page.Execute(&b, map[string]any{"R": r, "Groups": []group{
		{"What came in", []number{
			{"Enquiries", fmt.Sprint(n.Enquiries.Len()), fmt.Sprintf("%d routine, %d needed a person", n.Routine.Len(), n.Human.Len()), fmt.Sprint(p.Enquiries.Len())},
			{"Waiting at the end", fmt.Sprint(n.Waiting.Len()), fmt.Sprintf("%d of this period, %d from before", n.Waiting.Begun.Len(), n.Waiting.Earlier.Len()), fmt.Sprint(p.Waiting.Len())},
			share("Escalations", n.Escalations.Rate, p.Escalations.Rate, reasons(n.Escalations.Reasons)),
			{"Complaints opened", fmt.Sprint(n.Complaints.Opened.Len()), "", fmt.Sprint(p.Complaints.Opened.Len())},
		}},
		{"What became of drafts", []number{
			{"Decided", fmt.Sprint(n.Drafts.Decided.Len()), fates(n.Drafts), fmt.Sprint(p.Drafts.Decided.Len())},
			share("Overrides", n.Drafts.Override, p.Drafts.Override, ""),
			share("Touched at all", n.Drafts.Touch, p.Drafts.Touch, ""),
			reading(n.Watch, p.Watch),
			share("Approved within 5 seconds", n.Watch.Quick, p.Watch.Quick, ""),
		}},
		{"How long clients waited, in working time", []number{
			waited("Routine, first answer", n.RoutineWait, p.RoutineWait),
			share("Routine, in time", n.RoutineSLA, p.RoutineSLA, ""),
			waited("Needing a person, first answer", n.HumanWait, p.HumanWait),
			share("Needing a person, in time", n.HumanSLA, p.HumanSLA, ""),
		}},
		{"How well answers held", []number{
			share("Repeat contact within 7 days", n.Quality.Repeat, p.Quality.Repeat, ""),
			share("Reopened", n.Quality.Reopen, p.Quality.Reopen, ""),
			share("Complaints after AI-drafted answers", n.Complaints.AI, p.Complaints.AI, ""),
			share("Complaints after people’s own answers", n.Complaints.HumanOnly, p.Complaints.HumanOnly, ""),
		}},
		{"Health", []number{
			{"Given to a person after a failure", fmt.Sprint(n.Parked.Len()), "", fmt.Sprint(p.Parked.Len())},
			{"Deliveries not known", fmt.Sprint(n.Unknown.Len()), "", fmt.Sprint(p.Unknown.Len())},
		}},
	}})
	if err != nil {
		return "", fmt.Errorf("laying the digest out: %w", err)
	}
	return template.HTML(strings.TrimSpace(b.String())), nil // #nosec G203 -- made by html/template
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
		out.Note = "too few to say more"
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
		out.Value, out.Note = fmt.Sprintf("%d of %d answered", n-len(now.Unanswered()), n), "too few to say more"
	default:
		out.Value, out.Note = "half within "+measure.PlainTime(now.Quantile(.5)), fmt.Sprintf("nine in ten within %s, n %d", measure.PlainTime(now.Quantile(.9)), n)
	}
	return out
}

func fates(d measure.Drafts) string {
	return fmt.Sprintf("%d as drafted, %d edited, %d replaced, %d escalated", d.AsDrafted.Len(), d.Edited.Len(), d.Replaced.Len(), d.Escalated.Len())
}
