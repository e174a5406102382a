package replay

import (
	"cmp"
	"slices"
	"time"
)

// Topic is how one topic splits between the tiers.
type Topic struct {
	Topic   string `json:"topic"`
	Routine int    `json:"routine"`
	Person  int    `json:"person"`
	Pairs   []Pair `json:"pairs"` // the same topic in both tiers
}

// N is how many enquiries are of the topic.
func (t Topic) N() int { return t.Routine + t.Person }

// Pair is one topic in both tiers: the ids of the two enquiries.
type Pair struct {
	Routine string `json:"routine"`
	Person  string `json:"person"`
}

// topicsOf gives the topics, the most frequent first, with up to two pairs of
// each that stands in both tiers.
func topicsOf(all []Sorted) []Topic {
	by := map[string][]Sorted{}
	for _, s := range all {
		by[s.Got.Topic] = append(by[s.Got.Topic], s)
	}
	out := make([]Topic, 0, len(by))
	for name, of := range by {
		t := Topic{Topic: name, Pairs: []Pair{}}
		for _, s := range of {
			if s.Person() {
				t.Person++
			} else {
				t.Routine++
			}
		}
		if name != "other" && name != "greeting_thanks" {
			t.Pairs = pairsOf(of)
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Topic) int { return cmp.Or(cmp.Compare(b.N(), a.N()), cmp.Compare(a.Topic, b.Topic)) })
	return out
}

// pairsOf puts the lightest routine enquiries that ask something beside those
// whose own words weigh most, at most two pairs. An enquiry that a labeller
// would have put into the other tier is no example.
func pairsOf(of []Sorted) []Pair {
	var light, heavy []Sorted
	for _, s := range of {
		switch {
		case s.Label != "" && s.Label != s.Got.Tier:
		case s.Person() && !s.ByHistory():
			heavy = append(heavy, s)
		case !s.Person() && asks(s):
			light = append(light, s)
		}
	}
	slices.SortStableFunc(light, func(a, b Sorted) int { return cmp.Compare(a.Got.Weight, b.Got.Weight) })
	slices.SortStableFunc(heavy, func(a, b Sorted) int { return cmp.Compare(b.words(), a.words()) })
	out := []Pair{}
	for i := range min(2, len(light), len(heavy)) {
		out = append(out, Pair{Routine: light[i].ID, Person: heavy[i].ID})
	}
	return out
}

// Week is what came in during one week, Monday to Sunday.
type Week struct {
	Start   time.Time `json:"start"`
	Routine int       `json:"routine"`
	Person  int       `json:"person"`
}

// N is how many came in.
func (w Week) N() int { return w.Routine + w.Person }

// weeksOf counts by week, weeks without any included.
func weeksOf(all []Sorted, zone *time.Location) []Week {
	var out []Week
	for _, s := range all {
		start := mondayOf(s.At.In(zone))
		for len(out) == 0 || out[len(out)-1].Start.Before(start) {
			next := start
			if len(out) > 0 {
				next = out[len(out)-1].Start.AddDate(0, 0, 7)
			}
			out = append(out, Week{Start: next})
		}
		w := &out[len(out)-1]
		if s.Person() {
			w.Person++
		} else {
			w.Routine++
		}
	}
	return out
}

func mondayOf(t time.Time) time.Time {
	back := (int(t.Weekday()) + 6) % 7
	return time.Date(t.Year(), t.Month(), t.Day()-back, 0, 0, 0, 0, t.Location())
}

// Waits are the waits of one tier.
type Waits struct {
	Answer   Wait  `json:"first_answer"`
	Resolved Wait  `json:"resolved"`
	Reopened Share `json:"reopened"`
}

func waitsOf(all []Sorted, person bool) Waits {
	var answer, resolved []time.Duration
	var w Waits
	for _, s := range all {
		if s.Person() != person {
			continue
		}
		answer, resolved = append(answer, s.Answered), append(resolved, s.Resolved)
		if s.Reopened == Yes || s.Reopened == No {
			w.Reopened.count(s.Reopened == Yes)
		}
	}
	w.Answer, w.Resolved = waitOf(answer), waitOf(resolved)
	return w
}

// bins is how many bars the weights are shown in.
const bins = 10

// Contact is how far the tier shows at first contact, by the tool alone.
type Contact struct {
	Opening   Share            `json:"opening_needs_person"` // of enquiries that open a thread, those that need a person
	ByHistory Share            `json:"only_by_history"`      // of all that need a person, those whose own words would not have shown it
	Turned    Share            `json:"turned"`               // of threads that need a person at some point, those that opened as routine
	Near      Share            `json:"near_the_cut"`         // within nearCut points of the cut
	Cut       int              `json:"cut"`
	Weights   [bins + 1][2]int `json:"weights"` // by tens of weight, 100 the last: routine, person
}

// nearCut is how close to the cut an enquiry counts as close, in points.
const nearCut = 10

func contactOf(all []Sorted) Contact {
	var c Contact
	opened, needs := map[string]bool{}, map[string]bool{} // by thread: opened here; opened as one for a person
	turned := map[string]bool{}
	for _, s := range all {
		c.Cut = s.Got.Cut
		key := s.Account.ID + "\x00" + s.Thread
		if s.Opens {
			c.Opening.count(s.Person())
			opened[key], needs[key] = true, s.Person()
		}
		if s.Person() {
			c.ByHistory.count(s.ByHistory())
			turned[key] = true
		}
		d := s.Got.Weight - s.Got.Cut
		c.Near.count(-nearCut <= d && d < nearCut)
		tier := 0
		if s.Person() {
			tier = 1
		}
		c.Weights[min(s.Got.Weight/10, bins)][tier]++
	}
	for key := range turned {
		if opened[key] {
			c.Turned.count(!needs[key])
		}
	}
	return c
}
