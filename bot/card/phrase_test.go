package card

import (
	"slices"
	"testing"
)

func TestOfTwoPhrasesOfWhichOneHoldsTheOtherTheLongerIsShown(t *testing.T) {
	for name, tt := range map[string]struct{ said, want []string }{
		"the longer last":  {[]string{"Nobody rang.", "Nobody rang. I lost half a day."}, []string{"Nobody rang. I lost half a day."}},
		"the longer first": {[]string{"Nobody rang. I lost half a day.", "Nobody rang."}, []string{"Nobody rang. I lost half a day."}},
		"twice the same":   {[]string{"Nobody rang.", "Nobody rang."}, []string{"Nobody rang."}},
		"two of their own": {[]string{"Nobody rang.", "I lost half a day."}, []string{"Nobody rang.", "I lost half a day."}},
	} {
		var got []string
		for _, words := range tt.said {
			got = addPhrase(got, words)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
