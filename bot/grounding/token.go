package grounding

import (
	"regexp"
	"strings"

	"github.com/kljensen/snowball/english"
)

// role is what a word does in a statement.
type role uint8

const (
	plain     role = iota // joins other words, says little
	content               // carries meaning
	count                 // a number
	negator               // turns a statement round
	relation              // before, at least, within: places a figure
	modal                 // must, may: how binding it is
	frequency             // always, usually: how often it holds
	extent                // all, some, only: how much it covers
)

// token is one word of a text.
type token struct {
	text string // folded
	stem string // what is compared; numbers in digits, one word for each class of negator, relation and the like
	role role
}

var tokenRE = regexp.MustCompile(`(?:\d{1,3}(?: ?, ?\d{3})+|\d+)(?:\.\d+)?|[\pL\pM]+(?:['.][\pL]+)*`)

// maxTokens bounds the words that are looked at in one sentence.
const maxTokens = 300

// phrases are words that stand together for one class; longer ones first.
var phrases = []struct {
	words []string
	stem  string
	role  role
}{
	{split("no later than"), "=until", relation}, {split("not later than"), "=until", relation}, {split("no earlier than"), "=after", relation},
	{split("no more than"), "=most", relation}, {split("not more than"), "=most", relation}, {split("no less than"), "=least", relation},
	{split("no fewer than"), "=least", relation}, {split("not less than"), "=least", relation}, {split("at least"), "=least", relation}, {split("at most"), "=most", relation},
	{split("a minimum of"), "=least", relation}, {split("a maximum of"), "=most", relation}, {split("up to"), "=most", relation},
	{split("more than"), "=over", relation}, {split("greater than"), "=over", relation}, {split("less than"), "=under", relation},
	{split("fewer than"), "=under", relation}, {split("or more"), "=least", relation}, {split("or less"), "=most", relation},
	{split("prior to"), "=before", relation}, {split("as soon as"), "=after", relation}, {split("not only"), "=also", plain}, {split("have to"), "=must", modal}, {split("has to"), "=must", modal},
	{split("do not need to"), "=needn't", modal}, {split("does not need to"), "=needn't", modal}, {split("not have to"), "=needn't", modal},
	{split("need not"), "=needn't", modal}, {split("not need to"), "=needn't", modal}, {split("need to"), "=must", modal}, {split("needs to"), "=must", modal},
	{split("free of charge"), "free", content}, {split("no longer"), "=not", negator},
}

func split(s string) []string { return strings.Fields(s) }

// classes are single words with a role of their own.
var classes = func() map[string]token {
	out := map[string]token{}
	add := func(stem string, r role, words string) {
		for w := range strings.FieldsSeq(words) {
			out[w] = token{stem: stem, role: r}
		}
	}
	add("=not", negator, "not no nor non none neither never nobody nothing nowhere without cannot hardly scarcely barely rarely seldom")
	add("=unless", negator, "unless except excluding excepting save")
	add("=before", relation, "before until till")
	add("=after", relation, "after following once")
	add("=since", relation, "since")
	add("=within", relation, "within")
	add("=outside", relation, "outside")
	add("=during", relation, "during")
	add("=over", relation, "over above exceeding beyond")
	add("=under", relation, "under below beneath")
	add("=must", modal, "must shall required")
	add("=may", modal, "may can could might optional")
	add("=always", frequency, "always invariably")
	add("=usually", frequency, "usually normally generally typically often mostly frequently")
	add("=sometimes", frequency, "sometimes occasionally")
	add("=all", extent, "all every each everyone everybody both any anyone anybody entire whole")
	add("=some", extent, "some few several certain most many half part")
	add("=only", extent, "only solely exclusively")
	return out
}()

var plainWords = set(`a an the and or but if of to in on at by for from with as is are was were be been being it its this that these those
there here you your yours we our us i me my they them their he she his her him will would should do does did done has had have having so than then too
very also just which who whom whose what when where how why please thank thanks hello hi dear yes into onto about up out off again while because
though although however such other same own am let say says said get gets got go goes s t d ll ve re m
well yeah yep actually oh okay ok sure really indeed`)

// tokens takes a text apart.
func tokens(text string) []token {
	words := tokenRE.FindAllString(Fold(text), -1)
	flat := make([]string, 0, len(words))
	for _, w := range words {
		flat = expand(flat, w)
	}
	if len(flat) > maxTokens {
		flat = flat[:maxTokens]
	}
	out := make([]token, 0, len(flat))
	for i := 0; i < len(flat); {
		if t, n := phraseAt(flat[i:]); n > 0 {
			out = append(out, t)
			i += n
			continue
		}
		out = append(out, tokenOf(flat[i]))
		i++
	}
	return out
}

// expand appends a word, a contraction taken apart: "can't" is "can not".
func expand(to []string, w string) []string {
	switch {
	case w == "cannot" || w == "can't":
		return append(to, "can", "not")
	case w == "n't" || w == "nt":
		return append(to, "not")
	case w == "won't":
		return append(to, "will", "not")
	case strings.HasSuffix(w, "n't"):
		return append(to, strings.TrimSuffix(w, "n't"), "not")
	}
	for _, end := range []string{"'s", "'re", "'ll", "'ve", "'d", "'m"} {
		if base, ok := strings.CutSuffix(w, end); ok && base != "" {
			return append(to, base)
		}
	}
	return append(to, w)
}

func phraseAt(words []string) (token, int) {
	for _, p := range phrases {
		if len(words) < len(p.words) {
			continue
		}
		same := true
		for i, w := range p.words {
			same = same && words[i] == w
		}
		if same {
			return token{text: strings.Join(p.words, " "), stem: p.stem, role: p.role}, len(p.words)
		}
	}
	return token{}, 0
}

func tokenOf(w string) token {
	if t, ok := classes[w]; ok {
		t.text = w
		return t
	}
	if w[0] >= '0' && w[0] <= '9' {
		return token{w, scaled(w, ""), count}
	}
	if n, ok := wordValues[w]; ok && w != "a" {
		return token{w, scaledFloat(n), count}
	}
	if plainWords[w] || len(w) == 1 {
		return token{w, w, plain}
	}
	return token{w, english.Stem(w, true), content}
}

// ContentWords gives the stems of the words that carry meaning, numbers among them.
func ContentWords(text string) []string {
	var out []string
	for _, t := range tokens(text) {
		if t.role == content || t.role == count {
			out = append(out, t.stem)
		}
	}
	return out
}
