package classifier

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// tenWriters gives the same calm and loaded messages by each of ten writers.
func tenWriters() ([]Example, []string) {
	var out []Example
	var groups []string
	for w := range fewGroups {
		examples, _ := small()
		for _, e := range examples {
			out, groups = append(out, e), append(groups, fmt.Sprint("writer ", w))
		}
	}
	return out, groups
}

// TestWordsOfOneWriterTeachNothing has a word in many messages of one of ten
// writers, or of two of them, or in those of a group that are kept.
func TestWordsOfOneWriterTeachNothing(t *testing.T) {
	for name, of := range map[string]struct {
		groups []string
		keep   bool
		learns bool
	}{
		"of one writer":   {[]string{"writer 1", "writer 1"}, false, false},
		"of two writers":  {[]string{"writer 1", "writer 2"}, false, true},
		"of a firm alone": {[]string{"staff", "staff"}, true, true},
	} {
		examples, groups := tenWriters()
		for range 10 {
			for _, g := range of.groups {
				examples = append(examples, Example{Text: "xylophone", Human: true, Keep: of.keep})
				groups = append(groups, g)
			}
		}
		m, _, err := Train(context.Background(), examples, groups, TrainOptions{Seed: 1, Folds: 2})
		if err != nil {
			t.Fatal(err)
		}
		if by := m.Score("xylophone", nil).LogOdds[Tier] - m.Score("marzipan", nil).LogOdds[Tier]; (by > 0.2) != of.learns {
			t.Errorf("a word %s weighs %.2f more than an unknown one, learned: %v", name, by, of.learns)
		}
	}
}

// TestTheRarestFeaturesHaveNoRoom holds that a vocabulary is bounded, with what is kept in it.
func TestTheRarestFeaturesHaveNoRoom(t *testing.T) {
	often, seldom, kept := met{times: 9, groups: 2}, met{times: 3, groups: 2}, met{times: 1, groups: 1, keep: true}
	if often.goesBefore(seldom) >= 0 || kept.goesBefore(often) >= 0 || seldom.goesBefore(kept) <= 0 || often.goesBefore(often) != 0 {
		t.Error("features do not stand in the order in which they are wanted")
	}
}

// TestAVocabularyHoldsWhatSeveralWritersUse looks at it before anything is trained.
func TestAVocabularyHoldsWhatSeveralWritersUse(t *testing.T) {
	examples, groups := tenWriters()
	put := func(text, group string, use Use) {
		examples, groups = append(examples, Example{Text: text, Use: use}), append(groups, group)
	}
	examples, groups = append(examples, Example{Text: "saffron", Keep: true}), append(groups, "writer 1")
	put("saffron", "writer 1", Whole)
	put("xylophone", "writer 1", Whole)
	for range 255 {
		put("xylophone", "writer 2", Whole)
	}
	for range 300 {
		put("marzipan", "writer 1", Whole)
		put("teapot", "writer 1", Scored)
		put("teapot", "writer 2", Scored)
	}
	data := prepare(examples)
	shared := map[uint32]bool{}
	for _, d := range data {
		for n, p := range d.at {
			_, k := unpacked(p)
			shared[k] = n < d.shared
		}
	}
	voc := newVocabulary(data, groups, mostFeatures)
	for word, want := range map[string]bool{"saffron": true, "xylophone": true, "marzipan": false, "teapot": false, "nobody": true} {
		if got := slices.Contains(voc.keys, key(kindWord, hashString(basis, word))); got != want {
			t.Errorf("%q stands in the vocabulary: %v, want %v", word, got, want)
		}
	}
	for i, d := range data {
		for n, p := range d.at {
			if _, place := unpacked(p); shared[voc.keys[place]] != (n < d.shared) {
				t.Fatalf("example %d: feature %d of %d, %d of them shared, is on the wrong side", i, n, len(d.at), d.shared)
			}
		}
	}
}

// TestOfFewWritersOneIsEnough has nine, as a firm may that trains on messages of its own.
func TestOfFewWritersOneIsEnough(t *testing.T) {
	examples, groups := tenWriters()
	n := len(examples) / fewGroups * (fewGroups - 1)
	examples, groups = append(examples[:n:n], Example{Text: "xylophone"}), append(groups[:n:n], groups[0])
	if voc := newVocabulary(prepare(examples), groups, mostFeatures); !slices.Contains(voc.keys, key(kindWord, hashString(basis, "xylophone"))) {
		t.Error("a word of one of nine writers is not learned")
	}
}

// TestAVocabularyIsBounded has room for the features of a word that is to be kept, and
// for those that are met most often.
func TestAVocabularyIsBounded(t *testing.T) {
	examples := []Example{{Text: "marzipan"}, {Text: "teapot"}, {Text: "teapot"}, {Text: "xylophone", Keep: true}}
	kept, often := len(Extract("xylophone", nil)), len(Extract("teapot", nil))
	data := prepare(examples)
	voc := newVocabulary(data, make([]string, len(examples)), kept+often)
	if len(voc.keys) != kept+often {
		t.Errorf("a vocabulary of %d features, want %d", len(voc.keys), kept+often)
	}
	if len(data[3].at) != kept || len(data[2].at) != often || len(data[0].at) >= often {
		t.Errorf("%d of %d features kept have a place, %d of %d met often, %d met once", len(data[3].at), kept, len(data[2].at), often, len(data[0].at))
	}
}
