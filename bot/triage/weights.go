package triage

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"sync"

	"countersign/bot/triage/classifier"
)

//go:embed weights.bin
var shippedWeights []byte

// Weights are what training finds: the classifier of the words, and what each
// fact of the history is worth.
type Weights struct {
	Heads  *classifier.Model
	Points Points
}

// Points turn log-odds and facts into points of weight.
type Points struct {
	Version string         `json:"version"`  // named in the ledger
	Even    float64        `json:"even"`     // points of words that are as likely routine as not
	PerOdds float64        `json:"per_odds"` // points of one unit of log-odds
	Calm    int            `json:"calm"`     // points of words up to which a fact that rests on them does not count
	History map[string]int `json:"history"`  // points of each fact that training has seen, by its name
	Trained map[string]int `json:"trained"`  // examples by source
	Seed    uint64         `json:"seed"`

	Base float64            `json:"base"` // points of a thread before anything is known of it
	Talk map[string]float64 `json:"talk"` // points of one unit of each figure of a thread
}

// priorPoints are what a fact is worth before training has seen any, and the
// names of all facts. Training moves them by evidence.
var priorPoints = map[string]int{
	"chased_unanswered": 45, "wrote_again": 20, "many_unanswered": 20, "waited_days": 35, "waited_day": 15,
	"asked_often": 45, "asked_before": 20, "same_words": 20, "some_messages": 5, "many_messages": 15, "open_days": 5, "open_week": 15,
	"concern_open": 45, "concern_settled": 15, "concern_elsewhere": 5, "weighed_before": 20, "weighed_last": 20, "weighed_settled": 15, "tone_rising": 5,
	"promise_missed": 45, "promise_open": 5, "promised_again": 20, "apologised": 15, "refused": 15, "deadline_passed": 35,
}

// leastPoints are what facts are worth whatever training has seen: a chaser without an
// answer, or a day of business without one, brings a message to a person at DefaultCut.
var leastPoints = map[string]int{
	"chased_unanswered": 40, "wrote_again": 15, "waited_day": 25, "waited_days": 40, "asked_often": 45, "concern_open": 45, "promise_missed": 45, "deadline_passed": 40,
}

// mostPoints are what facts are worth at most: an earlier concern of which this is no
// part brings no message to a person by itself, nor beside another middling fact.
var mostPoints = map[string]int{"concern_settled": 25, "concern_elsewhere": 5}

const weightsForm = "countersign triage 2\n"

// Shipped gives the weights that the program carries. They are read once.
var Shipped = sync.OnceValues(func() (*Weights, error) { return ParseWeights(shippedWeights) })

// Bytes is the weights in the form of a file: the same weights, the same bytes.
func (w *Weights) Bytes() ([]byte, error) {
	head, err := json.Marshal(w.Points)
	if err != nil {
		return nil, err
	}
	out := []byte(weightsForm)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(head)))
	out = append(out, head...)
	return append(out, w.Heads.Bytes()...), nil
}

// ParseWeights reads what Bytes wrote.
func ParseWeights(raw []byte) (*Weights, error) {
	raw, ok := bytes.CutPrefix(raw, []byte(weightsForm))
	if !ok || len(raw) < 4 {
		return nil, errors.New("not a file of triage weights of this version")
	}
	n := binary.LittleEndian.Uint32(raw)
	if uint64(n) > uint64(len(raw)-4) {
		return nil, errors.New("the file of triage weights is not whole")
	}
	w := &Weights{}
	if err := json.Unmarshal(raw[4:4+n], &w.Points); err != nil {
		return nil, fmt.Errorf("points: %w", err)
	}
	if err := w.Points.validate(); err != nil {
		return nil, err
	}
	heads, err := classifier.Parse(raw[4+n:])
	if err != nil {
		return nil, err
	}
	w.Heads = heads
	return w, nil
}

// farthest bounds what a point of a file may be worth: far beyond what training
// gives, and far below what would turn a sum round.
const farthest = 1000

func (p Points) validate() error {
	if !(p.PerOdds > 0 && p.PerOdds <= 100) {
		return errors.New("points: per_odds is not between 0 and 100")
	}
	if p.Calm < 0 || p.Calm > 90 {
		return errors.New("points: calm is not between 0 and 90")
	}
	if !(math.Abs(p.Even) <= farthest && math.Abs(p.Base) <= farthest) {
		return fmt.Errorf("points: even or base is not between -%d and %d", farthest, farthest)
	}
	if !version.MatchString(p.Version) {
		return errors.New("points: the version is not named like \"weights-1a2b3c4d\"")
	}
	for name, n := range p.History {
		if _, known := priorPoints[name]; !known {
			return fmt.Errorf("points: no fact is called %q", name)
		}
		if n < 0 || n > farthest {
			return fmt.Errorf("points: %s is worth %d, and not between 0 and %d", name, n, farthest)
		}
	}
	for name, x := range p.Talk {
		if !(math.Abs(x) <= farthest) {
			return fmt.Errorf("points: %s is worth %v, and not between -%d and %d", name, x, farthest, farthest)
		}
	}
	return nil
}

// version is the form of a version: it stands in the ledger and on cards.
var version = regexp.MustCompile(`^weights-[0-9a-f]{8}$`)

// words gives the points of log-odds that words need a person.
func (p Points) words(odds float64) int {
	return int(math.Round(min(100, max(0, p.Even+p.PerOdds*odds))))
}

// beside is how much of its worth a fact counts that rests on words of so many points.
func (p Points) beside(points int) float64 {
	return max(0, float64(points-p.Calm)/float64(100-p.Calm))
}

// fact gives the points of a fact.
func (p Points) fact(f fact) int {
	n, ok := p.History[f.name]
	if !ok {
		n = priorPoints[f.name]
	}
	n = max(n, leastPoints[f.name])
	if most, ok := mostPoints[f.name]; ok {
		n = min(n, most)
	}
	return int(math.Round(float64(n) * p.share(f)))
}
