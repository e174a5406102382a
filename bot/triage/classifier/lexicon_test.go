package classifier

import (
	"fmt"
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
		"class classes classed: kin 0 0": `line 3: class "classes classed"`, "class": "line 3: no colon", "class : nothing": "line 3: class", "class kin: another": "line 3: class \"kin\"",
	} {
		_, err := parseLexicon(classes + line + "\n")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}

// TestTheLexiconIsBounded has as many classes, and as many lines of words, as their
// numbers can tell apart, and one more.
func TestTheLexiconIsBounded(t *testing.T) {
	lines := func(n int, line string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, line+"\n", i)
		}
		return b.String()
	}
	for _, c := range []struct {
		most       int
		line, want string
	}{{255, "class c%d: a kind", "more than 255 classes"}, {1 << 16, "w%d: 0 1", "more than 65536 lines"}} {
		if _, err := parseLexicon(lines(c.most, c.line)); err != nil {
			t.Errorf("%d of %q: %v", c.most, c.line, err)
		}
		if _, err := parseLexicon(lines(c.most+1, c.line)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d of %q: %v, want %q", c.most+1, c.line, err, c.want)
		}
	}
}

// TestTonesAreToldApart packs each and takes it out again.
func TestTonesAreToldApart(t *testing.T) {
	for v := worst; v <= best; v++ {
		for g := range gravest + 1 {
			tone := toneOf(v, g)
			if (tone == 0) != (v == 0 && g == 0) {
				t.Errorf("%d and %d are packed as %d", v, g, tone)
			}
			if tone != 0 && (int(valence(tone)) != v-worst+1 || int(gravity(tone)) != g) {
				t.Errorf("%d and %d came back as %d and %d", v, g, valence(tone), gravity(tone))
			}
		}
	}
}
