package classifier

import (
	"math"
	"strings"
)

// Heads are what the model judges, in the order of its weights: the tier, then
// each reason, then the tier of whatever follows, which is judged of what a
// client wrote earlier.
var Heads = []string{"human", "complaint", "distress", "anger", "vulnerability", "hardship", "regulated_advice", "legal_threat",
	"cancellation", "dispute", "request_human", "safety", "follows"}

// The places of heads.
const (
	Tier        = 0          // the tier of a text
	FirstReason = 1          // the first reason
	LastReason  = stride - 2 // the last reason
	Follows     = stride - 1 // the tier of what follows a text
)

// stride is how many heads there are, and reasons how many are of reasons: as many
// weights stand together in a slot of theirs.
const (
	stride  = 13
	reasons = LastReason - FirstReason + 1
)

// ofReason tells whether a head is of a reason. It judges by the features that are
// shared, the two heads of the tier by all.
func ofReason(head int) bool { return head >= FirstReason && head <= LastReason }

// Model is a trained model. It does not change and is safe for concurrent use.
type Model struct {
	tiers *function // for each feature the weights of the tier and of what follows, each an int8
	rest  []byte    // for each narrow slot the weights of the reasons
	step  []float32 // for each head, what one unit of its weights is worth
	bias  []float32 // for each head
	temp  []float32 // for each head, what its log-odds are divided by
	seed  uint64
}

// Score is the model's judgement of a text.
type Score struct {
	LogOdds [stride]float64 // for each head, calibrated
	m       *Model
	text    string
	found   []Feature
}

// P is the calibrated probability of a head.
func (s Score) P(head int) float64 { return sigmoid(s.LogOdds[head]) }

// Score judges a folded text and what the caller knows beside it. A feature that
// training has not met often enough counts for nothing.
func (m *Model) Score(text string, extra []string) Score {
	s := Score{m: m, text: text, found: Extract(text, extra)}
	var sums [stride]float32
	var wide, shared norm
	for _, f := range s.found {
		v := f.value()
		wide.add(v)
		if f.shared() {
			shared.add(v)
		}
		tier, follows, ok := m.tiers.get(f.Key)
		sums[Tier] += float32(v * float32(tier))
		sums[Follows] += float32(v * float32(follows))
		if ok && f.shared() {
			for n, x := range m.rest[narrowed(f.Key)*reasons:][:reasons] {
				sums[FirstReason+n] += float32(v * float32(int8(x)))
			}
		}
	}
	for h := range sums {
		if ofReason(h) {
			sums[h] *= shared.by()
		} else {
			sums[h] *= wide.by()
		}
	}
	for h := range Heads {
		s.LogOdds[h] = float64((sums[h]*m.step[h] + m.bias[h]) / m.temp[h])
	}
	return s
}

// norm is the sum of the squares of values.
type norm float32

func (n *norm) add(value float32) { *n += norm(value * value) }

// by is what the values are multiplied by to come to the common length.
func (n norm) by() float32 {
	if n == 0 {
		return 1
	}
	return length / float32(math.Sqrt(float64(n)))
}

// Evidence gives the sentence of the text that speaks most for the human tier, as
// byte offsets in the folded text; both 0 where none does.
func (s Score) Evidence() (from, to int) {
	best := float32(0)
	start, i := 0, 0
	// Sentences end after .!?\n; the features were found in the order of the text,
	// but for what the caller knew, which comes last and stands nowhere.
	for start < len(s.text) {
		end := start + sentenceEnd(s.text[start:])
		sum := float32(0)
		for ; i < len(s.found) && s.found[i].To > 0 && int(s.found[i].To) <= end; i++ {
			tier, _, _ := s.m.tiers.get(s.found[i].Key)
			sum += float32(s.found[i].value() * float32(tier))
		}
		if sum > best {
			best, from, to = sum, start, end
		}
		start = end
	}
	return from, to
}

// Sentences cuts a folded text into its sentences; one of fewer than three words
// stays with the one before it.
func Sentences(text string) []string {
	const few = 3
	var out []string
	for len(text) > 0 {
		n := sentenceEnd(text)
		s := text[:n]
		text = text[n:]
		if last := len(out) - 1; last >= 0 && (len(strings.Fields(s)) < few || len(strings.Fields(out[last])) < few) {
			out[last] += s
			continue
		}
		out = append(out, s)
	}
	return out
}

func sentenceEnd(s string) int {
	if i := strings.IndexAny(s, ".!?\n"); i >= 0 {
		for i < len(s) && strings.IndexByte(".!?\n ", s[i]) >= 0 {
			i++
		}
		return i
	}
	return len(s)
}

// length is what the features of every text are scaled to, so that a long
// message does not weigh more for being long.
const length = 3

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
