package drafting

import "countersign/bot"

// checkFigures looks for every figure in the passages that are cited and in the
// client's own words. Results of arithmetic are found out by design.
func checkFigures(s subject) bot.Check {
	own := figuresIn(s.question)
	var missing []string
	for _, line := range s.sentences {
		have := append(figuresIn(s.cited(line)), own...)
		for _, f := range figuresIn(line.text) {
			if !supported(f, have) {
				missing = append(missing, f.shown)
			}
		}
	}
	if len(missing) > 0 {
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "This figure stands in none of the cited pages: " + quoted(missing) + "."}
	}
	return bot.Check{}
}
