package grounding

import (
	"regexp"
	"slices"
	"strings"
)

// Result is how a whole answer stands to its passages.
type Result struct {
	Score     float64  // 0 to 1; for ordering answers, not a probability
	Supported bool     // Score reaches supportedFrom
	Flags     []string // what differs, by kind; "words" where too little stands in the passages
}

const (
	supportedFrom = 0.5
	// What a finding leaves of a score. A change of one word for another is held
	// against an answer only where all else is the source's own: elsewhere it is
	// as likely a paraphrase.
	leftByChange = 0.3
	leftByName   = 0.6
	leftByWord   = 0.75
	leftByTurn   = 0.9
	// A question back and what the speaker says of himself state nothing that a
	// passage could bear out.
	forQuestion = 0.1
	forSelf     = 0.05
)

// Assess holds an answer against passages. Figures and names of the question
// are the asker's own and need no passage.
func Assess(answer, question string, passages []string) Result {
	sources := NewSources(passages, Figures(question)...)
	var findings []Finding
	for _, s := range Sentences(answer) {
		for _, f := range sources.Judge(s).Findings {
			if !f.Whole { // small talk denies much that it does not turn round
				findings = append(findings, f)
			}
		}
	}
	whole := sources.Judge(answer)
	score := (3*whole.Close + 2*whole.Share + Overlap(answer, passages)) / 6
	score -= forSelf * float64(min(3, len(selfWord.FindAllString(answer, -1))))
	if strings.Contains(answer, "?") && !strings.Contains(strings.Join(passages, " "), "?") {
		score -= forQuestion
	}
	score *= left(findings)
	var r Result
	for _, f := range findings {
		r.Flags = append(r.Flags, string(f.Kind))
	}
	if len(Unnamed(answer, append(slices.Clone(passages), question)...)) > 0 {
		score *= leftByName
		r.Flags = append(r.Flags, "name")
	}
	if whole.Share < supportedFrom {
		r.Flags = append(r.Flags, "words")
	}
	slices.Sort(r.Flags)
	r.Flags = slices.Compact(r.Flags)
	r.Score = max(0, score)
	r.Supported = r.Score >= supportedFrom
	return r
}

var selfWord = regexp.MustCompile(`(?i)\b(?:i|my|me|mine|myself)\b`)

// left is the share of a score that its gravest finding leaves.
func left(findings []Finding) float64 {
	out := 1.0
	for _, f := range findings {
		switch {
		case f.Kind != OtherWord:
			out = min(out, leftByChange)
		case f.Alone:
			out = min(out, leftByWord)
		default:
			out = min(out, leftByTurn)
		}
	}
	return out
}

var anyWord = regexp.MustCompile(`[\pL\pN_]+`)

// Overlap is the plain baseline: of an answer's words, small ones included,
// those that stand in the passages.
func Overlap(answer string, passages []string) float64 {
	have := map[string]bool{}
	for _, w := range anyWord.FindAllString(strings.ToLower(strings.Join(passages, "\n")), -1) {
		have[w] = true
	}
	n := 0
	said := anyWord.FindAllString(strings.ToLower(answer), -1)
	for _, w := range said {
		if have[w] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(said)))
}
