package llm

import "regexp"

// Figures written in words: "forty minutes", "nineteen pounds", "until nine".

const (
	ones = `(?:one|two|three|four|five|six|seven|eight|nine)`
	// numeral is a number in figures or in words, of those that documents write out.
	numeral = `(?:\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]` + ones + `)?|(?:(?:an?|` + ones + `) )?(?:hundred|thousand)|` +
		ones + `|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)`
	// hour is a time of day in words, as far as its words show.
	hour = `(?:half past |(?:a )?quarter (?:past|to) )?(?:` + ones + `|ten|eleven|twelve|noon|midday|midnight)(?: (?:fifteen|thirty|forty-five))?`
)

// The same words count other things: "at one of our offices", "from two to five
// weeks", "deleted after ten". So an hour needs a word before it that goes before
// hours, and behind it a sign that nothing is counted.
var (
	hourAlone = regexp.MustCompile(`(?i)\b(?:at|until|till|before) (` + hour + `)\b`)
	hourSaid  = regexp.MustCompile(`(?i)\b(` + hour + `) (?:o['’]clock|in the (?:morning|afternoon|evening)|at night)\b`)
	hourNamed = regexp.MustCompile(`(?i)\b(?:at|by|until|till|before|after|from) (?:noon|midday|midnight|half past ` + ones + `)\b`)
	hourSpan  = regexp.MustCompile(`(?i)\b(?:from ` + hour + ` (?:to|until|till)|between ` + hour + ` and) ` + hour + `\b`)
	hourEnds  = regexp.MustCompile(`(?i)^(?:\s*(?:$|[.,;:!?)])| (?:sharp|at the latest|on (?:the|a|each|every|` + dayNames + `)|(?:each|every) (?:day|morning|evening|night|` + dayNames + `)|if|when|unless|(?:and|or|but) (?:\pL+ )?(?:clos|shut|open|end|start|go|run)))`)
)

// saysHour tells whether a text gives a time of day in words.
func saysHour(text string) bool {
	if hourSaid.MatchString(text) || hourNamed.MatchString(text) {
		return true
	}
	for _, re := range []*regexp.Regexp{hourAlone, hourSpan} {
		for _, m := range re.FindAllStringIndex(text, -1) {
			if hourEnds.MatchString(text[m[1]:]) {
				return true
			}
		}
	}
	return false
}
