package grounding

import (
	"regexp"
	"slices"
	"strings"

	"countersign/internal/memo"
)

// Kind names a way in which a claim and its source part.
type Kind string

// The kinds of finding.
const (
	OtherFigure   Kind = "figure"   // a figure that no source has, or another in its place
	OtherPolarity Kind = "negation" // a "not" that came or went
	OtherRelation Kind = "relation" // after for within, at most for at least
	OtherForce    Kind = "force"    // may for must, usually for always, some for all
	OtherWord     Kind = "word"     // one thing or name in place of another
)

// Finding is one difference, in the words of both sides.
type Finding struct {
	Kind   Kind
	Said   string // "" where words of the source were left out
	Source string // "" where nothing stands in its place
	Whole  bool   // seen in the sentence as a whole, whose words stand in another order
	Alone  bool   // the one change inside a sentence that is otherwise the source's
}

// Judgement is how a claim stands to its sources.
type Judgement struct {
	Share    float64 // of the claim's content words, those that stand in the sources
	Close    float64 // of its words, those that the nearest sentence has in the same order
	Nearest  string  // that sentence; "" without any
	Findings []Finding
}

const (
	// From this closeness on, a claim is taken as a rendering of its nearest
	// sentence, and what differs between shared words as a change.
	nearlyTheSame = 0.6
	// Or so much of the sentence stands in the claim; but never two words alone.
	mostOfSource = 0.7
	leastShared  = 7
	// A gap of more words on a side is a passage put otherwise.
	localGap = 4
)

// Sources are passages made ready for judging claims on them.
type Sources struct {
	sentences []statement
	words     map[string]bool // stems of all of them
	own       []Figure        // the reader's own figures
	figures   []Figure        // those and the sources'
}

// statement is one sentence of a source.
type statement struct {
	text   string
	tokens []token
	stems  map[string]bool
}

// passage is what was read of one text of a source. It is shared and never changed.
type passage struct {
	figures   []Figure
	sentences []statement
}

// mostRead is how many passages are kept as they were read: the same ones are
// held against draft after draft.
const mostRead = 256

var keptPassage = memo.Text(mostRead, readPassage)

func readPassage(text string) passage {
	p := passage{figures: Figures(text)}
	for _, sentence := range Sentences(text) {
		st := statement{text: sentence, tokens: tokens(sentence), stems: map[string]bool{}}
		for _, t := range st.tokens {
			st.stems[t.stem] = true
		}
		p.sentences = append(p.sentences, st)
	}
	return p
}

// PassageFigures is Figures for a passage of the documents, which is read once
// and kept: not for clients' words. The slice must not be changed. Safe for
// concurrent use.
func PassageFigures(text string) []Figure { return keptPassage(text).figures }

// NewSources reads passages of the documents, which are kept as they were read:
// whole ones, then, and no clients' words. Figures that own lists are the reader's
// and stand for themselves.
func NewSources(passages []string, own ...Figure) *Sources {
	return newSources(passages, own, keptPassage)
}

// PassingSources does what NewSources does for texts that do not come again, such
// as one sentence of a passage, and keeps nothing.
func PassingSources(texts []string, own ...Figure) *Sources {
	return newSources(texts, own, readPassage)
}

func newSources(texts []string, own []Figure, read func(text string) passage) *Sources {
	s := &Sources{words: map[string]bool{}, own: own, figures: slices.Clone(own)}
	for _, text := range texts {
		p := read(text)
		s.figures = append(s.figures, p.figures...)
		s.sentences = append(s.sentences, p.sentences...)
		for _, st := range p.sentences {
			for stem := range st.stems {
				s.words[stem] = true
			}
		}
	}
	return s
}

// Judge holds a claim, one sentence, against the sources.
func (s *Sources) Judge(claim string) Judgement {
	said := tokens(answerWord.ReplaceAllString(claim, ""))
	nearest := s.nearest(said)
	shared, gaps := align(said, nearest.tokens)
	j := Judgement{Nearest: nearest.text, Share: s.share(said)}
	if total := weight(said); total > 0 {
		j.Close = float64(weight(shared)) / float64(total)
	}
	for _, f := range Figures(claim) {
		if !f.Loose() && !f.In(s.figures) {
			j.Findings = append(j.Findings, Finding{Kind: OtherFigure, Said: f.Shown})
		}
	}
	if renders(shared, said, nearest.tokens) {
		j.Findings = append(j.Findings, differences(gaps, s.own)...)
	}
	if f, ok := turned(said, nearest.tokens); ok && !slices.ContainsFunc(j.Findings, func(x Finding) bool { return x.Kind == OtherPolarity }) {
		j.Findings = append(j.Findings, f)
	}
	return j
}

const (
	// So much of what a claim says, and of what its nearest sentence does, makes
	// one a statement on the same as the other, in whatever order.
	sameClaim, sameSource = 0.8, 0.7
	leastSame             = 3 // words
)

// turned tells whether a claim says the same as a sentence, in an order of its
// own, and one of them denies it, as "Once work has begun, fees are refundable" does.
func turned(said, source []token) (Finding, bool) {
	shared := func(of, in []token) (n int, part float64) {
		all := 0
		for _, t := range of {
			if t.role != content && t.role != count {
				continue
			}
			all++
			if within([]token{t}, in) {
				n++
			}
		}
		return n, float64(n) / float64(max(1, all))
	}
	n, ofClaim := shared(said, source)
	_, ofSource := shared(source, said)
	a, b := having(said, negator), having(source, negator)
	if n < leastSame || ofClaim < sameClaim || ofSource < sameSource || len(a)%2 == len(b)%2 {
		return Finding{}, false
	}
	return Finding{Kind: OtherPolarity, Said: words(a), Source: words(b), Whole: true}, true
}

// nearest is the sentence that has most of a claim's words, the shorter of two.
func (s *Sources) nearest(said []token) statement {
	var out statement
	best := -1
	for _, st := range s.sentences {
		n := 0
		for _, t := range said {
			if st.stems[t.stem] {
				n += weigh(t)
			}
		}
		if n > best || n == best && len(st.tokens) < len(out.tokens) {
			best, out = n, st
		}
	}
	return out
}

// share is how many of a claim's content words the sources have.
func (s *Sources) share(said []token) float64 {
	n, all := 0, 0
	for _, t := range said {
		if t.role != content && t.role != count {
			continue
		}
		all++
		if s.words[t.stem] {
			n++
		}
	}
	if all == 0 {
		return 1
	}
	return float64(n) / float64(all)
}

// differences reads the gaps between a claim and its nearest sentence.
func differences(gaps []gap, own []Figure) []Finding {
	inner := 0
	var out []Finding
	for i, g := range gaps {
		if g.before && g.after {
			inner++
		}
		var rest gap // what the other gaps hold
		for k, other := range gaps {
			if k != i {
				rest.said, rest.source = append(rest.said, other.said...), append(rest.source, other.source...)
			}
		}
		out = append(out, g.findings(rest, own)...)
	}
	for i := range out {
		out[i].Alone = inner <= 1
	}
	return out
}

// renders tells whether a claim is its nearest sentence with changes: most of
// the one or most of the other is shared.
func renders(shared, said, nearest []token) bool {
	n := float64(weight(shared))
	return n >= leastShared && (n >= nearlyTheSame*float64(weight(said)) || n >= mostOfSource*float64(weight(nearest)))
}

// answerWord is the yes, no or doubt with which a reply begins: it speaks to
// the question, not of the source.
var answerWord = regexp.MustCompile(`(?i)^\s*(?:(?:yes|no|not really|of course(?: not)?)\s*[,.!:;–-]+|i(?:['’]m| am) not sure\s*,?\s*but)\s*`)

// findings reads what a gap changes.
func (g gap) findings(rest gap, own []Figure) []Finding {
	if len(g.said) > localGap || len(g.source) > localGap {
		return nil
	}
	var out []Finding
	add := func(k Kind, said, source []token) {
		out = append(out, Finding{Kind: k, Said: words(said), Source: words(source)})
	}
	if len(having(g.said, negator))%2 != len(having(g.source, negator))%2 {
		add(OtherPolarity, g.said, g.source)
	}
	for _, k := range placing {
		said, source := having(g.said, k.role), having(g.source, k.role)
		if len(said) > 0 && len(source) > 0 && !compatible(said, source) {
			add(k.kind, said, source)
		}
	}
	said, source := having(g.said, count), having(g.source, count)
	if len(said) > 0 && len(source) > 0 && !compatible(said, source) && !moved(said, source, rest) && !slices.ContainsFunc(Figures(words(said)), func(f Figure) bool { return f.In(own) }) {
		add(OtherFigure, said, source)
	}
	said, source = having(g.said, content), having(g.source, content)
	if len(said) == 0 || len(said) != len(source) || moved(said, source, rest) {
		return out
	}
	for i := range said {
		switch a, b := said[i], source[i]; {
		case opposed(a, b):
			add(OtherPolarity, said, source)
		case related(a, b), verbal(a) && verbal(b):
			continue
		default:
			add(OtherWord, said, source)
		}
		break
	}
	return out
}

// moved tells whether the words said are left over elsewhere in the nearest
// sentence, so that they changed their place and not their meaning. Two that
// changed places with each other did change it.
func moved(said, source []token, rest gap) bool {
	return within(said, rest.source) && !within(source, rest.said)
}

func within(ts, all []token) bool {
	for _, t := range ts {
		if !slices.ContainsFunc(all, func(x token) bool { return x.stem == t.stem }) {
			return false
		}
	}
	return true
}

// placing are the roles that say how a statement holds.
var placing = []struct {
	kind Kind
	role role
}{{OtherRelation, relation}, {OtherForce, modal}, {OtherForce, frequency}, {OtherForce, extent}}

// alike are classes of relations that may stand for one another.
var alike = [][]string{{"=within", "=most", "=before", "=until"}, {"=over", "=least"}, {"=under", "=most"}, {"=after", "=since"}}

func compatible(said, source []token) bool {
	for _, a := range said {
		for _, b := range source {
			if a.stem == b.stem || slices.ContainsFunc(alike, func(c []string) bool { return slices.Contains(c, a.stem) && slices.Contains(c, b.stem) }) {
				return true
			}
		}
	}
	return false
}

func having(ts []token, r role) []token {
	var out []token
	for _, t := range ts {
		if t.role == r {
			out = append(out, t)
		}
	}
	return out
}

func words(ts []token) string {
	var out []string
	for _, t := range ts {
		out = append(out, t.text)
	}
	return strings.Join(out, " ")
}

func weight(ts []token) int {
	n := 0
	for _, t := range ts {
		n += weigh(t)
	}
	return n
}
