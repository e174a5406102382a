package measure

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"countersign/bot"
)

// Watched is how many decided drafts of a person are looked at for edits.
const Watched = 50

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
	all := t.of(t.files).Decisions()
	for _, d := range all {
		if d.Approver == "" || d.Action != bot.Approve || !d.Timed || !t.period.Holds(d.At) {
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
	without, n := WithoutEdit(all, t.period.End)
	r.NoEdit = People{K: len(without), N: n}
	for _, name := range slices.Sorted(maps.Keys(without)) {
		for _, d := range without[name] {
			r.NoEdit.Cases = append(r.NoEdit.Cases, d.Case)
		}
	}
	return r
}

// WithoutEdit gives the latest fifty decided drafts before a time, on any topic,
// of each person who edited none of them, and how many people have decided so
// many. The decisions are in the order of their time. Whoever never changes a
// word has not shown that they read.
func WithoutEdit(all []*Decision, before time.Time) (without map[string][]*Decision, of int) {
	byPerson := map[string][]*Decision{}
	for _, d := range all {
		if d.Counts() && d.Approver != "" && d.At.Before(before) {
			byPerson[d.Approver] = append(byPerson[d.Approver], d)
		}
	}
	without = map[string][]*Decision{}
	for name, mine := range byPerson {
		if len(mine) < Watched {
			continue
		}
		of++
		last := mine[len(mine)-Watched:]
		if !slices.ContainsFunc(last, func(d *Decision) bool { return d.Action == bot.Edit }) {
			without[name] = last
		}
	}
	return without, of
}

// Blind says of how many approvals nobody knows when they were read: buttons of a
// message card in Slack and Teams do not tell when it was looked at, so that those
// are timed from when it came. "" where all are known.
func (r Watch) Blind() string {
	const timed = " timed from when the card came, not when it was read"
	switch n := len(r.Quick.N) - len(r.Viewed); n {
	case 0:
		return ""
	case len(r.Quick.N):
		return ", all" + timed
	default:
		return fmt.Sprintf(", %d of %d%s", n, len(r.Quick.N), timed)
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
		return fmt.Sprintf("half within %s (n %d)", Within(time.Duration(r.Reading[(n-1)/2]*float64(time.Second))), n)
	}
}
