package classifier

import (
	"context"
	"fmt"
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
