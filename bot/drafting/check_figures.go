package drafting

import (
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

// amountWord finds words that say how much without a number.
var amountWord = regexp.MustCompile(`\b(?:nil|zero|nought|free of charge|free|half|double|treble|triple|twice|dozens?|couple|grand|hundreds?|thousands?|millions?)\b`)

// notAmounts hold such a word and say nothing of how much.
var notAmounts = regexp.MustCompile(`\bfeel free\b|\bhalf past\b|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:hundred|thousand|million)\b`)

// amountWords lists those of a sentence that neither what it cites nor the client uses.
func (s subject) amountWords(line sentence) []string {
	have := grounding.Fold(s.cited(line) + " " + s.headings(line) + " " + s.question)
	var out []string
	for _, w := range amountWord.FindAllString(notAmounts.ReplaceAllString(grounding.Fold(line.text), ""), -1) {
		if !strings.Contains(have, w) {
			out = append(out, w)
		}
	}
	return out
}

// inAnyPage tells whether any passage found has a figure. Pages that are not cited
// are read for that alone.
func (s subject) inAnyPage(f grounding.Figure) bool {
	for _, p := range s.passages {
		if f.In(grounding.PassageFigures(p)) {
			return true
		}
	}
	return false
}

// checkFigures looks for every figure in the passages that are cited and in the
// client's own words. One of the model's that stands in no passage found bars
// the sentence, and so does a telephone number or sort code that is not cited;
// one of another page, or in another's place, bars autonomy. Results of
// arithmetic are found out by design.
func checkFigures(s subject) bot.Check {
	var foreign, elsewhere, swapped []string
	for _, line := range s.sentences {
		have := slices.Concat(grounding.PassageFigures(s.cited(line)), grounding.PassageFigures(s.headings(line)), s.own)
		for _, f := range s.read.figuresOf(line.text) {
			switch {
			case f.Loose() || f.In(have):
			case f.Kind == grounding.Phone || f.Kind == grounding.SortCode || !s.inAnyPage(f):
				foreign = append(foreign, f.Shown)
			default:
				elsewhere = append(elsewhere, f.Shown)
			}
		}
		elsewhere = append(elsewhere, s.amountWords(line)...)
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
