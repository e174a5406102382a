package pilot

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"countersign/bot"
	"countersign/bot/measure"
	"countersign/bot/replay"
)

// Verdict is the answer.
type Verdict string

// The verdicts, and the silence of a rule that has nothing to go by.
const (
	Go     Verdict = "go in part"
	NotYet Verdict = "not yet"
	No     Verdict = "no"
	Silent Verdict = ""
)

// The limits of the rules. docs/pilot.md says why each is where it is; change
// them together.
const (
	fewestCases   = 50  // below it nothing is judged
	fewestDays    = 28  // so many days must have been lived with it
	mostChanged   = .40 // go: surely fewer drafts than this are changed in substance
	tooManyBad    = .50 // no: surely more than this are
	mostUnread    = .20 // not yet: surely more approvals than this came in under 5 seconds
	leastFound    = .80 // not yet: surely fewer of those who needed a person were found first
	mostUncovered = .50 // not yet: surely more routine questions than this have no document
)

// Finding is what one rule makes of the facts.
type Finding struct {
	Rule   string  `json:"rule"`
	Speaks Verdict `json:"speaks_for"`
	Head   string  `json:"head"`
	Text   string  `json:"text"`
	Change string  `json:"change,omitempty"` // what would have to change
}

// rules in the order in which their findings are told.
var rules = []func(r *Report) Finding{record, harm, missed, enough, fit, replayed, duties, quality, covered, read, drilled}

func (r *Report) judge() {
	for _, rule := range rules {
		r.Findings = append(r.Findings, rule(r))
	}
	r.Verdict = Go
	for _, v := range []Verdict{No, NotYet} {
		if slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Speaks == v }) {
			r.Verdict = v
			break
		}
	}
	if r.Verdict == No && (!r.enough() || !r.In.Record.Sound) {
		r.Verdict = NotYet // a handful of cases is no ground for a no, and neither are figures that cannot be relied on
	}
	told := slices.Clone(r.Findings)
	slices.SortStableFunc(told, func(a, b Finding) int { return r.rank(a) - r.rank(b) })
	r.Reasons = told[:3]
	for _, f := range told {
		if f.Change != "" && f.Speaks != Go {
			r.Change = append(r.Change, f.Change)
		}
	}
	r.Headline, r.Next = r.headline(), r.next()
}

// rank puts findings into the order in which they are told: those that bear the
// verdict first, then what else stands against, what is not known, and last what
// speaks the other way.
func (r *Report) rank(f Finding) int {
	switch {
	case f.Speaks == r.Verdict:
		return 0
	case f.Speaks == No:
		return 1
	case f.Speaks == NotYet:
		return 2
	case f.Speaks == Silent && f.Change != "" && r.Verdict != Go:
		return 3
	case f.Speaks == Silent:
		return 4
	}
	return 5
}

func (r *Report) n() int { return r.Figures.Enquiries.Len() }

func (r *Report) enough() bool { return r.n() >= fewestCases && r.Days() >= fewestDays }

// record asks whether the ledger can be believed at all.
func record(r *Report) Finding {
	f := Finding{Rule: "the record", Speaks: Silent, Head: "The record is whole", Text: fmt.Sprintf("%d entries verify, so every figure here can be counted again.", r.In.Record.Entries)}
	if !r.In.Record.Sound {
		f.Speaks, f.Head, f.Text = NotYet, "The record does not verify", r.In.Record.Why+". No figure here can be relied on."
		f.Change = "Find out who changed the record and how, and begin the period anew."
	}
	return f
}

// harm asks whether anything did harm. One is too many.
func harm(r *Report) Finding {
	var cases measure.Cases
	promised := 0
	for _, c := range r.In.Files {
		for _, rv := range c.Reviews {
			if rv.Verdict == bot.JudgedHarmful && r.Period.Holds(rv.At) && !slices.Contains(cases, c.ID) {
				cases = append(cases, c.ID)
			}
		}
	}
	for _, d := range decided(r.In) {
		if d.Code == "promise" || d.Code == "wrong_client" {
			promised++
		}
	}
	f := Finding{Rule: "harm", Speaks: Silent, Head: "Nothing did harm that anybody knows of", Text: "No answer was marked as harmful, and no message was reported to have reached the wrong person."}
	if promised > 0 {
		f.Text += fmt.Sprintf(" %s caught a promise or the wrong client before sending.", times(promised, "Staff once", "Staff %d times"))
	}
	if r.enough() {
		f.Speaks = Go
	}
	if len(cases)+r.In.Breaches > 0 {
		f.Speaks, f.Head = NotYet, "Something did harm"
		f.Text = fmt.Sprintf("%s marked as harmful%s. %s reported to have reached the wrong person.", number(len(cases), "answer was", "answers were"), caseList(cases), number(r.In.Breaches, "message was", "messages were"))
		f.Change = "Find the cause of each, put it right, and let four weeks pass without another."
	}
	return f
}

// missed asks whether a client who needed a person got a drafted answer.
func missed(r *Report) Finding {
	m := r.Figures.Recall
	var sent measure.Cases
	for _, x := range m.Misses {
		if x.Sent {
			sent = append(sent, x.Case)
		}
	}
	_, high := m.Rate.Interval()
	f := Finding{Rule: "people who needed a person", Speaks: Go, Head: "Whoever needed a person got one", Text: fmt.Sprintf("Of the cases that staff say were a person's, said so first by the program: %s.", m.Rate)}
	switch {
	case len(sent) > 0:
		f.Speaks, f.Head = NotYet, "Clients who needed a person got a drafted answer"
		f.Text = fmt.Sprintf("%s%s. Of all that were a person's, said so first by the program: %s.", number(len(sent), "case", "cases"), caseList(sent), m.Rate)
		f.Change = "Go through each of these cases, and change the sorting or the list of topics that never get a draft."
	case high < leastFound:
		f.Speaks, f.Head = NotYet, "Too many who needed a person were taken for routine"
		f.Text = fmt.Sprintf("A person noticed before anything was sent. The program had said so first in %d of %d.", len(m.Rate.K), len(m.Rate.N))
		f.Change = "Go through the misses in part b, settle what counts as loaded at your firm, and change the sorting."
	case !m.Rate.Enough():
		f.Speaks, f.Head = Silent, "It is too early to say whether everybody who needed a person got one"
	}
	return f
}

// enough asks whether there is enough to judge by.
func enough(r *Report) Finding {
	f := Finding{Rule: "enough to judge by", Speaks: Silent, Head: "There is enough to judge by", Text: fmt.Sprintf("%d enquiries in %d days.", r.n(), r.Days())}
	if !r.enough() {
		f.Speaks, f.Head = NotYet, "It is too early to say"
		f.Text = fmt.Sprintf("%d of the %d enquiries and %d of the %d days that a verdict needs.", r.n(), fewestCases, r.Days(), fewestDays)
		f.Change = fmt.Sprintf("Go on as now, every draft approved by a person, until there are %d enquiries and %d days.", fewestCases, fewestDays)
	}
	return f
}

// fit asks whether drafts are worth reading.
func fit(r *Report) Finding {
	rate := r.Figures.Drafts.Override
	low, _ := rate.Interval()
	most := rate.UpperBound()
	f := Finding{Rule: "drafts", Speaks: Silent, Head: "It is too early to say whether the drafts are good", Text: "Changed in substance, rejected or taken to a person: " + rate.String() + "."}
	switch {
	case !rate.Enough():
		f.Change = fmt.Sprintf("Decide on %d drafts or more.", rate.Fewest)
	case low > tooManyBad:
		f.Speaks, f.Head = No, "Most drafts have to be written anew"
		f.Text += " Reading and replacing them costs more than writing would."
		f.Change = "Fewer than half of the drafts would have to need a change of what they say. The causes are in part c; most often it is the documents."
	case most <= mostChanged:
		f.Speaks, f.Head = Go, "Most drafts can be sent as they are"
		f.Text += fmt.Sprintf(" At most %.0f %% at this number.", math.Ceil(100*most))
	default:
		f.Speaks, f.Head = NotYet, "Too many drafts have to be changed"
		f.Text += fmt.Sprintf(" It may be as many as %.0f %%; %.0f %% is the limit.", math.Ceil(100*most), 100*mostChanged)
		f.Change = "Go through the drafts in part c and put right what they rest on."
	}
	return f
}

// replayed takes over what the enquiries from before the pilot say against it.
func replayed(r *Report) Finding {
	p := r.In.Replay
	f := Finding{Rule: "enquiries from before", Speaks: Silent, Head: "The enquiries from before were not given", Text: "With --enquiries the report replays the last hundred."}
	if p == nil {
		return f
	}
	f.Head, f.Text = "The replay of earlier enquiries says "+string(p.Verdict), p.Headline
	switch p.Verdict {
	case replay.NoGo:
		f.Speaks = No
	case replay.Go:
		f.Speaks = Go
	default:
		f.Speaks = NotYet
	}
	if f.Speaks != Go && len(p.Change) > 0 {
		f.Change = p.Change[0]
	}
	return f
}

// duties asks whether a duty with a date was missed.
func duties(r *Report) Finding {
	f := Finding{Rule: "deadlines", Speaks: Silent, Head: "No deadline was missed", Text: "No complaint was opened, and no data request ran over its time."}
	if n := r.Figures.Complaints.Opened.Len(); n > 0 {
		f.Text = fmt.Sprintf("%s opened, each within its times so far.", number(n, "complaint was", "complaints were"))
	}
	if r.In.Overdue > 0 {
		f.Speaks, f.Head = NotYet, "Deadlines of complaints or data requests were missed"
		f.Text = fmt.Sprintf("%s passed; %s opened in the period.", number(r.In.Overdue, "deadline", "deadlines"), number(r.Figures.Complaints.Opened.Len(), "complaint was", "complaints were"))
		f.Change = "Name one person who looks at the register every morning, and let four weeks pass without a missed date."
	}
	return f
}

// quality asks whether clients are worse or better off than before.
func quality(r *Report) Finding {
	f := Finding{Rule: "before and after", Speaks: Silent, Head: "Whether clients are better off than before is not known", Text: "No enquiries from before the firm began were frozen.",
		Change: "Before the next pilot, freeze the last hundred enquiries: countersign baseline import."}
	if len(r.Changes) == 0 {
		return f
	}
	var worse, better []string
	for _, c := range r.Changes {
		switch {
		case c.Claim && c.Better < 0:
			worse = append(worse, c.Name+" "+c.Text)
		case c.Claim && c.Better > 0:
			better = append(better, c.Name+" "+c.Text)
		}
	}
	f.Change = ""
	switch {
	case len(worse) > 0:
		f.Speaks, f.Head, f.Text = NotYet, "Clients are worse off in something", strings.Join(worse, "; ")+"."
		f.Change = "Find out what made it worse; a quicker answer is no gain if more clients have to come back."
	case len(better) > 0:
		f.Speaks, f.Head, f.Text = Go, "Clients are better off than before", strings.Join(better, "; ")+"; nothing is worse that can be told."
	default:
		f.Head, f.Text = "No difference from before can be told", "Of the figures in part f none differs by more than chance would make it, or there are too few."
	}
	return f
}

// covered asks whether the firm's pages answer what is asked.
func covered(r *Report) Finding {
	rate := measure.Rate{Fewest: r.In.Rules.Fewest}
	for _, c := range r.In.Files {
		if !slices.Contains(r.Figures.Routine, c.ID) || slices.Contains(r.Figures.NoReply, c.ID) {
			continue
		}
		rate.N = append(rate.N, c.ID)
		if len(c.Gaps) > 0 {
			rate.K = append(rate.K, c.ID)
		}
	}
	low, _ := rate.Interval()
	f := Finding{Rule: "documents", Speaks: Go, Head: "The documents answer most of what is asked", Text: "Routine enquiries for which none was found: " + rate.String() + "."}
	switch {
	case !rate.Enough():
		f.Speaks, f.Head = Silent, "It is too early to say what the documents cover"
	case low > mostUncovered:
		f.Speaks, f.Head = NotYet, "The documents do not answer enough of what is asked"
		f.Change = fmt.Sprintf("Write pages for the questions of part d, the most frequent first: %d are open.", len(rate.K))
	case 2*len(rate.K) > len(rate.N):
		f.Speaks, f.Head = Silent, "The documents answer less than half of what is asked"
		f.Change = "Write pages for the questions of part d."
	}
	return f
}

// read asks whether approvals mean something.
func read(r *Report) Finding {
	rate := r.Figures.Watch.Quick
	low, _ := rate.Interval()
	f := Finding{Rule: "reading", Speaks: Silent, Head: "Drafts are read before they are approved", Text: "Approved in under five seconds: " + rate.String() + r.Figures.Watch.Blind() + "."}
	switch {
	case !rate.Enough():
		f.Head = "It is too early to say whether drafts are read"
	case low > mostUnread:
		f.Speaks, f.Head = NotYet, "Drafts are approved unread"
		f.Change = "Fewer people, or fewer drafts at once: an approval in under five seconds checks nothing, and the law does not count it as one."
	}
	return f
}

// drilled asks whether an outage was tried.
func drilled(r *Report) Finding {
	f := Finding{Rule: "outage drill", Speaks: Silent, Head: "No outage was tried", Text: "What happens when the model fails is not known at this firm.", Change: "Run countersign drill model-down, and look at the result together."}
	if len(r.In.Drills) == 0 {
		return f
	}
	last := r.In.Drills[len(r.In.Drills)-1]
	f.Change = ""
	f.Head, f.Text = "An outage was tried and the enquiry reached a person", fmt.Sprintf("%s: %.1f s to staff, %.0f s promised.", last.At.In(r.In.Zone).Format("2 January"), last.Seconds, last.Target)
	if !last.Passed {
		f.Speaks, f.Head = NotYet, "The last outage drill failed"
		f.Text = fmt.Sprintf("%s: the enquiry did not reach staff as promised.", last.At.In(r.In.Zone).Format("2 January"))
		f.Change = "Put right what kept the enquiry from staff, and run the drill again until it passes."
	}
	return f
}
