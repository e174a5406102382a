package bot

import (
	"testing"
	"time"
)

// TestAPageSaysHowUrgentItIsAndHowLongSomebodyHasWaited in fixed words.
func TestAPageSaysHowUrgentItIsAndHowLongSomebodyHasWaited(t *testing.T) {
	for _, tt := range []struct {
		s    Step
		want string
	}{
		{Step{Level: P0, Rung: RungBegan}, "Act now: somebody may be at risk. Please take this case at once."},
		{Step{Level: P0, Rung: RungRemind, Waited: 5 * time.Minute}, "Act now: nobody has taken this case, and somebody may be at risk. It has waited 5 minutes."},
		{Step{Level: P1, Rung: RungBegan, Waited: time.Minute}, "Nobody has taken this case yet, and it needs a person. It has waited 1 minute."},
		{Step{Level: P1, Rung: RungOwner, Waited: time.Hour}, "Nobody has taken this case yet, and it needs a person. It has waited 60 minutes."},
		{Step{Level: P2, Rung: RungRemind, Waited: 30 * time.Minute}, "Nobody has decided on this draft yet. It has waited 30 minutes."},
	} {
		if got := tt.s.words(); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.s.Level, tt.s.Rung, got, tt.want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0 minutes", 29 * time.Second: "0 minutes", 30 * time.Second: "1 minute", 89 * time.Second: "1 minute", 90 * time.Second: "2 minutes",
		119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours", 121 * time.Minute: "2 hours and 1 minute", 3 * time.Hour: "3 hours", 26*time.Hour + 5*time.Minute: "26 hours and 5 minutes"} {
		if got := span(d); got != want {
			t.Errorf("%s is %q, want %q", d, got, want)
		}
	}
}
