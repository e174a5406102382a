package classifier

import (
	"strings"
	"testing"
)

// TestFeaturesAreThoseOfThisForm holds that a text has the features for which weights of
// this form were trained, each from the same words: when they change, by the code or by
// the lexicon, older weights would be read with the wrong meaning. Then formatVersion is
// raised, all weights are trained again, and the sums below are written anew.
func TestFeaturesAreThoseOfThisForm(t *testing.T) {
	const form = 4
	if formatVersion != form {
		t.Fatalf("the sums are those of form %d, the weights of form %d", form, formatVersion)
	}
	for text, want := range map[string]uint64{
		"please send the statement. nobody rang me back":                                         0xde03c0d24c4a6907,
		"my landlord's agent won't reply... is that ok?! i've waited 14 days and paid £1,250.00": 0xfcaca57aa436928a,
		"the boiler man came; our gas is off\nmum is 81 and cold. 😡😡 999":                        0xafcbdccd054bd936,
		"ünïcode naïveté e\u0301tude 'quoted' o'dowd's":                                          0x45d57263da61d2c9,
		"a\nb!!!! c.. d": 0xddc508baf458966b,
	} {
		sum := basis
		for _, f := range Extract(text, []string{"rule complaint"}) {
			for _, n := range []uint64{uint64(f.Key), uint64(f.kind), uint64(f.From), uint64(f.To)} { // #nosec G115 -- no place is below zero
				sum = mix(sum, n)
			}
		}
		if sum != want {
			t.Errorf("the features of %q sum to %#x, want %#x", text, sum, want)
		}
	}
}

// TestOnlySoManyWordsAreLookedAt has features of the words after the last of them.
func TestOnlySoManyWordsAreLookedAt(t *testing.T) {
	within := strings.Repeat("please ring ", maxWords/2)
	if got, want := Extract(within+"xylophone", nil), Extract(within, nil); len(got) > len(want) {
		t.Errorf("%d features of what is too long, %d without its end", len(got), len(want))
	}
	if !ReadsWhole(within[:len(within)-len("ring ")]) || ReadsWhole(within+"xylophone") {
		t.Error("it is not told whether a text is read to its end")
	}
}
