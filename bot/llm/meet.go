package llm

import (
	"cmp"
	"math"
	"math/bits"
	"regexp"
	"slices"
	"strings"
)

type scored struct {
	u     *unit
	score float64
	own   float64 // met by the sentence itself, headings left out
}

// weights gives terms their weight.
func (p *page) weights(of []string, share float64) map[string]float64 {
	out := map[string]float64{}
	for _, t := range of {
		out[t] = p.weight(t) * share
		if weak[t] || strings.Trim(t, "0123456789") == "" { // a figure may be what the client has wrong

			out[t] *= weakShare
		}
	}
	return out
}

// weak words are the names of months, May left out (documents say "each
// month"), and what every question of a kind says.
var weak = set("january february march april jun july august september october november december need standard deadline size maximum minimum number address amount")

func (p *page) rank(q part, want map[string]float64) []scored {
	about := p.weights(q.about, aboutShare)
	for t, w := range want {
		about[t] = w
	}
	var out []scored
	ifAsked := supposes.MatchString(q.text)
	for _, u := range p.units {
		u.under, u.asked, u.caseAsked, u.doing = p.framed(u, q), u.named(q.terms) || u.numberAsked(q) || p.onlyRow(u, q.terms), ifAsked, q.verb
		if s := p.score(u, q, want, about); s.own > 0 && !p.elsewhere(u, q) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.u.passage, b.u.passage), cmp.Compare(a.u.order, b.u.order))
	})
	return out
}

// supposes finds a question about a case.
var supposes = regexp.MustCompile(`(?i)\b(?:if|unless|in case|without)\b`)

func (p *page) score(u *unit, q part, want, about map[string]float64) scored {
	met, own := p.met([]*unit{u}, about)
	_, direct := p.met([]*unit{u}, want)
	s := scored{u: u, own: direct, score: met + 0.3*own + pageBonus*p.pageShare(u.passage, want)}
	for _, x := range []struct {
		holds bool
		gives float64
	}{
		{q.wants != 0 && u.gives(q) != 0, kindBonus},
		{bits.OnesCount16(uint16(u.gives(q))) > 1, moreBonus},
		{q.wants&^kindPermission != 0 && u.gives(q) == 0, -kindMalus},
		{u.ask != "" && own > 0.3, askBonus},
		{u.named(q.terms), nameBonus},
		{u.leans, -leanMalus},
		{u.barred && q.barred, kindBonus},
		{q.verb != "" && q.wants&kindStep != 0 && means.MatchString(u.text), meansBonus},
		{p.blocks[u.passage].Stale, -staleMalus},
		{p.otherOfKind(u, q), -otherMalus},
		{q.object != "" && q.verb == "" && !p.speaksOf(u, q.object), -otherMalus},
		{u.under, askBonus},
		{p.saysDay(u, q), dayBonus},
		{q.wants&kindBy != 0 && u.kinds&kindBy != 0, byBonus},
		{!u.barred || !q.barred, -ifMalus * u.otherCase(about)},
	} {
		if x.holds {
			s.score += x.gives
		}
	}
	return s
}

// outdated gives what a page reviewed later contradicts of a unit, nil for nothing.
func (p *page) outdated(u *unit) *Outdated {
	for i, o := range p.blocks[u.passage].Outdated {
		if HasFigure(u.quote, o.Figure) {
			return &p.blocks[u.passage].Outdated[i]
		}
	}
	return nil
}

// newest puts in the place of units that a page reviewed later contradicts what
// that page says.
func (p *page) newest(q part, want map[string]float64, us []*unit) []*unit {
	var out []*unit
	for _, u := range us {
		if o := p.outdated(u); o != nil {
			if i := slices.IndexFunc(p.units, func(n *unit) bool { return p.renews(n, *o, q, want) }); i >= 0 {
				u = p.units[i]
			}
		}
		if !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	return out
}

// renews tells that a unit is what contradicts an outdated one and answers the
// question as that does, if in other words than an answer needs by itself: two pages
// may be taken to speak of one thing that do not.
func (p *page) renews(n *unit, o Outdated, q part, want map[string]float64) bool {
	if p.blocks[n.passage].ID != o.By || !HasFigure(n.quote, o.Newer) || p.elsewhere(n, q) || q.wants != 0 && n.gives(q) == 0 {
		return false
	}
	if q.object == measure {
		q.object = ""
	}
	met, _ := p.met([]*unit{n}, want)
	return met >= enoughNewer && n.meetsTerms(want) >= min(2, len(want)) && p.fits(q, []*unit{n})
}

// measure is what "how much notice" asks for as other questions ask for how long: the
// stretch of time is it, "up to 48 hours before" too.
const measure = "notice"

// pageShare is the share of a question's weight that a passage meets as a whole.
func (p *page) pageShare(passage int, want map[string]float64) float64 {
	all, met := 0.0, 0.0
	for t, w := range want {
		all += w
		if p.all[passage][t] {
			met += w
		}
	}
	return shareOf(met, all)
}

// shareOf is a share of a weight, to nine places: the terms of a question are added
// up in any order, and what is left of that must not choose between two sentences.
func shareOf(part, all float64) float64 {
	return math.Round(1e9*part/max(all, 1e-9)) / 1e9
}

// met is the share of the question's weight that units meet, with and without
// the headings above them.
func (p *page) met(us []*unit, want map[string]float64) (all, own float64) {
	total := 0.0
	for t, w := range want {
		total += w
		share, self := 0.0, 0.0
		for _, u := range us {
			share = max(share, p.holds(u, t))
			self = max(self, u.holds(t))
		}
		all += w * max(share, self)
		own += w * self
	}
	return shareOf(all, total), shareOf(own, total)
}

// deadline is the term of "by when": "by 30 November" says it without the word, as
// a telephone number does phone.
const (
	deadline = "deadline"
	phone    = "phone"
)

func (u *unit) holds(t string) float64 {
	switch {
	case t == deadline && u.kinds&kindBy != 0:
		return 1
	case !slices.Contains(u.terms, t):
		return 0
	case len(u.cells) > 0 && !u.asked && !slices.Contains(u.name, t):
		return cellShare
	case slices.Contains(u.tail, t) && !u.caseAsked:
		return tailShare
	}
	return 1
}

func (p *page) holds(u *unit, t string) float64 {
	switch {
	case slices.Contains(u.above, t) || u.under && p.ofPage(u, t) || t == phone && u.kinds&kindPhone != 0:
		return labelShare
	case slices.Contains(p.labels[u.passage], t):
		if t != u.doing && p.broad(u) && p.othersSay(u, t) {
			return othersShare
		}
		return labelShare
	case u.beside != nil && slices.Contains(u.beside.terms, t):
		return besideShare
	}
	return 0
}

// othersSay tells that other sentences under the same heading have a term of it, so
// that a sentence without is hardly about that.
func (p *page) othersSay(u *unit, t string) bool {
	others := p.saying[p.blocks[u.passage].Label][t]
	if slices.Contains(u.terms, t) {
		others--
	}
	return len(u.cells) == 0 && others > 0
}

// broad tells that a unit stands under no more than the title of a page that says
// much, so that the title says little of this sentence.
func (p *page) broad(u *unit) bool {
	label := p.blocks[u.passage].Label
	return p.under[label] > 4 && !strings.Contains(label, LabelJoint)
}

// named tells whether a question names a row.
func (u *unit) named(q []string) bool {
	if len(u.cells) == 0 || len(u.name) == 0 {
		return false
	}
	for _, t := range u.name {
		if !slices.Contains(q, t) {
			return false
		}
	}
	return true
}

// onlyRow tells whether a question names what a row begins with, "Whitening" of
// "Whitening at home", and of no other row of the table.
func (p *page) onlyRow(u *unit, q []string) bool {
	begins := func(x *unit) bool {
		return len(x.begins) > 0 && !slices.ContainsFunc(x.begins, func(t string) bool { return !slices.Contains(q, t) })
	}
	return begins(u) && !slices.ContainsFunc(p.units, func(x *unit) bool { return x != u && x.passage == u.passage && begins(x) })
}

func (u *unit) meetsTerms(want map[string]float64) int {
	n := 0
	for t := range want {
		if slices.Contains(u.terms, t) {
			n++
		}
	}
	return n
}

func (p *page) sharesTerm(a, b *unit, want map[string]float64) bool {
	for t := range want {
		if slices.Contains(a.terms, t) && slices.Contains(b.terms, t) {
			return true
		}
	}
	return false
}

func (p *page) sameTerms(a, b *unit, want map[string]float64) bool {
	for t := range want {
		if slices.Contains(a.terms, t) != slices.Contains(b.terms, t) {
			return false
		}
	}
	return true
}
