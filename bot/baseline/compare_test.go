package baseline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot/baseline"
	"countersign/bot/measure"
)

// after makes figures of n cases, each answered after so many minutes, of which k repeat.
func after(n, k, minutes int) measure.Figures {
	var f measure.Figures
	for i := range int64(n) {
		w := measure.Waited{Case: i, Answered: true, Clock: time.Duration(minutes) * time.Minute, Working: time.Duration(minutes) * time.Minute}
		f.FirstAnswer.Cases = append(f.FirstAnswer.Cases, w)
		f.Resolution.Cases = append(f.Resolution.Cases, w)
		f.Quality.Repeat.N = append(f.Quality.Repeat.N, i)
	}
	f.Quality.Repeat.K = f.Quality.Repeat.N[:k]
	return f
}

func change(t *testing.T, all []baseline.Change, name string) baseline.Change {
	t.Helper()
	i := slices.IndexFunc(all, func(c baseline.Change) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("nothing compares %q", name)
	}
	return all[i]
}

func TestNoClaimIsMadeWithFewerThanThirtyOnEitherSide(t *testing.T) {
	for _, tt := range []struct {
		before, after int
		claims        bool
	}{{29, 200, false}, {100, 29, false}, {30, 30, true}} {
		all := baseline.Compare(read(t, file(tt.before, 60)).Figures(rules), after(tt.after, 0, 5))
		for _, name := range []string{"First answer, by the clock", "Repeat contact within 7 days"} {
			c := change(t, all, name)
			if c.Claim != tt.claims || (c.Low != nil) != tt.claims || strings.Contains(c.Text, "no claim") == tt.claims {
				t.Errorf("%d before, %d after: %s says %+v", tt.before, tt.after, name, c)
			}
		}
	}
}

func TestADifferenceIsToldWithItsIntervalOrNotAtAll(t *testing.T) {
	before := read(t, file(90, 60)).Figures(rules) // 9 of 90 repeat, all answered after an hour
	all := baseline.Compare(before, after(200, 0, 5))
	if c := change(t, all, "Repeat contact within 7 days"); c.Better != 1 || c.Text != "fewer: −18 to −4 points" {
		t.Errorf("from 9/90 to 0/200: %+v", c)
	}
	if c := change(t, all, "First answer, in working time"); c.Better != 1 || c.Text != "shorter: −55 min" {
		t.Errorf("from an hour to five minutes: %+v", c)
	}
	all = baseline.Compare(before, after(200, 20, 60))
	if c := change(t, all, "Repeat contact within 7 days"); c.Better != 0 || !strings.HasPrefix(c.Text, "no difference can be told") {
		t.Errorf("from 9/90 to 20/200: %+v", c)
	}
	if c := change(t, baseline.Compare(before, after(200, 60, 90)), "Repeat contact within 7 days"); c.Better != -1 || !strings.HasPrefix(c.Text, "more: ") {
		t.Errorf("from 9/90 to 60/200: %+v", c)
	}
}

// TestOfFewTimesNoMedianIsGiven: an interval around one time, or around times
// that have not come, would be made up.
func TestOfFewTimesNoMedianIsGiven(t *testing.T) {
	waits := func(n, open int) measure.Figures {
		f := after(n, 0, 5)
		f.Resolution.Fewest = 20
		for i := range open {
			f.Resolution.Cases[i].Answered = false
		}
		return f
	}
	before := read(t, file(1, 60)).Figures(rules)
	for _, tt := range []struct {
		n, open int
		says    string
	}{
		{0, 0, "n/a"}, {2, 2, "low data (0 of 2 answered)"}, {19, 0, "low data (19 of 19 answered)"}, {20, 0, "half within 5 min (95 %: 5 min to 5 min, n 20)"},
		{40, 40, "half not over yet (n 40)"}, {40, 19, "half within 5 min (95 %: 5 min or more, n 40)"}, {40, 22, "half not over yet (95 %: 5 min or more, n 40)"},
	} {
		c := change(t, baseline.Compare(before, waits(tt.n, tt.open)), "Resolution, by the clock")
		if c.After != tt.says || c.Before != "low data (1 of 1 answered)" {
			t.Errorf("%d of %d not over: %q after %q, want %q", tt.open, tt.n, c.After, c.Before, tt.says)
		}
	}
}

// TestEveryShareIsComparedTheWayInWhichItIsBetter: more answers in time, and less of all
// else. Complaints are those of all clients, whoever answered them.
func TestEveryShareIsComparedTheWayInWhichItIsBetter(t *testing.T) {
	share := func(k, n int) (r measure.Rate) {
		for i := range int64(n) {
			r.N = append(r.N, i)
		}
		r.K = r.N[:k]
		return r
	}
	b := baseline.Figures{SLA: share(20, 100), Repeat: share(20, 100), Reopen: share(20, 100), Complaint: share(20, 100)}
	var n measure.Figures
	n.SLA, n.Quality.Repeat, n.Quality.Reopen = share(120, 200), share(120, 200), share(120, 200)
	n.Complaints.AI, n.Complaints.HumanOnly = share(30, 150), share(40, 50)
	all := baseline.Compare(b, n)
	for name, want := range map[string]int{
		"Answered in time": 1, "Repeat contact within 7 days": -1, "Reopened within 14 days": -1, "Complaints within 30 days": -1,
	} {
		if c := change(t, all, name); c.Better != want || c.NAway != 100 || c.NHere != 200 {
			t.Errorf("%s, from one in five to more: better %d of %d before and %d after, want %d of 100 and 200", name, c.Better, c.NAway, c.NHere, want)
		}
	}
}
