package llm

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
)

// page is everything that the passages of a request say, in units.
type page struct {
	blocks []Block
	units  []*unit
	labels [][]string // terms of each passage's label
	all    []map[string]bool
	df     map[string]int            // in how many units a term stands
	under  map[string]int            // how many units stand under a label
	saying map[string]map[string]int // in how many of them a term stands, by label
}

func newPage(blocks []Block) *page {
	p := &page{blocks: blocks, df: map[string]int{}, under: map[string]int{}, saying: map[string]map[string]int{}}
	for i, b := range blocks {
		p.labels = append(p.labels, terms(b.Label))
		in := map[string]bool{}
		for _, t := range p.labels[i] {
			in[t] = true
		}
		if p.saying[b.Label] == nil {
			p.saying[b.Label] = map[string]int{}
		}
		us := unitsOf(i, b.Text)
		for j := range us {
			u := &us[j]
			p.units = append(p.units, u)
			p.under[b.Label]++
			for _, t := range unique(u.terms) {
				p.df[t]++
				p.saying[b.Label][t]++
				in[t] = true
			}
		}
		p.all = append(p.all, in)
	}
	return p
}

// weight is how much a term tells: rare ones more. One that no passage knows
// counts most, because then the passages are hardly about the question.
func (p *page) weight(t string) float64 {
	n, df := float64(len(p.units)), float64(p.df[t])
	return math.Log(1 + (n+2)/(df+0.5))
}

// The thresholds were set on the questions of the sample firm in
// drafting/testdata; the golden file there shows what they give.
const (
	labelShare  = 0.6  // what a term in a heading counts, against one in the sentence
	othersShare = 0.3  // the same under the title of a long page, other sentences of which have it
	cellShare   = 0.6  // what a term in a row counts, against one in the row's name
	tailShare   = 0.4  // what a term counts that the condition at the end alone has
	weakShare   = 0.4  // what a word counts that documents seldom repeat
	besideShare = 0.5  // what a term counts that stands in the sentence before
	aboutShare  = 0.5  // what the words around a question count when sentences are ranked
	enough      = 0.56 // share of a question's weight that its answer must meet
	enoughAside = 0.72 // the same for a remark that is no question, and for "what happens if"
	enoughNewer = 0.4  // the same for what a page reviewed later says in other words than the answer it contradicts
	satisfied   = 0.62 // from this share on one sentence is the answer
	kindBonus   = 0.22 // the sentence gives the kind of fact asked for
	moreBonus   = 0.08 // and more than one of those asked for
	kindMalus   = 0.25
	staleMalus  = 0.12
	dayBonus    = 0.1  // it names the day asked for, and not only days around it
	byBonus     = 0.15 // it says by when, where that is asked
	enoughIf    = 0.65 // the share for a question for yes or no, all of which is what is asked
	otherMalus  = 0.4  // it speaks of another thing of the kind
	leanMalus   = 0.1
	ifMalus     = 0.2  // the sentence speaks of a case that the client did not name
	pageBonus   = 0.15 // the rest of its passage is about the question
	askBonus    = 0.15 // it is the answer of a question list
	meansBonus  = 0.2  // it says by what means, where the question asks how
	nameBonus   = 0.2  // the row is named in the question
	mostUnits   = 3
	mostItems   = 6
)

// answer picks the units that answer a part; none where the passages do not.
func (p *page) answer(q part) []*unit {
	if len(p.units) == 0 {
		return nil
	}
	if q.isErrand() {
		return p.offered(q)
	}
	want := p.weights(q.terms, 1)
	if len(want) == 0 {
		want = p.weights(q.about, 1)
	}
	if w, ok := want[q.actor]; ok { // a page of rules for tenants does not name them in each sentence
		want[q.actor] = w * weakShare
	}
	ranked := p.rank(q, want)
	if len(ranked) == 0 {
		return nil
	}
	chosen := p.section(q, want, ranked[0].u)
	for i := 0; chosen == nil && i < len(ranked); i++ {
		chosen = p.alike(q, want, ranked[i].u)
	}
	if chosen == nil {
		chosen = p.choose(q, want, ranked)
	}
	if !p.meets(q, want, chosen) {
		return nil
	}
	return p.complete(q, p.newest(q, want, chosen))
}

// choose takes the best unit and those that meet what it leaves open.
func (p *page) choose(q part, want map[string]float64, ranked []scored) []*unit {
	chosen := []*unit{ranked[0].u}
	for _, s := range ranked[1:] {
		if len(chosen) < mostUnits && p.sibling(q, want, chosen[0], s.u) {
			chosen = append(chosen, s.u)
			continue
		}
		pair := s.u.ask == "" && s.u.passage == chosen[0].passage && p.length(s.u.passage) == 2 && s.own >= 0.5*ranked[0].own
		if len(chosen) < mostUnits && (pair || p.adds(q, want, chosen, s)) {
			chosen = append(chosen, s.u)
		}
	}
	return chosen
}

// whatIf finds a question for what follows of a case, all of which is asked.
var whatIf = regexp.MustCompile(`(?i)\bwhat (?:happens|if|do i do if)\b`)

// sibling tells that two sentences say the same of two kinds of what is asked for,
// and the question does not say which: paper returns and online returns.
func (p *page) sibling(q part, want map[string]float64, best, u *unit) bool {
	for t := range want {
		if !saidByKind[t] && slices.Contains(best.terms, t) != slices.Contains(u.terms, t) {
			return false
		}
	}
	kinds := func(x *unit) bool {
		return slices.ContainsFunc(x.compounds, func(c compound) bool { return c.thing == q.object && !slices.Contains(q.terms, c.which) })
	}
	return q.object != "" && u.passage == best.passage && kinds(best) && kinds(u) && u.gives(q)&best.gives(q)&^kindPermission != 0
}

// meets tells whether units answer a part: they fit it, and have enough of its words.
func (p *page) meets(q part, want map[string]float64, us []*unit) bool {
	all, _ := p.met(us, want)
	return p.fits(q, us) && all >= enoughFor(q)
}

// enoughFor is the share of the weight of a part that its answer must meet.
func enoughFor(q part) float64 {
	switch {
	case !q.asks || whatIf.MatchString(q.text):
		return enoughAside
	case q.predicate != "":
		return enoughIf
	}
	return enough
}

// fits tells whether units speak of the thing that a part asks of, say of it what
// is asked, and give the kind of fact asked for.
func (p *page) fits(q part, us []*unit) bool {
	if q.predicate != "" && !slices.ContainsFunc(us, func(u *unit) bool { return u.holds(q.predicate) > 0 || p.holds(u, q.predicate) > 0 }) {
		return false
	}
	if q.object != "" && !slices.ContainsFunc(us, func(u *unit) bool { return p.speaksOf(u, q.object) }) ||
		q.object != "" && q.verb == "" && !p.speaksOf(us[0], q.object) {
		return false // what is said beside it of something else would be the answer
	}
	if t := term(strings.ToLower(q.said)); t != "" && !slices.ContainsFunc(us, func(u *unit) bool { return u.holds(t) > 0 || slices.Contains(p.labels[u.passage], t) }) {
		return false
	}
	if len(q.terms) == 1 && us[0].saysWhichOnly(q.object) {
		return false
	}
	if len(q.noticeOf) > 0 && !slices.ContainsFunc(q.noticeOf, func(t string) bool { return us[0].holds(t) > 0 || p.holds(us[0], t) > 0 }) {
		return false
	}
	if p.otherOfKind(us[0], q) || p.otherPurpose(us, q) {
		return false
	}
	// Any statement may say whether something is so.
	return q.wants&^kindPermission == 0 || slices.ContainsFunc(us, func(u *unit) bool { return u.gives(q) != 0 })
}

// adds tells whether a further unit belongs to the answer: it meets what the
// chosen ones leave open, or says more of just the same beside them.
func (p *page) adds(q part, want map[string]float64, chosen []*unit, s scored) bool {
	best := chosen[0]
	if q.wants != 0 && s.u.gives(q) == 0 || s.u.ask != "" || best.ask != "" || s.u.barred && !best.barred {
		return false
	}
	before, _ := p.met(chosen, want)
	after, _ := p.met(append(slices.Clone(chosen), s.u), want)
	if s.u.passage != best.passage {
		return before >= enough && before < satisfied && after-before >= 0.25 && s.u.meetsTerms(want) >= 2
	}
	if before < satisfied {
		return after-before >= 0.12 && p.sharesTerm(best, s.u, want)
	}
	return !best.list && s.u.order-best.order == 1 && len(want) > 1 && p.sameTerms(best, s.u, want)
}

// length is the number of units of a passage.
func (p *page) length(passage int) int {
	n := 0
	for _, u := range p.units {
		if u.passage == passage {
			n++
		}
	}
	return n
}

// section gives a whole section, where the question asks for no more than its
// heading says: "What are your opening hours?". Where it asks for one time, and a
// sentence has all that is asked, those that have nothing of it are left out.
func (p *page) section(q part, want map[string]float64, best *unit) []*unit {
	if len(q.terms) == 0 || best.ask != "" || q.wants&^(kindPermission|kindPerson|kindPlace|kindPhone|kindEmail|kindAddress) == 0 || best.named(q.terms) {
		return nil
	}
	for t := range want {
		if !slices.Contains(p.labels[best.passage], t) && !saidByKind[t] {
			return nil
		}
	}
	var out []*unit
	if p.broad(best) {
		return nil
	}
	one := q.wants&kindTime != 0 && !several.MatchString(q.text) && !best.list && best.meetsTerms(want) == len(want)
	for _, u := range p.units {
		if u.passage == best.passage && u.gives(q) != 0 && (len(u.condition) == 0 || u.list) && (!one || u.meetsTerms(want) > 0) {
			out = append(out, u)
		}
	}
	if len(out) > mostItems {
		return nil
	}
	return out
}

// several finds a question for all there is.
var several = regexp.MustCompile(`(?i)\b(?:dates|times|hours|days)\b`)

// complete adds what a chosen unit cannot be read without: the unit it leans
// on, the rows above that it takes in, and the next one where that qualifies
// it or says how.
func (p *page) complete(q part, chosen []*unit) []*unit {
	var out []*unit
	add := func(u *unit) {
		if u != nil && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	for _, u := range chosen {
		for b := u; b.leans && b.prev != nil; b = b.prev {
			add(b.prev)
		}
		if u.list && holdsIf.MatchString(u.lead) {
			add(p.leading(u))
		}
		if len(u.cells) > 0 && strings.Contains(sayRow(u.cells, p.columns(u, q)), " above") {
			for _, x := range p.units {
				if x.passage == u.passage && x.order < u.order && len(x.cells) == len(u.cells) {
					add(x)
				}
			}
		}
		add(u)
		for _, x := range p.itemsOf(u) {
			add(x)
		}
		if next := p.after(u); next != nil && (qualifies.MatchString(next.text) || next.limits(u) ||
			q.wants&(kindThing|kindStep) != 0 && len(chosen) == 1 && saysHow.MatchString(next.text)) {
			add(next)
		}
	}
	return inOrder(out)
}

// qualifies starts a sentence that limits the one before it; saysHow one that
// says what to do about it.
var (
	qualifies = regexp.MustCompile(`^(?:If you [a-z]+ later than that|If not|Otherwise|However|But|Except|Unless|Anything (?:above|below|over|under)|This does not|It is not|They are not|Records received after)\b`)
	saysHow   = regexp.MustCompile(`^(?:Please (?:send|bring|use|give|write)|To (?:make|do|send|request|ask|start)|Send|Bring)\b`)
)

func (p *page) after(u *unit) *unit {
	for _, x := range p.units {
		if x.passage == u.passage && x.order == u.order+1 {
			return x
		}
	}
	return nil
}

// inOrder sorts the units of one passage as the passage has them, and leaves
// the passages in the order in which they were chosen.
func inOrder(us []*unit) []*unit {
	first := map[int]int{}
	for i, u := range us {
		if _, ok := first[u.passage]; !ok {
			first[u.passage] = i
		}
	}
	slices.SortStableFunc(us, func(a, b *unit) int {
		return cmp.Or(cmp.Compare(first[a.passage], first[b.passage]), cmp.Compare(a.order, b.order))
	})
	return us
}

// sentence writes a unit as sentences of a reply.
func (p *page) sentence(u *unit, q part) []Sentence {
	text := u.text
	if len(u.cells) > 0 {
		text = sayRow(u.cells, p.columns(u, q))
	}
	text = closed(upperFirst(strings.TrimSpace(text)))
	return []Sentence{{Text: text, Cite: []string{p.blocks[u.passage].ID}, Quote: u.quote, item: u.list}}
}

// columns chooses the cells of a row that a part asks for: those of which it names
// the column, else those of the kind of fact asked for; all of them where it names none.
func (p *page) columns(u *unit, q part) func(cell) bool {
	asked := func(c cell) bool {
		return slices.ContainsFunc(terms(c.head), func(t string) bool { return slices.Contains(q.terms, t) })
	}
	fits := func(c cell) bool { return q.wants&kindsOf(c.value)&(kindAmount|kindTime|kindDuration|kindPhone) != 0 }
	switch {
	case slices.ContainsFunc(u.cells[1:], func(c cell) bool { return asked(c) && (fits(c) || !slices.ContainsFunc(u.cells[1:], fits)) }):
		return func(c cell) bool { return asked(c) || isExample(c.head) }
	case slices.ContainsFunc(u.cells[1:], func(c cell) bool { return asked(c) || fits(c) }):
		return func(c cell) bool { return asked(c) || fits(c) || isExample(c.head) }
	}
	return func(cell) bool { return true }
}
