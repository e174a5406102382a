package retention

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"countersign/bot"
)

// What stands in an export in place of what is somebody else's.
const (
	otherPerson = "[another person]"
	otherWords  = "[another person's words]"
	withheld    = "[withheld: it holds another person's words]"

	withheldSorting = "[withheld: other people wrote in this case too]"
)

// run is how many words in a row make a text somebody else's.
const run = 6

// redactor takes other people out of what one person is given. It serves one case.
type redactor struct {
	names []naming
	runs  map[string]bool // of others' messages, in lower case
	known []string        // full names of clients of any case
}

type naming struct {
	match *regexp.Regexp
	by    string
}

// newRedactor knows everybody of a case but the subject, and the names of other
// client firms. staff gives each member of staff the same number all through.
func newRedactor(h holding, who Subject, firms []string, staff *roll) *redactor {
	r := &redactor{runs: map[string]bool{}}
	mine := strings.Fields(strings.ToLower(strings.Join(who.Names, " ")))
	for _, p := range h.others {
		r.name(p, otherPerson, mine)
	}
	for _, p := range staffOf(h.k) {
		r.name(p, staff.of(p), mine)
	}
	for _, firm := range firms {
		r.whole(firm, "[another client]")
	}
	for _, m := range h.k.Messages {
		if m.Role == bot.RoleClient && !who.is(h.k.Platform, m.Author) {
			for _, words := range runsOf(m.Text) {
				r.runs[words] = true
			}
		}
	}
	return r
}

// staffOf lists the people of the firm who had to do with a case.
func staffOf(k *bot.Case) []bot.Person {
	var out []bot.Person
	if k.Owner != "" {
		out = append(out, bot.Person{ID: k.OwnerID, Name: k.Owner})
	}
	add := func(people ...bot.Person) {
		for _, p := range people {
			if p.ID != "" || p.Name != "" {
				out = append(out, p)
			}
		}
	}
	for _, d := range k.Decisions {
		add(d.By, d.To)
	}
	for _, p := range k.Promises {
		add(p.By, p.KeptBy)
	}
	for _, r := range k.Records {
		add(r.OpenedBy, r.AckBy, r.ClosedBy)
	}
	if k.Mark != nil {
		add(k.Mark.By)
	}
	add(k.SnoozedBy)
	if k.Beside != nil {
		add(k.Beside.By)
	}
	for _, m := range k.Messages {
		if m.Role == bot.RoleStaff {
			out = append(out, m.Author)
		}
	}
	return out
}

// roll numbers members of staff.
type roll struct{ seen []string }

func (r *roll) of(p bot.Person) string {
	key := p.ID
	if key == "" {
		key = p.Name
	}
	i := slices.Index(r.seen, key)
	if i < 0 {
		r.seen = append(r.seen, key)
		i = len(r.seen) - 1
	}
	return fmt.Sprintf("[member of staff %d]", i+1)
}

// name redacts an id, a name and each part of the name that the subject does not
// share. Parts are matched as they are written: a name may be a word too.
func (r *redactor) name(p bot.Person, by string, mine []string) {
	r.whole(p.ID, by)
	r.whole(p.Name, by)
	for _, part := range strings.Fields(p.Name) {
		if len([]rune(part)) > 1 && !slices.Contains(mine, strings.ToLower(part)) {
			r.names = append(r.names, naming{regexp.MustCompile(regexp.QuoteMeta(part)), by})
		}
	}
}

func (r *redactor) whole(text, by string) {
	if strings.TrimSpace(text) != "" {
		r.names = append(r.names, naming{regexp.MustCompile("(?i)" + regexp.QuoteMeta(text)), by})
	}
}

// in replaces the name wherever it is no part of a longer word. \b would not do:
// it knows ASCII alone, and would leave José standing.
func (n naming) in(s string) string {
	var out strings.Builder
	at, from := 0, 0
	for {
		m := n.match.FindStringIndex(s[from:])
		if m == nil {
			return out.String() + s[at:]
		}
		m[0], m[1] = from+m[0], from+m[1]
		before, _ := utf8.DecodeLastRuneInString(s[:m[0]])
		first, _ := utf8.DecodeRuneInString(s[m[0]:])
		last, _ := utf8.DecodeLastRuneInString(s[:m[1]])
		after, _ := utf8.DecodeRuneInString(s[m[1]:])
		if ofWord(before) && ofWord(first) || ofWord(last) && ofWord(after) {
			_, size := utf8.DecodeRuneInString(s[m[0]:])
			from = m[0] + size // the name may begin inside what was none
			continue
		}
		out.WriteString(s[at:m[0]] + n.by)
		at, from = m[1], m[1]
	}
}

func ofWord(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c) }

// runsOf are all runs of words in a text; of a short one the whole.
func runsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	if len(words) < 3 {
		return nil
	}
	if len(words) <= run {
		return []string{strings.Join(words, " ")}
	}
	var out []string
	for i := range len(words) - run + 1 {
		out = append(out, strings.Join(words[i:i+run], " "))
	}
	return out
}

// text gives a text without other people: their names replaced, and nothing of
// one that holds a run of another client's words.
func (r *redactor) text(s string) string {
	if len(r.runs) > 0 && r.quotes(s) {
		return withheld
	}
	for _, n := range r.names {
		s = n.in(s)
	}
	low := strings.ToLower(s)
	for _, name := range r.known {
		if strings.Contains(low, strings.ToLower(name)) {
			s = naming{regexp.MustCompile("(?i)" + regexp.QuoteMeta(name)), otherPerson}.in(s)
		}
	}
	return s
}

// quotes tells whether a text holds words of another client. Runs of fewer words
// are those of short messages.
func (r *redactor) quotes(s string) bool {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	for n := 3; n <= run; n++ {
		for i := range max(0, len(words)-n+1) {
			if r.runs[strings.Join(words[i:i+n], " ")] {
				return true
			}
		}
	}
	return false
}

// mine tells whether a record is of the subject: in a case of several, one that
// is not says what troubles somebody else.
func (x extract) mine(r bot.Record) bool {
	return !x.h.shared() || x.who.is(x.h.k.Platform, r.Complainant)
}

// wrote tells whether a message is the subject's.
func (x extract) wrote(message string) bool {
	return slices.ContainsFunc(x.h.k.Messages, func(m bot.Message) bool {
		return m.ID == message && m.Role == bot.RoleClient && x.who.is(x.h.k.Platform, m.Author)
	})
}
