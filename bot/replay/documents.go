package replay

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
)

// Documents are the firm's own pages, as a client's question would find them.
type Documents interface {
	// Cover tells whether a page speaks of the question. history is what the
	// client said before in the thread, oldest first.
	Cover(ctx context.Context, question string, history []string) (Cover, error)
	// Faults lists what a person should look at in the pages, in plain sentences.
	Faults() []string
	// Pages is how many there are.
	Pages() int
}

// Cover is what the documents say to one question.
type Cover struct {
	Covered  bool   `json:"covered"`
	File     string `json:"file"` // the best page, covered or not
	Heading  string `json:"heading"`
	Stale    bool   `json:"stale"`    // the best page's review is overdue
	Conflict string `json:"conflict"` // what another page says otherwise
	Why      string `json:"why"`      // why none covers it
}

// Question is a routine enquiry that asks something, with what covers it.
type Question struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`

	Cover
}

// Sound tells whether a page covers it that is in date and that no other contradicts.
func (q Question) Sound() bool { return q.Covered && !q.Stale && q.Conflict == "" }

// Page is a document with how many questions it covers.
type Page struct {
	File  string `json:"file"`
	N     int    `json:"n"`
	Stale bool   `json:"stale"`
}

// Coverage is how far the firm's documents answer the routine part.
type Coverage struct {
	Pages     int        `json:"pages"` // that were read
	Questions []Question `json:"questions"`
	Covered   Share      `json:"covered"`
	Sound     Share      `json:"sound"` // covered by a page in date that no other contradicts
	Telling   int        `json:"asking_nothing"`
	ByPage    []Page     `json:"by_page"`
	Faults    []string   `json:"faults"`
}

// With gives the questions for which keep is true.
func (c *Coverage) With(keep func(Question) bool) []Question {
	var out []Question
	for _, q := range c.Questions {
		if keep(q) {
			out = append(out, q)
		}
	}
	return out
}

// coverageOf asks the documents every routine question.
func coverageOf(ctx context.Context, d Documents, all []Sorted) (*Coverage, error) {
	c := &Coverage{Pages: d.Pages(), Faults: d.Faults(), Questions: []Question{}, ByPage: []Page{}}
	pages := map[string]*Page{}
	said := map[string][]string{} // by thread
	for _, s := range all {
		key := s.Account.ID + "\x00" + s.Thread
		history := said[key]
		said[key] = append(said[key], s.Text())
		if s.Person() {
			continue
		}
		if !asks(s) {
			c.Telling++
			continue
		}
		cover, err := d.Cover(ctx, s.Got.Cleaned, history)
		if err != nil {
			return nil, fmt.Errorf("searching for %s: %w", s.ID, err)
		}
		q := Question{ID: s.ID, Topic: s.Got.Topic, Cover: cover}
		c.Questions = append(c.Questions, q)
		c.Covered.count(q.Covered)
		c.Sound.count(q.Sound())
		if q.Covered {
			if pages[q.File] == nil {
				pages[q.File] = &Page{File: q.File, Stale: q.Stale}
			}
			pages[q.File].N++
		}
	}
	for _, p := range pages {
		c.ByPage = append(c.ByPage, *p)
	}
	slices.SortFunc(c.ByPage, func(a, b Page) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.File, b.File)) })
	return c, nil
}

var asking = regexp.MustCompile(`(?i)\?|\b(?:please|can (?:you|we|i)|could (?:you|we|i|someone)|would you|what|when|where|which|who|how|do (?:you|we|i)|need to know|let (?:me|us) know|remind me)\b`)

// asks tells whether an enquiry asks something, so that a document could answer
// it; the others only tell something, or say thank you.
func asks(s Sorted) bool { return !s.Got.NoReply && asking.MatchString(s.Got.Cleaned) }
