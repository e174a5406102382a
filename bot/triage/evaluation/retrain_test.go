package evaluation

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"countersign/bot"
	"countersign/bot/triage"
	"countersign/internal/raced"
)

// own makes decisions of staff that only this firm's words tell apart: what
// concerns some of its things needs a person, and the corpus knows none of them.
func own(n int, tier func(i int) bot.Tier) []triage.Labelled {
	heavy := []string{"the blue form", "the roof tag", "the Hartwell wing", "plot nine"}
	light := []string{"the green form", "the bin fob", "the Penrose wing", "plot four"}
	var out []triage.Labelled
	for i := range n {
		thing := light[i/2%4]
		if tier(i) == bot.TierHuman {
			thing = heavy[i/2%4]
		}
		out = append(out, triage.Labelled{ID: i, Tier: tier(i), Source: triage.StaffSource, Situation: bot.Situation{
			Messages: []bot.Message{{Role: bot.RoleClient, Author: bot.Person{ID: "U1"}, Text: fmt.Sprintf("A note about %s, as on page %d.", thing, i)}}}})
	}
	return out
}

func byTurns(i int) bot.Tier {
	if i%2 == 0 {
		return bot.TierHuman
	}
	return bot.TierRoutine
}

// part is 2,000 messages of the corpus, evenly spread, and some more of those that
// are measured on: enough to train in a moment. Under the race detector it is 200 of
// three writers.
var part = sync.OnceValue(func() []triage.Labelled {
	if raced.On {
		return few()
	}
	all, err := triage.Corpus()
	if err != nil {
		panic(err) // it is embedded
	}
	return spread(all, 2000)
})

// few is 200 messages of three writers, for what shows with any.
var few = sync.OnceValue(func() []triage.Labelled {
	files := fstest.MapFS{}
	for _, name := range []string{devWriter + ".jsonl", "writer_w1.jsonl", "writer_w9.jsonl"} {
		raw, err := os.ReadFile("../corpus/" + name)
		if err != nil {
			panic(err)
		}
		files[name] = &fstest.MapFile{Data: raw}
	}
	all, err := triage.ReadCorpus(files)
	if err != nil {
		panic(err)
	}
	return spread(all, 200)
})

func spread(all []triage.Labelled, n int) []triage.Labelled {
	var out []triage.Labelled
	for i, m := range all {
		if i%(len(all)/n) == 0 || m.Source == devWriter && i%8 == 0 {
			out = append(out, m)
		}
	}
	return out
}

func TestAFirmsOwnDecisionsTeachItsSorting(t *testing.T) {
	var said strings.Builder
	mine := own(120, byTurns)
	w, err := Retrain(t.Context(), &said, part(), mine, 1)
	if err != nil {
		t.Fatalf("Retrain: %v\n%s", err, said.String())
	}
	if got := w.Points.Trained[triage.StaffSource]; got != len(mine) {
		t.Errorf("the weights were trained on %d decisions, want all %d", got, len(mine))
	}
	shipped, err := triage.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	of := func(w *triage.Weights) float64 {
		results, err := Assess(t.Context(), triage.NewWith(w, triage.DefaultCut), own(40, byTurns))
		if err != nil {
			t.Fatal(err)
		}
		return aurocOf(results, weight)
	}
	if before, after := of(shipped), of(w); before > 0.8 || after < 0.95 {
		t.Errorf("AUROC on the firm's own matters is %.3f with the shipped weights and %.3f after learning, want 0.8 at most and 0.95 at least", before, after)
	}
	for _, want := range []string{"before\n", "after\n", "decisions held back: found", "development set:", "triage.cut: "} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the report does not say %q:\n%s", want, said.String())
		}
	}
}

// Staff who call everything routine would teach the sorting to miss.
func TestWeightsThatWouldMissMoreAreRefused(t *testing.T) {
	corpus := part()
	var calm []triage.Labelled
	for i, m := range corpus {
		if m.Source == devWriter && m.Human() {
			m.ID, m.Source, m.Tier, m.Reasons = i, triage.StaffSource, bot.TierRoutine, nil
			calm = append(calm, m)
		}
	}
	calm = append(calm, own(50, func(int) bot.Tier { return bot.TierHuman })...)
	var said strings.Builder
	w, err := Retrain(t.Context(), &said, corpus, calm, 1)
	if !errors.Is(err, ErrWorse) || w != nil {
		t.Errorf("Retrain gave weights %t and error %v, want ErrWorse and none\n%s", w != nil, err, said.String())
	}
}

func TestTooFewDecisionsTeachNothing(t *testing.T) {
	for name, mine := range map[string][]triage.Labelled{
		"few": own(20, byTurns), "one tier only": own(100, func(int) bot.Tier { return bot.TierRoutine }), "none": nil,
	} {
		if _, err := Retrain(t.Context(), &strings.Builder{}, few(), mine, 1); !errors.Is(err, ErrTooFew) {
			t.Errorf("%s: error %v, want ErrTooFew", name, err)
		}
	}
}

// TestTheSameDecisionAgainAndAgainIsOne has many decisions on few words, and none
// of the words learned from among those held back.
func TestTheSameDecisionAgainAndAgainIsOne(t *testing.T) {
	same := own(200, byTurns)
	for i := range same {
		same[i].Situation.Messages[0].Text = []string{"Any news?", "When are you open?"}[i%2]
	}
	if _, err := Retrain(t.Context(), &strings.Builder{}, few(), same, 1); !errors.Is(err, ErrTooFew) {
		t.Errorf("two hundred decisions on two texts: error %v, want ErrTooFew", err)
	}
	twice := append(own(90, byTurns), own(90, byTurns)...)
	teach, held := split(twice)
	seen := map[string]bool{}
	for _, m := range teach {
		seen[wordsOf(m)] = true
	}
	for _, m := range held {
		if seen[wordsOf(m)] {
			t.Fatalf("%q is learned from and held back", m.Text())
		}
	}
	if len(held) == 0 || len(teach) < len(held) {
		t.Errorf("%d to learn from and %d held back", len(teach), len(held))
	}
}

func TestDecisionsThatContradictEachOtherAreTold(t *testing.T) {
	mine := own(120, byTurns)
	for i := range 10 {
		m := mine[i]
		m.ID, m.Tier = 500+i, bot.TierHuman
		if mine[i].Human() {
			m.Tier = bot.TierRoutine
		}
		mine = append(mine, m)
	}
	var said strings.Builder
	if _, err := Retrain(t.Context(), &said, few(), mine, 1); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.String(), "On 10 of the same words staff decided both ways") {
		t.Errorf("nothing is told of the contradictions:\n%s", said.String())
	}
}
