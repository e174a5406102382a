package drafting

import (
	"regexp"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

var absolute = regexp.MustCompile(`\b(?:always|never|guaranteed|without exception|in all cases|no risk|risk[- ]free|certainly|definitely|absolutely|under no circumstances|impossible|everyone|nobody)\b|\b100 ?%`)

// checkAbsolutes warns of words that leave no room, unless the page uses them.
func checkAbsolutes(s subject) bot.Check {
	var found []string
	for _, line := range s.sentences {
		source := grounding.Fold(s.cited(line))
		for _, w := range absolute.FindAllString(grounding.Fold(line.text), -1) {
			if !strings.Contains(source, w) {
				found = append(found, w)
			}
		}
	}
	if len(found) > 0 {
		return bot.Check{Verdict: bot.Warn, Detail: "This leaves no room for an exception: " + quoted(found) + "."}
	}
	return bot.Check{}
}
