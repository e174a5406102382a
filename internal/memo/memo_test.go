package memo

import "testing"

func TestAskedAgainATextIsNotReadAgain(t *testing.T) {
	reads := map[string]int{}
	length := Text(2, func(text string) int { reads[text]++; return len(text) })
	for _, text := range []string{"a", "bb", "a", "ccc", "a", "bb"} { // "ccc" takes the place of "bb", which "a" outlived
		if got := length(text); got != len(text) {
			t.Errorf("%q: %d", text, got)
		}
	}
	if reads["a"] != 1 || reads["bb"] != 2 || reads["ccc"] != 1 {
		t.Errorf("read %v times; want a and ccc once and bb, which made room, twice", reads)
	}
}

func TestAMemoOfNothingIsAFault(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic for a size of 0")
		}
	}()
	Text(0, func(string) int { return 0 })
}
