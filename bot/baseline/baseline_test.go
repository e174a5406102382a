package baseline_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/baseline"
	"countersign/bot/clock"
	"countersign/bot/measure"
	"countersign/bot/store"
)

var (
	rules = measure.DefaultRules(clock.Default(time.UTC))
	day   = time.Date(2026, 10, 5, 9, 0, 0, 0, time.UTC) // a Monday
)

var priya = bot.Person{ID: "s-priya", Name: "Priya"}

// file writes n enquiries, one a quarter of an hour from a Monday at nine, each
// answered after so many minutes; every tenth repeats.
func file(n, minutes int) string {
	var b strings.Builder
	b.WriteString("received_at,answered_at,resolved_at,repeat,reopened,complaint,topic\n")
	for i := range n {
		at := day.AddDate(0, 0, i/30*7).Add(time.Duration(i%30) * 15 * time.Minute)
		done := at.Add(time.Duration(minutes) * time.Minute)
		fmt.Fprintf(&b, "%s,%s,%s,%v,no,no,fees\n", at.Format(time.RFC3339), done.Format(time.RFC3339), done.Format(time.RFC3339), i%10 == 0)
	}
	return b.String()
}

func read(t *testing.T, text string) *baseline.Baseline {
	t.Helper()
	b, err := baseline.Read([]byte(text), time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{URL: "sqlite://" + filepath.Join(t.TempDir(), "b.db"), MasterKey: store.NewMasterKey()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestWhatAFileDoesNotSayIsCountedNowhere(t *testing.T) {
	f := read(t, "received_at,answered_at,complaint\n2026-10-05 09:00,2026-10-05 09:20,no\n2026-10-05 10:00,,yes\n2026-10-05 11:00,2026-10-05 11:10,yes\n").Figures(rules)
	if len(f.Repeat.N) != 0 || f.Repeat.String() != "n/a" {
		t.Errorf("repeat contact of a file without it: %s", f.Repeat)
	}
	if !slices.Equal(f.Complaint.K, []int64{4}) || !slices.Equal(f.Complaint.N, []int64{2, 4}) {
		t.Errorf("complaints %v of %v: only answered enquiries count", f.Complaint.K, f.Complaint.N)
	}
	half := read(t, "received_at,answered_at,resolved_at,repeat,reopened,complaint\n"+
		"2026-10-05 09:00,2026-10-05 09:20,2026-10-05 09:20,no,,\n2026-10-05 10:00,2026-10-05 10:20,2026-10-05 10:20,,yes,\n").Figures(rules)
	for name, r := range map[string]struct {
		got  measure.Rate
		k, n []int64
	}{
		"repeat contact": {half.Repeat, nil, []int64{2}}, "reopened": {half.Reopen, []int64{3}, []int64{3}}, "complaints": {half.Complaint, nil, nil},
	} {
		if !slices.Equal(r.got.K, r.k) || !slices.Equal(r.got.N, r.n) {
			t.Errorf("%s: %v of %v, want %v of %v: a row that does not say is not counted", name, r.got.K, r.got.N, r.k, r.n)
		}
	}
	if got := f.First.Clock(.9); got != measure.Forever {
		t.Errorf("the ninth decile is %v although one was never answered", got)
	}
}

// readAndFrozen gives a baseline as it was read and as it is found again once frozen.
func readAndFrozen(t *testing.T, text string) map[string]*baseline.Baseline {
	t.Helper()
	s, b := open(t), read(t, text)
	if _, err := baseline.Freeze(t.Context(), s, b, priya, day.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	frozen, _, err := baseline.Frozen(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*baseline.Baseline{"read": b, "frozen": frozen}
}

// TestAColumnThatIsMissingIsNoAnswerThatNeverCame holds that a file without answers
// does not make the firm's own look quick, frozen or not; a gap in a column is one
// that never came.
func TestAColumnThatIsMissingIsNoAnswerThatNeverCame(t *testing.T) {
	for name, text := range map[string]string{
		"CSV":        "received_at,reopened\n2026-10-05 09:00,no\n2026-10-05 10:00,no\n",
		"JSON lines": `{"received_at":"2026-10-05 09:00"}` + "\n" + `{"received_at":"2026-10-05 10:00","answered_at":null}`,
	} {
		for kind, of := range readAndFrozen(t, text) {
			if f := of.Figures(rules); f.Enquiries != 2 || len(f.First.Cases) != 0 || len(f.Resolution.Cases) != 0 || len(f.SLA.N) != 0 {
				t.Errorf("%s, %s: first answers %v, in time %s", name, kind, f.First.Cases, f.SLA)
			}
		}
	}
	f := read(t, `{"received_at":"2026-10-05 09:00","answered_at":"2026-10-05 09:20"}`+"\n"+`{"received_at":"2026-10-05 10:00"}`).Figures(rules)
	if len(f.First.Cases) != 2 || f.First.Cases[1].Answered {
		t.Errorf("of two, one answered: %+v", f.First.Cases)
	}
}

// TestWhatAFileSaysCountsWhereItTellsOfNoTimes: of what it says was never answered,
// or settled, nothing held and nothing came back.
func TestWhatAFileSaysCountsWhereItTellsOfNoTimes(t *testing.T) {
	for text, want := range map[string][]int64{
		"received_at,repeat,reopened,complaint\n2026-10-05 09:00,yes,no,no\n2026-10-05 10:00,no,no,no\n":                {2, 3},
		"received_at,answered_at,resolved_at,repeat,reopened,complaint\n2026-10-05 09:00,,,yes,no,no\n":                 nil,
		"timestamp,first_response_minutes,resolution_minutes,repeat,reopened,complaint\n2026-10-05 09:00,,,yes,no,no\n": {2},
	} {
		for kind, of := range readAndFrozen(t, text) {
			f := of.Figures(rules)
			for name, r := range map[string]measure.Rate{"repeat": f.Repeat, "reopened": f.Reopen, "complaints": f.Complaint} {
				if !slices.Equal(r.N, want) {
					t.Errorf("%q, %s: %s counts lines %v, want %v", text, kind, name, r.N, want)
				}
			}
		}
	}
}

// TestMinutesThatAreMissingAreNoAnswerThatNeverCame holds that a row whose minutes
// are empty is counted in no figure of answers, frozen or not.
func TestMinutesThatAreMissingAreNoAnswerThatNeverCame(t *testing.T) {
	for name, text := range map[string]string{
		"CSV":        "timestamp,first_response_minutes,resolution_minutes\n2026-10-05 09:00,20,\n2026-10-05 10:00,,30\n",
		"JSON lines": `{"timestamp":"2026-10-05 09:00","first_response_minutes":20,"resolution_minutes":""}` + "\n" + `{"timestamp":"2026-10-05 10:00","first_response_minutes":null,"resolution_minutes":30}`,
	} {
		for kind, of := range readAndFrozen(t, text) {
			f := of.Figures(rules)
			if len(f.First.Cases) != 1 || f.First.Cases[0].Clock != 20*time.Minute || len(f.Resolution.Cases) != 1 || f.Resolution.Cases[0].Clock != 30*time.Minute || len(f.SLA.N) != 1 {
				t.Errorf("%s, %s: first answers %v, ends %v, in time %s", name, kind, f.First.Cases, f.Resolution.Cases, f.SLA)
			}
		}
	}
}
