package mask

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Kind is a kind of identifier.
type Kind string

// The kinds that are found. A name is one that was told of, or that the text
// itself presents as one.
const (
	NINO         Kind = "ni_number"
	UTR          Kind = "utr"
	NHS          Kind = "nhs_number"
	Card         Kind = "card_number"
	IBAN         Kind = "iban"
	SortCode     Kind = "sort_code"
	Account      Kind = "account_number"
	Postcode     Kind = "postcode"
	Phone        Kind = "phone"
	Email        Kind = "email"
	Person       Kind = "person"
	Organisation Kind = "organisation"
)

// labels are the words of the placeholders.
var labels = map[Kind]string{NINO: "NI_NUMBER", UTR: "UTR", NHS: "NHS_NUMBER", Card: "CARD", IBAN: "IBAN", SortCode: "SORT_CODE",
	Account: "ACCOUNT", Postcode: "POSTCODE", Phone: "PHONE", Email: "EMAIL", Person: "PERSON", Organisation: "ORGANISATION"}

// words name a kind for people, one and several.
var words = map[Kind][2]string{NINO: {"National Insurance number", "National Insurance numbers"}, UTR: {"tax reference (UTR)", "tax references (UTR)"},
	NHS: {"NHS number", "NHS numbers"}, Card: {"card number", "card numbers"}, IBAN: {"IBAN", "IBANs"}, SortCode: {"sort code", "sort codes"},
	Account: {"account number", "account numbers"}, Postcode: {"postcode", "postcodes"}, Phone: {"telephone number", "telephone numbers"},
	Email: {"e-mail address", "e-mail addresses"}, Person: {"name", "names"}, Organisation: {"organisation's name", "organisations' names"}}

// Kinds names every kind in words, in alphabetical order.
func Kinds() []string {
	var out []string
	for _, w := range words {
		out = append(out, w[1])
	}
	slices.Sort(out)
	return out
}

// Words says how many of a kind in words, as "2 card numbers".
func (k Kind) Words(n int) string {
	w, ok := words[k]
	switch {
	case !ok:
		return fmt.Sprintf("%d of %s", n, string(k))
	case n == 1:
		return "1 " + w[0]
	}
	return fmt.Sprintf("%d %s", n, w[1])
}

// Sensitive tells whether a kind gives access to money, tax or health: a
// stranger with it could do harm.
func (k Kind) Sensitive() bool {
	return slices.Contains([]Kind{NINO, UTR, NHS, Card, IBAN, SortCode, Account}, k)
}

// Known are the names that a text may hold because of whose it is.
type Known struct {
	People        []string
	Organisations []string
}

// Masker hides the identifiers of one request. Not safe for concurrent use.
type Masker struct {
	names  []namePattern
	put    map[string]string // placeholder by kind and canonical value
	values map[string]string // what a placeholder stands for
	count  map[Kind]int
}

// New makes a Masker that also hides the names known.
func New(known Known) *Masker {
	m := &Masker{put: map[string]string{}, values: map[string]string{}, count: map[Kind]int{}}
	for _, p := range known.People {
		m.names = append(m.names, personPatterns(p)...)
	}
	for _, o := range known.Organisations {
		m.names = append(m.names, organisationPatterns(o)...)
	}
	return m
}

// Find lists the organisations known that stand in a text, with or without a
// legal form such as Ltd, in any case unless the name is a common word.
func (k Known) Find(text string) []Found {
	v := newView(text)
	lower := strings.ToLower(v.text)
	var near []string // an expression for each of hundreds of names would be most of the work
	for _, name := range k.Organisations {
		if mayName(lower, name) {
			near = append(near, name)
		}
	}
	v.findNames(New(Known{Organisations: near}).names)
	return slices.DeleteFunc(v.found, func(f Found) bool { return f.Kind != Organisation })
}

var placeholder = regexp.MustCompile(`(?i)\[([A-Z]+(?:_[A-Z]+)*_\d+)\]`)

// Hide puts placeholders in the place of identifiers. What only looks like a
// placeholder loses its brackets, so that nobody can have a value of another
// put into a text.
func (m *Masker) Hide(text string) string { return m.HideAll(text)[0] }

// joint stands between the messages of a conversation while they are read as
// one text: it ends a sentence, and numbers go on over it.
const joint = ".\n"

// HideAll hides what stands in the messages of a conversation, in their order,
// also where a value goes on in the next one or where one message asks for what
// the next one gives.
func (m *Masker) HideAll(texts ...string) []string {
	var all strings.Builder
	var spans [][2]int
	for i, t := range texts {
		if i > 0 {
			all.WriteString(joint)
		}
		from := all.Len()
		all.WriteString(placeholder.ReplaceAllString(t, "($1)"))
		spans = append(spans, [2]int{from, all.Len()})
	}
	text := all.String()
	found := find(text, m.names)
	var out []string
	for _, s := range spans {
		var b strings.Builder
		last := s[0]
		for _, f := range found {
			if from, to := max(f.from, s[0]), min(f.to, s[1]); from < to {
				b.WriteString(text[last:from])
				b.WriteString(m.placeholder(f))
				last = to
			}
		}
		b.WriteString(text[last:s[1]])
		out = append(out, b.String())
	}
	return out
}

func (m *Masker) placeholder(f Found) string {
	key := string(f.Kind) + " " + f.canonical
	if p, ok := m.put[key]; ok {
		return p
	}
	m.count[f.Kind]++
	p := fmt.Sprintf("[%s_%d]", labels[f.Kind], m.count[f.Kind])
	m.put[key], m.values[p] = p, f.Value
	return p
}

// Reveal puts the values back. A placeholder that was never given out stays.
func (m *Masker) Reveal(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(p string) string {
		if v, ok := m.values[strings.ToUpper(p)]; ok {
			return v
		}
		return p
	})
}

// Counts tells how many different values of each kind were hidden.
func (m *Masker) Counts() map[string]int {
	out := map[string]int{}
	for k, n := range m.count {
		out[string(k)] = n
	}
	return out
}

// Placeholders lists what in a text has the form of a placeholder.
func Placeholders(text string) []string { return placeholder.FindAllString(text, -1) }

// Found is an identifier in a text.
type Found struct {
	Kind      Kind
	Value     string // as it is written
	canonical string // the same for every way to write it
	from, to  int    // bytes of the text
}

// Same tells whether two identifiers are one, however they are written.
func (f Found) Same(other Found) bool { return f.Kind == other.Kind && f.canonical == other.canonical }

// Find lists the identifiers of a text, names apart, in the order in which they
// stand.
func Find(text string) []Found {
	return slices.DeleteFunc(find(text, nil), func(f Found) bool { return f.Kind == Person })
}

// find looks for one kind after the other; what one takes is not seen by the next.
func find(text string, names []namePattern) []Found {
	v := newView(text)
	for _, look := range []func(*view){findEmails, findIBANs, findCards, findNINOs, findPhones, findTenDigits, findBank, findPostcodes} {
		look(v)
	}
	v.findNames(names)
	slices.SortFunc(v.found, func(a, b Found) int { return a.from - b.from })
	return v.found
}
