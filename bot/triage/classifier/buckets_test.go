package classifier

import (
	"strings"
	"testing"
)

func TestEachBucketOfATextCountsOnce(t *testing.T) {
	for name, text := range map[string]string{
		"said again and again":                   strings.Repeat("please ring me, please ring me. ", 40),
		"more features than its length promises": "i am not at all ok",
	} {
		seen := map[uint32]bool{}
		for _, f := range Extract(text, []string{"rule distress", "rule distress"}) {
			if seen[f.Bucket] {
				t.Fatalf("%s: bucket %d stands twice", name, f.Bucket)
			}
			seen[f.Bucket] = true
		}
	}
}

// TestASetOfBucketsForgetsNoneAsItGrows puts in more than it was made for, buckets
// that fall into the same places among them.
func TestASetOfBucketsForgetsNoneAsItGrows(t *testing.T) {
	s := newBuckets(4)
	for b := uint32(0); b < Buckets; b += 1 << 12 {
		if !s.add(b) {
			t.Fatalf("bucket %d was there before it was added", b)
		}
	}
	for b := uint32(0); b < Buckets; b += 1 << 12 {
		if s.add(b) {
			t.Fatalf("bucket %d was forgotten", b)
		}
	}
}
