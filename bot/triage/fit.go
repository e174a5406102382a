package triage

import (
	"maps"
	"math"
	"slices"
)

// read finds the facts and the figures of a message with a history, by
// judgements of models that have not seen its writer.
func (l *seen) read(m Labelled, w *Weights, by judge) {
	tone := func(text string) int {
		ruled, extra := rulePoints(text)
		odds := l.odds
		if text != l.text {
			odds, _ = by(text, extra)
		}
		return max(ruled, w.Points.words(odds))
	}
	l.facts = history(m.Situation, topicOf(l.text), l.text, tone)
	l.goesOn = follows(m.Situation, l.text, tone)
	l.figures = threadFigures(m.Situation.Turns, oneClient, l.text, l.odds, by)
}

const (
	leastRows = 50 // messages with a history from which their figures can be learned
	oftEnough = 10 // messages that must show a fact before its worth is learned
)

// fitThreads finds what the figures and the facts of a thread are worth in
// points: a logistic regression on messages with a history, whose facts are kept
// from taking weight away; then the base at which fitTarget is found.
func (p *Points) fitThreads(look []seen) {
	var rows []seen
	for _, l := range look {
		if l.later && !l.goesOn {
			rows = append(rows, l)
		}
	}
	if len(rows) < leastRows {
		p.Base, p.Talk = p.Even, map[string]float64{"together": p.PerOdds}
		return // the words decide, and the prior points stand
	}
	best := math.Inf(1)
	var found Points
	for _, calm := range []int{15, 30} {
		try := *p
		try.Calm = calm
		if loss := try.regress(rows); loss < best {
			best, found = loss, try
		}
	}
	*p = found
	p.fitBase(look)
}

// table is the regression's view of rows: a column for each figure and fact.
type table struct {
	names []string
	facts int // the columns from here on are facts
	rows  [][]float64
	human []bool
}

func (p *Points) table(rows []seen) table {
	figures, facts := map[string]bool{}, map[string]int{}
	for _, l := range rows {
		for _, n := range l.figures {
			figures[n.name] = true
		}
		for _, f := range l.facts {
			facts[f.name]++
		}
	}
	maps.DeleteFunc(facts, func(_ string, n int) bool { return n < oftEnough })
	t := table{names: slices.Sorted(maps.Keys(figures)), facts: len(figures)}
	t.names = append(t.names, slices.Sorted(maps.Keys(facts))...)
	column := map[string]int{}
	for k, name := range t.names {
		column[name] = k
	}
	for _, l := range rows {
		row := make([]float64, len(t.names))
		for _, n := range l.figures {
			row[column[n.name]] = n.value
		}
		for _, f := range l.facts {
			if k, ok := column[f.name]; ok {
				row[k] = p.share(f)
			}
		}
		t.rows, t.human = append(t.rows, row), append(t.human, l.human)
	}
	return t
}

// regress sets the worth of every figure and fact for a given Calm, and gives the loss.
func (p *Points) regress(rows []seen) float64 {
	t := p.table(rows)
	worth, base, loss := t.fit()
	p.History, p.Talk, p.Base = map[string]int{}, map[string]float64{}, math.Round(p.PerOdds*base)+DefaultCut
	for k, name := range t.names {
		if k < t.facts {
			p.Talk[name] = math.Round(100*p.PerOdds*worth[k]) / 100
		} else {
			p.History[name] = int(math.Round(p.PerOdds * worth[k]))
		}
	}
	return loss
}

// fit is a logistic regression by Newton steps of one coefficient at a time,
// each drawn to nothing. Products are converted before they are added, so that
// sums are the same on every machine of an architecture.
func (t table) fit() (worth []float64, base, loss float64) {
	const pull, rounds = 6.0, 60
	worth, odds := make([]float64, len(t.names)), make([]float64, len(t.rows))
	for range rounds {
		base += t.step(odds, func(int) float64 { return 1 }, 0, 0)
		for k := range t.names {
			column := func(i int) float64 { return t.rows[i][k] }
			by := t.step(odds, column, worth[k], pull)
			if next := worth[k] + by; k >= t.facts && next < 0 {
				by = -worth[k]
				t.move(odds, column, by-(next-worth[k]))
			}
			worth[k] += by
		}
	}
	for i, z := range odds {
		if t.human[i] {
			z = -z
		}
		loss += max(0, z) + math.Log1p(math.Exp(-math.Abs(z)))
	}
	return worth, base, loss
}

// step moves the log-odds of all rows along a column by a Newton step, and gives it.
func (t table) step(odds []float64, column func(int) float64, worth, pull float64) float64 {
	grad, bend := float64(pull*worth), pull+1e-6
	for i, z := range odds {
		x := column(i)
		if x == 0 {
			continue
		}
		e := 1 / (1 + math.Exp(-z))
		bend += float64(float64(x*x) * float64(e*(1-e)))
		if t.human[i] {
			e--
		}
		grad += float64(e * x)
	}
	by := max(-1, min(1, -grad/bend))
	t.move(odds, column, by)
	return by
}

func (t table) move(odds []float64, column func(int) float64, by float64) {
	for i := range odds {
		odds[i] += float64(by * column(i))
	}
}

// fitBase lowers or lifts threads as a whole to the least base that finds
// fitTarget at DefaultCut.
func (p *Points) fitBase(look []seen) {
	middle := p.Base
	for p.Base = middle - 60; p.Base < middle+90; p.Base += 0.5 {
		found, need := 0, 0
		for _, l := range look {
			if l.human && l.sets && l.later {
				need++
				if p.weight(l) >= DefaultCut {
					found++
				}
			}
		}
		if float64(found) >= fitTarget*float64(need) {
			return
		}
	}
}
