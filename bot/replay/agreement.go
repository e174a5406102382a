package replay

import (
	"math"

	"countersign/bot"
)

// Square is how two labellers put the same enquiries into the two tiers.
type Square struct {
	Both        int `json:"both_person"`   // both say that it needs a person
	OnlyLabel   int `json:"only_labeller"` // only the labeller does: a miss of the tool's
	OnlyTool    int `json:"only_tool"`     // only the tool does
	BothRoutine int `json:"both_routine"`
}

// N is how many were put into a tier by both.
func (q Square) N() int { return q.Both + q.OnlyLabel + q.OnlyTool + q.BothRoutine }

// Agreed is the share on which they agree.
func (q Square) Agreed() Share { return Share{q.Both + q.BothRoutine, q.N()} }

// Found is the share of what the labeller would give to a person that the tool
// gives to one.
func (q Square) Found() Share { return Share{q.Both, q.Both + q.OnlyLabel} }

// Kappa is Cohen's kappa, the agreement beyond what chance would give, with its
// 95 % interval after Fleiss, Cohen and Everitt (1969). Theirs has no width where
// the two agree on everything; there the lower end is that of the exact interval
// of the agreement, at the same shares of the tiers. ok is false where it is
// not defined: without enquiries, or when both put all into one tier.
func (q Square) Kappa() (kappa, low, high float64, ok bool) {
	n := float64(q.N())
	if n == 0 {
		return 0, 0, 0, false
	}
	p := [2][2]float64{{float64(q.Both) / n, float64(q.OnlyLabel) / n}, {float64(q.OnlyTool) / n, float64(q.BothRoutine) / n}}
	row := [2]float64{p[0][0] + p[0][1], p[1][0] + p[1][1]} // the labeller's shares
	col := [2]float64{p[0][0] + p[1][0], p[0][1] + p[1][1]} // the tool's
	seen, chance := p[0][0]+p[1][1], row[0]*col[0]+row[1]*col[1]
	if 1-chance < 1e-12 {
		return 0, 0, 0, false
	}
	kappa = (seen - chance) / (1 - chance)
	if q.OnlyLabel+q.OnlyTool == 0 {
		least, _ := q.Agreed().Interval()
		return 1, max(-1, (least-chance)/(1-chance)), 1, true
	}
	var agree, differ float64
	for i := range 2 {
		d := 1 - (row[i]+col[i])*(1-kappa)
		agree += p[i][i] * d * d
		for j := range 2 {
			if i != j {
				differ += p[i][j] * (col[i] + row[j]) * (col[i] + row[j])
			}
		}
	}
	rest := kappa - chance*(1-kappa)
	variance := (agree + (1-kappa)*(1-kappa)*differ - rest*rest) / (n * (1 - chance) * (1 - chance))
	half := 1.959963984540054 * math.Sqrt(max(0, variance))
	return kappa, max(-1, kappa-half), min(1, kappa+half), true
}

// Agreement is how far the tool and a person who labelled the same enquiries
// agree on the tier.
type Agreement struct {
	All     Square   `json:"all"`
	First   Square   `json:"first_contact"` // enquiries that open a thread
	Misses  []string `json:"misses"`        // ids of what the labeller alone gives to a person
	Over    []string `json:"over"`          // ids of what the tool alone gives to a person
	Missing int      `json:"unlabelled"`
}

// FewestLabels is how many labelled enquiries the agreement needs.
const FewestLabels = 30

// Enough tells whether there are labels enough to say something of the agreement.
func (a Agreement) Enough() bool { return a.All.N() >= FewestLabels }

func agreement(all []Sorted) Agreement {
	a := Agreement{Misses: []string{}, Over: []string{}}
	for _, s := range all {
		if s.Label == "" {
			a.Missing++
			continue
		}
		a.All.count(s.Label == bot.TierHuman, s.Person())
		if s.Opens {
			a.First.count(s.Label == bot.TierHuman, s.Person())
		}
		switch {
		case s.Label == bot.TierHuman && !s.Person():
			a.Misses = append(a.Misses, s.ID)
		case s.Label == bot.TierRoutine && s.Person():
			a.Over = append(a.Over, s.ID)
		}
	}
	return a
}

func (q *Square) count(label, tool bool) {
	switch {
	case label && tool:
		q.Both++
	case label:
		q.OnlyLabel++
	case tool:
		q.OnlyTool++
	default:
		q.BothRoutine++
	}
}
