package triage

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"countersign/bot"
)

// TestEveryWordOfARuleCanBeMet walks through the patterns: what stands in one
// must be as folding leaves it, or nothing will ever match it.
func TestEveryWordOfARuleCanBeMet(t *testing.T) {
	patterns := map[string][]string{}
	for _, r := range rules() {
		for _, c := range r.rule.cues {
			patterns[string(r.code)] = append(patterns[string(r.code)], c.words)
		}
		patterns[string(r.code)] = append(patterns[string(r.code)], r.unless...)
	}
	for _, d := range tolds {
		patterns["told "+d.name] = append(patterns["told "+d.name], d.words)
	}
	for _, d := range topics {
		for _, c := range d.cues {
			patterns["topic "+d.name] = append(patterns["topic "+d.name], c.words)
		}
	}
	for name, all := range patterns {
		for _, words := range all {
			tree, err := syntax.Parse(words, syntax.Perl)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range literals(tree) {
				for word := range strings.FieldsSeq(text) {
					if got := fold(word).text; got != word {
						t.Errorf("%s: no text holds %q: folded it is %q", name, word, got)
					}
				}
			}
		}
	}
}

// literals gives what a pattern spells out.
func literals(t *syntax.Regexp) []string {
	var out []string
	if t.Op == syntax.OpLiteral {
		out = append(out, string(t.Rune))
	}
	for _, sub := range t.Sub {
		out = append(out, literals(sub)...)
	}
	return out
}

// TestWhatIsExcusedHidesNothingElse has one sentence that means no harm again and
// again, and one that does at the end; and one match inside another.
func TestWhatIsExcusedHidesNothingElse(t *testing.T) {
	text := strings.Repeat("The suicide prevention leaflet came. ", 30) + "I am thinking about suicide."
	a := assess(t, of(text))
	if a.Priority != bot.P0 || !slices.Contains(a.Flags, "crisis") {
		t.Errorf("priority %s with %v", a.Priority, a.Flags)
	}
	i := slices.IndexFunc(a.Reasons, func(r bot.Reason) bool { return r.Code == bot.Safety && r.Source == "rules" })
	if i < 0 || text[a.Reasons[i].Start:] != "suicide." {
		t.Errorf("the evidence is not the last word: %+v", a.Reasons)
	}
}
