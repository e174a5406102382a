package classifier

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// vocabulary is the features that a training knows, those met most often first.
// Most features stand in one message and no other: they teach nothing of others,
// and there are more of them than the weights have room for.
type vocabulary struct {
	keys   []uint32
	narrow []uint32 // of each, its narrow slot
}

const (
	mostFeatures = 1_040_000 // that a vocabulary may have: the weights are to stay under 5 MB
	oftenEnough  = 2         // groups in which a feature must stand
	fewGroups    = 10        // of so few, one is enough
)

// met is where a feature stands.
type met struct {
	times  int32
	first  int32 // a group
	groups uint8 // how many, up to oftenEnough
	keep   bool  // in an example whose features are kept
}

// goesBefore orders features by which of them are wanted most.
func (m met) goesBefore(o met) int {
	switch {
	case m.keep && !o.keep:
		return -1
	case o.keep && !m.keep:
		return 1
	}
	return cmp.Compare(o.times, m.times)
}

// newVocabulary finds the features of a training that are met in two groups or are to
// be kept, of these at most so many, the most frequent, and puts their places in the
// place of their keys.
func newVocabulary(data []ready, groups []string, most int) *vocabulary {
	stands, number := map[uint32]met{}, map[string]int32{}
	for i := range data {
		if data[i].use == Scored {
			continue
		}
		group, ok := number[groups[i]]
		if !ok {
			group = int32(len(number)) // #nosec G115 -- a few dozen
			number[groups[i]] = group
		}
		for _, p := range data[i].at {
			_, key := unpacked(p)
			m := stands[key]
			if m.times == 0 || m.first != group && m.groups < oftenEnough {
				m.groups++
			}
			if m.times++; m.times == 1 {
				m.first = group
			}
			m.keep = m.keep || data[i].keep
			stands[key] = m
		}
	}
	if len(number) >= fewGroups {
		maps.DeleteFunc(stands, func(_ uint32, m met) bool { return m.groups < oftenEnough && !m.keep })
	}
	v := &vocabulary{keys: slices.SortedFunc(maps.Keys(stands), func(a, b uint32) int {
		return cmp.Or(stands[a].goesBefore(stands[b]), cmp.Compare(a, b))
	})}
	v.keys = slices.Clone(v.keys[:min(len(v.keys), most)])
	v.narrow = make([]uint32, len(v.keys))
	place := make(map[uint32]uint32, len(v.keys))
	for n, key := range v.keys {
		place[key] = uint32(n)              // #nosec G115 -- at most mostFeatures
		v.narrow[n] = uint32(narrowed(key)) // #nosec G115 -- fewer than narrow
	}
	for i := range data {
		data[i].settle(place)
	}
	return v
}

// settle puts places in the place of the keys of an example and drops what has none.
func (r *ready) settle(place map[uint32]uint32) {
	known, shared := r.at[:0], 0
	for n, p := range r.at {
		kind, key := unpacked(p)
		at, ok := place[key]
		if !ok {
			continue
		}
		if n < r.shared {
			shared++
		}
		known = append(known, packed(kind, at))
	}
	r.at, r.shared = slices.Clip(known), shared
}

// places gives a table of weights for a head, and for each place of the vocabulary
// where its weight stands in it; nil where that is the place itself.
func (v *vocabulary) places(head int) ([]coefficient, []uint32) {
	if ofReason(head) {
		return make([]coefficient, narrow), v.narrow
	}
	return make([]coefficient, len(v.keys)), nil
}

// sum gives what the features of an example weigh for a head.
func (v *vocabulary) sum(d *ready, head int, w []coefficient) float32 {
	at, by := d.of(head)
	var z float32
	for _, p := range at {
		kind, place := unpacked(p)
		if ofReason(head) {
			place = v.narrow[place]
		}
		z += float32(scale[kind] * w[place].w)
	}
	return z * by
}

// model gives the model of what was learnt, its weights in steps of 1/127 of the
// largest of their head.
func (l *learnt) model(seed uint64) (*Model, error) {
	m := &Model{rest: make([]byte, narrow*reasons), step: make([]float32, len(Heads)), bias: l.bias[:], temp: slices.Repeat([]float32{1}, len(Heads)), seed: seed}
	var steps [stride][]byte
	for h, w := range l.w {
		steps[h], m.step[h] = quantised(w)
		if ofReason(h) {
			for slot, q := range steps[h] {
				m.rest[slot*reasons+h-FirstReason] = q
			}
		}
	}
	values := make([]byte, 0, 2*len(l.voc.keys))
	for n := range l.voc.keys {
		values = append(values, steps[Tier][n], steps[Follows][n])
	}
	var err error
	m.tiers, err = newFunction(l.voc.keys, values)
	return m, err
}

// quantised gives weights in steps, each an int8, and what a step is worth.
func quantised(w []coefficient) ([]byte, float32) {
	out := make([]byte, len(w))
	var top float32
	for _, c := range w {
		top = max(top, c.w, -c.w)
	}
	if top == 0 {
		return out, 1
	}
	step := top / 127
	for i, c := range w {
		out[i] = byte(int8(math.RoundToEven(float64(c.w / step))))
	}
	return out, step
}
