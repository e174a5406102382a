package triage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"countersign/bot/triage/classifier"
)

// RecallTarget is the share of messages that need a person which the shipped
// cut must find on writers held out in training.
const RecallTarget = 0.955

// seen is what training keeps of a message: all that its weight is made of but
// the classifier.
type seen struct {
	text   string
	extra  []string
	ruled  int     // points of rules and surroundings
	facts  []fact  // once a tone is known
	thread float64 // log-odds of the words with those before them
	human  bool
	later  bool // has a history
	sets   bool // is of a writer whose messages set the cut
}

// Train finds weights from labelled messages. The same messages and seed give
// the same weights. Messages in a language that the classifier does not judge
// are left out.
func Train(ctx context.Context, all []Labelled, seed uint64) (*Weights, error) {
	var use []Labelled
	var look []seen
	for _, m := range all {
		w := prepared(m)
		if !w.foreign() {
			use = append(use, m)
			look = append(look, seen{text: w.text, extra: w.extra, ruled: w.points(), human: m.Human(), later: m.Threaded()})
		}
	}
	examples, groups := make([]classifier.Example, len(use)), make([]string, len(use))
	for i, m := range use {
		e := classifier.Example{Text: look[i].text, Extra: look[i].extra, Human: m.Human(), Labels: m.Reasons, Weight: sourceWeight[m.Source]}
		for _, f := range history(m.Situation, "", look[i].text, nil) {
			e.Aside = append(e.Aside, "fact "+f.name)
		}
		examples[i], groups[i] = e, m.Source
	}
	heads, held, err := classifier.Train(ctx, examples, groups, classifier.TrainOptions{Seed: seed})
	if err != nil {
		return nil, err
	}
	w := &Weights{Heads: heads, Points: Points{PerOdds: 10, Even: 45, Thread: 60, History: map[string]int{}, Trained: map[string]int{}, Seed: seed}}
	for _, m := range use {
		w.Points.Trained[m.Source]++
	}
	setters(use, look)
	w.Points.fitEven(look, held)
	for i, m := range use {
		if m.Threaded() {
			look[i].read(m, w)
		}
	}
	w.Points.fitFacts(look)
	w.Points.Version = fmt.Sprintf("weights-%08x", checksum(w))
	return w, nil
}

// sourceWeight is what a message of a source counts against one of a writer. Plain
// messages count for more: the writers but the fifth were asked for what is hard.
// So do those of a firm's own clients.
var sourceWeight = map[string]float32{"plain": 3, "writer_w5": 2, "synth_ps": 0.3, StaffSource: 3}

// setters marks the messages that set the cut: those of writers, each of whom is
// held out in turn, where there are any. Messages put together of frames, and
// plain ones, teach but are too easy to set a cut by.
func setters(use []Labelled, look []seen) {
	writers := slices.ContainsFunc(use, func(m Labelled) bool { return strings.HasPrefix(m.Source, "writer") })
	for i, m := range use {
		look[i].sets = !writers || strings.HasPrefix(m.Source, "writer")
	}
}

// prepared runs over a message what needs no weights.
func prepared(m Labelled) *work {
	w := &work{s: m.Situation}
	w.read()
	w.words()
	w.surroundings()
	return w
}

// points is the sum of the points so far.
func (w *work) points() int {
	n := 0
	for _, r := range w.out.Reasons {
		n += r.Points
	}
	return min(100, n)
}

// read judges the words of a message with a history, and finds its facts.
func (l *seen) read(m Labelled, w *Weights) {
	work := prepared(m)
	l.facts = history(m.Situation, work.out.Topic, work.text, work.tone(w))
	if follows(m.Situation, work.text, work.tone(w)) {
		l.thread = math.Inf(-1)
		return
	}
	all := said(m.Situation.Turns, oneClient, work.text)
	_, extra := rulePoints(all)
	l.thread = w.Heads.Score(all, extra).LogOdds[0]
}

// fitFacts finds what each fact and the words of a thread are worth in points:
// a logistic regression on messages with a history, drawn to the prior points
// and kept from taking weight away; then as much of all as finds RecallTarget.
func (p *Points) fitFacts(look []seen) {
	var rows []seen
	for _, l := range look {
		if l.later {
			rows = append(rows, l)
		}
	}
	if len(rows) < 50 {
		return // the prior points stand
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
	p.scale(rows)
}

// regress sets the worth of every fact for a given Calm, and gives the loss.
func (p *Points) regress(rows []seen) float64 {
	const pull, rate, rounds, most = 0.5, 2.0, 500, 15.0
	names := slices.Sorted(maps.Keys(priorPoints))
	words := len(names) // the worth of the thread's words stands last
	worth, prior, bias := make([]float64, words+1), make([]float64, words+1), -4.0
	for k, name := range names {
		prior[k] = float64(priorPoints[name]) / 10
	}
	prior[words] = 6
	copy(worth, prior)
	parts := make([][]float64, len(rows))
	for i, l := range rows {
		parts[i] = make([]float64, words+1)
		for _, f := range l.facts {
			k, _ := slices.BinarySearch(names, f.name)
			parts[i][k] = 1
			if f.weighs {
				parts[i][k] = p.beside(f.words)
			}
		}
		parts[i][words] = p.beside(p.words(l.thread))
	}
	n, loss := float64(len(rows)), 0.0
	for range rounds {
		grad, gradBias := make([]float64, words+1), 0.0
		loss = 0
		for i, l := range rows {
			z := bias
			for k, x := range parts[i] {
				z += float64(worth[k] * x)
			}
			e := 1 / (1 + math.Exp(-z))
			if l.human {
				loss -= math.Log(max(1e-9, e))
				e--
			} else {
				loss -= math.Log(max(1e-9, 1-e))
			}
			gradBias += e
			for k, x := range parts[i] {
				grad[k] += float64(e * x)
			}
		}
		bias -= float64(rate * gradBias / n)
		for k := range worth {
			worth[k] = min(most, max(0, worth[k]-float64(rate*(grad[k]+float64(pull*(worth[k]-prior[k])))/n)))
		}
	}
	p.History = map[string]int{}
	for k, name := range names {
		p.History[name] = int(math.Round(worth[k] * 10))
	}
	p.Thread = int(math.Round(worth[words] * 10))
	return loss
}

// scale multiplies the worth of everything beside a history by the least that
// finds RecallTarget at DefaultCut.
func (p *Points) scale(rows []seen) {
	full := *p
	for by := 0.2; by < 4; by += 0.02 {
		p.Thread = int(math.Round(float64(full.Thread) * by))
		p.History = map[string]int{}
		for name, n := range full.History {
			p.History[name] = int(math.Round(float64(n) * by))
		}
		var found, need int
		for _, l := range rows {
			if l.human && l.sets {
				need++
				if p.weight(l, 0) >= DefaultCut {
					found++
				}
			}
		}
		if float64(found) >= RecallTarget*float64(need) {
			return
		}
	}
}

// fitEven finds where the words begin to weigh: the lowest that still finds
// RecallTarget of the held-out first messages at DefaultCut.
func (p *Points) fitEven(look []seen, held [][]float64) {
	for p.Even = -60; p.Even < 90; p.Even += 0.5 {
		found, need := 0, 0
		for i, l := range look {
			if l.human && l.sets && !l.later {
				need++
				if p.weight(l, held[i][0]) >= DefaultCut {
					found++
				}
			}
		}
		if float64(found) >= RecallTarget*float64(need) {
			return
		}
	}
}

// weight is the weight of a message; odds are those of its words where it has
// no history.
func (p Points) weight(l seen, odds float64) int {
	if !l.later {
		return min(100, max(l.ruled, p.words(odds)))
	}
	n := max(l.ruled, p.thread(p.words(l.thread)))
	for _, f := range l.facts {
		n += p.fact(f)
	}
	return min(100, n)
}

func checksum(w *Weights) uint32 {
	h := uint32(2166136261)
	for _, b := range w.Heads.Bytes() {
		h = (h ^ uint32(b)) * 16777619
	}
	return h ^ uint32(cmp.Or(int(w.Points.Even*2), 1))
}
