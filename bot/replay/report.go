package replay

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/clock"
)

// Step is what to do next, and by when.
type Step struct {
	Text string    `json:"text"`
	Date time.Time `json:"date"`
	Then string    `json:"then"` // what follows, with its date
}

// Line is one enquiry in the report.
type Line struct {
	ID          string     `json:"id"`
	Tier        bot.Tier   `json:"tier"`
	Weight      int        `json:"weight"`
	Reasons     []bot.Code `json:"reasons"`
	Explanation string     `json:"explanation"`
	Topic       string     `json:"topic"`
	ByHistory   bool       `json:"only_by_history"`
	At          time.Time  `json:"at"`
	Thread      string     `json:"thread_id"`
	Label       bot.Tier   `json:"label,omitempty"`

	Client string       `json:"-"`
	Text   string       `json:"-"`
	Points []bot.Reason `json:"-"`
}

// Report is the whole answer.
type Report struct {
	Firm   string    `json:"firm"`
	Source string    `json:"source"`
	Made   time.Time `json:"made"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Rules  string    `json:"rules"` // version of the sorting

	Verdict  Verdict   `json:"verdict"`
	Headline string    `json:"headline"`
	Reasons  []string  `json:"reasons"`
	Next     Step      `json:"next_step"`
	Change   []string  `json:"what_would_have_to_change"`
	Begin    []string  `json:"begin_with"` // topics
	Findings []Finding `json:"findings"`

	Loaded    Share      `json:"needs_person"`
	Topics    []Topic    `json:"topics"`
	Weeks     []Week     `json:"weeks"`
	Routine   Waits      `json:"waits_routine"`
	Person    Waits      `json:"waits_person"`
	Contact   Contact    `json:"first_contact"`
	Agreement *Agreement `json:"agreement"` // null without labels
	Documents *Coverage  `json:"documents"` // null without documents
	Readiness Readiness  `json:"readiness"`
	Enquiries []Line     `json:"enquiries"`
	Notes     []string   `json:"notes"`

	hours clock.Hours    // tell working days from others
	told  []Finding      // the three reasons
	gap   time.Duration  // the longest between two enquiries
	at    map[string]int // where an enquiry stands, by its id
}

// About is what a report needs besides the enquiries.
type About struct {
	Firm      string
	Source    string // of the enquiries: the file's name
	Now       time.Time
	Zone      *time.Location
	Calendar  clock.Calendar // bank holidays of the firm's part of the country
	Documents Documents      // nil when none were given
	Readiness Readiness
	Notes     []string
}

// Make counts, judges and gives the report. all are the enquiries to report on,
// by their times; it fails only where the documents do, or without enquiries.
func Make(ctx context.Context, all []Sorted, a About) (*Report, error) {
	if len(all) == 0 {
		return nil, fmt.Errorf("there are no enquiries to report on")
	}
	r := &Report{Firm: a.Firm, Source: a.Source, Made: a.Now.In(a.Zone), From: all[0].At.In(a.Zone), To: all[len(all)-1].At.In(a.Zone), Rules: all[0].Got.Rules,
		Topics: topicsOf(all), Weeks: weeksOf(all, a.Zone), Routine: waitsOf(all, false), Person: waitsOf(all, true), Contact: contactOf(all),
		Readiness: a.Readiness.filled(), Notes: a.Notes, Begin: []string{}, Change: []string{}, at: map[string]int{},
		hours: clock.Hours{Zone: a.Zone, Calendar: a.Calendar}}
	for i, s := range all {
		if i > 0 {
			r.gap = max(r.gap, s.At.Sub(all[i-1].At))
		}
		r.at[s.ID] = i
		r.Loaded.count(s.Person())
		r.Enquiries = append(r.Enquiries, lineOf(s, a.Zone))
	}
	if agreement := agreement(all); agreement.All.N() > 0 {
		r.Agreement = &agreement
	}
	if a.Documents != nil {
		var err error
		if r.Documents, err = coverageOf(ctx, a.Documents, all); err != nil {
			return nil, err
		}
		r.Begin = r.begin()
	}
	r.limits(all)
	r.judge()
	return r, nil
}

// limits puts into the notes what the figures cannot know.
func (r *Report) limits(all []Sorted) {
	later, foreign, files := 0, 0, 0
	for _, s := range all {
		if s.At.After(r.Made) {
			later++
		}
		if slices.ContainsFunc(s.Got.Flags, func(flag string) bool { return strings.HasPrefix(flag, "language:") }) {
			foreign++
		}
		if slices.ContainsFunc(s.Messages, func(m bot.Message) bool { return len(m.Files) > 0 }) {
			files++
		}
	}
	r.Notes = slices.Clone(r.Notes)
	if later > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%s dated after the day of this report: look at the dates.", number(later, "enquiry")))
	}
	if 20*files >= len(all) && files > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("%s with a file: nothing here reads files, so such go to a person whatever they say, and are counted so.", number(files, "enquiry")))
	}
	if 20*foreign >= len(all) && foreign > 0 { // fewer decide nothing
		r.Notes = append(r.Notes, fmt.Sprintf("%s in a language in which the sorting is not measured, or that it cannot tell: such go to a person whatever they say, and are counted so.", number(foreign, "enquiry")))
	}
}

func lineOf(s Sorted, zone *time.Location) Line {
	l := Line{ID: s.ID, Tier: s.Got.Tier, Weight: s.Got.Weight, Reasons: []bot.Code{}, Explanation: s.Got.Explanation, Topic: s.Got.Topic,
		ByHistory: s.ByHistory(), At: s.At.In(zone), Thread: s.Thread, Label: s.Label, Client: s.Client.Label(), Text: s.Text(), Points: s.Got.Reasons}
	for _, p := range s.Got.Reasons {
		if !slices.Contains(l.Reasons, p.Code) {
			l.Reasons = append(l.Reasons, p.Code)
		}
	}
	return l
}

// Span is from which day to which the enquiries are.
func (r *Report) Span() string {
	from, to := r.From.Format("2 January 2006"), r.To.Format("2 January 2006")
	if from == to {
		return from
	}
	return from + " to " + to
}

// find gives an enquiry by its id.
func (r *Report) find(id string) Line {
	if i, ok := r.at[id]; ok {
		return r.Enquiries[i]
	}
	return Line{ID: id}
}

// begin names the topics to start with: those with three sound questions at
// least, more than half of theirs, and more routine than loaded.
func (r *Report) begin() []string {
	out := []string{}
	for _, t := range r.Topics {
		var s Share
		for _, q := range r.Documents.Questions {
			if q.Topic == t.Topic {
				s.count(q.Sound())
			}
		}
		if t.Topic != "other" && t.Topic != "greeting_thanks" && s.K >= 3 && 2*s.K > s.N && t.Routine > t.Person {
			out = append(out, t.Topic)
		}
	}
	return out
}

// headline is the verdict in a sentence.
func (r *Report) headline() string {
	var text string
	switch {
	case !enoughToJudge(r):
		text = "Too few enquiries for a verdict."
	case r.Verdict == Go:
		text = "Begin with the routine part, every draft approved by a person. The loaded part stays with people."
	case r.onlyDocumentsUnknown():
		text = "Nothing stands against it so far, but what your documents answer is not known."
	case r.Verdict == NotYet:
		text = "Something has to be put right first, and it can be."
	case r.told[0].Rule == ruleWritten:
		text = "For your firm, as it is now, nobody could answer for what a draft says."
	case r.told[0].Rule == ruleTouch:
		text = "For your firm, as it is now, this would put at risk what your clients pay for."
	default:
		text = "For your firm, as it is now, this would cost more than it brings."
	}
	if n := len(r.Readiness.Open()); n > 0 {
		verb, change := "are", "the answers can change this"
		if n == 1 {
			verb, change = "is", "the answer can change this"
		}
		text += fmt.Sprintf(" %s about the firm %s not answered (%s); %s.", number(n, "question"), verb, strings.Join(r.Readiness.Open(), ", "), change)
	}
	return text
}

// onlyDocumentsUnknown tells whether nothing but the missing documents stands in
// the way of a start.
func (r *Report) onlyDocumentsUnknown() bool {
	return r.Verdict == NotYet && r.Documents == nil && !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Speaks == NotYet && f.Rule != "documents" })
}

func number(n int, what string) string {
	words := []string{"No", "One", "Two", "Three", "Four", "Five"}
	if n < len(words) {
		return words[n] + " " + english.PluralWord(n, what, "")
	}
	return english.Plural(n, what, "")
}

const day = "Monday 2 January 2006"

// next is the step that follows from the verdict, with its date.
func (r *Report) next() Step {
	switch {
	case !enoughToJudge(r):
		weeks := float64(FewestEnquiries-r.Loaded.N) / (float64(r.Loaded.N) / r.weeks())
		return Step{Text: r.Change[0], Date: r.monday(r.Made, min(365, int(weeks*7)+1)), Then: "That is when there will be enough at the pace of these."}
	case r.Verdict == Go:
		start := r.monday(r.Made, 7)
		topics := "the routine topics whose questions have a page"
		if len(r.Begin) > 0 {
			topics = topicList(r.Begin)
		}
		return Step{Text: "Switch the co-pilot on for " + topics + ", with two people who approve.", Date: start,
			Then: "Look at the figures together on " + r.monday(start, 28).Format(day) + ". Nothing is answered by itself before then."}
	case r.Verdict == NotYet:
		days, then := 28, "Then run this again over the enquiries up to that day."
		if r.onlyDocumentsUnknown() {
			days, then = 7, "Without it nothing can be said in favour."
		}
		return Step{Text: r.Change[0], Date: r.monday(r.Made, days), Then: then}
	}
	return Step{Text: "Leave it for now, and tell those who asked why.", Date: r.monday(r.Made, 182), Then: "Run this again on that day, or sooner when one of the points under “what would have to change” has."}
}
