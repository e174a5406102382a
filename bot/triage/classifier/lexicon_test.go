package classifier

import (
	"slices"
	"strings"
	"testing"
)

// TestEveryWordOfTheLexiconCanBeMet cuts each as a text is cut.
func TestEveryWordOfTheLexiconCanBeMet(t *testing.T) {
	words := 0
	for line := range strings.Lines(lexiconText) {
		before, _, _ := strings.Cut(line, ":")
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "class ") {
			continue
		}
		for w := range strings.FieldsSeq(before) {
			words++
			if got := split(w); len(got) != 1 || got[0].means == &unknown {
				t.Errorf("%q is %d words, or has no meaning", w, len(got))
			}
		}
	}
	if words < 40_000 {
		t.Errorf("%d words", words)
	}
}

func TestAWordMeansWhatTheLexiconSays(t *testing.T) {
	m := lexicon()
	for word, want := range map[string]string{"bailiff": "official", "landlord's": "boss", "sofa": "furniture", "ponies": "animal", "gutted": "sadness", "zzyx": "", "zzyx's": ""} {
		got := m.mean(word, hashString(basis, word)).of()
		var names []string
		for _, c := range got {
			names = append(names, m.classes[c])
		}
		if want == "" && len(got) > 0 || want != "" && !slices.Contains(names, want) {
			t.Errorf("%q means %q, want %q", word, names, want)
		}
	}
	if m := m.mean("died", hashString(basis, "died")); valence(m.tone) != valence(toneOf(-2, 3)) || gravity(m.tone) != 3 {
		t.Errorf("died has the tone %d", m.tone)
	}
}

func TestAWrongLineOfTheLexiconIsTold(t *testing.T) {
	const classes = "class kin: a relative\nclass death: dying\n"
	for line, want := range map[string]string{
		"no colon here": "line 3: no colon", "aunt: kin 0": "line 3: how good or bad", "aunt: kin": "line 3: want up to", "aunt: 0 0": "", "aunt: kin 3 0": "line 3: how good or bad",
		"aunt: kin 0 4": "line 3: how grave", "aunt: cousins 0 0": `line 3: no class "cousins"`, "aunt: kin kin kin kin kin 0 0": "line 3: want up to",
		"aunt aunt: kin 0 0": "a word stands in two lines", "aunt: kin x 0": "line 3: how good or bad", "aunt: kin -2 3": "",
	} {
		_, err := parseLexicon(classes + line + "\n")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}
