package measure

import "testing"

func TestTheTimeBeforeStaffIsTheMedianOfTheTeam(t *testing.T) {
	d := Watch{Quick: Rate{Fewest: 3}}
	if got := d.ReadingTime(); got != "n/a" {
		t.Errorf("without an approval: %q", got)
	}
	for i, seconds := range []float64{30, 90, 600, 4000} {
		d.Reading, d.Quick.N = append(d.Reading, seconds), append(d.Quick.N, int64(i))
		want := []string{"low data (n 1)", "low data (n 2)", "half within 2 min (n 3)", "half within 2 min (n 4)"}[i]
		if got := d.ReadingTime(); got != want {
			t.Errorf("after %d: %q, want %q", i+1, got, want)
		}
	}
}
