package evaluation

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"countersign/bot"
	"countersign/bot/triage"
)

// LearningOptions are the settings of Learning.
type LearningOptions struct {
	Seed  uint64
	Curve bool     // train on fewer writers too: none, one, two, four and so on
	Hold  []string // writers to hold back; none means all
	// Groups is into how many groups the writers are put, each of which is held
	// back at once: quicker, and harder, since fewer are trained on. 0 means each alone.
	Groups int
}

// Learning trains again and again from labelled messages, each time without one
// writer, and prints what that says of messages of a new one: how it rises with
// the number of writers, what each part of the sorting adds, whether the
// weights can be trusted, and the worst mistakes. It gives what each writer held
// back came to with all the others trained on.
func Learning(ctx context.Context, w io.Writer, all []triage.Labelled, o LearningOptions) ([]Result, error) {
	writers := writersOf(all)
	if len(writers) < 2 {
		return nil, fmt.Errorf("%s named writer_*: holding one back needs two at least", english.Plural(len(writers), "source", ""))
	}
	groups, err := o.groups(writers)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(w, "learning curve: writers trained on, then figures of those held back, averaged")
	var last []Result
	variants := map[string][]Result{}
	steps := steps(len(writers)-len(groups[0]), o.Curve)
	for step, n := range steps {
		var round []Result
		for _, test := range groups {
			weights, err := triage.Train(ctx, keepSources(all, test, others(writers, test, n)), o.Seed)
			if err != nil {
				return nil, err
			}
			held := keepMessages(all, func(m triage.Labelled) bool { return slices.Contains(test, m.Source) })
			got, err := Assess(ctx, triage.NewWith(weights, triage.DefaultCut), held)
			if err != nil {
				return nil, err
			}
			round = append(round, got...)
			if step == len(steps)-1 {
				if err := ablate(ctx, variants, weights, held); err != nil {
					return nil, err
				}
			}
		}
		first := keep(round, func(r Result) bool { return !r.Threaded() })
		later := keep(round, Result.Threaded)
		fmt.Fprintf(w, "  %d  first messages: AUROC %s, routine handled where 95 in 100 are found %s;  with a history: AUROC %s, %s\n",
			n, figure(aurocOf(first, weight)), figure(handledAt(first, 0.95)), figure(aurocOf(later, weight)), figure(handledAt(later, 0.95)))
		last = round
	}
	fmt.Fprintf(w, "\nwriters held back in turn, in %d groups, at the shipped cut\n", len(groups))
	if err := Report(w, last); err != nil {
		return nil, err
	}
	ablation(w, variants, last)
	reliability(w, last)
	worst(w, last, 20)
	return last, nil
}

// groups puts the writers to hold back into groups, the largest first.
func (o LearningOptions) groups(writers []string) ([][]string, error) {
	hold := slices.Compact(slices.Sorted(slices.Values(o.Hold)))
	if len(hold) == 0 {
		hold = writers
	}
	n := o.Groups
	if n < 1 || n > len(hold) {
		n = len(hold)
	}
	out := make([][]string, n)
	for i, writer := range hold {
		if !slices.Contains(writers, writer) {
			return nil, fmt.Errorf("no messages of %s to hold back", writer)
		}
		out[i%n] = append(out[i%n], writer)
	}
	if len(out[0]) == len(writers) {
		return nil, errors.New("holding all writers back at once leaves none to train on")
	}
	return out, nil
}

// others gives up to n of the writers that are not held back, those after the
// first of them first.
func others(writers, test []string, n int) []string {
	i := slices.Index(writers, test[0])
	out := slices.DeleteFunc(slices.Concat(writers[i+1:], writers[:i]), func(s string) bool { return slices.Contains(test, s) })
	return out[:min(n, len(out))]
}

// steps are the numbers of writers to train on: all that there are, and for a
// curve those that double up to it.
func steps(most int, curve bool) []int {
	if !curve {
		return []int{most}
	}
	out := []int{0}
	for n := 1; n < most; n *= 2 {
		out = append(out, n)
	}
	return append(out, most)
}

func writersOf(all []triage.Labelled) []string {
	set := map[string]bool{}
	for _, m := range all {
		if strings.HasPrefix(m.Source, "writer") {
			set[m.Source] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// keepSources gives the messages of some writers, and those of no writer.
func keepSources(all []triage.Labelled, test, writers []string) []triage.Labelled {
	return keepMessages(all, func(m triage.Labelled) bool {
		return !slices.Contains(test, m.Source) && (!strings.HasPrefix(m.Source, "writer") || slices.Contains(writers, m.Source))
	})
}

func keepMessages(all []triage.Labelled, want func(triage.Labelled) bool) []triage.Labelled {
	var out []triage.Labelled
	for _, m := range all {
		if want(m) {
			out = append(out, m)
		}
	}
	return out
}

// handledAt is the share of routine messages below the weight that finds a
// share of those that need a person.
func handledAt(all []Result, share float64) float64 {
	var human []float64
	for _, r := range all {
		if r.Human() {
			human = append(human, weight(r))
		}
	}
	if len(human) == 0 {
		return math.NaN()
	}
	slices.Sort(human)
	cut := human[int(float64(len(human))*(1-share))]
	var s Share
	for _, r := range all {
		if !r.Human() {
			s.count(weight(r) < cut)
		}
	}
	return float64(s.K) / float64(max(1, s.N))
}

// ablate sorts the held messages with parts of the sorting left out.
func ablate(ctx context.Context, into map[string][]Result, w *triage.Weights, held []triage.Labelled) error {
	mute := *w
	mute.Points.Even, mute.Points.Talk = -1000, maps.Clone(w.Points.Talk)
	for _, words := range []string{"own", "together", "before", "length"} {
		delete(mute.Points.Talk, words)
	}
	plain := slices.Clone(held)
	for i := range plain {
		plain[i].Situation.Turns, plain[i].Situation.Earlier = nil, nil
	}
	for _, v := range []struct {
		name string
		w    *triage.Weights
		all  []triage.Labelled
	}{{"rules alone", &mute, plain}, {"rules and history", &mute, held}, {"rules and classifier", w, plain}} {
		got, err := Assess(ctx, triage.NewWith(v.w, triage.DefaultCut), v.all)
		if err != nil {
			return err
		}
		for i := range got {
			got[i].Labelled = held[i] // with its history again, to be told apart by it
		}
		into[v.name] = append(into[v.name], got...)
	}
	return nil
}

func ablation(w io.Writer, variants map[string][]Result, all []Result) {
	fmt.Fprintln(w, "\nwhat each part adds")
	variants["rules, classifier and history"] = all
	for _, name := range slices.Sorted(maps.Keys(variants)) {
		for _, part := range []string{"first message", "with a history"} {
			some := keep(variants[name], func(r Result) bool { return historyOf(r) == part })
			fmt.Fprintf(w, "  %s, %s: AUROC %s, found %s, routine handled %s\n", name, part, figure(aurocOf(some, weight)), Found(some), Handled(some))
		}
	}
}

// Bin is the messages of a range of weights.
type Bin struct {
	From int
	Share
}

// Reliability gives for each ten points of weight how many messages needed a person.
func Reliability(all []Result) []Bin {
	bins := make([]Bin, 11)
	for i := range bins {
		bins[i].From = 10 * i
	}
	for _, r := range labelled(all) {
		bins[r.Got.Weight/10].count(r.Human())
	}
	return bins
}

func reliability(w io.Writer, all []Result) {
	fmt.Fprintln(w, "\nby weight, how many needed a person")
	for _, b := range Reliability(all) {
		fmt.Fprintf(w, "  %3d and above: %s\n", b.From, b.Share)
	}
}

// worst prints the mistakes whose weight was most wrong, up to n.
func worst(w io.Writer, all []Result, n int) {
	all = keep(all, func(r Result) bool { return r.Human() != r.Sent() })
	wrong := func(r Result) int {
		if r.Human() {
			return r.Got.Cut - r.Got.Weight
		}
		return (r.Got.Weight - r.Got.Cut) / 2 // a miss is worse than a person's minute
	}
	slices.SortStableFunc(all, func(a, b Result) int { return cmp.Compare(wrong(b), wrong(a)) })
	n = min(n, len(all))
	fmt.Fprintf(w, "\nthe worst mistakes, %d of %d\n", n, len(all))
	for _, r := range all[:n] {
		by := "nothing"
		if len(r.Got.Reasons) > 0 {
			by = fmt.Sprintf("%s by %s", r.Got.Reasons[0].Code, r.Got.Reasons[0].Source)
		}
		label := string(bot.TierRoutine)
		if r.Human() {
			label = strings.Join(r.Reasons, ", ")
		}
		fmt.Fprintf(w, "  weight %d (%s), labelled %s, %s before: %q\n", r.Got.Weight, by, label, english.Plural(len(r.Situation.Turns), "turn", ""), r.Text())
	}
}
