package digest

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
)

// page is the report as a fragment without styles of its own; the classes are
// those of the console's style sheet.
var page = template.Must(template.New("digest").Funcs(template.FuncMap{
	"words": words,
	"case":  func(id int64) template.URL { return template.URL(fmt.Sprintf("/cases/%d", id)) }, // #nosec G203 -- a number
	"atmost": func(x Topic) string {
		if !x.Override.Enough() {
			return ""
		}
		return fmt.Sprintf("at most %.0f %%", 100*x.AtMost+0.5)
	},
}).Parse(`<p class="verdict">{{.R.Verdict}}</p>
<dl class="numbers">{{range .Numbers}}<div><dt>{{.Name}}</dt><dd>{{.Now}}{{if .Past}} <span class="aside">before: {{.Past}}</span>{{end}}</dd></div>{{end}}</dl>
{{with .R.Now.Topics}}<table class="topics"><caption>Overrides by topic</caption><thead><tr><th scope="col">Topic</th><th scope="col">Changed in substance, rejected or escalated</th><th scope="col">Bound</th></tr></thead><tbody>
{{range .}}<tr><th scope="row">{{words .Topic}}</th><td>{{.Override}}</td><td>{{atmost .}}</td></tr>
{{end}}</tbody></table>{{end}}
{{with .R.Now.Gaps}}<section class="gaps"><h3>Questions without a document</h3><ul>{{range .}}<li><a href="{{case .Case}}">Case {{.Case}}</a> <span class="aside">{{words .Topic}}</span></li>{{end}}</ul></section>{{end}}
<p class="aside">Read from the ledger up to entry {{.R.Ledger}}. Every figure can be recounted from <code>countersign digest --format json</code>.</p>
`))

// number is one figure with that of the period before.
type number struct{ Name, Now, Past string }

// HTML gives the report as a fragment; everything in it is escaped.
func (r *Report) HTML() (template.HTML, error) {
	n, p := r.Now, r.Past
	var b bytes.Buffer
	err := page.Execute(&b, map[string]any{"R": r, "Numbers": []number{
		{"Enquiries", tiers(n), tiers(p)},
		{"Drafts decided", fates(n.Drafts), fates(p.Drafts)},
		{"Escalations", n.Escalations.Rate.String() + reasons(n.Escalations.Reasons), p.Escalations.Rate.String()},
		{"Complaints opened", fmt.Sprint(n.Complaints.Opened.Len()), fmt.Sprint(p.Complaints.Opened.Len())},
		{"Complaints after AI-drafted answers", n.Complaints.AI.String(), p.Complaints.AI.String()},
		{"Complaints after people’s own answers", n.Complaints.HumanOnly.String(), p.Complaints.HumanOnly.String()},
		{"Overrides", n.Drafts.Override.String(), p.Drafts.Override.String()},
		{"First answer to routine cases", n.RoutineWait.String(), p.RoutineWait.String()},
		{"First answer where a person was needed", n.HumanWait.String(), p.HumanWait.String()},
		{"Repeat contact within 7 days", n.Quality.Repeat.String(), p.Quality.Repeat.String()},
		{"Reopened", n.Quality.Reopen.String(), p.Quality.Reopen.String()},
		{"Approved within 5 seconds", n.Drafts.Quick.String(), p.Drafts.Quick.String()},
		{"Still waiting", fmt.Sprint(n.Waiting.Len()), ""},
	}})
	if err != nil {
		return "", fmt.Errorf("laying the digest out: %w", err)
	}
	return template.HTML(strings.TrimSpace(b.String())), nil // #nosec G203 -- made by html/template
}

func tiers(f Figures) string {
	return fmt.Sprintf("%d: %d routine, %d needed a person", f.Enquiries.Len(), f.Routine.Len(), f.Human.Len())
}

func fates(d Drafts) string {
	return fmt.Sprintf("%d: %d as drafted, %d edited, %d replaced, %d escalated",
		d.Decided.Len(), d.AsDrafted.Len(), d.Edited.Len(), d.Replaced.Len(), d.Escalated.Len())
}
