package knowledge

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What shows that two statements, nearly all of whose words are the same, speak of
// two things: of two deposits, offices, years or days, of tenants and of landlords.

// sense is what a statement says of which thing, day and year it speaks.
type sense struct {
	words map[string]bool            // of the statement and of what stands above it
	which map[string]map[string]bool // the words that say which, by the thing: holding, of deposit
	at    map[string]map[string]bool // those of them that name where it is
	days  map[string]bool
	month map[string]bool
	feast map[string]bool
	year  map[string]bool
}

// twoThings tells that two statements speak each of another thing of a kind.
func twoThings(a, b statement, above, aboveOther string) bool {
	if opposed(a.words, b.words) || twoRows(a.rest, b.rest) {
		return true
	}
	s, o := senseOf(a.rest, above), senseOf(b.rest, aboveOther)
	if disjoint(s.days, o.days) || disjoint(s.month, o.month) || disjoint(s.feast, o.feast) || disjoint(s.year, o.year) {
		return true
	}
	for thing, which := range s.which {
		if a.words[thing] && b.words[thing] && (s.otherThan(o, which, o.which[thing]) || s.otherThan(o, s.at[thing], o.which[thing]) || o.otherThan(s, o.at[thing], which)) {
			return true
		}
	}
	return false
}

// otherThan tells that what says which in one statement is nowhere in the other, and
// the other way round.
func (s *sense) otherThan(o *sense, which, other map[string]bool) bool {
	return disjoint(which, other) && disjointOrNone(which, o.words) && !within(other, s.words)
}

// within tells that all of a is in b.
func within(a, b map[string]bool) bool {
	for w := range a {
		if !b[w] {
			return false
		}
	}
	return true
}

// rowName finds what a row of a table begins with: "Service: Full management; Fee: ...".
var rowName = regexp.MustCompile(`^([^:;]{1,40}): ([^:;]+); `)

// twoRows tells that two rows of one column have two names, of which neither is the
// other with more words.
func twoRows(a, b string) bool {
	m, o := rowName.FindStringSubmatch(a), rowName.FindStringSubmatch(b)
	if m == nil || o == nil || !strings.EqualFold(m[1], o[1]) {
		return false
	}
	name, other := wordsOf(m[2]), wordsOf(o[2])
	return !within(name, other) && !within(other, name)
}

func wordsOf(text string) map[string]bool {
	out := map[string]bool{}
	eachWord(text, func(w string) { out[numeralOf(w)] = true })
	return out
}

// disjoint tells that both have something and nothing in common.
func disjoint(a, b map[string]bool) bool {
	return len(a) > 0 && len(b) > 0 && disjointOrNone(a, b)
}

func disjointOrNone(a, b map[string]bool) bool {
	for w := range a {
		if b[w] {
			return false
		}
	}
	return true
}

// opposites are stems of which a rule holds for one or the other.
var opposites = stems("open close", "open shut", "start end", "begin end", "start finish", "arrive leave", "paper online", "tenant landlord", "employer employee",
	"buyer seller", "lender borrower", "adult child", "minimum maximum", "earliest latest", "first second", "first third", "second third", "first last",
	"furnished unfurnished", "morning afternoon", "morning evening", "afternoon evening", "checkin checkout", "single couple", "single joint", "single double",
	"new existing", "least most", "hour outofhours")

// oneWord finds what means the contrary of its last word, or another thing, and is
// written as more words than one: "semi-detached", "out of hours".
var oneWord = regexp.MustCompile(`(?i)\b(?:(?:non|semi)[- ]\pL|self[- ]employ|out[- ]of[- ]hours)`)

// asOneWord takes out of a text what stands within such words.
func asOneWord(text string) string {
	return oneWord.ReplaceAllStringFunc(text, func(w string) string { return strings.NewReplacer(" ", "", "-", "").Replace(w) })
}

func stems(pairs ...string) [][2]string {
	var out [][2]string
	for _, p := range pairs {
		one, other, _ := strings.Cut(p, " ")
		out = append(out, [2]string{stem(one), stem(other)})
	}
	return out
}

// opposed tells that one of two statements has one word of a pair, and the other the
// other alone.
func opposed(a, b map[string]bool) bool {
	return slices.ContainsFunc(opposites, func(p [2]string) bool {
		return a[p[0]] && !a[p[1]] && b[p[1]] && !b[p[0]] || a[p[1]] && !a[p[0]] && b[p[0]] && !b[p[1]]
	})
}

var (
	aWord     = regexp.MustCompile(`[\pL\d]+(?:['’]\pL+)?|[^\s\pL\d]`)
	yearRegex = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
	dayRegex  = regexp.MustCompile(`(?i)\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b(?:\s*(?:to|until|till|[-–—])\s*(mon|tues|wednes|thurs|fri|satur|sun)days?\b)?|\b(week)-?(?:days?|(ends?))\b`)
	weekNames = []string{"mon", "tues", "wednes", "thurs", "fri", "satur", "sun"}
)

// feasts are those around which a firm closes.
var feasts = []string{"Christmas", "New Year", "Easter"}

func senseOf(text, above string) *sense {
	s := &sense{words: map[string]bool{}, which: map[string]map[string]bool{}, at: map[string]map[string]bool{}, days: daysOf(text), month: map[string]bool{}, feast: map[string]bool{}, year: yearsOf(text)}
	for _, m := range months {
		if m != "May" && strings.Contains(text, m) { // may is a word of permission too
			s.month[m] = true
		}
	}
	for _, f := range feasts {
		if strings.Contains(text, f) {
			s.feast[f] = true
		}
	}
	if len(s.year) == 0 {
		s.year = yearsOf(above)
	}
	s.read(text)
	s.read(above)
	return s
}

func yearsOf(text string) map[string]bool {
	out := map[string]bool{}
	if y := yearRegex.FindString(text); y != "" { // 2025 of "2025 to 2026": where it begins
		out[y] = true
	}
	return out
}

// daysOf gives the days of the week that a text names, those between two of them
// included.
func daysOf(text string) map[string]bool {
	out := map[string]bool{}
	add := func(from, to int) {
		if from < 0 || to < 0 { // "ſunday", which the pattern takes for Sunday
			return
		}
		for i := range (to-from+len(weekNames))%len(weekNames) + 1 {
			out[weekNames[(from+i)%len(weekNames)]] = true
		}
	}
	at := func(name string) int { return slices.Index(weekNames, strings.ToLower(name)) }
	for _, m := range dayRegex.FindAllStringSubmatch(text, -1) {
		switch {
		case m[4] != "":
			add(5, 6)
		case m[3] != "":
			add(0, 4)
		case m[2] != "":
			add(at(m[1]), at(m[2]))
		default:
			add(at(m[1]), at(m[1]))
		}
	}
	return out
}

// plainWords say nothing of which thing is meant: who does something, what one does
// with it, and what may stand before any thing.
var plainWords = stemSet(`firm team staff we people person
	send submit give bring provide upload post supply deliver file visit call ring contact pay charge book make take get use keep allow require set find see
	all each every any both other another same more most less own usual normal current total whole full new only first day date time`)

func stemSet(words string) map[string]bool {
	out := map[string]bool{}
	for w := range wordSet(words) {
		out[stem(w)] = true
	}
	return out
}

// whichAfter are the words after which it is said which thing is meant: "office in Leeds",
// "deposit for a crown", "end of the tenancy"; articles may stand between.
var (
	whichAfter  = wordSet("in at of for")
	placesAfter = wordSet("in at") // only names: "in writing" says how
	articles    = wordSet("a an the your our my their this")
	otherSmall  = wordSet("from with within without before after until till during per over under above below between through via off than when while where that which plus including up down around")
)

// tells whether a word can be a thing or say which: the back door is one.
func tells(word string) bool {
	return word == "back" || !stopWords[word] && !otherSmall[word] && !emptyWords[stem(word)]
}

// hyphenated tells that a word goes on with a hyphen, by what stands after it: "long-term".
func hyphenated(after string) bool { return hyphen.MatchString(after) }

var hyphen = regexp.MustCompile(`^-\pL`)

// read notes for each thing of a text the words before it that say which, back to the
// last small word, and those after "of", "for" and "in".
func (s *sense) read(text string) {
	var run []string // content words so far, one beside another
	of, by := "", "" // the thing of which comes next which one it is, and the word that says so
	for _, at := range aWord.FindAllStringIndex(text, -1) {
		w := text[at[0]:at[1]]
		lower := strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s"))
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case w == "-":
			continue
		case articles[lower]:
			run = nil
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) || !tells(lower) && !hyphenated(text[at[1]:]):
			if of = ""; whichAfter[lower] && len(run) > 0 {
				of, by = run[len(run)-1], lower
			}
			run = nil
			continue
		}
		t := stem(numeralOf(lower))
		s.words[t] = true
		if of != "" && (!placesAfter[by] || unicode.IsUpper(r)) {
			say(s.which, of, t)
			if placesAfter[by] {
				say(s.at, of, t)
			}
		}
		for _, before := range run {
			say(s.which, t, before)
		}
		if len(run) > 0 && unicode.IsDigit(rune(t[0])) { // priority 1
			say(s.which, run[len(run)-1], t)
		}
		if plainWords[t] && hyphenated(text[at[1]:]) {
			t += "-" // a first-floor room is not any first thing
		}
		run = append(run, t)
	}
}

func say(of map[string]map[string]bool, thing, which string) {
	if plainWords[which] || thing == which {
		return
	}
	if of[thing] == nil {
		of[thing] = map[string]bool{}
	}
	of[thing][which] = true
}

// numeralOf writes a number that is one word in digits.
func numeralOf(word string) string {
	if n, ok := numberOf(word); ok && n == float64(int(n)) {
		return strconv.Itoa(int(n))
	}
	return word
}
