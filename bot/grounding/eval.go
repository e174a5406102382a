package grounding

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"countersign/internal/object"
)

// evalIn is one answer to judge, with its label where it has one.
type evalIn struct {
	ID       json.RawMessage `json:"id"`
	Passages []string        `json:"passages"`
	Question string          `json:"question"`
	Answer   string          `json:"answer"`
	Label    string          `json:"label"`
	Source   string          `json:"source"`
}

// evalOut is the judgement of one answer.
type evalOut struct {
	ID      json.RawMessage `json:"id,omitempty"`
	Verdict string          `json:"verdict"`
	Score   float64         `json:"score"`
	Flags   []string        `json:"flags"`
}

// The labels and verdicts.
const (
	labelSupported   = "supported"
	labelUnsupported = "unsupported"
)

// Eval judges answers, JSON lines in (gzipped or plain) and out. What it
// returns measures the judgements of those that carry a label.
func Eval(ctx context.Context, in io.Reader, out io.Writer) (Quality, error) {
	lines, err := unzipped(in)
	if err != nil {
		return Quality{}, err
	}
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	var q Quality
	for n := 1; ctx.Err() == nil; n++ {
		line, readErr := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if err := q.one(line, enc); err != nil {
				return Quality{}, fmt.Errorf("line %d: %w", n, err)
			}
		}
		if errors.Is(readErr, io.EOF) {
			return q, w.Flush()
		}
		if readErr != nil {
			return Quality{}, readErr
		}
	}
	return Quality{}, ctx.Err()
}

func unzipped(in io.Reader) (*bufio.Reader, error) {
	lines := bufio.NewReaderSize(in, 1<<16)
	if magic, _ := lines.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) { // too short a file is read as it is
		return lines, nil
	}
	z, err := gzip.NewReader(lines)
	if err != nil {
		return nil, err
	}
	return bufio.NewReaderSize(z, 1<<16), nil
}

func (q *Quality) one(line []byte, enc *json.Encoder) error {
	var in evalIn
	if err := object.Once(line); err != nil {
		return err
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return err
	}
	if in.Label != "" && in.Label != labelSupported && in.Label != labelUnsupported {
		return fmt.Errorf("label %q is neither supported nor unsupported", in.Label)
	}
	got := Assess(in.Answer, in.Question, in.Passages)
	if in.Label != "" {
		q.add(in.Source, sample{in.Label == labelSupported, got.Supported, got.Score, Overlap(in.Answer, in.Passages)})
	}
	verdict := labelUnsupported
	if got.Supported {
		verdict = labelSupported
	}
	return enc.Encode(evalOut{ID: in.ID, Verdict: verdict, Score: got.Score, Flags: append([]string{}, got.Flags...)})
}

// sample is one labelled answer with both scores.
type sample struct {
	supported, passed bool
	score, overlap    float64
}

// Quality measures scores against labels, for each source of answers apart.
type Quality struct {
	names   []string
	samples map[string][]sample
}

func (q *Quality) add(source string, s sample) {
	if q.samples == nil {
		q.samples = map[string][]sample{}
	}
	if _, known := q.samples[source]; !known {
		q.names = append(q.names, source)
	}
	q.samples[source] = append(q.samples[source], s)
}

// Measured holds the figures of one source.
type Measured struct {
	Source                 string
	Supported, Unsupported int
	AUROC, Caught          float64 // of the score; Caught is the share of unsupported below the mark that 90% of supported reach
	OverlapAUROC           float64
	OverlapCaught          float64
	Passed, Stopped        int // supported answers that the verdict passes, unsupported ones that it stops
}

// Measure gives the figures of each source that has both labels.
func (q Quality) Measure() []Measured {
	var out []Measured
	for _, name := range q.names {
		m := Measured{Source: name}
		var good, bad, plainGood, plainBad []float64
		for _, s := range q.samples[name] {
			if s.supported {
				good, plainGood = append(good, s.score), append(plainGood, s.overlap)
				m.Passed += one(s.passed)
			} else {
				bad, plainBad = append(bad, s.score), append(plainBad, s.overlap)
				m.Stopped += one(!s.passed)
			}
		}
		m.Supported, m.Unsupported = len(good), len(bad)
		if len(good) == 0 || len(bad) == 0 {
			continue
		}
		m.AUROC, m.Caught = auroc(good, bad), caught(good, bad)
		m.OverlapAUROC, m.OverlapCaught = auroc(plainGood, plainBad), caught(plainGood, plainBad)
		out = append(out, m)
	}
	return out
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// auroc is the chance that a supported answer scores above an unsupported one,
// a tie counting half.
func auroc(good, bad []float64) float64 {
	slices.Sort(bad)
	var sum float64
	for _, g := range good {
		below, _ := slices.BinarySearch(bad, g)
		upTo := below
		for upTo < len(bad) && bad[upTo] == g {
			upTo++
		}
		sum += float64(below) + float64(upTo-below)/2
	}
	return sum / float64(len(good)*len(bad))
}

// caught is the share of unsupported answers below the highest mark that nine
// in ten supported ones reach.
func caught(good, bad []float64) float64 {
	slices.Sort(good)
	mark := good[len(good)/10]
	n := 0
	for _, b := range bad {
		n += one(b < mark)
	}
	return float64(n) / float64(len(bad))
}

// Print writes the figures as a table.
func (q Quality) Print(w io.Writer) {
	measured := q.Measure()
	if len(measured) == 0 {
		return
	}
	fmt.Fprintf(w, "%-16s %9s %11s  %-14s %-23s %s\n", "source", "supported", "unsupported", "AUROC (plain)", "caught at 90% passed", "verdict: passed, stopped")
	for _, m := range measured {
		fmt.Fprintf(w, "%-16s %9d %11d  %.3f (%.3f)  %.2f (%.2f)             %d/%d, %d/%d\n", m.Source, m.Supported, m.Unsupported,
			m.AUROC, m.OverlapAUROC, m.Caught, m.OverlapCaught, m.Passed, m.Supported, m.Stopped, m.Unsupported)
	}
}
