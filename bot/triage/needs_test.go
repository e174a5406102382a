package triage

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

func TestWhatAPatternNeeds(t *testing.T) {
	for pattern, want := range map[string]string{
		`abc`:                                   `abc`,
		`\b(?:isa|invest\w*)\b`:                 `invest|isa`,
		`(?:my|our) will`:                       `my will|our will`,
		`late (?:husband|wife)s?`:               `late husband|late husbands|late wife|late wifes`,
		`(?:abc|d)`:                             ``,
		`(?i:abc)`:                              ``,
		`(?:abc)?`:                              ``,
		`(?:abc)+def`:                           `abc;def`,
		`pension[^.]{0,20}(?:or|versus)[^?]*\?`: `pension`,
		`c(?:harity|ic\w*)s`:                    `charity|cic`,
		`x{2}abc{0,1}`:                          ``,
		`[0-9a-z]+(?:th|rd) time`:               `rd time|th time`,
		`[0-9][0-9][0-9]ab`:                     `0ab|1ab|2ab|3ab|4ab|5ab|6ab|7ab|8ab|9ab`,
		`[ab][cd]e`:                             `ace|ade|bce|bde`,
	} {
		tree, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, set := range needs(tree) {
			slices.Sort(set)
			got = append(got, strings.Join(set, "|"))
		}
		if strings.Join(got, ";") != want {
			t.Errorf("%s needs %s, want %s", pattern, strings.Join(got, ";"), want)
		}
	}
}

// TestNoMatchIsOverlooked asks every pattern of every rule of messages of all writers,
// with and without the strings that it is thought to need.
func TestNoMatchIsOverlooked(t *testing.T) {
	matches := 0
	for _, m := range sampled(learnedFrom(), ofCorpus(800)) {
		text := newHaystack(fold(m.Text()).text)
		for _, r := range rules() {
			for _, cue := range append(slices.Clone(r.cues), r.except) {
				for _, b := range cue {
					if !b.pattern().MatchString(text.text) {
						continue
					}
					matches++
					if !b.possible(text) {
						t.Errorf("%q matches %v, which is not in it", text.text, b.need)
					}
				}
			}
		}
	}
	if matches < ofCorpus(150) {
		t.Errorf("only %d matches: the test shows nothing", matches)
	}
}
