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

// Classes of the rules, and those that are easily written wrong.
func TestAClassIsReadBackAsItWasWritten(t *testing.T) {
	all := []string{`[^\pL\pM]`, `[\pL\pM]`, `[^.?!\n]`, `[^\x00]`, `[^\x{10FFFF}]`, `[\x00a\x{10FFFF}]`, `[\]\[\\^-]`, `[^\]\[\\^-]`, `[+--]`, `[ -~]`, `[é-ü]`, `\W`, `[^\S\n]`}
	for _, r := range rules() {
		for _, b := range slices.Concat(slices.Concat(r.cues...), r.except) {
			all = append(all, b.text)
		}
	}
	classes := 0
	for _, pattern := range all {
		withoutClasses(parsed(pattern), func(class []rune) rune {
			classes++
			if text := printedClass(class); !slices.Equal(parsed(text).Rune, class) {
				t.Errorf("a class of %s is written %s", pattern, text)
			}
			return firstPrivate
		})
	}
	if classes < 1000 {
		t.Errorf("only %d classes: the test shows nothing", classes)
	}
}

func TestABranchMatchesAsItsPatternDoes(t *testing.T) {
	words := anyWords("śmierć mamy\nnoaptea|ziua\nwarto[śs](?:ć|ci)? [^.?!]{0,9}[\\w-]+(?:o|[ae])?$")
	whole := regexp.MustCompile(words)
	for _, text := range []string{"śmierć mamy", "ta smierc mamy", "pośmierć mamy", "noaptea", "o noaptea", "buna-ziua", "bunaziua", "wartość domu", "wartosci - - to", "warto. To", "warto się zje", ""} {
		found := false
		for _, b := range branches(words) {
			found = found || b.pattern().MatchString(text)
		}
		if found != whole.MatchString(text) {
			t.Errorf("%q: the branches say %t", text, found)
		}
	}
}
