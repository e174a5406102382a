package digest

import (
	"bytes"
	"fmt"
	"html/template"
	"strings"
)

// packPage is the outcome pack as a fragment of a whole page.
var packPage = template.Must(template.New("pack").Parse(`{{range .Parts}}<table class="topics"><caption>{{.Name}}</caption><thead><tr><th scope="col">Measure</th><th scope="col">All</th><th scope="col">Flagged vulnerable</th><th scope="col">Not flagged</th><th scope="col">Month before</th></tr></thead><tbody>
{{range .Rows}}<tr><th scope="row">{{.Name}}</th>{{range .Cells}}<td><span class="group">{{.Group}} </span>{{.Says}}</td>{{end}}</tr>
{{end}}</tbody></table>
{{end}}{{if .P.Changes}}<table class="topics"><caption>Before and after</caption><thead><tr><th scope="col">Measure</th><th scope="col">Before</th><th scope="col">After</th><th scope="col">Difference, 95 %</th></tr></thead><tbody>
{{range .P.Changes}}<tr><th scope="row">{{.Name}}</th><td><span class="group">Before </span>{{.Before}}</td><td><span class="group">After </span>{{.After}}</td><td>{{if gt .Better 0}}<strong class="better">Better</strong>, {{else if lt .Better 0}}<strong class="worse">Worse</strong>, {{end}}{{.Text}}</td></tr>
{{end}}</tbody></table>
<p class="aside">The baseline: {{.P.Baseline.Enquiries}} enquiries from {{.P.Baseline.From.Format "2 January 2006"}} to {{.P.Baseline.To.Format "2 January 2006"}}, frozen on {{.P.Baseline.ImportedAt.Format "2 January 2006"}}{{if .P.Baseline.Late}}, after the firm had begun{{end}}, SHA-256 {{.P.Baseline.Hash}}.</p>
{{else}}<section class="gaps"><h3>Before and after</h3><p>There is no baseline to compare with. <code>countersign baseline import FILE</code> freezes one.</p></section>{{end}}
{{with .P.All.Recall.Misses}}<section class="gaps"><h3>Should have had a person at once</h3><ul>{{range .}}<li>Case {{.Case}}{{if .Sent}}, a drafted text was sent first{{end}}</li>{{end}}</ul></section>{{end}}
<section class="gaps"><h3>What this is</h3><p>Cases of the month, counted by one written definition each (docs/measures.md), with 95 % intervals; “low data” below 20, “n/a” without any. What a month cannot know yet is counted as maturing, not as good. Flags of vulnerability are counts here: who is flagged, and why, stands in the case for those who may see it. The CSV of the same month lists the cases behind each other figure.</p>
<p>Answers for it: {{.Owner}}. {{.Ledger}}.</p></section>
`))

// ledger tells whether the ledger was found sound.
func (p *Pack) ledger() string {
	if !p.Verified.Done {
		return "The ledger was not verified for it"
	}
	return capital(strings.Trim(p.Verified.words(0), "*"))
}

// packCell is one figure of a pack, with the name of its group for narrow screens.
type packCell struct{ Group, Says string }

type packRow struct {
	Name  string
	Cells []packCell
}

type packPart struct {
	Name string
	Rows []packRow
}

// Document lays the pack out as a whole page.
func (p *Pack) Document() ([]byte, error) {
	var parts []packPart
	for _, o := range packed {
		if len(parts) == 0 || parts[len(parts)-1].Name != o.part {
			parts = append(parts, packPart{Name: o.part})
		}
		row := packRow{Name: o.name}
		for _, g := range p.groups() {
			row.Cells = append(row.Cells, packCell{capital(g.name), o.in(g.of)})
		}
		last := &parts[len(parts)-1]
		last.Rows = append(last.Rows, row)
	}
	var b bytes.Buffer
	err := packPage.Execute(&b, map[string]any{"P": p, "Parts": parts, "Owner": p.owner(), "Ledger": p.ledger()})
	if err != nil {
		return nil, fmt.Errorf("laying the outcome pack out: %w", err)
	}
	return wholePage(pageOf{Title: p.Firm + ", outcomes of " + p.Month, Eyebrow: "Outcome pack, from the ledger alone", Verdict: p.Verdict(),
		Fragment: template.HTML(b.String())}) // #nosec G203 -- made by html/template
}
