package classifier

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed lexicon.txt
var lexiconText string

// meaning is what the lexicon says of a word.
type meaning struct {
	classes [mostClasses]uint8 // up to the first 0
	tone    uint8              // how good or bad and how grave, packed by toneOf; 0: neither
}

// mostClasses is how many classes a word may have.
const mostClasses = 4

// of gives the classes of a meaning.
func (m *meaning) of() []uint8 {
	if n := slices.Index(m.classes[:], 0); n >= 0 {
		return m.classes[:n]
	}
	return m.classes[:]
}

// The bounds of how good or bad, and of how grave a word may be.
const (
	worst, best = -2, 2
	gravest     = 3
)

// toneOf packs how good or bad a word is and how grave; valence and gravity take
// them out again.
func toneOf(valence, gravity int) uint8 {
	if valence == 0 && gravity == 0 {
		return 0
	}
	return uint8(gravity<<4 | (valence - worst + 1)) // #nosec G115 -- both are bounded
}

func valence(tone uint8) uint8 { return tone & 0xf }
func gravity(tone uint8) uint8 { return tone >> 4 }

// meanings knows what words mean: their hashes in order, and what each stands for.
type meanings struct {
	classes []string // their names; none has the number 0
	hashes  []uint64
	entry   []uint16 // of the word of each hash, where its meaning stands
	all     []meaning
}

// lexicon is read at the first use. It panics on a file that is not valid: the
// file is part of the program.
var lexicon = sync.OnceValue(func() *meanings {
	m, err := parseLexicon(lexiconText)
	if err != nil {
		panic("classifier: lexicon.txt: " + err.Error())
	}
	return m
})

// parseLexicon reads lines "class NAME: what belongs to it" and "word word: class class VALENCE GRAVITY".
func parseLexicon(text string) (*meanings, error) {
	m := &meanings{classes: []string{""}, all: make([]meaning, 0, len(text)/40)}
	ids := map[string]uint8{}
	words := make([]place, 0, len(text)/16)
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		before, after, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d: no colon after the words", n)
		}
		if name, ok := strings.CutPrefix(before, "class "); ok {
			if _, twice := ids[name]; twice || len(strings.Fields(name)) != 1 {
				return nil, fmt.Errorf("line %d: class %q is not one word, or stands twice", n, name)
			}
			if len(m.classes) > 255 {
				return nil, fmt.Errorf("line %d: more than 255 classes", n)
			}
			ids[name] = uint8(len(m.classes)) // #nosec G115 -- bounded above
			m.classes = append(m.classes, name)
			continue
		}
		one, err := parseMeaning(after, ids)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		for w := range strings.FieldsSeq(before) {
			words = append(words, place{hashString(basis, w), uint16(len(m.all))}) // #nosec G115 -- bounded below
		}
		if m.all = append(m.all, one); len(m.all) > 1<<16 {
			return nil, fmt.Errorf("line %d: more than %d lines of words", n, 1<<16)
		}
	}
	return m, m.index(words)
}

// place is where the meaning of a word stands, by the word's hash.
type place struct {
	hash  uint64
	entry uint16
}

// index puts words in the order in which they are found. None may stand twice.
func (m *meanings) index(words []place) error {
	slices.SortFunc(words, func(a, b place) int { return cmp.Compare(a.hash, b.hash) })
	m.hashes, m.entry = make([]uint64, len(words)), make([]uint16, len(words))
	for i, w := range words {
		m.hashes[i], m.entry[i] = w.hash, w.entry
		if i > 0 && w.hash == m.hashes[i-1] {
			return fmt.Errorf("a word stands in two lines, with the classes %q and %q", m.names(int(m.entry[i-1])), m.names(int(w.entry)))
		}
	}
	return nil
}

// names gives the names of the classes of an entry.
func (m *meanings) names(entry int) []string {
	var out []string
	for _, id := range m.all[entry].of() {
		out = append(out, m.classes[id])
	}
	return out
}

// parseMeaning reads "class class VALENCE GRAVITY".
func parseMeaning(s string, ids map[string]uint8) (meaning, error) {
	var m meaning
	var fields [mostClasses + 3]string // one more than there may be
	n := 0
	for f := range strings.FieldsSeq(s) {
		if n < len(fields) {
			fields[n] = f
			n++
		}
	}
	if n < 2 || n == len(fields) {
		return m, fmt.Errorf("want up to %d classes and two numbers after the colon", mostClasses)
	}
	names := n - 2
	for i, name := range fields[:names] {
		id, ok := ids[name]
		if !ok {
			return m, fmt.Errorf("no class %q", name)
		}
		m.classes[i] = id
	}
	v, err := strconv.Atoi(fields[names])
	if err != nil || v < worst || v > best {
		return m, fmt.Errorf("how good or bad is %q: want %d to %d", fields[names], worst, best)
	}
	g, err := strconv.Atoi(fields[names+1])
	if err != nil || g < 0 || g > gravest {
		return m, fmt.Errorf("how grave is %q: want 0 to %d", fields[names+1], gravest)
	}
	m.tone = toneOf(v, g)
	return m, nil
}

// unknown is what a word means that does not stand in the lexicon.
var unknown meaning

// mean gives what a folded word means, of which hash is the hash.
func (m *meanings) mean(word string, hash uint64) *meaning {
	i, ok := slices.BinarySearch(m.hashes, hash)
	if !ok {
		owner, possessive := strings.CutSuffix(word, "'s")
		if !possessive {
			return &unknown
		}
		if i, ok = slices.BinarySearch(m.hashes, hashString(basis, owner)); !ok {
			return &unknown
		}
	}
	return &m.all[m.entry[i]]
}
