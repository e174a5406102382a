package triage

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each of the rules' two thousand branches is kept for good, so none may hold a class
// of letters spelt out.
func TestTheRulesAreKeptAsTheyAreWritten(t *testing.T) {
	written, kept := 0, 0
	for _, r := range rules() {
		for _, cue := range r.rule.cues {
			written += len(cue.words)
		}
		written += len(strings.Join(r.unless, ""))
		for _, b := range slices.Concat(slices.Concat(r.cues...), r.except) {
			kept += len(b.text)
		}
	}
	if kept > 2*written {
		t.Errorf("the rules' %d bytes are kept as %d", written, kept)
	}
}

func TestABranchMatchesAsItsPatternDoes(t *testing.T) {
	words := anyWords("śmierć mamy\nnoaptea|ziua")
	whole := regexp.MustCompile(words)
	for _, text := range []string{"śmierć mamy", "ta smierc mamy", "pośmierć mamy", "noaptea", "o noaptea", "buna-ziua", "bunaziua", ""} {
		found := false
		for _, b := range branches(words) {
			found = found || b.pattern().MatchString(text)
		}
		if found != whole.MatchString(text) {
			t.Errorf("%q: the branches say %t", text, found)
		}
	}
}
