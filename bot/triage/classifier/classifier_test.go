package classifier

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
)

// small is a set that a few words tell apart.
func small() ([]Example, []string) {
	var out []Example
	var groups []string
	for i, text := range []string{"nobody rang me back again", "this is the third time i have asked", "you promised and nothing came", "i am furious about this bill",
		"please send the statement", "what time do you open on friday", "here are the bank statements", "could you book me in on tuesday"} {
		e := Example{Text: text, Human: i < 4}
		if e.Human {
			e.Labels = []string{"complaint"}
		}
		out = append(out, e)
		groups = append(groups, "one")
	}
	return out, groups
}

func train(t testing.TB, seed uint64) *Model {
	t.Helper()
	examples, groups := small()
	m, held, err := Train(context.Background(), examples, groups, TrainOptions{Seed: seed, Folds: 2, Epochs: 20})
	if err != nil {
		t.Fatal(err)
	}
	if len(held) != len(examples) {
		t.Fatalf("%d held-out judgements of %d examples", len(held), len(examples))
	}
	return m
}

func TestTrainingLearnsWhatItWasShown(t *testing.T) {
	m := train(t, 1)
	complaint := slices.Index(Heads, "complaint")
	loaded, calm := m.Score("nobody rang back", nil), m.Score("please send the bank statements", nil)
	for _, head := range []int{0, complaint} {
		if loaded.LogOdds[head] <= calm.LogOdds[head] {
			t.Errorf("%s: a complaint has log-odds %.2f, a plain request %.2f", Heads[head], loaded.LogOdds[head], calm.LogOdds[head])
		}
	}
}

func TestTheSameExamplesAndSeedGiveTheSameBytes(t *testing.T) {
	one, two := train(t, 7).Bytes(), train(t, 7).Bytes()
	if !bytes.Equal(one, two) {
		t.Error("two trainings with one seed differ")
	}
	if bytes.Equal(one, train(t, 8).Bytes()) {
		t.Error("the seed changes nothing")
	}
}

func TestWeightsComeBackAsTheyWere(t *testing.T) {
	m := train(t, 1)
	back, err := Parse(m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	const text = "i promised you the statement, and nobody rang"
	if one, two := m.Score(text, nil).LogOdds, back.Score(text, nil).LogOdds; one != two {
		t.Errorf("log-odds %v before, %v after", one, two)
	}
}

func TestBrokenWeightsAreRefused(t *testing.T) {
	raw := train(t, 1).Bytes()
	for name, change := range map[string]func([]byte) []byte{
		"empty": func([]byte) []byte { return nil }, "cut in the features": func(b []byte) []byte { return b[:200] }, "cut in the heads": func(b []byte) []byte { return b[:90] },
		"of more features than there are": func(b []byte) []byte { copy(b[21+12*stride+8:], "\xff\xff\xff\xff"); return b },
		"cut":                             func(b []byte) []byte { return b[:len(b)-3] },
		"of another program":              func(b []byte) []byte { return append([]byte("PNG    "), b[7:]...) },
		"of another form":                 func(b []byte) []byte { b[7] = 99; return b },
		"without a scale":                 func(b []byte) []byte { clear(b[21:25]); return b },
		"no numbers":                      func(b []byte) []byte { copy(b[21:25], []byte{0, 0, 0xc0, 0x7f}); return b },
		"of a scale beyond measure":       func(b []byte) []byte { copy(b[21:25], []byte{0xff, 0xff, 0x7f, 0x7f}); return b },
		"of a bias beyond measure":        func(b []byte) []byte { copy(b[21+4*stride:], []byte{0xff, 0xff, 0x7f, 0xff}); return b },
		"divided by next to nothing":      func(b []byte) []byte { copy(b[21+8*stride:], []byte{1, 0, 0, 0}); return b },
	} {
		if _, err := Parse(change(bytes.Clone(raw))); err == nil {
			t.Errorf("Parse accepted weights that are %s", name)
		}
	}
}

// TestTheFeaturesOfAFileAreBounded has a short file that says it holds as many features
// as may be, or one more.
func TestTheFeaturesOfAFileAreBounded(t *testing.T) {
	raw := train(t, 1).Bytes()
	for n, want := range map[uint32]string{1 << 24: "not whole", 1<<24 + 1: "as no file has"} {
		binary.LittleEndian.PutUint32(raw[21+12*stride+8:], n)
		if _, err := Parse(raw); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d features: %v, want %q", n, err, want)
		}
	}
}

// TestWhatWasWrittenEarlierTeachesOnlyWhatFollows has the same words twice, and a
// text that teaches nothing.
func TestWhatWasWrittenEarlierTeachesOnlyWhatFollows(t *testing.T) {
	examples, groups := small()
	for range 6 {
		examples = append(examples, Example{Text: "my kettle arrived", Human: true, Use: Earlier}, Example{Text: "my lamp arrived", Use: Earlier},
			Example{Text: "teapots", Human: true, Use: Scored})
		groups = append(groups, "one", "one", "one")
	}
	m, held, err := Train(context.Background(), examples, groups, TrainOptions{Seed: 1, Folds: 2, Epochs: 30, Rate: 0.1})
	if err != nil || len(held) != len(examples) {
		t.Fatalf("%d judgements of %d examples: %v", len(held), len(examples), err)
	}
	bad, good := m.Score("my kettle arrived", nil), m.Score("my lamp arrived", nil)
	if bad.LogOdds[Follows] <= 0 || good.LogOdds[Follows] >= 0 {
		t.Errorf("log-odds %.2f and %.2f of what follows", bad.LogOdds[Follows], good.LogOdds[Follows])
	}
	plain := m.Score("words nobody has seen", nil).LogOdds[Tier]
	if got := m.Score("teapots", nil).LogOdds[Tier]; got > plain+0.5 {
		t.Errorf("a text that is only scored lifts its words to %.2f, others have %.2f", got, plain)
	}
}

func TestEvidenceIsTheSentenceThatWeighsMost(t *testing.T) {
	m := train(t, 1)
	const text = "please send the statement. nobody rang me back again. what time do you open?"
	from, to := m.Score(text, nil).Evidence()
	if got := text[from:to]; !strings.HasPrefix(got, "nobody rang") {
		t.Errorf("evidence %q", got)
	}
	const unended = "please send the statement. nobody"
	if from, to := m.Score(unended, nil).Evidence(); unended[from:to] != "nobody" {
		t.Errorf("evidence %q of a text without an end", unended[from:to])
	}
}

func TestAShortSentenceStaysWithAnother(t *testing.T) {
	for text, want := range map[string][]string{
		"please send the statement. thanks. what time do you open?": {"please send the statement. thanks. ", "what time do you open?"},
		"hi there! please send the statement. i need it":            {"hi there! please send the statement. ", "i need it"},
		"": nil,
	} {
		if got := Sentences(text); !slices.Equal(got, want) {
			t.Errorf("%q in %q, want %q", got, text, want)
		}
	}
}

// TestAModelScoresAsTrainingDoes has weights in steps judge texts as those that
// training found do: what it is calibrated on must hold.
func TestAModelScoresAsTrainingDoes(t *testing.T) {
	examples, groups := small()
	data := prepare(examples)
	l, err := fit(t.Context(), newVocabulary(data, groups, mostFeatures), data, nil, allHeads(), TrainOptions{Seed: 1}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	m, err := l.model(1)
	if err != nil {
		t.Fatal(err)
	}
	for h := range m.temp {
		m.temp[h] = 0.5
	}
	for i, e := range examples {
		raw, got := l.raw(data[i], allHeads()), m.Score(e.Text, e.Extra).LogOdds
		for h, z := range raw {
			if math.Abs(got[h]-z/0.5) > 0.02 {
				t.Errorf("%q: %s comes to %.3f, in training to %.3f", e.Text, Heads[h], got[h], z/0.5)
			}
		}
	}
}

func TestTrainingRefusesWhatItCannotUse(t *testing.T) {
	if _, _, err := Train(context.Background(), nil, nil, TrainOptions{}); err == nil {
		t.Error("Train accepted no examples")
	}
	if _, _, err := Train(context.Background(), []Example{{Text: "a"}}, nil, TrainOptions{}); err == nil {
		t.Error("Train accepted an example without a group")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	examples, groups := small()
	if _, _, err := Train(ctx, examples, groups, TrainOptions{}); err == nil {
		t.Error("a stopped training gave a model")
	}
}

func FuzzScore(f *testing.F) {
	m := train(f, 1)
	for _, text := range []string{"", "a", "Ünïcode £12.50 'quoted' words!!", "\xff\xfe", strings.Repeat("x", 5000), "?!?!\n\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := m.Score(text, []string{"rule complaint"})
		if from, to := s.Evidence(); from < 0 || to < from || to > len(text) {
			t.Errorf("evidence from %d to %d in %d bytes", from, to, len(text))
		}
		if p := s.P(0); p < 0 || p > 1 {
			t.Errorf("a probability of %v", p)
		}
	})
}

func BenchmarkScore(b *testing.B) {
	m := train(b, 1)
	text := strings.Repeat("could you please send the october statement to our bookkeeper when it is ready? ", 2)
	b.ReportAllocs()
	for b.Loop() {
		m.Score(text, nil)
	}
}

// TestTheTierKnowsWordsThatStandApart has the same words in two sentences or in one.
func TestTheTierKnowsWordsThatStandApart(t *testing.T) {
	apart, together := Extract("the boiler man was here. the water is still cold.", nil), Extract("the water was still cold when the boiler man came", nil)
	kinds := func(fs []Feature) map[uint8]int {
		n := map[uint8]int{}
		for _, f := range fs {
			n[f.kind]++
		}
		return n
	}
	if a, b := kinds(apart), kinds(together); a[kindTogether] >= b[kindTogether] || a[kindEdge] <= b[kindEdge] {
		t.Errorf("%v in two sentences, %v in one", a, b)
	}
	for _, f := range together {
		if f.shared() != (f.kind <= kindExtra) || f.Key >= Keys || narrowed(f.Key) >= narrow {
			t.Fatalf("feature %+v has no weights", f)
		}
		if kind, low := unpacked(packed(f.kind, f.Key)); low != f.Key || kind != f.kind {
			t.Fatalf("feature %+v came back as kind %d, %d", f, kind, low)
		}
	}
}

func TestAWeightStandsForEachHead(t *testing.T) {
	if len(Heads) != stride {
		t.Errorf("%d heads and %d weights", len(Heads), stride)
	}
}
