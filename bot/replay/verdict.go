package replay

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"countersign/bot/measure"
)

// Verdict is the answer to the founder's question.
type Verdict string

// The verdicts, and the silence of a rule that has nothing to go by.
const (
	Go     Verdict = "go in part"
	NotYet Verdict = "not yet"
	NoGo   Verdict = "no"
	Silent Verdict = ""
)

// The limits of the rules. docs/assess.md says why each is where it is; change
// them together.
const (
	FewestEnquiries = 50                      // below it nothing is judged
	fewestRoutine   = 20                      // below it nothing is said of the routine part
	mostLoaded      = .50                     // no: surely more than this share needs a person
	fewestWeekly    = 5                       // no: surely fewer routine questions a week
	longestGap      = 26 * 7 * 24 * time.Hour // between two enquiries, above which the volume is not judged
	leastCovered    = 1. / 3
	leastFound      = .80 // of what a labeller gives to a person, surely found
	leastKappa      = .40
)

// The rules whose "no" is not about what it costs.
const (
	ruleWritten = "written policies"
	ruleTouch   = "high touch, cost of errors"
)

// Finding is what one rule makes of the facts.
type Finding struct {
	Rule   string  `json:"rule"`
	Speaks Verdict `json:"speaks_for"`       // "" when there is nothing to go by
	Head   string  `json:"head"`             // what it says, in a few words
	Text   string  `json:"text"`             // by which figures
	Change string  `json:"change,omitempty"` // what would have to change
}

// rules in the order in which their findings are told. The verdict is the
// worst that any of them speaks for.
var rules = []func(r *Report) Finding{few, loaded, documented, agreed, volume, policies, service, regulation, repetition}

// judge applies the rules and puts the verdict, its three reasons and the next
// step into the report.
func (r *Report) judge() {
	for _, rule := range rules {
		r.Findings = append(r.Findings, rule(r))
	}
	r.Verdict = Go
	for _, v := range []Verdict{NoGo, NotYet} {
		if r.speaks(v) {
			r.Verdict = v
			break
		}
	}
	if !enoughToJudge(r) {
		r.Verdict = NotYet // whatever else a handful of enquiries seems to say
	}
	order := []Verdict{r.Verdict, NoGo, NotYet, Go, Silent}
	told := slices.Clone(r.Findings)
	slices.SortStableFunc(told, func(a, b Finding) int { return slices.Index(order, a.Speaks) - slices.Index(order, b.Speaks) })
	r.told = slices.Clone(told[:3])
	for i, f := range r.told {
		if f.Speaks == Go && r.Verdict != Go { // or it reads as a reason against
			f.Head = "In favour: " + strings.ToLower(f.Head[:1]) + f.Head[1:]
			r.told[i] = f
		}
		r.Reasons = append(r.Reasons, f.Head+". "+f.Text)
	}
	for _, f := range told {
		if f.Change != "" && f.Speaks != Go {
			r.Change = append(r.Change, f.Change)
		}
	}
	r.Headline, r.Next = r.headline(), r.next()
}

func (r *Report) speaks(v Verdict) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Speaks == v })
}

func enoughToJudge(r *Report) bool { return r.Loaded.N >= FewestEnquiries }

// few asks whether there are enquiries enough to judge by. That there are is no
// reason for anything.
func few(r *Report) Finding {
	f := Finding{Rule: "enough enquiries", Speaks: Silent, Head: "There are enquiries enough to judge by", Text: fmt.Sprintf("%d, and %d are needed.", r.Loaded.N, FewestEnquiries)}
	if !enoughToJudge(r) {
		f.Speaks = NotYet
		f.Head = "There are too few enquiries to say"
		f.Text = fmt.Sprintf("%d of the %d that a verdict needs.", r.Loaded.N, FewestEnquiries)
		f.Change = fmt.Sprintf("Collect %d more enquiries and run this again.", FewestEnquiries-r.Loaded.N)
	}
	return f
}

// loaded asks whether there is a routine part to speak of.
func loaded(r *Report) Finding {
	low, _ := r.Loaded.Interval()
	f := Finding{Rule: "share that needs a person", Speaks: Go,
		Head: "There is a routine part", Text: fmt.Sprintf("%d of %d enquiries could be drafted for approval. %s need a person.", r.Loaded.N-r.Loaded.K, r.Loaded.N, r.Loaded)}
	switch {
	case enoughToJudge(r) && low > mostLoaded:
		f.Speaks = NoGo
		f.Text = fmt.Sprintf("%s enquiries. What is left over is too small a part to build a way of working on.", r.Loaded)
		f.Head = "Most of what your clients write needs a person"
		f.Change = "Most enquiries would have to be routine. Find out what brings the loaded ones, and begin there."
	case !enoughToJudge(r) || r.Loaded.N-r.Loaded.K < fewestRoutine:
		f.Speaks = NotYet
		f.Head = "There are too few routine enquiries to say"
		f.Text = fmt.Sprintf("%d of the %d needed.", r.Loaded.N-r.Loaded.K, fewestRoutine)
		f.Change = fmt.Sprintf("Collect enquiries until %d of them are routine, and run this again.", fewestRoutine)
		if r.Loaded.N-r.Loaded.K >= fewestRoutine {
			f.Change = ""
			f.Speaks, f.Head, f.Text = Silent, "Nothing is said of the split", fmt.Sprintf("So far %d of %d enquiries need a person.", r.Loaded.K, r.Loaded.N)
		}
	}
	return f
}

// volume asks whether there is time to win.
func volume(r *Report) Finding {
	weeks := r.weeks()
	k := r.Loaded.N - r.Loaded.K
	most := measure.PoissonUpper(k, .025) / weeks
	f := Finding{Rule: "volume", Speaks: Go, Head: "There is time to save", Text: fmt.Sprintf("About %s routine enquiries a week (%d in %.1f weeks).", weekly(float64(k)/weeks), k, weeks)}
	switch {
	case !enoughToJudge(r):
		f.Speaks, f.Head, f.Text = Silent, "Nothing is said of the volume", fmt.Sprintf("So far %d routine enquiries in %.1f weeks.", k, weeks)
	case r.gap > longestGap:
		f.Speaks, f.Head = Silent, "Nothing is said of the volume"
		f.Text = fmt.Sprintf("Between two of the enquiries lie %.0f weeks without any: a date is wrong, or the file holds a choice of them.", r.gap.Hours()/(7*24))
		f.Change = "Put right the dates, or give the enquiries of some weeks without a gap, and run this again."
	case most < fewestWeekly:
		f.Speaks = NoGo
		f.Text = fmt.Sprintf("%d routine enquiries in %.1f weeks, surely fewer than %d a week. Each draft still has to be read by somebody.", k, weeks, fewestWeekly)
		f.Head = "There is too little to save"
		f.Change = fmt.Sprintf("At least %d routine enquiries a week. Until then a page of standard answers does more.", fewestWeekly)
	}
	return f
}

// weeks is the time from the first enquiry to the last, one week at least.
func (r *Report) weeks() float64 { return max(1, r.To.Sub(r.From).Hours()/(7*24)) }

// documented asks whether the firm's pages answer the routine part. Without
// pages there is nothing to draft from, so that not to know means not yet.
func documented(r *Report) Finding {
	f := Finding{Rule: "documents", Speaks: NotYet}
	if r.Documents == nil {
		f.Head, f.Text = "Whether your documents answer the routine part is not known", "None were given, and drafts quote the firm's own pages."
		f.Change = "Put your pages into one folder and run this again with --knowledge DIR."
		return f
	}
	d := r.Documents
	low, _ := d.Sound.Interval()
	missing := d.Covered.N - d.Covered.K
	f.Text = fmt.Sprintf("%s routine questions have a page that is in date and that no other contradicts.", d.Sound)
	switch {
	case !d.Sound.Enough():
		f.Speaks, f.Head = Silent, "There are too few routine questions to say what your documents cover"
	case low >= leastCovered:
		f.Speaks, f.Head = Go, "Your documents speak of a good part of what is asked"
		if 2*d.Sound.K > d.Sound.N {
			f.Head = "Your documents speak of most of what is asked"
		}
	default:
		f.Head = "Your documents do not yet answer enough of the routine part"
		f.Change = fmt.Sprintf("Write pages for the %s that none covers; all are listed.", english.Plural(missing, "question", ""))
		if n := d.Covered.K - d.Sound.K; n > 0 {
			f.Change = fmt.Sprintf("Write pages for the %s that none covers, and put right those of %d more, which are out of date or contradicted; all are listed.", english.Plural(missing, "question", ""), n)
		}
	}
	return f
}

// agreed asks whether a person would have sorted them alike.
func agreed(r *Report) Finding {
	f := Finding{Rule: "a second labeller", Speaks: Silent, Head: "How well the sorting fits your clients is not known", Text: "Nobody has labelled these enquiries.",
		Change: fmt.Sprintf("Have somebody who knows the clients label %d enquiries or more (--label), before any answer is ever sent by itself.", FewestLabels)}
	if r.Agreement == nil {
		return f
	}
	a := *r.Agreement
	kappa, low, high, ok := a.All.Kappa()
	found := a.All.Found()
	if !a.Enough() || !found.Enough() || !ok {
		f.Head = "There are too few labels to say how well the sorting fits"
		f.Text = fmt.Sprintf("%s, %d of them for a person; %d and %d are needed.", english.Plural(a.All.N(), "enquiry", ""), found.N, FewestLabels, Fewest)
		return f
	}
	f.Head, f.Speaks, f.Change = "What a person would keep is found", Go, ""
	f.Text = fmt.Sprintf("Of what a labeller gives to a person, the tool gives %s to one, and %d more besides. Agreement beyond chance: kappa %.2f (95 %%: %.2f to %.2f, n %d).",
		found, len(a.Over), kappa, low, high, a.All.N())
	if least, _ := found.Interval(); least < leastFound || low < leastKappa {
		f.Speaks = NotYet
		f.Head = "The two tiers cannot be told apart well enough yet"
		f.Change = fmt.Sprintf("Go through the %s and %s the other way, settle what counts as loaded at your firm, and run this again.",
			english.Plural(len(a.Misses), "miss", ""), english.Plural(len(a.Over), "disagreement", ""))
	}
	return f
}

// policies asks for the firm's answers in writing.
func policies(r *Report) Finding {
	f := Finding{Rule: ruleWritten, Speaks: Go, Head: "Your answers are in writing", Text: "A draft has something to quote."}
	switch r.Readiness.Policies {
	case Yes:
	case No:
		f.Speaks = NotYet
		f.Head, f.Text = "Your answers are not in writing", "Drafts quote the firm's own pages, and a model left to itself invents."
		f.Change = "Write down what you answer most: fees, deadlines, how things are done. Ten pages are a start."
		if r.Readiness.Regulated == Yes {
			f.Speaks = NoGo
			f.Head, f.Text = "You are regulated and your answers are not in writing", "Nobody could check a draft against anything."
			f.Change = "Written answers, approved by whoever answers to your regulator."
		}
	default:
		f.Speaks, f.Head, f.Text = Silent, "Not answered", "Whether your answers are in writing."
	}
	return f
}

// service asks whether a draft takes away what clients pay for.
func service(r *Report) Finding {
	f := Finding{Rule: ruleTouch, Speaks: Go, Head: "A drafted answer takes nothing away", Text: "Clients pay for the answer more than for who gives it, and a slip can be put right."}
	touch, cheap := r.Readiness.HighTouch, r.Readiness.CheapError
	switch {
	case touch == Yes && cheap == No:
		f.Speaks = NoGo
		f.Head, f.Text = "A drafted answer risks what you sell", "Clients pay to hear from a particular person, and a wrong answer cannot be put right cheaply."
		f.Change = "A part of your service where clients want a quick answer from anybody, and where a slip is cheap. Judge that part alone."
	case touch == Yes:
		f.Speaks, f.Head, f.Text = Silent, "Clients pay to hear from a particular person", "Keep to the questions where they would take the answer from anybody, and have that person approve."
	case cheap == No:
		f.Speaks = NotYet
		f.Head, f.Text = "A wrong answer cannot be put right cheaply", "People who approve drafts all day overlook things."
		f.Change = "Choose topics in which a slip is cheap, and have a second person look at all the others."
	case touch != No || cheap != Yes:
		f.Speaks, f.Head, f.Text = Silent, "Not answered", "Whether clients pay to hear from a particular person, and what a wrong answer costs."
	}
	return f
}

// regulation never speaks against a start by itself: every draft is approved by
// a person. It limits what may be drafted.
func regulation(r *Report) Finding {
	f := Finding{Rule: "regulated", Speaks: Go, Head: "No regulator stands behind the routine answers", Text: "Nothing has to be kept apart for that."}
	switch r.Readiness.Regulated {
	case No:
	case Yes:
		f.Speaks, f.Head, f.Text = Silent, "You are regulated", "Whatever is advice stays with people, and no topic that touches it may ever be answered by itself."
	default:
		f.Speaks, f.Head, f.Text = Silent, "Not answered", "Whether a regulator stands behind your answers."
	}
	return f
}

// repetition asks whether anybody's time goes into it.
func repetition(r *Report) Finding {
	f := Finding{Rule: "repeats", Speaks: Go, Head: "Somebody's time goes into the same questions", Text: "Hours a week: that is what there is to win."}
	switch r.Readiness.Repeats {
	case Yes:
	case No:
		f.Speaks, f.Head, f.Text = Silent, "Nobody spends much time on the same questions", "There is little to win but speed."
	default:
		f.Speaks, f.Head, f.Text = Silent, "Not answered", "How much time goes into the same questions."
	}
	return f
}

// monday is the Monday at least days after t, or the next working day after it
// where that is a bank holiday. Of a year whose bank holidays are not known it
// is the Monday.
func (r *Report) monday(t time.Time, days int) time.Time {
	t = time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, t.Location())
	t = t.AddDate(0, 0, (8-int(t.Weekday()))%7)
	if work, err := r.hours.WorkingDay(t); err == nil {
		return work
	}
	return t
}
