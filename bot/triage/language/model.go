package language

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed weights.bin
var shipped []byte

// buckets is how many n-grams are told apart.
const buckets = 1 << 15

// step is what one unit of a weight is worth in log-likelihood.
const step = 1.0 / 16

// longest is the longest n-gram in characters.
const longest = 4

// maxLetters bounds what is looked at of a text.
const maxLetters = 600

// Model is a trained model. It does not change.
type Model struct {
	codes   []string
	weights []byte // buckets * len(codes), each an int8; of a model that was read, part of what it was read from
}

const form = "countersign language 1\n"

// model gives the model that the program carries, read once. It panics on one
// that is not whole: it is part of the program.
var model = sync.OnceValue(func() *Model {
	m, err := Parse(shipped)
	if err != nil {
		panic("language: " + err.Error())
	}
	return m
})

// Train makes a model of the files of a folder, one "code.txt" for each language.
func Train(dir fs.FS) (*Model, error) {
	names, err := fs.Glob(dir, "*.txt")
	if err != nil {
		return nil, err
	}
	if len(names) < 2 {
		return nil, errors.New("fewer than two languages to tell apart")
	}
	m := &Model{weights: make([]byte, buckets*len(names))}
	logs := make([][]float64, len(names))
	for l, name := range names {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		m.codes = append(m.codes, strings.TrimSuffix(path.Base(name), ".txt"))
		logs[l] = likelihoods(string(text))
	}
	for b := range buckets {
		mean := 0.0
		for l := range logs {
			mean += logs[l][b] / float64(len(logs))
		}
		for l := range logs {
			m.weights[b*len(names)+l] = byte(int8(math.RoundToEven(max(-127, min(127, (logs[l][b]-mean)/step)))))
		}
	}
	return m, nil
}

// likelihoods counts the n-grams of a text and gives the logarithm of how likely each is.
func likelihoods(text string) []float64 {
	count := make([]float64, buckets)
	total := 0.0
	for line := range strings.Lines(text) {
		grams(words(strings.ToLower(line)), len(line), func(b uint32) {
			count[b]++
			total++
		})
	}
	const unseen = 0.1
	for b := range count {
		count[b] = math.Log((count[b] + unseen) / (total + unseen*buckets))
	}
	return count
}

// grams hands on the buckets of the n-grams of folded words, up to a number of
// letters.
func grams(all iter.Seq[string], most int, each func(uint32)) int {
	var starts [48]int
	letters := 0
	for w := range all {
		if letters >= most {
			break
		}
		n := 0
		for i := 0; i < len(w) && n < len(starts)-1; n++ {
			starts[n] = i
			_, size := utf8.DecodeRuneInString(w[i:])
			i += size
		}
		starts[n] = len(w)
		letters += n
		for size := 1; size <= longest; size++ {
			for i := -1; i+size <= n+1; i++ {
				h := uint32(2166136261) + uint32(size)
				if i < 0 {
					h = (h ^ '<') * 16777619
				}
				for _, c := range []byte(w[starts[max(i, 0)]:starts[min(i+size, n)]]) {
					h = (h ^ uint32(c)) * 16777619
				}
				if i+size > n {
					h = (h ^ '>') * 16777619
				}
				each((h * 0x9E3779B1) >> 17)
			}
		}
	}
	return letters
}

// once gives each different word of a text where it first stands. A word says no
// more of the language for being repeated: a thousand times "complaint" would be
// French, for a likelihood that is even by itself grows with every one.
func once(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		seen := make([]uint64, 0, 128)
		for w := range words(text) {
			h := uint64(14695981039346656037)
			for _, c := range []byte(w) {
				h = (h ^ uint64(c)) * 1099511628211
			}
			if slices.Contains(seen, h) {
				continue
			}
			seen = append(seen, h)
			if !yield(w) {
				return
			}
		}
	}
}

// scores gives the log-likelihood of each language, against their mean, and
// how many letters of different words were looked at.
func (m *Model) scores(text string) ([]float64, int) {
	sums := make([]int32, len(m.codes))
	letters := grams(once(text), maxLetters, func(b uint32) {
		at := int(b) * len(m.codes)
		for l, w := range m.weights[at : at+len(m.codes)] {
			sums[l] += int32(int8(w))
		}
	})
	out := make([]float64, len(sums))
	for l, s := range sums {
		out[l] = float64(s) * step
	}
	return out, letters
}

// Bytes is the model in the form that Parse reads: the same model, the same bytes.
func (m *Model) Bytes() []byte {
	return append([]byte(form+strings.Join(m.codes, " ")+"\n"), m.weights...)
}

// Parse reads what Bytes wrote. The model keeps raw: nobody may change it afterwards.
func Parse(raw []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(raw, []byte(form))
	head, body, whole := bytes.Cut(rest, []byte("\n"))
	if !ok || !whole {
		return nil, errors.New("not the weights of this version")
	}
	m := &Model{codes: strings.Fields(string(head)), weights: body}
	if len(body) != buckets*len(m.codes) || !slices.Contains(m.codes, "en") {
		return nil, fmt.Errorf("weights of %d bytes for %d languages: not whole", len(body), len(m.codes))
	}
	return m, nil
}
