package grounding

import (
	"slices"
	"testing"
)

func TestSpellingsOfOneTextAreFoldedIntoOne(t *testing.T) {
	for text, want := range map[string]string{
		"The  Fee\tis\n£240.": "the fee is £240.", "“Quoted” and ‘so’": `"quoted" and 'so'`, "9:00–17:30 — daily": "9:00-17:30 - daily",
		"ｆｕｌｌ ｗｉｄｔｈ ２４": "full width 24", "٢٤ and २४": "24 and 24", "so\u00adft hy\u200bphen": "soft hyphen", "ﬁrm": "firm", "": "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if again := Fold(Fold(text)); again != Fold(text) {
			t.Errorf("%q: folded twice it is %q", text, again)
		}
	}
}

func TestWordsThatCarryMeaningAreTold(t *testing.T) {
	for text, want := range map[string][]string{
		"We can't refund the fee.": {"refund", "fee"}, "It takes ten working days.": {"take", "10", "work", "day"}, "You may not.": nil,
		"Free of charge, no longer than 1,500 days": {"free", "1500", "day"}, "": nil,
	} {
		if got := ContentWords(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestAVeryLongSentenceIsReadInPart holds that what a client or a model writes
// costs the checks no more than it must.
func TestAVeryLongSentenceIsReadInPart(t *testing.T) {
	long := ""
	for range 5000 {
		long += "word "
	}
	if n := len(tokens(long)); n != maxTokens {
		t.Errorf("%d words are looked at, want %d", n, maxTokens)
	}
}
