package retention

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"countersign/bot"
)

// Subject is one person, as the cases know them.
type Subject struct {
	Platform bot.Platform `json:"platform"`
	ID       string       `json:"id"`
	Names    []string     `json:"names"`
}

// String names the subject for whoever typed the command.
func (s Subject) String() string {
	return fmt.Sprintf("%s (%s %s)", strings.Join(s.Names, ", "), s.Platform, s.ID)
}

func (s Subject) is(p bot.Platform, who bot.Person) bool { return p == s.Platform && who.ID == s.ID }

// called tells whether the person has the name or id.
func called(who bot.Person, text string) bool {
	return who.ID == text || strings.EqualFold(who.Name, text)
}

// AmbiguousError reports that several people have the name.
type AmbiguousError struct {
	Name  string
	Found []Subject
}

// Error names them all.
func (e *AmbiguousError) Error() string {
	var each []string
	for _, s := range e.Found {
		each = append(each, s.String())
	}
	return fmt.Sprintf("%d people are called %q; give the id of the one who is meant: %s", len(e.Found), e.Name, strings.Join(each, "; "))
}

// ErrNobody reports that no case holds anything of a person with that id or name.
var ErrNobody = errors.New("no case holds anything of a client with this id or name")

// holding is a case in which the subject wrote.
type holding struct {
	k      *bot.Case
	others []bot.Person // clients other than the subject who wrote in it
}

// shared tells whether somebody else's messages stand in the case.
func (h holding) shared() bool { return len(h.others) > 0 }

// held is all that was found of a subject.
type held struct {
	who   Subject
	cases []holding // oldest first
	named []int64   // cases of others whose words name the subject
	names []string  // full names of all other clients, each once
}

// page is how many cases are read at once.
const page = 200

// eachCase calls fn with every case, newest first.
func eachCase(ctx context.Context, s Store, fn func(k *bot.Case)) error {
	before := int64(0)
	for {
		cases, err := s.Cases(ctx, bot.CaseFilter{Before: before, Limit: page})
		if err != nil {
			return fmt.Errorf("reading cases: %w", err)
		}
		for _, k := range cases {
			fn(k)
			before = k.ID
		}
		if len(cases) < page {
			return nil
		}
	}
}

// clients lists the clients who wrote in a case, each once.
func clients(k *bot.Case) []bot.Person {
	var out []bot.Person
	add := func(p bot.Person) {
		if p.ID != "" && !slices.ContainsFunc(out, func(q bot.Person) bool { return q.ID == p.ID }) {
			out = append(out, p)
		}
	}
	add(k.Client)
	for _, m := range k.Messages {
		if m.Role == bot.RoleClient {
			add(m.Author)
		}
	}
	return out
}

// find gathers what is held of the client with an id or a display name. A name
// that several have is an *AmbiguousError, one that nobody has is ErrNobody.
func find(ctx context.Context, s Store, text string) (*held, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, errors.New("say whose data is meant: a platform's id or a name")
	}
	subjects, err := match(ctx, s, text)
	if err != nil {
		return nil, err
	}
	switch len(subjects) {
	case 0:
		return nil, ErrNobody
	case 1:
	default:
		return nil, &AmbiguousError{Name: text, Found: subjects}
	}
	h := &held{who: subjects[0]}
	err = eachCase(ctx, s, func(k *bot.Case) {
		var others []bot.Person
		mine := false
		for _, p := range clients(k) {
			if h.who.is(k.Platform, p) {
				mine = true
			} else {
				others = append(others, p)
				h.knows(p.Name)
			}
		}
		switch {
		case mine:
			h.cases = append(h.cases, holding{k, others})
		case h.who.namedIn(k):
			h.named = append(h.named, k.ID)
		}
	})
	slices.Reverse(h.cases)
	slices.Reverse(h.named)
	return h, err
}

// knows notes the name of another client, where it is more than one word: one
// alone may be a word, or the subject's own.
func (h *held) knows(name string) {
	same := func(of string) bool { return strings.EqualFold(of, name) }
	if strings.Contains(strings.TrimSpace(name), " ") && !slices.ContainsFunc(h.who.Names, same) && !slices.Contains(h.names, name) {
		h.names = append(h.names, name)
	}
}

// match lists the clients who have the id or name.
func match(ctx context.Context, s Store, text string) ([]Subject, error) {
	var found []Subject
	err := eachCase(ctx, s, func(k *bot.Case) {
		for _, p := range clients(k) {
			if !called(p, text) {
				continue
			}
			i := slices.IndexFunc(found, func(f Subject) bool { return f.is(k.Platform, p) })
			if i < 0 {
				found = append(found, Subject{Platform: k.Platform, ID: p.ID})
				i = len(found) - 1
			}
			if p.Name != "" && !slices.Contains(found[i].Names, p.Name) {
				found[i].Names = append(found[i].Names, p.Name)
			}
		}
	})
	return found, err
}

// namedIn tells whether somebody else's case names the subject.
func (s Subject) namedIn(k *bot.Case) bool {
	for _, m := range k.Messages {
		if s.named(m.Text) {
			return true
		}
	}
	return slices.ContainsFunc(k.Decisions, func(d bot.Decision) bool { return s.named(d.Text) || s.named(d.Reason) })
}

// named tells whether a text holds the subject's id or full name. A name of one
// word is not searched for: it may be anybody's, or a word.
func (s Subject) named(text string) bool {
	if strings.Contains(text, s.ID) {
		return true
	}
	lower := strings.ToLower(text)
	return slices.ContainsFunc(s.Names, func(name string) bool {
		return strings.Contains(name, " ") && strings.Contains(lower, strings.ToLower(name))
	})
}
