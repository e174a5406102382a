package drafting

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/grounding"
)

const (
	// Of a sentence's content words this share must stand in what it cites.
	supportedShare   = 0.7
	unsupportedShare = 0.34
	// A sentence of fewer content words is not judged by a share of them.
	statingWords = 3
)

// courtesy is how a sentence that states nothing begins.
var courtesy = regexp.MustCompile(`^(?:thank(?:s| you)|hello|hi|dear|good (?:morning|afternoon|evening)|kind regards|best wishes|please (?:let|do let|get in touch|ask)|let (?:me|us) know|just (?:ask|let|shout)|i hope|we hope|do (?:ask|let)|if you (?:need|have|would like)|here is|happy to help|of course|certainly|our documents do not|i cannot see|on the rest|as for the rest|a colleague|sorry)\b`)

// courteousWords are the stems that a courtesy may hold besides the client's own.
var courteousWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range grounding.ContentWords(`thank thanks hello hi dear good morning afternoon evening kind regards best wishes please let us know hope helps helpful
help happy ask asking questions question further more anything else need message enquiry email getting get touch contact glad welcome answer
answers documents document see colleague look part rest certainly course sorry hear patience reply note details information check cover covered day week wish warm shout`) {
		out[w] = true
	}
	return out
}()

// isCourtesy tells whether a sentence says nothing of the firm's affairs: it
// begins as a courtesy does, and what it holds besides is the client's own.
func isCourtesy(text, question string) bool {
	text = unsigned(text)
	if !courtesy.MatchString(grounding.Fold(text)) || len(grounding.Figures(unquoted.ReplaceAllString(text, ""))) > 0 {
		return false
	}
	asked := map[string]bool{}
	for _, w := range grounding.ContentWords(question) {
		asked[w] = true
	}
	said := unquoted.ReplaceAllString(text, "")
	states := stating.MatchString(grounding.Fold(said))
	for _, w := range grounding.ContentWords(text) {
		if !courteousWords[w] && !asked[w] {
			return false
		}
	}
	return !states || !slices.ContainsFunc(grounding.ContentWords(said), func(w string) bool { return !courteousWords[w] })
}

// stating finds that something is said to be so: "Thank you, the fee is refundable"
// is made of courtesies and of the client's own words.
var stating = regexp.MustCompile(`\b(?:is|are|was|were|be|been|will|shall|would|has|have had|yes|you can|you may|you get|you need|you do)\b`)

// bareAnswer finds a sentence that says yes or no and nothing else.
var bareAnswer = regexp.MustCompile(`^(?:yes|no|of course|certainly|absolutely|definitely|indeed|sure|correct|exactly|that(?: is|'s) (?:right|correct|so|true)|you (?:can|may|do)|we do|it (?:is|does|can)|they (?:are|do|can)|[ ,.!;:-])+$`)

// bare tells whether a sentence is a yes or no that no cited sentence begins with:
// to a question for yes or no that is an answer, though it has no word of a page.
func (s subject) bare(line sentence) bool {
	if s.staff || !bareAnswer.MatchString(grounding.Fold(line.text)) {
		return false
	}
	first, _, _ := strings.Cut(grounding.Fold(line.text), " ")
	return !strings.HasPrefix(grounding.Fold(line.quote), strings.Trim(first, ",.!;:"))
}

// unquoted finds the client's words in quotation marks.
var unquoted = regexp.MustCompile(`“[^”]*”`)

// checkSupport looks for each sentence's words in what it cites. A sentence of
// fact that cites nothing, or of which too little stands there, is not
// supported; one with another word in the place of the page's gets a person.
func checkSupport(s subject) bot.Check {
	var barred, weak, other []string
	known := s.knownWords()
	for _, line := range s.sentences {
		if s.bare(line) {
			weak = append(weak, line.text)
			continue
		}
		if isCourtesy(line.text, s.question) || s.foreign(line) {
			continue
		}
		j := s.judge(line)
		switch stating := len(grounding.ContentWords(line.text)) >= statingWords; {
		case stating && (len(line.cite) == 0 || j.Share < unsupportedShare):
			barred = append(barred, line.text)
		case stating && j.Share < supportedShare, !stating && !s.staff && s.unknown(line, known):
			weak = append(weak, line.text)
		default:
			other = append(other, otherWords(j)...)
		}
	}
	switch {
	case len(barred) > 0:
		return bot.Check{Verdict: bot.NoDraft, Detail: "No cited page supports this: " + quoted(barred) + "."}
	case len(weak) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "The cited page says little of this: " + quoted(weak) + "."}
	case len(other) > 0:
		return bot.Check{Verdict: bot.NoAutonomy, Detail: "Another word stands here than in the cited page: " + strings.Join(other, ", ") + "."}
	}
	return bot.Check{}
}

// knownWords are the words of courtesy, of the client and of the names that may be
// used: a sentence of one or two words may be made of them.
func (s subject) knownWords() map[string]bool {
	out := maps.Clone(courteousWords)
	for _, w := range grounding.ContentWords(s.question + "\n" + strings.Join(s.people, "\n")) {
		out[w] = true
	}
	return out
}

// unknown tells whether a sentence too short to be judged by its share of words
// has one from nowhere: "Refund agreed" says a lot, in any language.
func (s subject) unknown(line sentence, known map[string]bool) bool {
	cited := grounding.ContentWords(s.cited(line) + "\n" + s.headings(line))
	return slices.ContainsFunc(grounding.ContentWords(line.text), func(w string) bool { return !known[w] && !slices.Contains(cited, w) })
}

func otherWords(j grounding.Judgement) []string {
	var out []string
	for _, f := range j.Findings {
		if f.Kind == grounding.OtherWord && f.Alone {
			out = append(out, "“"+f.Said+"” for “"+f.Source+"”")
		}
	}
	return out
}
