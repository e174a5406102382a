package triage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot/triage/classifier"
)

// RecallTarget is the share of messages that need a person which the shipped
// cut must find on writers held out in training.
const RecallTarget = 0.953

// fitTarget is the share that training aims at on writers held out. It is above
// RecallTarget: of a voice that nobody has trained on less is found than of those.
const fitTarget = 0.955

// seen is what training keeps of a message: all that its weight is made of but
// the classifier.
type seen struct {
	text    string
	extra   []string
	ruled   int // points of rules and surroundings
	own     int // where its example stands among those of the classifier
	odds    float64
	human   bool
	later   bool // has a history
	sets    bool // is of a writer whose messages set the cut
	goesOn  bool // only goes on from an answer: neither words nor what came before weigh
	facts   []fact
	figures []named
}

// Train finds weights from labelled messages. The same messages and seed give
// the same weights. Messages in a language that the classifier does not judge
// are left out; of the others there must be some of either tier.
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
	if err := bothTiers(use); err != nil {
		return nil, err
	}
	var l lessons
	for i, m := range use {
		look[i].own = len(l.examples)
		l.add(m, look[i])
	}
	heads, held, err := classifier.Train(ctx, l.examples, l.groups, classifier.TrainOptions{Seed: seed})
	if err != nil {
		return nil, err
	}
	w := &Weights{Heads: heads, Points: Points{PerOdds: 10, Even: 45, History: map[string]int{}, Talk: map[string]float64{}, Trained: map[string]int{}, Seed: seed}}
	for _, m := range use {
		w.Points.Trained[m.Source]++
	}
	setters(use, look)
	for i := range look {
		look[i].odds = held[look[i].own].Tier
	}
	w.Points.fitEven(look)
	for i, m := range use {
		if m.Threaded() {
			look[i].read(m, w, l.heldOut(held, look[i].own))
		}
	}
	w.Points.fitThreads(look)
	w.Points.Version = fmt.Sprintf("weights-%08x", checksum(w))
	return w, nil
}

// bothTiers tells whether there is something to tell apart.
func bothTiers(use []Labelled) error {
	human := 0
	for _, m := range use {
		if m.Human() {
			human++
		}
	}
	if human == 0 || human == len(use) {
		return fmt.Errorf("of %s in English %d %s a person: training wants some of either tier",
			english.Plural(len(use), "message", ""), human, english.PluralWord(human, "needs", "need"))
	}
	return nil
}

// sourceWeight is what a message of a source counts against one of a writer. Plain
// messages count for more: the writers but the fifth were asked for what is hard.
// So do those of a firm's own clients. Public sets are of other trades, and in full
// would pull the words of this one their way.
var sourceWeight = map[string]float32{"plain": 8, "writer_w5": 3, "synth_ps": 0.8, StaffSource: 3,
	"banking77": ofPublic, "clinc150": ofPublic, "goemotions": ofPublic, "xed": ofPublic}

// ofPublic is what a message of a public set counts.
const ofPublic = 0.2

// public tells whether a message is of a public set.
func public(m Labelled) bool { return sourceWeight[m.Source] == ofPublic }

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

// fitEven finds where the words begin to weigh: the lowest that still finds
// fitTarget of the held-out first messages at DefaultCut.
func (p *Points) fitEven(look []seen) {
	for p.Even = -60; p.Even < 90; p.Even += 0.5 {
		found, need := 0, 0
		for _, l := range look {
			if l.human && l.sets && !l.later {
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

// weight is the weight of a message, as an Assessor would give it.
func (p *Points) weight(l seen) int {
	if !l.later {
		return min(100, max(l.ruled, p.words(l.odds)))
	}
	least, other, whole := 0, 0, 0
	for _, f := range l.facts {
		if p.learned(f) {
			least += leastPoints[f.name]
		} else {
			other += p.fact(f)
		}
	}
	if !l.goesOn {
		whole = p.thread(l.figures, l.facts)
	}
	return min(100, max(l.ruled+least, whole)+other)
}

// Lifted gives weights by which all words and threads weigh some points more.
func (w *Weights) Lifted(points float64) *Weights {
	out := *w
	out.Points.Even += points
	out.Points.Base += points
	out.Points.Version = fmt.Sprintf("weights-%08x", checksum(&out))
	return &out
}

func checksum(w *Weights) uint32 {
	h := uint32(2166136261)
	for _, b := range w.Heads.Bytes() {
		h = (h ^ uint32(b)) * 16777619
	}
	return h ^ uint32(cmp.Or(int(w.Points.Even*2), 1))
}
