package triage

import (
	"regexp"
	"strings"
	"sync"
)

// leastTopic is what cues must come to: one word that could mean anything is none.
const leastTopic = 2

// Topics lists every topic that an assessment can have, in the order of the words.
func Topics() []string {
	var out []string
	for _, t := range topics {
		out = append(out, t.name)
	}
	return append(out, "greeting_thanks", "other")
}

// topicPatterns are the cues of each topic, ready to run.
var topicPatterns = sync.OnceValue(func() [][]topicPattern {
	var out [][]topicPattern
	for _, t := range topics {
		var all []topicPattern
		for _, c := range t.cues {
			all = append(all, topicPattern{c.points, branches(`\b(?:` + c.words + `)\b`)})
		}
		out = append(out, all)
	}
	return out
})

type topicPattern struct {
	points   int
	branches []*branch
}

// topicPoints adds up the cues of a topic that a text holds, and gives the heaviest.
// The same words count once, and so do words inside those of a heavier cue.
func topicPoints(t haystack, all []topicPattern) (points, heaviest int) {
	var taken [][]int
	seen := map[string]bool{}
	for _, p := range all {
		for _, m := range allMatches(t, p.branches) {
			words := t.text[m[0]:m[1]]
			if seen[words] || overlaps(m, taken) {
				continue
			}
			seen[words], taken = true, append(taken, m)
			points += p.points
			heaviest = max(heaviest, p.points)
		}
	}
	return points, heaviest
}

var greeting = regexp.MustCompile(`\b(?:thanks?|thank you|cheers|ta|hi|hello|morning|perfect|great|brilliant|lovely|got it|ok|okay)\b`)

// topicOf names what a text is about: the topic whose cues weigh most, of equals the
// one with the heaviest single cue, then the one that stands first.
func topicOf(text string) string {
	most, heaviest, name := 0, 0, ""
	t := newHaystack(text)
	for i, all := range topicPatterns() {
		points, single := topicPoints(t, all)
		if points >= leastTopic && (points > most || points == most && single > heaviest) {
			most, heaviest, name = points, single, topics[i].name
		}
	}
	switch {
	case name != "":
		return name
	case greeting.MatchString(text) && len(strings.Fields(text)) <= 12 && !asking.MatchString(kindly.ReplaceAllString(text, " ")):
		return "greeting_thanks"
	}
	return "other"
}
