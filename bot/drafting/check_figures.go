package drafting

import (
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// checkFigures looks for every figure in the passages that are cited and in the
// client's own words. One of the model's that stands in no passage found bars
// the sentence, and so does a telephone number or sort code that is not cited;
// one of another page, or in another's place, bars autonomy. Results of
// arithmetic are found out by design.
func checkFigures(s subject) bot.Check {
	var all []grounding.Figure
	for _, p := range s.passages {
		all = append(all, s.read.figuresOf(p)...)
	}
	var foreign, elsewhere, swapped []string
	for _, line := range s.sentences {
		have := slices.Concat(s.read.figuresOf(s.cited(line)), s.read.figuresOf(s.headings(line)), s.own)
		for _, f := range s.read.figuresOf(line.text) {
			switch {
			case f.Loose() || f.In(have):
			case f.Kind == grounding.Phone || f.Kind == grounding.SortCode || !f.In(all):
				foreign = append(foreign, f.Shown)
			default:
				elsewhere = append(elsewhere, f.Shown)
			}
		}
		for _, f := range s.judge(line).Findings {
			if f.Kind == grounding.OtherFigure && f.Source != "" {
				swapped = append(swapped, "“"+f.Said+"” where the page has “"+f.Source+"”")
			}
		}
	}
	switch {
	case len(foreign) > 0:
		return bot.Check{Verdict: bot.NoDraft, Detail: "This figure stands in none of the pages found: " + quoted(foreign) + "."}
	case len(elsewhere) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "This figure stands in none of the cited pages: " + quoted(elsewhere) + "."}
	case len(swapped) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "A figure stands in the place of another: " + strings.Join(swapped, ", ") + "."}
	}
	return bot.Check{}
}
