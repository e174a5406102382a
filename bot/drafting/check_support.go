package drafting

import (
	"regexp"
	"strings"

	"github.com/kljensen/snowball/english"

	"countersign/bot"
)

const (
	// Of a sentence's content words this share must stand in what it cites.
	supportedShare   = 0.5
	unsupportedShare = 0.34
	// A sentence of fewer content words states nothing.
	statingWords = 3
)

var (
	contentWord = regexp.MustCompile(`[\pL][\pL'-]+`)
	negation    = regexp.MustCompile(`\b(?:not|no|never|nor|none|cannot|without|unless|except)\b|n't\b`)
	courtesy    = regexp.MustCompile(`^(?:thank(?:s| you)|hello|hi|dear|good (?:morning|afternoon)|kind regards|best wishes|please let (?:us|me) know|i hope|we hope|do ask|if you (?:need|have|would like) (?:any|more|anything)|here is what|happy to help|of course|certainly|our documents do not|on the rest|as for the rest|a colleague)\b`)
)

var plainWords = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("a an the and or but if of to in on at by for from with as is are was were be been being it its this that these those there here you your yours we our us i me my they them their he she his her will would can could may might must shall should do does did have has had not no so than then too very also just any some all each every which who whom what when where how please thank thanks hello dear yes") {
		out[w] = true
	}
	return out
}()

// contentWords gives the stems of the words that carry meaning.
func contentWords(text string) []string {
	var out []string
	for _, w := range contentWord.FindAllString(fold(text), -1) {
		if w = strings.Trim(w, "'-"); len(w) > 1 && !plainWords[w] {
			out = append(out, english.Stem(w, true))
		}
	}
	return out
}

// checkSupport looks for each sentence's words in what it cites. A sentence of
// fact that cites nothing, or of which too little stands there, is not supported;
// one whose negation differs from its quote gets a warning.
func checkSupport(s subject) bot.Check {
	var barred, weak, turned []string
	for _, line := range s.sentences {
		words := contentWords(line.text)
		if len(words) < statingWords || courtesy.MatchString(fold(line.text)) {
			continue
		}
		share := supportShare(words, contentWords(s.cited(line)+" "+s.headings(line)))
		switch {
		case len(line.cite) == 0 || share < unsupportedShare:
			barred = append(barred, line.text)
		case share < supportedShare:
			weak = append(weak, line.text)
		case line.quote != "" && negated(line.text) != negated(line.quote):
			turned = append(turned, line.text)
		}
	}
	switch {
	case len(barred) > 0:
		return bot.Check{Verdict: bot.NoDraft, Detail: "No cited page supports this: " + quoted(barred) + "."}
	case len(weak) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "The cited page says little of this: " + quoted(weak) + "."}
	case len(turned) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "One of sentence and page says “not”, the other does not: " + quoted(turned) + "."}
	}
	return bot.Check{}
}

func supportShare(words, source []string) float64 {
	have := map[string]bool{}
	for _, w := range source {
		have[w] = true
	}
	n := 0
	for _, w := range words {
		if have[w] {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// headings gives the titles and headings of what a sentence cites: they say
// what the passage is about.
func (s subject) headings(line sentence) string {
	var out string
	for _, c := range s.citations {
		for _, id := range line.cite {
			if c.Passage == id {
				out += " " + c.Title + " " + c.Heading
			}
		}
	}
	return out
}

func negated(text string) bool { return negation.MatchString(fold(text)) }
