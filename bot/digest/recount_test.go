package digest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/bottest"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

// scripted is the golden ledger of the definitions, read up to the beginning of
// its day 45, as the digest of its first 28 days.
func scripted(t *testing.T) (*digest.Report, []bot.Event) {
	t.Helper()
	s := bottest.ReadScript(t, "../measure/testdata/golden.ledger", monday)
	p, err := measure.Between(monday, monday.AddDate(0, 0, 28))
	if err != nil {
		t.Fatal(err)
	}
	m := digest.Maker{Ledger: s.Ledger(), Firm: "Harbour & Finch", Rules: measure.DefaultRules(clock.Default(london))}
	r, err := m.Make(t.Context(), p, monday.AddDate(0, 0, 45))
	if err != nil {
		t.Fatal(err)
	}
	return r, s.Events
}

// counted walks a report as its reader has it and gives every figure by its path.
func counted(t *testing.T, r *digest.Report) map[string][]int64 {
	t.Helper()
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatal(err)
	}
	out := map[string][]int64{}
	walk(t, tree, "", out)
	return out
}

func walk(t *testing.T, at any, path string, out map[string][]int64) {
	t.Helper()
	switch v := at.(type) {
	case []any:
		for i, x := range v {
			walk(t, x, fmt.Sprintf("%s[%d]", path, i), out)
		}
	case map[string]any:
		for name, n := range map[string]string{"cases": "n", "k_cases": "k", "n_cases": "n"} {
			list, ok := v[name].([]any)
			if !ok {
				continue
			}
			ids := []int64{}
			for _, x := range list {
				switch x := x.(type) {
				case float64:
					ids = append(ids, int64(x))
				case map[string]any:
					ids = append(ids, int64(x["case"].(float64)))
				}
			}
			out[path+"."+name] = ids
			if count, ok := v[n].(float64); ok && int(count) != len(ids) && path != ".figures.reviewers.approvers_without_an_edit_in_50" {
				t.Errorf("%s says %s %v and lists %d cases", path, n, count, len(ids))
			}
		}
		for name, x := range v {
			walk(t, x, path+"."+name, out)
		}
	}
}

// An independent few lines, that know nothing of the package, count what the
// report says again from the events.
func TestTheFiguresCanBeRecountedFromTheEventsInAFewLines(t *testing.T) {
	r, events := scripted(t)
	opened, drafts, decided := map[int64]time.Time{}, map[[2]int64]bool{}, map[[2]int64]bool{}
	human, resolved, complained := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	var asDrafted, overrides []int64
	end := monday.AddDate(0, 0, 28)
	for _, ev := range events {
		version, _ := ev.Facts["version"].(int)
		draft := [2]int64{ev.Case, int64(version)}
		switch ev.Kind {
		case bot.EventReceived:
			if ev.Case != 56 && ev.Case != 57 && ev.At.Before(end) { // emoji alone, and a drill
				opened[ev.Case] = ev.At
			}
		case bot.EventDrafted:
			drafts[draft] = true
		case bot.EventEscalated:
			human[ev.Case] = true
		case bot.EventRecordOpened:
			if ev.At.Before(end) && ev.Case != 31 { // of which a person says that it is none
				complained[ev.Case] = true
			}
		case bot.EventResolved:
			resolved[ev.Case] = true
		case bot.EventDecided:
			_, mine := opened[ev.Case]
			if !mine || !drafts[draft] || decided[draft] || ev.Facts["automatic"] == true {
				continue
			}
			decided[draft] = true
			switch ev.Facts["action"] {
			case "approve":
				asDrafted = append(asDrafted, ev.Case)
			case "edit":
				if ev.Facts["material"] == true || ev.Facts["distance"].(float64) > .2 {
					overrides = append(overrides, ev.Case)
				}
			default:
				if ev.Facts["system_tier"] == "routine" {
					overrides = append(overrides, ev.Case)
				}
			}
		}
	}
	got := counted(t, r)
	for path, want := range map[string][]int64{
		".figures.enquiries.cases":                slices.Sorted(maps.Keys(opened)),
		".figures.human.cases":                    both(human, opened),
		".figures.escalations.rate.k_cases":       both(human, opened),
		".figures.drafts.as_drafted.cases":        slices.Sorted(slices.Values(asDrafted)),
		".figures.drafts.override.k_cases":        slices.Sorted(slices.Values(overrides)),
		".figures.complaints.opened.cases":        both(complained, opened),
		".figures.first_answer.cases":             nil, // looked at below
		".figures.escalations.rate.n_cases":       slices.Sorted(maps.Keys(opened)),
		".figures.balance.net_deflection.k_cases": {20},
	} {
		if want != nil && !slices.Equal(got[path], want) {
			t.Errorf("%s: the report says %v, the events %v", path, got[path], want)
		}
	}
	if len(got) < 60 {
		t.Errorf("only %d figures with their cases: %v", len(got), slices.Sorted(maps.Keys(got)))
	}
}

// both gives the cases of one set that are in the other.
func both(set map[int64]bool, in map[int64]time.Time) []int64 {
	out := []int64{}
	for id := range set {
		if _, ok := in[id]; ok {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}
