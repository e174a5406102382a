package measure

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"countersign/bot"
)

// watchedDecisions is how many decisions of a person are looked at for edits.
const watchedDecisions = 50

// Watch is how the team reviews drafts, of nobody by name: how long a draft was
// looked at before it was approved, and whether anybody approves without ever
// changing a word.
type Watch struct {
	Quick   Rate      `json:"approved_under_5s"`
	Reading []float64 `json:"seconds_before_approval"` // ascending
	Viewed  Cases     `json:"timed_from_a_view"`       // of those: from when the approver opened it, not from when its card came
	NoEdit  People    `json:"approvers_without_an_edit_in_50"`
}

// People is how many of how many people, without names.
type People struct {
	K     int   `json:"k"`
	N     int   `json:"n"`     // with 50 decisions or more
	Cases Cases `json:"cases"` // the latest 50 decided by each of K
}

// String gives k of n.
func (p People) String() string {
	if p.N == 0 {
		return "n/a (nobody has 50 decisions yet)"
	}
	return fmt.Sprintf("%d of %d", p.K, p.N)
}

// watch looks at what was decided in the period, and for edits at the latest 50
// decisions of each person up to its end.
func (t tally) watch() Watch {
	r := Watch{Quick: t.rate(), Reading: []float64{}}
	byPerson := map[string][]*Decision{}
	for _, d := range t.of(t.files).Decisions() {
		if d.Automatic || d.Approver == "" || !d.At.Before(t.period.End) {
			continue
		}
		byPerson[d.Approver] = append(byPerson[d.Approver], d)
		if d.Action != bot.Approve || !d.Timed || !t.period.Holds(d.At) {
			continue
		}
		add(&r.Quick.K, d.Seconds < quickApproval, d.Case)
		add(&r.Quick.N, true, d.Case)
		add(&r.Viewed, !d.ViewedAt.IsZero(), d.Case)
		r.Reading = append(r.Reading, d.Seconds)
	}
	slices.Sort(r.Reading)
	for _, c := range []Cases{r.Quick.K, r.Quick.N, r.Viewed} {
		slices.Sort(c)
	}
	for _, name := range slices.Sorted(maps.Keys(byPerson)) {
		r.NoEdit.take(byPerson[name])
	}
	return r
}

func (p *People) take(all []*Decision) {
	if len(all) < watchedDecisions {
		return
	}
	p.N++
	last := all[len(all)-watchedDecisions:]
	if slices.ContainsFunc(last, func(d *Decision) bool { return d.Action == bot.Edit }) {
		return
	}
	p.K++
	for _, d := range last {
		p.Cases = append(p.Cases, d.Case)
	}
}

// ReadingTime is the median time that an approved draft was before staff, of the
// whole team; it says nothing of a few.
func (r Watch) ReadingTime() string {
	switch n := len(r.Reading); {
	case n == 0:
		return "n/a"
	case !r.Quick.Enough():
		return fmt.Sprintf("%s (n %d)", lowData, n)
	default:
		return fmt.Sprintf("half within %s (n %d)", PlainTime(time.Duration(r.Reading[(n-1)/2]*float64(time.Second))), n)
	}
}
