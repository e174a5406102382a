package classifier

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// Example is a labelled text.
type Example struct {
	Text   string   // folded
	Extra  []string // what the caller knows beside the words
	Human  bool
	Labels []string // reasons; nil for a routine one
	Weight float32  // 0 means 1
	Use    Use
	Keep   bool // its features are learned though no other group has them
}

// Use says what an example is for.
type Use int

// A whole text teaches the tier and the reasons, and calibrates them. A part of
// one teaches them. What was written earlier teaches and calibrates the tier of
// what followed. Another text is only scored by a model that has not seen its group.
const (
	Whole Use = iota
	Part
	Earlier
	Scored
)

// teaches tells whether an example of this use is one for a head.
func (u Use) teaches(head int) bool {
	if head == Follows {
		return u == Earlier
	}
	return u == Whole || u == Part
}

// calibrates tells whether the probability of a head must be true of it.
func (u Use) calibrates(head int) bool { return u.teaches(head) && u != Part }

// TrainOptions are the settings of a training. The zero value of each field
// means its default.
type TrainOptions struct {
	Seed   uint64
	Epochs int     // passes over the examples, 10
	Rate   float32 // AdaGrad's rate, 0.05
	L2     float32 // 2e-3
	Folds  int     // parts for the held-out log-odds that calibrate, 5
}

func (o TrainOptions) withDefaults() TrainOptions {
	if o.Epochs == 0 {
		o.Epochs = 10
	}
	if o.Rate == 0 {
		o.Rate = 0.05
	}
	if o.L2 == 0 {
		o.L2 = 2e-3
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	return o
}

// ready is an example as the training loop wants it.
type ready struct {
	at     []uint32 // its features, each a kind above its key, later its place in the vocabulary; the shared ones first
	shared int
	wide   float32 // what the values of all are multiplied by, for the two of the tier
	few    float32 // what those of the shared ones are, for the reasons
	label  [stride]bool
	weight float32
	use    Use
	keep   bool
}

// of gives the features by which a head judges, and what their values are multiplied by.
func (r *ready) of(head int) (at []uint32, by float32) {
	if ofReason(head) {
		return r.at[:r.shared], r.few
	}
	return r.at, r.wide
}

// packed is a kind above a key or a place, in one number, which unpacked takes apart.
func packed(kind uint8, low uint32) uint32 { return uint32(kind)<<keyBits | low }

func unpacked(p uint32) (kind uint8, low uint32) { return uint8(p >> keyBits), p & (Keys - 1) }

// Train fits a model and calibrates it on held-out parts of the examples. It
// also gives the held-out log-odds of every example, of the tier and of what
// follows, for what is trained on top of the model. The same examples in the same order and the same seed give
// the same model on the same architecture.
func Train(ctx context.Context, examples []Example, groups []string, o TrainOptions) (*Model, []Held, error) {
	if len(examples) == 0 {
		return nil, nil, errors.New("no examples to train on")
	}
	if len(groups) != len(examples) {
		return nil, nil, fmt.Errorf("%d examples in %d groups", len(examples), len(groups))
	}
	o = o.withDefaults()
	data := prepare(examples)
	voc := newVocabulary(data, groups, mostFeatures)
	held, err := heldOut(ctx, voc, data, groups, o)
	if err != nil {
		return nil, nil, err
	}
	l, err := fit(ctx, voc, data, nil, allHeads(), o)
	if err != nil {
		return nil, nil, err
	}
	m, err := l.model(o.Seed)
	if err != nil {
		return nil, nil, err
	}
	for h := range Heads {
		m.temp[h] = temperature(held, data, h)
	}
	out := make([]Held, len(held))
	for i, z := range held {
		out[i] = Held{Tier: z[Tier] / float64(m.temp[Tier]), Follows: z[Follows] / float64(m.temp[Follows])}
	}
	return m, out, nil
}

// Held is what a model that has not seen an example's group makes of it: the
// log-odds of the tier, and of the tier of what follows.
type Held struct{ Tier, Follows float64 }

func allHeads() []int {
	out := make([]int, len(Heads))
	for h := range out {
		out[h] = h
	}
	return out
}

func prepare(examples []Example) []ready {
	out := make([]ready, len(examples))
	for i, e := range examples {
		out[i] = one(e)
	}
	return out
}

func one(e Example) ready {
	r := ready{weight: e.Weight, use: e.Use, keep: e.Keep}
	if r.weight == 0 {
		r.weight = 1
	}
	var wide, shared norm
	var rare []uint32
	for _, f := range Extract(e.Text, e.Extra) {
		wide.add(f.value())
		if f.shared() {
			shared.add(f.value())
			r.at = append(r.at, packed(f.kind, f.Key))
		} else {
			rare = append(rare, packed(f.kind, f.Key))
		}
	}
	r.shared, r.wide, r.few = len(r.at), wide.by(), shared.by()
	r.at = slices.Concat(r.at, rare)
	r.label[Tier], r.label[Follows] = e.Human, e.Human
	for _, l := range e.Labels {
		if h := slices.Index(Heads, l); h >= FirstReason && h <= LastReason {
			r.label[h] = true
		}
	}
	return r
}

// heldOut gives each example the log-odds of a model that has not seen its group.
func heldOut(ctx context.Context, voc *vocabulary, data []ready, groups []string, o TrainOptions) ([][]float64, error) {
	names := slices.Compact(slices.Sorted(slices.Values(groups)))
	fold := make([]int, len(data))
	r := rand.New(rand.NewPCG(o.Seed, 7)) //nolint:gosec // training must be repeatable
	for i := range data {
		if len(names) >= o.Folds {
			fold[i] = slices.Index(names, groups[i]) % o.Folds
		} else {
			fold[i] = r.IntN(o.Folds)
		}
	}
	out := make([][]float64, len(data))
	for k := range o.Folds {
		heads := []int{Tier, Follows} // in every part; the reasons in the first, which is enough to calibrate
		if k == 0 {
			heads = allHeads()
		}
		l, err := fit(ctx, voc, data, func(i int) bool { return fold[i] != k }, heads, o)
		if err != nil {
			return nil, err
		}
		for i, d := range data {
			if fold[i] == k {
				out[i] = l.raw(d, heads)
			}
		}
	}
	return out, nil
}

// learnt is what training has found: for each head it was asked for, the weights of
// the vocabulary, or of the narrow slots, and the bias.
type learnt struct {
	voc  *vocabulary
	w    [stride][]coefficient
	bias [stride]float32
}

// raw gives the log-odds of some heads for an example, not calibrated; those of
// the others are not numbers.
func (l *learnt) raw(d ready, heads []int) []float64 {
	out := slices.Repeat([]float64{math.NaN()}, len(Heads))
	for _, h := range heads {
		out[h] = float64(l.voc.sum(&d, h, l.w[h]) + l.bias[h])
	}
	return out
}

// fit trains heads, each on its examples that use allows.
func fit(ctx context.Context, voc *vocabulary, data []ready, use func(int) bool, heads []int, o TrainOptions) (*learnt, error) {
	l := &learnt{voc: voc}
	var wg sync.WaitGroup
	next := make(chan int)
	for range 2 {
		wg.Go(func() {
			for h := range next {
				l.w[h], l.bias[h] = fitHead(ctx, voc, data, taught(data, use, h), h, o)
			}
		})
	}
	for _, h := range heads {
		next <- h
	}
	close(next)
	wg.Wait()
	return l, ctx.Err()
}

// taught lists the examples that teach a head.
func taught(data []ready, use func(int) bool, head int) []int {
	var out []int
	for i, d := range data {
		if d.use.teaches(head) && (use == nil || use(i)) {
			out = append(out, i)
		}
	}
	return out
}

// sure is how sure of a label training may become: labels are sometimes wrong,
// and messages between the tiers.
const sure = 0.95

// coefficient is a weight in training, with the sum of the squares of its gradients.
type coefficient struct{ w, sq float32 }

// descend moves a weight against its gradient by AdaGrad.
func (c *coefficient) descend(gradient, rate float32) {
	c.sq += float32(gradient * gradient)
	c.w -= float32(rate*gradient) / float32(math.Sqrt(float64(c.sq)+1e-6))
}

// fitHead trains one head. Products are converted before they are added, which
// forbids the compiler to fuse them: the sums are the same on every machine of
// an architecture.
func fitHead(ctx context.Context, voc *vocabulary, data []ready, order []int, h int, o TrainOptions) ([]coefficient, float32) {
	w, places := voc.places(h)
	var bias coefficient
	r := rand.New(rand.NewPCG(o.Seed, uint64(h))) //nolint:gosec // training must be repeatable
	up := balance(data, order, h)
	for range o.Epochs {
		if ctx.Err() != nil {
			return w, bias.w
		}
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			d := &data[i]
			g := float32(sigmoid(float64(voc.sum(d, h, w)+bias.w))) - (1 - sure)
			weight := d.weight
			if d.label[h] {
				g -= 2*sure - 1
				weight *= up
			}
			g *= weight
			at, by := d.of(h)
			for _, p := range at {
				kind, place := unpacked(p)
				if places != nil {
					place = places[place]
				}
				c := &w[place]
				c.descend(float32(g*by*scale[kind])+float32(o.L2*c.w), o.Rate)
			}
			bias.descend(g, o.Rate)
		}
	}
	return w, bias.w
}

// balance is what an example with the label counts against one without it, at
// most 4: reasons are rare.
func balance(data []ready, order []int, h int) float32 {
	with := 0
	for _, i := range order {
		if data[i].label[h] {
			with++
		}
	}
	if with == 0 {
		return 1
	}
	return min(4, max(1, float32(math.Sqrt(float64(len(order)-with)/float64(with)))))
}

// temperature finds by golden section what to divide held-out log-odds by, so
// that their probabilities are true: the one of least log-loss.
func temperature(held [][]float64, data []ready, h int) float32 {
	loss := func(t float64) float64 {
		sum := 0.0
		for i, z := range held {
			if math.IsNaN(z[h]) || !data[i].use.calibrates(h) {
				continue
			}
			x := z[h] / t
			if data[i].label[h] {
				x = -x
			}
			sum += max(0, x) + math.Log1p(math.Exp(-math.Abs(x)))
		}
		return sum
	}
	lo, hi := 0.25, 6.0
	const golden = 0.6180339887498949
	for range 40 {
		a, b := hi-golden*(hi-lo), lo+golden*(hi-lo)
		if loss(a) < loss(b) {
			hi = b
		} else {
			lo = a
		}
	}
	return float32((lo + hi) / 2)
}
