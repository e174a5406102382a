package classifier

import (
	"strings"
	"testing"
)

func TestEachFeatureOfATextCountsOnce(t *testing.T) {
	for name, text := range map[string]string{
		"said again and again":                   strings.Repeat("please ring me, please ring me. ", 40),
		"more features than its length promises": "i am not at all ok",
	} {
		seen := map[uint32]bool{}
		for _, f := range Extract(text, []string{"rule distress", "rule distress"}) {
			if seen[f.Key] {
				t.Fatalf("%s: key %d stands twice", name, f.Key)
			}
			seen[f.Key] = true
		}
	}
}

// TestASetOfKeysForgetsNoneAsItGrows puts in more than it was made for, keys
// that fall into the same places among them.
func TestASetOfKeysForgetsNoneAsItGrows(t *testing.T) {
	s := newKeys(4)
	for b := uint32(0); b < Keys; b += 1 << 12 {
		if !s.add(b) {
			t.Fatalf("key %d was there before it was added", b)
		}
	}
	for b := uint32(0); b < Keys; b += 1 << 12 {
		if s.add(b) {
			t.Fatalf("key %d was forgotten", b)
		}
	}
}
