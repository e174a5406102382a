package triage

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"countersign/bot"
	"countersign/internal/raced"
)

// sample is a small corpus of two writers, a thread pair among it.
func sample() fstest.MapFS {
	line := func(tier, text, more string) string {
		reasons := `["complaint"]`
		if tier == "routine" {
			reasons = `["none"]`
		}
		return fmt.Sprintf(`{"text":%q,"tier":%q,"reasons":%s%s}`, text, tier, reasons, more) + "\n"
	}
	thread := `,"ts":"2026-11-06T10:00:00Z","thread":[{"role":"client","ts":"2026-11-02T10:00:00Z","text":"Please send the summary"}`
	return fstest.MapFS{
		"a.jsonl": {Data: []byte(line("human", "Nobody rang me back again", "") + line("human", "This is the third time I have asked", "") +
			line("routine", "Please send the statement", "") + line("routine", "What time do you open on Friday?", ""))},
		"b.jsonl": {Data: []byte(line("human", "Any news?", thread+`]`) +
			line("routine", "Any news?", thread+`,{"role":"staff","ts":"2026-11-06T09:58:00Z","text":"It goes out today."}]`) +
			line("routine", "Here are the bank statements", "") + line("human", "I am furious about this bill", ""))},
	}
}

func TestTrainingTwiceGivesTheSameBytes(t *testing.T) {
	all, err := ReadCorpus(sample())
	if err != nil {
		t.Fatal(err)
	}
	var before []byte
	for range 2 {
		w, err := Train(t.Context(), all, 3)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := w.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if before != nil && !bytes.Equal(before, raw) {
			t.Error("two trainings with one seed differ")
		}
		before = raw
	}
	if _, err := ParseWeights(before); err != nil {
		t.Errorf("the weights cannot be read back: %v", err)
	}
}

// TestShippedWeightsAreThoseOfTheCorpus trains again from the corpus. It takes
// a minute or more: "make weights-check" runs it.
func TestShippedWeightsAreThoseOfTheCorpus(t *testing.T) {
	if os.Getenv(wholeCorpus) == "" {
		t.Skip("trains for minutes; set COUNTERSIGN_RETRAIN=1")
	}
	all, err := ReadCorpus(os.DirFS("corpus"))
	if err != nil {
		t.Fatal(err)
	}
	w, err := Train(t.Context(), all, 1)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := w.Bytes(); err != nil || !bytes.Equal(raw, shippedWeights) {
		t.Errorf("weights.bin differs from what the corpus gives (%v): make weights", err)
	}
}

func TestShippedWeightsFitAndAreSmall(t *testing.T) {
	if _, err := Shipped(); err != nil {
		t.Fatal(err)
	}
	if n := len(shippedWeights); n > 5<<20 {
		t.Errorf("weights of %d bytes, want 5 MiB at most", n)
	}
}

func TestBrokenWeightsAreRefused(t *testing.T) {
	with := func(points string) []byte {
		n := len(points)
		return append([]byte(weightsForm), append([]byte{byte(n), byte(n >> 8), 0, 0}, points...)...)
	}
	whole := func(points string) []byte {
		head := fmt.Sprintf(`{"per_odds":10,"version":"weights-00000000",%s}`, points)
		n := binary.LittleEndian.Uint32(shippedWeights[len(weightsForm):])
		return append(with(head), shippedWeights[len(weightsForm)+4+int(n):]...)
	}
	if _, err := ParseWeights(whole(`"even":40`)); err != nil {
		t.Fatalf("good weights are refused: %v", err)
	}
	for name, raw := range map[string][]byte{
		"empty": nil, "cut": shippedWeights[:len(shippedWeights)-1], "a long head": append([]byte(weightsForm), 0xff, 0xff, 0xff, 0x7f),
		"no points": with("{"), "a fact that takes weight away": with(`{"per_odds":10,"history":{"promise_open":-3}}`),
		"an unknown fact": with(`{"per_odds":10,"history":{"moon":3}}`), "no slope": with(`{"per_odds":0}`),
		"a fact that would turn the sum round": whole(`"history":{"promise_open":9223372036854775807}`), "words that weigh nothing": whole(`"even":-1e9`),
		"a base beyond measure": whole(`"base":1e300`), "a figure beyond measure": whole(`"talk":{"own":-1e300}`), "no version": whole(`"version":""`),
		"a version of other words": whole(`"version":"weights-1\ncase 7 closed"`),
	} {
		if _, err := ParseWeights(raw); err == nil {
			t.Errorf("ParseWeights accepted weights: %s", name)
		}
	}
	for _, name := range []string{"testdata/no-such-file", "testdata", "testdata/messages.tsv", "/dev/zero"} {
		if _, err := New(Options{Weights: name}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("New with %s as weights: error %v, want one that names it", name, err)
		}
	}
}

func TestACorpusSaysWhatIsWrongWithIt(t *testing.T) {
	for text, want := range map[string]string{
		`{"text":"a","tier":"urgent"}`: "urgent", `{"text":" ","tier":"human"}`: "no text", `{"text":"a"}`: "no tier", `{`: "line 1",
		`{"text":"a","tier":"human","thread":[{"role":"robot","text":"x"}]}`: "robot", "": "no labelled messages",
		`{"text":"a","tier":"human","reasons":["complaintt"]}`: "complaintt", `{"text":"a","tier":"routine","reasons":["complaint"]}`: "routine message has the reason",
		`{"text":"a","tier":"human","reasons":["none","repeat_contact"]}` + "\n{": "line 2",
	} {
		_, err := ReadCorpus(fstest.MapFS{"a.jsonl": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want a word of %q", text, err, want)
		}
	}
}

// TestTrainingWantsBothTiers has messages of one tier, and of a language that
// the classifier does not judge.
func TestTrainingWantsBothTiers(t *testing.T) {
	const human, routine = `{"text":"Nobody rang me back again","tier":"human"}`, `{"text":"What time do you open on Friday?","tier":"routine"}`
	for lines, want := range map[string]string{
		human + "\n" + human: "of 2 messages in English 2 need a person: training wants some of either tier",
		routine:              "of 1 message in English 0 need a person",
		human + "\n" + `{"text":"Kiedy jest otwarte wasze biuro w piątek?","tier":"routine"}`: "of 1 message in English 1 needs a person",
	} {
		all, err := ReadCorpus(fstest.MapFS{"a.jsonl": {Data: []byte(lines)}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Train(t.Context(), all, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", lines, err, want)
		}
	}
}

// TestTheClassifierReadsNoWordOfStaff gives staff furious words: no reason may
// rest on them.
func TestTheClassifierReadsNoWordOfStaff(t *testing.T) {
	calm, loud := of("Which day suits you?"), of("Which day suits you?")
	calm.Turns = []bot.Turn{client(1e9*60*90, "Can we meet?"), staff(1e9*60*80, "Of course.")}
	loud.Turns = []bot.Turn{client(1e9*60*90, "Can we meet?"), staff(1e9*60*80, "I am furious, this is a disgrace and I want to die.")}
	if a, b := assess(t, calm), assess(t, loud); a.Weight != b.Weight || len(a.Reasons) != len(b.Reasons) {
		t.Errorf("weight %d with calm staff, %d with furious staff: %s", a.Weight, b.Weight, b.Explanation)
	}
}

// sampled gives about n of all, evenly spread; all of them where the whole corpus is checked.
func sampled[T any](all []T, n int) []T {
	step := max(1, len(all)/n)
	if step == 1 || os.Getenv(wholeCorpus) != "" {
		return all
	}
	var out []T
	for i := 0; i < len(all); i += step {
		out = append(out, all[i])
	}
	return out
}

// wholeCorpus is set where trained weights and all of the corpus are to be checked,
// which takes minutes: make weights-check.
const wholeCorpus = "COUNTERSIGN_RETRAIN"

// learnedFrom is what the weights are trained from; under the race detector, where even
// reading it takes long, every tenth file.
var learnedFrom = sync.OnceValue(func() []Labelled {
	files := os.DirFS("corpus")
	if raced.On {
		names, _ := fs.Glob(files, "*.jsonl*") // a good pattern
		some := fstest.MapFS{}
		for i := 0; i < len(names); i += 10 {
			raw, err := fs.ReadFile(files, names[i])
			if err != nil {
				panic(err)
			}
			some[names[i]] = &fstest.MapFile{Data: raw}
		}
		files = some
	}
	all, err := ReadCorpus(files)
	if err != nil {
		panic(err)
	}
	return all
})

// ofCorpus is how many messages of the corpus a test looks at of those that it
// would without the race detector.
func ofCorpus(n int) int {
	if raced.On {
		return n / 10
	}
	return n
}

// inEnglish gives the texts of the corpus that are in English.
func inEnglish() []string {
	var out []string
	for _, m := range learnedFrom() {
		if m.Lang == "" || m.Lang == "en" {
			out = append(out, m.Text())
		}
	}
	return out
}

// TestAThreadOfAFileIsReadInTheOrderOfTime has turns that are doubled, newest
// first, without a time, and words that the client writes a second time.
func TestAThreadOfAFileIsReadInTheOrderOfTime(t *testing.T) {
	const ask, chase = `{"role":"client","ts":"2026-11-02T10:00:00Z","text":"Where is it?"}`, `{"role":"client","ts":"2026-11-04T10:00:00Z","text":"Any news?"}`
	for name, tt := range map[string]struct {
		line string
		want []string
		now  string
	}{
		"doubled":         {`"ts":"2026-11-06T10:00:00Z","thread":[` + ask + `,` + ask + `]`, []string{"Where is it?"}, "6 November"},
		"newest first":    {`"thread":[` + chase + `,` + ask + `]`, []string{"Where is it?"}, "4 November"},
		"the same again":  {`"ts":"2026-11-06T10:00:00Z","thread":[` + ask + `,` + chase + `]`, []string{"Where is it?", "Any news?"}, "6 November"},
		"itself":          {`"ts":"2026-11-04T10:00:00Z","thread":[` + ask + `,` + chase + `]`, []string{"Where is it?"}, "4 November"},
		"one has no time": {`"ts":"2026-11-06T10:00:00Z","thread":[` + ask + `,{"role":"staff","text":"Tomorrow."}]`, []string{"Where is it?", "Tomorrow."}, "6 November"},
	} {
		err := ReadLabelled(strings.NewReader(`{"text":"Any news?",`+tt.line+`}`), "", func(m Labelled) error {
			var got []string
			for _, turn := range m.Situation.Turns {
				got = append(got, turn.Text)
			}
			if now := m.Situation.Now.Format("2 January"); !slices.Equal(got, tt.want) || now != tt.now {
				t.Errorf("%s: turns %q at %s, want %q at %s", name, got, now, tt.want, tt.now)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAPublicSetTeachesLessThanAWriter has both say the opposite of the same words.
func TestAPublicSetTeachesLessThanAWriter(t *testing.T) {
	var all []Labelled
	for i, word := range []string{"kettle", "teapot", "lamp", "chair", "table", "spoon", "ladle", "plate"} {
		for _, source := range []string{"writer_a", "writer_b", "banking77"} {
			m := Labelled{Situation: of("the " + word + " has arrived this morning"), Tier: bot.TierRoutine, Source: source}
			if (i%2 == 0) != public(m) {
				m.Tier = bot.TierHuman
			}
			all = append(all, m)
		}
	}
	w, err := Train(t.Context(), all, 1)
	if err != nil {
		t.Fatal(err)
	}
	loaded, _ := w.judge("the kettle has arrived this morning", nil)
	calm, _ := w.judge("the teapot has arrived this morning", nil)
	if loaded <= calm {
		t.Errorf("log-odds %.2f of what writers call loaded, %.2f of what they call calm", loaded, calm)
	}
	if w.Points.Trained["banking77"] == 0 {
		t.Error("the public set was not trained on")
	}
}

func TestACorpusMayBePacked(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte(`{"text":"Please send the statement","tier":"routine","reasons":["none"]}` + "\n")) // into memory
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	dir := sample()
	dir["a_packed.jsonl.gz"] = &fstest.MapFile{Data: packed.Bytes()}
	all, err := ReadCorpus(dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(all); n != 9 || all[4].Source != "a_packed" {
		t.Errorf("%d messages, the fifth of %q, want 9 and one of a_packed after those of a", n, all[4].Source)
	}
}
