package llm

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What shows that a sentence speaks of another thing of the kind than the one
// that was asked for: of Saturday, of the second payment, of tenants, of the
// holding deposit. Its words may be nearly all of the question's.

// elsewhere tells that a unit names not the day that the question does, another
// month, another of a row, or the other of two parties.
func (p *page) elsewhere(u *unit, q part) bool {
	offDay := len(q.days) > 0 && !common(q.days, u.days) && !common(q.days, daysOf(p.blocks[u.passage].Label))
	otherMonth := len(q.months) > 0 && len(u.months) > 0 && !common(q.months, u.months)
	return offDay || otherMonth || u.otherOrdinal(q.ordinals) || p.otherParty(u, q) || p.otherNumber(u, q) || p.actsOnOther(u, q) || u.apart(q) || u.opposite(q) || u.ofOther(q) || p.ofOtherRow(u, q)
}

// week lists the days by the beginnings of their names.
var week = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// fullDays are their names.
var fullDays = []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

var (
	dayRange = regexp.MustCompile(`(?i)\b(` + dayNames + `)s?\s*(?:to|until|till|through|[-–—])\s*(` + dayNames + `)s?\b`)
	oneDay   = regexp.MustCompile(`(?i)\b(` + dayNames + `)s?\b`)
	weekday  = regexp.MustCompile(`(?i)\b(?:week|working )days?\b`)
	weekend  = regexp.MustCompile(`(?i)\bweek-?ends?\b`)
)

// Short forms of Sat, Sun and Mon are words or names too: they count in a range alone.
const dayNames = `monday|tuesday|wednesday|thursday|friday|saturday|sunday`

// daysOf gives the days of the week that a text names, those between two of them
// included.
func daysOf(text string) []int {
	if lower := strings.ToLower(text); !strings.Contains(lower, "day") && !strings.Contains(lower, "week") {
		return nil
	}
	var out []int
	add := func(from, to int) {
		if from < 0 || to < 0 { // "ſunday", which the patterns take for Sunday
			return
		}
		for i := range (to-from+len(week))%len(week) + 1 {
			if d := (from + i) % len(week); !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	at := func(name string) int { return slices.Index(week, strings.ToLower(name[:3])) }
	for _, m := range dayRange.FindAllStringSubmatch(text, -1) {
		add(at(m[1]), at(m[2]))
	}
	for _, m := range oneDay.FindAllStringSubmatch(text, -1) {
		add(at(m[1]), at(m[1]))
	}
	if weekday.MatchString(text) && !strings.Contains(strings.ToLower(text), "working day") {
		add(0, 4)
	}
	if weekend.MatchString(text) {
		add(5, 6)
	}
	return out
}

// dayTerms are the terms of days: a sentence on "Monday to Friday" speaks of Wednesday.
func dayTerms(days []int) []string {
	var out []string
	for _, d := range days {
		out = append(out, term(fullDays[d]))
		if d > 4 {
			out = append(out, term("weekend"))
		}
	}
	return out
}

// saysDay tells whether a unit names a day asked for by itself: what holds for
// Wednesdays goes before what holds from Monday to Friday.
func (p *page) saysDay(u *unit, q part) bool {
	return slices.ContainsFunc(oneDay.FindAllString(dayRange.ReplaceAllString(u.text, ""), -1), func(name string) bool {
		return common(q.days, daysOf(name))
	})
}

// common tells that two lists have something in common.
func common[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(d T) bool { return slices.Contains(b, d) })
}

var (
	// May counts beside a number or after "in": it is a word of permission too.
	monthName = regexp.MustCompile(`\b(January|February|March|April|June|July|August|September|October|November|December|Christmas)\b|\b(?:\d{1,2}|[Ii]n) (May)\b|\b(May) \d`)
	monthsAll = strings.Fields("January February March April May June July August September October November December")
)

// monthsOf gives the months that a text names.
func monthsOf(text string) []int {
	var out []int
	for _, m := range monthName.FindAllStringSubmatch(text, -1) {
		name := m[1] + m[2] + m[3]
		if name == "Christmas" {
			name = "December"
		}
		out = append(out, slices.Index(monthsAll, name))
	}
	return out
}

// ordinal is one of a row of things: the second payment.
type ordinal struct{ place, of string }

var ordinals = regexp.MustCompile(`(?i)\b(first|second|third|fourth|1st|2nd|3rd|4th)\s+(?:and\s+\w+\s+)?(\pL+)`)

var places = map[string]string{"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth"}

func ordinalsOf(text string) []ordinal {
	var out []ordinal
	for _, m := range ordinals.FindAllStringSubmatch(text, -1) {
		place := strings.ToLower(m[1])
		out = append(out, ordinal{orDefault(places[place], place), term(strings.ToLower(m[2]))})
	}
	return out
}

// otherOrdinal tells that the things asked for stand there in other places alone, or
// other things in those places.
func (u *unit) otherOrdinal(asked []ordinal) bool {
	for _, a := range asked {
		same := func(x ordinal) bool { return x.of == a.of }
		inPlace := func(x ordinal) bool { return x.place == a.place }
		if !slices.Contains(u.ordinals, a) && (slices.ContainsFunc(u.ordinals, same) || slices.ContainsFunc(u.ordinals, inPlace) && !slices.Contains(u.terms, a.of)) {
			return true
		}
	}
	return false
}

// parties are pairs of which a rule holds for one or the other.
var parties = [][2]string{{"tenant", "landlord"}, {"employer", term("employee")}, {"buyer", "seller"}, {"lender", "borrower"}, {"paper", "online"}}

// otherParty tells that a question names one of two and the unit, with what
// stands above it, the other alone.
func (p *page) otherParty(u *unit, q part) bool {
	says := func(t string) bool { return slices.Contains(u.terms, t) }
	for _, pair := range parties {
		for i, asked := range pair {
			other, beside := pair[1-i], 0.0
			if asked == q.party {
				beside = besideShare // the sentence before may be of somebody else's doing
			}
			if slices.Contains(q.terms, asked) && (asked == q.party || !slices.Contains(q.terms, other)) && says(other) && !says(asked) && p.holds(u, asked) <= beside {
				return true
			}
		}
	}
	return false
}

// ofOtherRow tells that a question names a row of a table and the sentence another one
// of it alone: inspections under full management for those under let only.
func (p *page) ofOtherRow(u *unit, q part) bool {
	if len(u.cells) > 0 {
		return false
	}
	names := func(row *unit, in []string) bool {
		return len(row.cells) > 0 && len(row.name) > 0 && !slices.ContainsFunc(row.name, func(t string) bool { return !slices.Contains(in, t) })
	}
	return slices.ContainsFunc(p.units, func(a *unit) bool {
		return names(a, q.terms) && !names(a, u.terms) && slices.ContainsFunc(p.units, func(b *unit) bool {
			return b.passage == a.passage && b != a && names(b, u.terms) && !names(b, q.terms)
		})
	})
}

// compound is a thing with the word before it that says which: a holding deposit.
type compound struct{ which, thing string }

// compoundsOf gives the pairs of content words of a text that stand side by side.
func compoundsOf(text string) []compound {
	var out []compound
	last, acts := "", false // acts: the last word is what somebody does
	for _, w := range strings.FieldsFunc(joined.Replace(strings.ToLower(text)), unicode.IsSpace) {
		bare := strings.TrimRight(w, ".,;:!?)\"”’")
		word := strings.TrimSuffix(strings.TrimLeft(bare, "(\"“‘'"), "'s")
		if !letters(word) || idle[word] || noKind[word] || strings.HasSuffix(word, "ly") && !often[word] {
			last, acts = "", doer[bare]
			continue
		}
		t := word // stems are of whole words, not of the end of "full-time"
		if !strings.Contains(word, "-") {
			t = term(word)
		}
		if last != "" {
			out = append(out, compound{last, t})
		}
		if last = t; bare != w || acts {
			last = ""
		}
		acts = false
	}
	return out
}

// noKind are words that do not say which thing is meant: places in a row, days,
// numbers, what goes on. often are those that say which in spite of their ending,
// doer those after which a verb stands.
var (
	noKind = set(`first second third fourth one two three four five six seven eight nine ten including plus above below behind beside near next
monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays`)
	often = set("hourly daily weekly monthly quarterly yearly")
	doer  = set("i we you they to can may must should will could would")
)

// letters tells whether a word is of letters alone, a hyphen or apostrophe within it.
func letters(w string) bool {
	return w != "" && strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' }) < 0
}

// otherOfKind tells that a unit speaks of a thing asked for, and each time of
// another one: of the holding deposit for the tenancy deposit.
func (p *page) otherOfKind(u *unit, q part) bool {
	for _, a := range q.compounds {
		if hasWhich(u.text, u.terms, a.which) || p.holds(u, a.which) >= labelShare {
			if p.partOfOther(u, a, q.terms) || u.parts(a, q.terms) {
				return true
			}
			continue
		}
		if !p.known(a.which) && u.count[a.thing] > 0 {
			return true // no page knows which
		}
		other := 0
		for _, b := range u.compounds {
			if b.thing == a.thing && !hasWhich(q.text, q.terms, b.which) {
				other++
			}
		}
		if other > 0 && other == u.count[a.thing] {
			return true
		}
	}
	return false
}

// saysWhichOnly tells that a unit has a thing only where it says which other thing is
// meant: the bank of "bank interest".
func (u *unit) saysWhichOnly(thing string) bool {
	n := 0
	for _, c := range u.compounds {
		if c.which == thing && c.thing != thing && c.thing != "fee" {
			n++
		}
	}
	return n > 0 && n == u.count[thing]
}

// partOfOther tells that what says which belongs to another thing there, which the
// question does not speak of: "corporation tax return" for the "corporation tax rate".
func (p *page) partOfOther(u *unit, a compound, asked []string) bool {
	if slices.Contains(u.terms, a.thing) || !p.known(a.thing) {
		return false
	}
	other := slices.ContainsFunc(u.compounds, func(b compound) bool { return b.which == a.which && !slices.Contains(asked, b.thing) })
	return other && len(u.cells) == 0
}

// parts tells that a unit has both words of a thing, and each time the thing as
// another one: "Self Assessment return ... plus VAT" for the VAT return.
func (u *unit) parts(a compound, asked []string) bool {
	if a.which == a.thing || weak[a.which] || u.count[a.which] == 0 || u.count[a.thing] == 0 || slices.Contains(u.compounds, a) {
		return false
	}
	said := terms(u.text)
	if i := slices.Index(said, a.which); slices.Contains(said[i:], a.thing) {
		return false // "invoices and statements stay"
	}
	other := 0
	for _, b := range u.compounds {
		if b.thing == a.thing && !slices.Contains(asked, b.which) {
			other++
		}
	}
	return other == u.count[a.thing]
}

// hasWhich tells whether a text, of these terms, has what says which thing is meant:
// "fixed-term" where "the term is fixed", and "long-term", a part of which is idle, as
// "long-term" or "long term".
func hasWhich(text string, of []string, which string) bool {
	parts := words(which)
	if len(parts) < 2 || slices.Contains(of, which) {
		return slices.Contains(of, which)
	}
	if slices.ContainsFunc(parts, func(w string) bool { return idle[w] }) {
		return strings.Contains(" "+strings.Join(words(strings.ToLower(text)), " ")+" ", " "+strings.Join(parts, " ")+" ")
	}
	return !slices.ContainsFunc(parts, func(w string) bool { return !slices.Contains(of, term(w)) })
}

// known tells whether any passage or heading has what says which thing is meant.
func (p *page) known(which string) bool {
	return slices.ContainsFunc(p.all, func(in map[string]bool) bool { return in[which] }) || strings.Contains(which, "-") &&
		(slices.ContainsFunc(p.units, func(u *unit) bool { return hasWhich(u.text, u.terms, which) }) ||
			slices.ContainsFunc(p.blocks, func(b Block) bool { return hasWhich(b.Label, terms(b.Label), which) }))
}
