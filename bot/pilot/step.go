package pilot

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/measure"
)

// headline is the verdict in a sentence.
func (r *Report) headline() string {
	switch {
	case r.Verdict == Go:
		return "Go on with the routine part, every draft approved by a person; people keep the rest. Nothing is answered by itself until its topic has earned that."
	case r.Verdict == NotYet && !r.enough() && !r.speaksOtherwise():
		return "It is too early for a verdict. Go on as now until then."
	case r.Verdict == NotYet && !r.enough():
		return "It is too early for a verdict, and something can be put right meanwhile."
	case r.Verdict == NotYet:
		return "Something has to be put right first, and it can be."
	}
	return "For this firm, as it works now, drafting costs more than it brings. Sorting, and people for whoever needs one, can stay."
}

const dayForm = "Monday 2 January 2006"

// next is the step that follows, with its date.
func (r *Report) next() Step {
	switch {
	case r.Verdict == Go:
		return Step{Text: "Keep the co-pilot on" + r.begin() + ".", Date: r.monday(28), Then: "Look at these figures together again on that day. A topic whose evidence is complete may be asked for before then; the owner signs."}
	case r.Verdict == NotYet && !r.enough() && len(r.Change) > 0 && !r.speaksOtherwise():
		return Step{Text: "Go on as now.", Date: r.monday(r.daysToEnough()), Then: "That is when there will be enough to judge by, at the pace of these."}
	case r.Verdict == NotYet:
		return Step{Text: r.Change[0], Date: r.monday(28), Then: "Make this report again on that day."}
	}
	return Step{Text: "Stop drafting: set the topics aside and let people answer. Tell those who asked why, with this page.", Date: r.monday(7),
		Then: "Run it again in six months, on " + r.monday(182).Format(dayForm) + ", or as soon as a point under “what would have to change” has. Part j says how to leave."}
}

// speaksOtherwise tells whether anything but the lack of evidence says not yet.
func (r *Report) speaksOtherwise() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return (f.Speaks == NotYet || f.Speaks == No) && f.Rule != "enough to judge by" })
}

// begin names the topics whose drafts stand best.
func (r *Report) begin() string {
	var names []string
	for _, t := range r.Figures.Topics {
		if len(t.Override.N) >= 5 && 3*len(t.Override.K) <= len(t.Override.N) && len(names) < 4 {
			names = append(names, words(t.Topic))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " for " + strings.Join(names, ", ")
}

// daysToEnough is how long the present pace needs; a year at the longest.
func (r *Report) daysToEnough() int {
	need := fewestDays - r.Days()
	if n := r.n(); n > 0 && r.Days() > 0 {
		need = max(need, int(math.Ceil(float64(fewestCases-n)*float64(r.Days())/float64(n))))
	} else {
		need = max(need, fewestDays)
	}
	return min(365, max(1, need))
}

// monday is the first Monday at least so many days after the report was made, or
// the working day after it where the firm is closed then.
func (r *Report) monday(days int) time.Time {
	t := time.Date(r.Made.Year(), r.Made.Month(), r.Made.Day()+days, 0, 0, 0, 0, r.Made.Location())
	for t.Weekday() != time.Monday {
		t = t.AddDate(0, 0, 1)
	}
	for range 7 {
		if works, err := r.In.Rules.Hours.WithoutEnd().BusinessDay(t); err != nil || works {
			break // hours without an end know every year
		}
		t = t.AddDate(0, 0, 1)
	}
	return t
}

func words(code string) string {
	if code == "" {
		return "no topic"
	}
	return strings.ReplaceAll(code, "_", " ")
}

func number(n int, one, many string) string {
	if n == 0 {
		return "No " + many
	}
	return english.Plural(n, one, many)
}

func times(n int, once, many string) string {
	if n == 1 {
		return once
	}
	return fmt.Sprintf(many, n)
}

// caseList names cases in brackets; "" without any.
func caseList(cases measure.Cases) string {
	if len(cases) == 0 {
		return ""
	}
	var each []string
	for _, id := range cases {
		each = append(each, fmt.Sprint(id))
	}
	return " (case " + strings.Join(each, ", ") + ")"
}

// actions are what an action is called in the report.
var actions = map[bot.Action]string{bot.Edit: "edited", bot.Reject: "rejected", bot.Escalate: "taken to a person"}
