package triage

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"countersign/bot/triage/classifier"
)

// RecallTarget is the share of messages that need a person which the shipped
// cut must find on writers held out in training.
const RecallTarget = 0.965

// seen is what training keeps of a message: all that its weight is made of but
// the classifier.
type seen struct {
	text  string
	extra []string
	ruled int      // points of rules and surroundings
	facts []string // names, once a tone is known
	human bool
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
			look = append(look, seen{text: w.text, extra: w.extra, ruled: w.points(), human: m.Human()})
		}
	}
	examples, groups := make([]classifier.Example, len(use)), make([]string, len(use))
	for i, m := range use {
		e := classifier.Example{Text: look[i].text, Extra: look[i].extra, Human: m.Human(), Labels: m.Reasons}
		for _, f := range history(m.Situation, "", look[i].text, nil) {
			e.Aside = append(e.Aside, "fact "+f.name)
		}
		examples[i], groups[i] = e, m.Source
	}
	heads, held, err := classifier.Train(ctx, examples, groups, classifier.TrainOptions{Seed: seed})
	if err != nil {
		return nil, err
	}
	w := &Weights{Heads: heads, Points: Points{PerOdds: 10, Even: 45, History: map[string]int{}, Trained: map[string]int{}, Seed: seed}}
	for i, m := range use {
		w.Points.Trained[m.Source]++
		work := prepared(m)
		for _, f := range history(m.Situation, work.out.Topic, work.text, work.tone(w)) {
			look[i].facts = append(look[i].facts, f.name)
		}
	}
	w.Points.History = fitFacts(use, look, held)
	w.Points.Even = fitEven(w.Points, look, held)
	w.Points.Version = fmt.Sprintf("weights-%08x", checksum(w))
	return w, nil
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

// fitFacts finds what each fact is worth in points, beside the words: a
// logistic regression on messages with a history, drawn to the prior points and
// kept from taking weight away.
func fitFacts(use []Labelled, look []seen, held [][]float64) map[string]int {
	const pull, rate, rounds, most = 4.0, 0.5, 400, 60
	names := slices.Sorted(mapKeys(priorPoints))
	worth, prior := make([]float64, len(names)), make([]float64, len(names))
	for k, name := range names {
		prior[k] = float64(priorPoints[name]) / 10
		worth[k] = prior[k]
	}
	var rows []int
	for i, m := range use {
		if m.Threaded() {
			rows = append(rows, i)
		}
	}
	bias := 0.0
	for range rounds {
		grad, gradBias := make([]float64, len(names)), 0.0
		for _, i := range rows {
			z := held[i][0] + bias
			for _, f := range look[i].facts {
				k, _ := slices.BinarySearch(names, f)
				z += worth[k]
			}
			e := 1 / (1 + math.Exp(-z))
			if look[i].human {
				e--
			}
			gradBias += e
			for _, f := range look[i].facts {
				k, _ := slices.BinarySearch(names, f)
				grad[k] += e
			}
		}
		n := float64(max(1, len(rows)))
		bias -= rate * gradBias / n * 4
		for k := range worth {
			g := float64(grad[k] + pull*(worth[k]-prior[k]))
			worth[k] = min(most/10, max(0, worth[k]-float64(rate*g/n*4)))
		}
	}
	out := map[string]int{}
	for k, name := range names {
		out[name] = int(math.Round(worth[k] * 10))
	}
	return out
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// fitEven finds where the words begin to weigh: the lowest that still finds
// RecallTarget of the held-out messages at DefaultCut.
func fitEven(p Points, look []seen, held [][]float64) float64 {
	for even := 0.0; even < 90; even += 0.5 {
		p.Even = even
		found, need := 0, 0
		for i, l := range look {
			if !l.human {
				continue
			}
			need++
			if p.weight(l, held[i][0]) >= DefaultCut {
				found++
			}
		}
		if float64(found) >= RecallTarget*float64(need) {
			return even
		}
	}
	return 90
}

// weight is the weight of a message with the log-odds of its words.
func (p Points) weight(l seen, odds float64) int {
	n := max(l.ruled, p.words(odds))
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
