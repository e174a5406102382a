package measure

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"countersign/bot"
	"countersign/bot/clock"
)

// TestARateSaysSoWhenItSaysNothing: n/a at n = 0 and "low data" below the fewest,
// never a bare per cent.
func TestARateSaysSoWhenItSaysNothing(t *testing.T) {
	for want, r := range map[string]Rate{
		"n/a":                    {Fewest: 20},
		"low data (0/19)":        {N: make(Cases, 19), Fewest: 20},
		"0/20 (95 %: 0–17 %)":    {N: make(Cases, 20), Fewest: 20},
		"3/61 (95 %: 1–14 %)":    {K: make(Cases, 3), N: make(Cases, 61), Fewest: 20},
		"61/61 (95 %: 94–100 %)": {K: make(Cases, 61), N: make(Cases, 61), Fewest: 20},
	} {
		if got := r.String(); got != want {
			t.Errorf("%d of %d reads %q, want %q", len(r.K), len(r.N), got, want)
		}
		if r.Enough() != (len(r.N) >= 20) {
			t.Errorf("%d of %d is enough: %t", len(r.K), len(r.N), r.Enough())
		}
	}
}

// TestAPrintedIntervalIsNeverNarrowerThanItIs for every k of every n to 120.
func TestAPrintedIntervalIsNeverNarrowerThanItIs(t *testing.T) {
	for n := 1; n <= 120; n++ {
		for k := range n + 1 {
			low, high := Wilson(k, n)
			from, to := math.Floor(100*low+1e-9), math.Ceil(100*high-1e-9)
			if from > 100*low+1e-6 || to < 100*high-1e-6 || from < 0 || to > 100 {
				t.Fatalf("%d of %d: %s hides part of %.4f to %.4f", k, n, Span(low, high), low, high)
			}
			if share := float64(k) / float64(n); share < low-1e-9 || share > high+1e-9 {
				t.Fatalf("%d of %d lies outside its interval %.4f to %.4f", k, n, low, high)
			}
		}
	}
}

// TestEachFigureAsJSONHoldsWhatAReaderNeedsToRecountIt: the cases behind it, an
// empty list where there are none, and no number for a wait without an end.
func TestEachFigureAsJSONHoldsWhatAReaderNeedsToRecountIt(t *testing.T) {
	for name, c := range map[string]struct {
		figure any
		want   string
	}{
		"cases":    {Cases{4, 9}, `{"n":2,"cases":[4,9]}`},
		"no cases": {Cases(nil), `{"n":0,"cases":[]}`},
		"a rate": {Rate{K: Cases{4}, N: Cases{4, 9}, Fewest: 1}, `{"text":"1/2 (95 %: 9–91 %)","k":1,"n":2,"low":0.0945,"high":0.9055,
			"k_cases":[4],"n_cases":[4,9]}`},
		"no rate": {Rate{Fewest: 20}, `{"text":"n/a","k":0,"n":0,"low":0,"high":1,"k_cases":[],"n_cases":[]}`},
		"a wait": {Wait{Cases: []Waited{{Case: 4, Clock: 90 * time.Second, Working: time.Minute, Answered: true}, {Case: 9, Clock: time.Hour, Working: time.Hour}}, Fewest: 1},
			`{"text":"half within 1 min, nine in ten not answered yet (n 2)","n":2,"unanswered":1,"median_clock_seconds":90,"p90_clock_seconds":null,
			"median_working_seconds":60,"p90_working_seconds":null,"cases":[{"case":4,"answered":true,"clock_seconds":90,"working_seconds":60},
			{"case":9,"answered":false,"clock_seconds":3600,"working_seconds":3600}]}`},
		"no wait": {Wait{Fewest: 20}, `{"text":"n/a","n":0,"unanswered":0,"median_clock_seconds":null,"p90_clock_seconds":null,"median_working_seconds":null,
			"p90_working_seconds":null,"cases":[]}`},
	} {
		raw, err := json.Marshal(c.figure)
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := json.Unmarshal(raw, &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(c.want), &want); err != nil {
			t.Fatalf("%s: what is wanted is no JSON: %v", name, err)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestAWaitIsSaidAsPeopleSayIt(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 s", 59 * time.Second: "59 s", time.Minute: "1 min", 89 * time.Minute: "89 min", 100 * time.Minute: "1.7 h", 26 * time.Hour: "26.0 h", Forever: "no answer yet",
	} {
		if got := PlainTime(d); got != want {
			t.Errorf("%s reads %q, want %q", d, got, want)
		}
	}
}

// TestWhatLiesWithinATimeIsNeverSaidToLieWithinLess.
func TestWhatLiesWithinATimeIsNeverSaidToLieWithinLess(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 s", time.Second: "1 s", 3100 * time.Millisecond: "4 s", 59*time.Second + 1: "1 min", time.Minute: "1 min", 61 * time.Second: "2 min", 30 * time.Minute: "30 min",
		99*time.Minute + 1: "1.7 h", 100*time.Minute + 1: "1.7 h", 102*time.Minute + 1: "1.8 h", 2 * time.Hour: "2.0 h", Forever: "no answer yet",
	} {
		if got := Within(d); got != want {
			t.Errorf("%s lies within %q, want %q", d, got, want)
		}
	}
}

// TestTheUseOfAModelIsCountedByWhoAnsweredAndNotOffline: tokens of thoughts are
// paid for like words, a call that failed counts, the offline provider is no model.
func TestTheUseOfAModelIsCountedByWhoAnsweredAndNotOffline(t *testing.T) {
	prompted := func(minute int, id int64, facts map[string]any) bot.Event {
		return at(minute, id, bot.EventPrompted, "system", facts)
	}
	l := written{
		at(0, 1, bot.EventReceived, "client", map[string]any{"account": "a"}), at(0, 2, bot.EventReceived, "client", map[string]any{"account": "b"}),
		at(0, 3, bot.EventReceived, "client", map[string]any{"account": "c"}),
		prompted(1, 1, map[string]any{"provider": "gemini", "model": "m1", "served": "m1-002", "tokens_prompt": 100.0, "tokens_output": 20.0, "tokens_thoughts": 5.0}),
		prompted(2, 1, map[string]any{"provider": "gemini", "model": "m1", "served": "m1-002", "tokens_prompt": 50.0, "tokens_output": 10.0}),
		prompted(3, 2, map[string]any{"provider": "gemini", "model": "m1", "failure": "timeout"}),
		prompted(4, 3, map[string]any{"provider": "offline", "model": "rules", "tokens_prompt": 999.0}),
		at(5, 1, bot.EventOpinion, "system", map[string]any{"tier": "routine", "agrees": true}),
		at(6, 2, bot.EventOpinion, "system", map[string]any{"failure": "timeout"}),
		at(7, 3, bot.EventOpinion, "system", map[string]any{"tier": "human", "agrees": false}),
	}
	files, err := Read(t.Context(), l, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	f := Count(files, PeriodOf(Weekly, nine), nine.AddDate(0, 0, 7), DefaultRules(clock.Default(time.UTC)))
	want := Usage{Asked: Cases{1, 2}, Models: []ModelUsed{{Model: "m1-002", Calls: 2, Input: 150, Output: 35}, {Model: "m1", Calls: 1, Failed: 1}}}
	if d := cmp.Diff(want, f.Usage); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	o := f.Opinions
	if d := cmp.Diff(Opinions{Agrees: Rate{K: Cases{1}, N: Cases{1, 3}, Fewest: 20}, Raised: Cases{3}, Failed: Cases{2}}, o); d != "" {
		t.Errorf("opinions (-want +got):\n%s", d)
	}
}

// TestTheFirstEventIsFoundAndReadingEndsThere: what comes after it may be long.
func TestTheFirstEventIsFoundAndReadingEndsThere(t *testing.T) {
	l := written{at(0, 1, bot.EventReceived, "client", nil), at(1, 2, bot.EventReceived, "client", nil), at(2, 3, bot.EventReceived, "client", nil)}
	looked := 0
	ev, ok, err := First(t.Context(), l, func(ev bot.Event) bool { looked++; return ev.Case == 2 })
	if err != nil || !ok || ev.Case != 2 || looked != 2 {
		t.Errorf("found case %d: %t, after %d events, error %v; want case 2 after two", ev.Case, ok, looked, err)
	}
	if ev, ok, err := First(t.Context(), l, func(bot.Event) bool { return false }); ok || err != nil || !ev.At.IsZero() {
		t.Errorf("where there is none: %+v, %t, %v", ev, ok, err)
	}
}
