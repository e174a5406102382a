package pilot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/autonomy"
	"countersign/bot/baseline"
	"countersign/bot/measure"
	"countersign/bot/replay"
)

// Input is all that a report is made of. What is nil or empty was not given, and
// the report says so.
type Input struct {
	Firm   string
	Made   time.Time
	Zone   *time.Location
	Files  measure.Files // read up to Made, from far enough before the period
	Period measure.Period
	Rules  measure.Rules

	Replay    *replay.Report
	Readiness replay.Readiness // where there is no Replay
	Baseline  *baseline.Figures
	Topics    []autonomy.Status
	Never     []string // topics that are never answered without a person
	Documents *Documents
	Cost      *Cost
	Drills    []Drill
	Record    Record
	Exit      []Stored
	Overdue   int // deadlines of complaints and data requests that passed within the period
	Breaches  int // misdirected messages reported within the period
	Signed    *Signature
}

// Documents are the firm's pages as they stand.
type Documents struct {
	Pages   int      `json:"pages"`
	Stale   []string `json:"stale"`
	Against []string `json:"contradicting"` // in words, each with both pages
}

// Cost is what models cost in the period, at the firm's own prices.
type Cost struct {
	Currency  string   `json:"currency"`
	Total     float64  `json:"total"`
	Low       float64  `json:"low_per_thousand"`  // the cheapest week, for 1,000 enquiries
	High      float64  `json:"high_per_thousand"` // the dearest
	Weeks     int      `json:"weeks"`             // that the range rests on
	Unpriced  []string `json:"unpriced"`          // models without a price
	Asked     int      `json:"enquiries_with_a_model"`
	Saved     *Saved   `json:"saved"` // nil where the firm has made no estimate
	Enquiries int      `json:"enquiries"`
}

// Saved is what drafts saved, in minutes, by the firm's own estimate.
type Saved struct{ Low, High int64 }

// Drill is one outage drill as the ledger tells of it.
type Drill struct {
	At      time.Time `json:"at"`
	Name    string    `json:"drill"`
	Passed  bool      `json:"passed"`
	Reached bool      `json:"reached_staff"`
	Seconds float64   `json:"seconds_to_staff"`
	Target  float64   `json:"target_seconds"`
}

// Record is how the ledger stands.
type Record struct {
	Entries int64  `json:"entries"`
	Head    string `json:"head"` // seal of the last entry, in hex
	Sound   bool   `json:"sound"`
	Why     string `json:"why,omitempty"` // what is wrong with it
}

// Stored is one kind of thing that is kept, for the exit page.
type Stored struct{ What, Where, Export, Delete string }

// Signature is who signs, and when.
type Signature struct {
	By string    `json:"by"`
	ID string    `json:"-"` // of the person, as the ledger names who acts
	At time.Time `json:"at"`
}

// Cases loads a case with its words; bot.ErrNotFound.
type Cases interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
}

// Report is the whole answer.
type Report struct {
	Firm     string            `json:"firm"`
	Made     time.Time         `json:"made"`
	Period   measure.Period    `json:"period"`
	Verdict  Verdict           `json:"verdict"`
	Headline string            `json:"headline"`
	Reasons  []Finding         `json:"reasons"`
	Next     Step              `json:"next_step"`
	Change   []string          `json:"what_would_have_to_change"`
	Findings []Finding         `json:"findings"`
	Figures  measure.Figures   `json:"figures"`
	Split    []Split           `json:"split"`
	Bad      []Bad             `json:"bad_drafts"`
	Fit      Fit               `json:"drafts"`
	Changes  []baseline.Change `json:"before_and_after"`
	Signed   *Signature        `json:"signed,omitempty"`

	In Input `json:"-"`
}

// Split is how one topic split between the tiers, with a case of each where it
// stands in both.
type Split struct {
	Topic   string        `json:"topic"`
	Routine measure.Cases `json:"routine"`
	Person  measure.Cases `json:"person"`
}

// N is how many cases are of the topic.
func (s Split) N() int { return len(s.Routine) + len(s.Person) }

// Both tells whether the topic stands in both tiers.
func (s Split) Both() bool { return len(s.Routine) > 0 && len(s.Person) > 0 }

// Fit is what became of decided drafts, each a share of all.
type Fit struct {
	Send   measure.Rate `json:"fit_to_send"`   // as drafted, or edited without a change of what is said
	Edit   measure.Rate `json:"needs_edit"`    // edited so that it says something else
	Not    measure.Rate `json:"must_not_send"` // rejected, or taken to a person
	Nobody int          `json:"no_document"`   // questions for which there was no draft
}

// Bad is one draft that staff did not send as it stood.
type Bad struct {
	Case    int64      `json:"case"`
	Version int        `json:"version"`
	Topic   string     `json:"topic"`
	Action  bot.Action `json:"action"`
	At      time.Time  `json:"at"`
	Cause   string     `json:"cause"`
	Draft   string     `json:"-"` // "" where its words are gone
	Instead string     `json:"-"` // of an edit: what was sent
	Reason  string     `json:"-"` // what the person gave as the reason
	Gone    bool       `json:"words_past_their_period"`
}

// Step is what to do next, and by when.
type Step struct {
	Text string    `json:"text"`
	Date time.Time `json:"date"`
	Then string    `json:"then"`
}

// Make counts, judges and gives the report. cases give the words of bad drafts.
func Make(ctx context.Context, in Input, cases Cases) (*Report, error) {
	f := measure.Count(in.Files, in.Period, in.Made, in.Rules)
	r := &Report{Firm: in.Firm, Made: in.Made.In(in.Zone), Period: in.Period, Figures: f, In: in, Signed: in.Signed, Split: splitOf(in.Files, f), Change: []string{}, Changes: []baseline.Change{}}
	if in.Baseline != nil {
		r.Changes = baseline.Compare(*in.Baseline, f)
	}
	var err error
	if r.Bad, err = badOf(ctx, in, cases); err != nil {
		return nil, err
	}
	r.Fit = fitOf(in, f)
	r.judge()
	return r, nil
}

// splitOf gives topics by tier, the most frequent first.
func splitOf(files measure.Files, f measure.Figures) []Split {
	by := map[string]*Split{}
	out := []Split{}
	for _, c := range files {
		if !slices.Contains(f.Routine, c.ID) && !slices.Contains(f.Human, c.ID) {
			continue
		}
		s := by[c.Topic]
		if s == nil {
			s = &Split{Topic: c.Topic}
			by[c.Topic] = s
		}
		if c.Tier == bot.TierHuman {
			s.Person = append(s.Person, c.ID)
		} else {
			s.Routine = append(s.Routine, c.ID)
		}
	}
	for _, s := range by {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Split) int {
		if a.N() != b.N() {
			return b.N() - a.N()
		}
		return strings.Compare(a.Topic, b.Topic)
	})
	return out
}

// decided are the decisions of the period that count, in order.
func decided(in Input) []*measure.Decision {
	return slices.DeleteFunc(in.Files.Decisions(), func(d *measure.Decision) bool { return !d.Counts() || !in.Period.Holds(d.At) })
}

func fitOf(in Input, f measure.Figures) Fit {
	rate := measure.Rate{Fewest: in.Rules.Fewest}
	fit := Fit{Send: rate, Edit: rate, Not: rate, Nobody: len(f.Gaps)}
	for _, d := range decided(in) {
		to := &fit.Send
		switch {
		case d.Action == bot.Escalate || d.Action == bot.Reject:
			to = &fit.Not
		case d.Overrides():
			to = &fit.Edit
		}
		to.K = append(to.K, d.Case)
		for _, r := range []*measure.Rate{&fit.Send, &fit.Edit, &fit.Not} {
			r.N = append(r.N, d.Case)
		}
	}
	return fit
}

// badOf lists every decided draft that staff did not let stand, with its cause.
func badOf(ctx context.Context, in Input, cases Cases) ([]Bad, error) {
	out := []Bad{}
	for _, d := range decided(in) {
		if !d.Overrides() {
			continue
		}
		k, err := cases.Case(ctx, d.Case)
		if err != nil && !errors.Is(err, bot.ErrNotFound) {
			return nil, fmt.Errorf("reading case %d: %w", d.Case, err)
		}
		b := Bad{Case: d.Case, Version: d.Version, Topic: d.Topic, Action: d.Action, At: d.At, Gone: true}
		if k != nil {
			b.words(k)
		}
		b.Cause = b.cause(d, k)
		out = append(out, b)
	}
	return out, nil
}

// words takes what the case still holds of the draft and of the decision.
func (b *Bad) words(k *bot.Case) {
	for _, d := range k.Drafts {
		if d.Version == b.Version && d.Text != "" {
			b.Draft, b.Gone = d.Text, false
		}
	}
	if d, ok := k.Decided(b.Version); ok {
		b.Reason = d.Reason
		if d.Action == bot.Edit && d.Text != b.Draft {
			b.Instead = d.Text
		}
	}
}

// causes puts the codes of reasons into words.
var causes = map[string]string{
	"wrong_fact": "a wrong or out-of-date fact", "promise": "a promise", "wrong_client": "the wrong client", "wrong_tier": "it needed a person",
	bot.NotCovered: "no document covers it", "tone": "tone",
}

// cause says why a draft was bad: what staff chose as the reason, or what the
// checks on it said.
func (b *Bad) cause(d *measure.Decision, k *bot.Case) string {
	if words, ok := causes[d.Code]; ok {
		return words
	}
	if k != nil {
		for _, draft := range k.Drafts {
			if draft.Version != b.Version {
				continue
			}
			for _, c := range draft.Citations {
				switch {
				case c.Conflict != "":
					return "two documents disagree"
				case c.Stale:
					return "an old document"
				}
			}
		}
	}
	switch d.Action {
	case bot.Escalate:
		return "it needed a person"
	case bot.Reject:
		return "rejected, no reason of the list"
	}
	return "it said something else than it should"
}

// Days is how many days of the period were over by the time of the report, by
// the calendar: one may have 23 or 25 hours.
func (r *Report) Days() int {
	end := r.Period.End
	if r.Made.Before(end) {
		end = r.Made
	}
	n := 0
	for !r.Period.Start.AddDate(0, 0, n+1).After(end) {
		n++
	}
	return n
}

// Size says in words how much the report rests on.
func (r *Report) Size() string {
	return strings.ToLower(number(r.n(), "enquiry", "enquiries") + ", " + number(r.Days(), "day", "days"))
}

// Early tells whether nothing speaks against going on but that it is too early.
func (r *Report) Early() bool { return r.Verdict == NotYet && !r.enough() && !r.speaksOtherwise() }
