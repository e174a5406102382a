package evaluation

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/triage"
)

func TestSharesHaveWilsonsInterval(t *testing.T) {
	for _, tt := range []struct {
		s      Share
		lo, hi float64
	}{{Share{0, 0}, 0, 1}, {Share{10, 10}, 0.722, 1}, {Share{0, 30}, 0, 0.114}, {Share{95, 100}, 0.888, 0.978}} {
		if lo, hi := tt.s.Interval(); math.Abs(lo-tt.lo) > 0.001 || math.Abs(hi-tt.hi) > 0.001 {
			t.Errorf("%d/%d: %.3f to %.3f, want %.3f to %.3f", tt.s.K, tt.s.N, lo, hi, tt.lo, tt.hi)
		}
	}
}

func TestAUROCCountsTiesHalf(t *testing.T) {
	for _, tt := range []struct {
		human, routine []float64
		want           float64
	}{{[]float64{2, 3}, []float64{0, 1}, 1}, {[]float64{1}, []float64{1}, 0.5}, {[]float64{0, 3}, []float64{1, 2}, 0.5}, {[]float64{1, 2}, []float64{1, 3}, 0.375}} {
		if got := AUROC(tt.human, tt.routine); got != tt.want {
			t.Errorf("AUROC(%v, %v) = %v, want %v", tt.human, tt.routine, got, tt.want)
		}
	}
	if !math.IsNaN(AUROC(nil, []float64{1})) {
		t.Error("an AUROC without a message that needs a person")
	}
}

const messages = `{"id":"a","text":"This is the third time I have asked and nobody has rung.","tier":"human","reasons":["complaint"],"source":"one"}
{"id":"b","text":"What time do you open on Friday?","tier":"routine","reasons":["none"],"source":"one"}
{"id":3,"text":"Nie rozumiem tego listu, proszę o pomoc","tier":"human","reasons":["vulnerability"],"lang":"pl","source":"two"}
{"id":"d","text":"Thanks!","thread":[{"role":"client","ts":"2026-11-24T09:00:00Z","text":"When do you open?"},{"role":"staff","ts":"2026-11-24T09:10:00Z","text":"At nine."}]}
`

func sorted(t *testing.T) ([]Result, string) {
	t.Helper()
	a, err := triage.New(triage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	all, err := Sort(t.Context(), a, strings.NewReader(messages), "file", &out)
	if err != nil {
		t.Fatal(err)
	}
	return all, out.String()
}

func TestEachMessageComesOutWithItsSorting(t *testing.T) {
	_, out := sorted(t)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want 4", len(lines))
	}
	var first, third struct {
		ID          any        `json:"id"`
		Tier        bot.Tier   `json:"tier"`
		Weight      int        `json:"weight"`
		Reasons     []bot.Code `json:"reasons"`
		Explanation string     `json:"explanation"`
		Lang        string     `json:"lang"`
	}
	if err := json.Unmarshal([]byte(lines[0]), &first); err != nil {
		t.Fatal(err)
	}
	if first.ID != "a" || first.Tier != bot.TierHuman || first.Weight < 40 || first.Lang != "en" || first.Explanation == "" || len(first.Reasons) == 0 {
		t.Errorf("first line %s", lines[0])
	}
	if err := json.Unmarshal([]byte(lines[2]), &third); err != nil || third.Tier != bot.TierHuman || third.Lang != "pl" {
		t.Errorf("third line %s (%v)", lines[2], err)
	}
}

// TestFilesOfOtherProgramsAreRead holds times as Slack and spreadsheets write them,
// the words for who wrote that other programs use, and an id of many digits.
func TestFilesOfOtherProgramsAreRead(t *testing.T) {
	a, err := triage.New(triage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, ts := range []string{`"2026-11-24T09:00:00Z"`, `"2026-11-24T09:00:00"`, `"2026-11-24T09:00"`, `"2026-11-24 09:00:00"`, `"2026-11-24 09:00"`, `1795510800`, `"1795510800.000100"`} {
		line := `{"id":12345678901234567890,"text":"Any news?","at":"2026-11-25T12:00:00Z","thread":[{"role":"Customer","ts":` + ts + `,"text":"When will the accounts be done?"}]}`
		var out strings.Builder
		all, err := Sort(t.Context(), a, strings.NewReader(line), "file", &out)
		if err != nil {
			t.Errorf("%s: %v", ts, err)
			continue
		}
		if at := all[0].Situation.Turns[0].At.Truncate(time.Second); !at.Equal(time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)) {
			t.Errorf("%s is read as %s", ts, at)
		}
		if !strings.Contains(out.String(), `"id":12345678901234567890,`) || !strings.Contains(out.String(), "unanswered_chaser") {
			t.Errorf("%s comes out as %s", ts, out.String())
		}
	}
	for line, want := range map[string]string{
		`{"text":"a","thread":[{"role":"system","text":"joined"}]}`:          `line 1: thread: role "system" is none of client, staff and bot`,
		`{"text":"a","thread":[{"text":"hello"}]}`:                           `line 1: thread: role "" is none of`,
		`{"text":"a","thread":[{"role":"client","ts":"soon","text":"b"}]}`:   `line 1: time "soon" is not written like`,
		`{"text":"a","thread":[{"role":"client","ts":20261124,"text":"b"}]}`: `line 1: time 20261124 is not written like`,
		`enquiry_id,timestamp,text`:                                          `line 1: is no object of JSON, one on each line: invalid character 'e'`,
		`{"text":"a`:                                                         `line 1: is no object of JSON, one on each line: unexpected EOF`,
		`{"text":"a"} {"text":"b"}`:                                          `line 1: goes on after the object`,
	} {
		if _, err := Sort(t.Context(), a, strings.NewReader(line), "file", nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v, want %q", line, err, want)
		}
	}
}

func TestTheReportCountsWhatIsLabelled(t *testing.T) {
	all, _ := sorted(t)
	var out strings.Builder
	if err := Report(&out, all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"messages with a label            3", "found at the cut  2/2", "complaint", "by language", "pl", "by source", "two"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := Report(&out, all[3:]); err != nil || !strings.Contains(out.String(), "nothing to measure") {
		t.Errorf("without labels: %q (%v)", out.String(), err)
	}
}

func TestALeakIsSeen(t *testing.T) {
	leaky := func(human bool, text, source string) Result {
		l := triage.Labelled{Tier: bot.TierRoutine, Source: source, Situation: bot.Situation{Messages: []bot.Message{{Text: text}}}}
		if human {
			l.Tier = bot.TierHuman
		}
		return Result{Labelled: l}
	}
	var all []Result
	for i := range 20 {
		all = append(all, leaky(true, fmt.Sprint(i, strings.Repeat("long ", 20)), "loud"), leaky(false, fmt.Sprint(i, "short?"), "calm"))
	}
	var out strings.Builder
	if err := Leaks(&out, all); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"length alone: AUROC 1.000", "question mark alone: AUROC 1.000", "source alone: AUROC 1.000"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}

// TestAWriterIsNeverMeasuredOnWhatWasTrainedOn holds each writer of a small
// corpus back and looks for the parts of the report.
func TestAWriterIsNeverMeasuredOnWhatWasTrainedOn(t *testing.T) {
	var all []triage.Labelled
	for _, source := range []string{"writer_a", "writer_b", "plain"} {
		for i := range 6 {
			for _, l := range []string{`{"text":"Nobody rang me back, that makes %d times","tier":"human","reasons":["complaint"],"source":%q}`,
				`{"text":"Please send statement %d","tier":"routine","reasons":["none"],"source":%q}`} {
				err := triage.ReadLabelled(strings.NewReader(fmt.Sprintf(l, i, source)), "", func(m triage.Labelled) error {
					all = append(all, m)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, m := range keepSources(all, []string{"writer_a"}, []string{"writer_b"}) {
		if m.Source == "writer_a" {
			t.Fatal("the writer held back is trained on")
		}
	}
	var out strings.Builder
	results, err := Learning(t.Context(), &out, all, LearningOptions{Seed: 1, Curve: true})
	if err != nil || len(results) != 24 {
		t.Fatalf("%d results (%v), want 24", len(results), err)
	}
	var picture strings.Builder
	if err := Chart(&picture, results); err != nil || !strings.HasPrefix(picture.String(), "\x89PNG") {
		t.Errorf("no picture: %v", err)
	}
	for _, want := range []string{"learning curve", "  1  first messages: AUROC", "messages with a label            24", "rules alone", "by weight", "worst mistakes"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
	if _, err := Learning(t.Context(), &out, all[:12], LearningOptions{Seed: 1, Curve: true}); err == nil || !strings.Contains(err.Error(), "1 source named writer_*") {
		t.Errorf("one writer was held back from itself, or it is not said: %v", err)
	}
	for name, o := range map[string]LearningOptions{"no writer of that name": {Hold: []string{"writer_z"}}, "all at once": {Groups: 1}} {
		if _, err := Learning(t.Context(), &out, all, o); err == nil {
			t.Errorf("held back: %s", name)
		}
	}
}

func TestTheCutOfTheTopThirdIsShown(t *testing.T) {
	all, _ := sorted(t)
	var out strings.Builder
	Cuts(&out, all)
	if !strings.Contains(out.String(), "other cuts") || !strings.Contains(out.String(), "40: to people") {
		t.Errorf("cuts:\n%s", out.String())
	}
}

// TestASetOfOneMessageOrOneTierIsReportedWithoutNonsense has what gives no AUROC
// and nothing to choose a cut by.
func TestASetOfOneMessageOrOneTierIsReportedWithoutNonsense(t *testing.T) {
	a, err := triage.New(triage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]string{
		"one":      `{"text":"What time do you open?","tier":"routine"}`,
		"one tier": `{"text":"Nobody rang me back","tier":"human"}` + "\n" + `{"text":"This is a disgrace","tier":"human"}`,
	} {
		all, err := Sort(t.Context(), a, strings.NewReader(in), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		var said strings.Builder
		if err := errors.Join(Report(&said, all), Leaks(&said, all)); err != nil {
			t.Fatal(err)
		}
		Cuts(&said, all)
		if strings.Contains(said.String(), "NaN") || !strings.Contains(said.String(), "too few to choose a cut by") {
			t.Errorf("%s:\n%s", name, said.String())
		}
		if name == "one" && strings.Contains(said.String(), "has a label") {
			t.Errorf("a labelled message is said to have no label:\n%s", said.String())
		}
	}
	all := weighing("", 90, 85, 80, 75, 70, 65, 60)
	var said strings.Builder
	if Cuts(&said, all); !strings.Contains(said.String(), fmt.Sprintf("keep to %d", triage.DefaultCut)) {
		t.Errorf("a high cut is advised that nobody has measured:\n%s", said.String())
	}
}

// TestAnEmptyTextIsSortedLikeAnyMessage holds that a file is not refused for it,
// and that each line has its answer.
func TestAnEmptyTextIsSortedLikeAnyMessage(t *testing.T) {
	a, err := triage.New(triage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	all, err := Sort(t.Context(), a, strings.NewReader("\uFEFF"+`{"id":1,"text":""}`+"\n\n"+`{"id":2,"text":" \n","ts":"","thread":null}`+"\n"+`{"id":3,"text":"Hello"}`), "", &out)
	if err != nil || len(all) != 3 || strings.Count(out.String(), "\n") != 3 {
		t.Fatalf("%d messages, error %v, wrote %q", len(all), err, out.String())
	}
	for _, r := range all[:2] {
		if r.Got.Tier != bot.TierHuman {
			t.Errorf("%v is %s", r.ID, r.Got.Tier)
		}
	}
}

// TestABrokenLineIsNamedAndNothingIsWritten has a good line before each mistake.
func TestABrokenLineIsNamedAndNothingIsWritten(t *testing.T) {
	a, err := triage.New(triage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		`{"tex":"Hello"}`: "no text", `["Hello"]`: "the line holds a JSON array", `{"text":5}`: "text holds a JSON number", `{"text":"a","tier":"Human"}`: "neither routine nor human",
		`{"text":"a","ts":"Tuesday"}`: "is not written like", `{"text":"a","thread":[{"role":"stranger","text":"b"}]}`: "none of client, staff and bot",
		`{"text":"Goodbye","tier":"human","text":"Hello"}`: `the field "text" stands there twice`,
		`{"text":"a"} {"text":"b"}`:                        "goes on after the object", `{`: "is no object of JSON, one on each line: unexpected EOF",
	} {
		var out strings.Builder
		_, err := Sort(t.Context(), a, strings.NewReader(strings.Repeat(`{"text":"Hello"}`+"\n", 500)+line+"\n"), "", &out)
		if err == nil || !strings.Contains(err.Error(), "line 501: ") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%s: error %v, want line 501 and %q", line, err, want)
		}
		if out.Len() > 0 {
			t.Errorf("%s: %d bytes are written", line, out.Len())
		}
	}
}

// TestOnlyMistakesAreListedAsSuch has one mistake among messages sorted as labelled.
func TestOnlyMistakesAreListedAsSuch(t *testing.T) {
	sent := func(r Result, tier bot.Tier) Result { r.Got.Tier = tier; return r }
	all := []Result{sent(weighing(bot.TierHuman, 70)[0], bot.TierHuman), sent(weighing(bot.TierRoutine, 10)[0], bot.TierRoutine), sent(weighing(bot.TierHuman, 20)[0], bot.TierRoutine)}
	for i := range all {
		all[i].Situation.Messages = []bot.Message{{Text: fmt.Sprintf("message %d", i)}}
	}
	var said strings.Builder
	if worst(&said, all, 20); strings.Count(said.String(), "message ") != 1 || !strings.Contains(said.String(), "message 2") || !strings.Contains(said.String(), "1 of 1") {
		t.Errorf("the mistakes are:\n%s", said.String())
	}
}

func TestAWriterNamedTwiceIsHeldBackOnce(t *testing.T) {
	got, err := LearningOptions{Hold: []string{"writer_b", "writer_a", "writer_b"}}.groups([]string{"writer_a", "writer_b", "writer_c"})
	if err != nil || len(got) != 2 {
		t.Errorf("groups %v (%v), want each of two once", got, err)
	}
}
