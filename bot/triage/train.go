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
const RecallTarget = 0.965

// seen is what training keeps of a message: all that its weight is made of but
// the classifier.
type seen struct {
	text  string
	extra []string
	ruled int    // points of rules and surroundings
	facts []fact // once a tone is known
	human bool
	later bool // has a history
	sets  bool // is of a writer whose messages set the cut
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
	w := &Weights{Heads: heads, Points: Points{PerOdds: 10, PerLater: 10, Even: 45, Later: 45, History: map[string]int{}, Trained: map[string]int{}, Seed: seed}}
	for i, m := range use {
		w.Points.Trained[m.Source]++
		if !m.Threaded() {
			continue
		}
		work := prepared(m)
		look[i].facts = history(m.Situation, work.out.Topic, work.text, work.tone(w))
	}
	setters(use, look)
	w.Points.History, w.Points.PerLater = fitFacts(look, held)
	w.Points.fitEven(look, held)
	w.Points.Version = fmt.Sprintf("weights-%08x", checksum(w))
	return w, nil
}

// sourceWeight is what a message of a source counts against one of a writer.
var sourceWeight = map[string]float32{"plain": 3, "synth_ps": 0.3}

// setters marks the messages that set the cut: those of writers, each of whom is
// held out in turn, where there are any. Messages put together of frames, and
// plain ones, teach but are too easy to set a cut by.
func setters(use []Labelled, look []seen) {
	any := slices.ContainsFunc(use, func(m Labelled) bool { return strings.HasPrefix(m.Source, "writer") })
	for i, m := range use {
		look[i].sets = !any || strings.HasPrefix(m.Source, "writer")
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

// fitFacts finds what each fact is worth in points, beside the words: a
// logistic regression on messages with a history, drawn to the prior points and
// kept from taking weight away.
func fitFacts(look []seen, held [][]float64) (map[string]int, float64) {
	const pull, rate, rounds, most = 2.0, 2.0, 600, 6.0
	names := slices.Sorted(maps.Keys(priorPoints))
	worth, prior := make([]float64, len(names)), make([]float64, len(names))
	for k, name := range names {
		prior[k] = float64(priorPoints[name]) / 10
		worth[k] = prior[k]
	}
	var rows []int
	for i, l := range look {
		if l.later {
			rows = append(rows, i)
		}
	}
	n, bias, slope := float64(max(1, len(rows))), 0.0, 0.7
	for range rounds {
		grad, gradBias, gradSlope := make([]float64, len(names)), 0.0, 0.0
		for _, i := range rows {
			z := float64(held[i][0]*slope) + bias
			for _, f := range look[i].facts {
				k, _ := slices.BinarySearch(names, f.name)
				z += float64(worth[k] * f.part)
			}
			e := 1 / (1 + math.Exp(-z))
			if look[i].human {
				e--
			}
			gradBias += e
			gradSlope += float64(e * held[i][0])
			for _, f := range look[i].facts {
				k, _ := slices.BinarySearch(names, f.name)
				grad[k] += float64(e * f.part)
			}
		}
		bias -= float64(rate * gradBias / n)
		slope = min(1, max(leastSlope, slope-float64(rate*gradSlope/n)))
		for k := range worth {
			worth[k] = min(most, max(0, worth[k]-float64(rate*(grad[k]+float64(pull*(worth[k]-prior[k])))/n)))
		}
	}
	out := map[string]int{}
	for k, name := range names {
		out[name] = int(math.Round(worth[k] * 10))
	}
	return out, math.Round(slope * 10)
}

// leastSlope is the least that the words of a message count beside its history:
// they count even where training has seen only pairs of the same words.
const leastSlope = 0.4

// fitEven finds where the words begin to weigh, for first messages and for
// those with a history: the lowest that still finds RecallTarget of the
// held-out messages at DefaultCut.
func (p *Points) fitEven(look []seen, held [][]float64) {
	for _, later := range []bool{false, true} {
		for even := -60.0; even < 90; even += 0.5 {
			if later {
				p.Later = even
			} else {
				p.Even, p.Later = even, even
			}
			found, need := 0, 0
			for i, l := range look {
				if l.human && l.sets && l.later == later {
					need++
					if p.weight(l, held[i][0]) >= DefaultCut {
						found++
					}
				}
			}
			if need == 0 && later {
				p.Later = p.Even
				break
			}
			if float64(found) >= RecallTarget*float64(need) {
				break
			}
		}
	}
}

// weight is the weight of a message with the log-odds of its words.
func (p Points) weight(l seen, odds float64) int {
	n := max(l.ruled, p.words(odds, l.later))
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
