package bot

import (
	"testing"
	"time"
)

// TestAWaitIsToldInWholeMinutesOrHours, to whoever is paged.
func TestAWaitIsToldInWholeMinutesOrHours(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		time.Minute: "1 minute", 29 * time.Second: "0 minutes", 59*time.Minute + 20*time.Second: "59 minutes", 61 * time.Minute: "61 minutes",
		90 * time.Second: "2 minutes", 59*time.Minute + 40*time.Second: "60 minutes", time.Hour: "60 minutes",
		119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours", 121 * time.Minute: "2 hours and 1 minute", 26*time.Hour + 30*time.Minute: "26 hours and 30 minutes",
	} {
		if got := span(wait); got != want {
			t.Errorf("span(%s) = %q, want %q", wait, got, want)
		}
	}
}

// TestAPageSaysWhatIsAskedAndHowLongTheCaseHasWaited.
func TestAPageSaysWhatIsAskedAndHowLongTheCaseHasWaited(t *testing.T) {
	for step, want := range map[Step]string{
		{Level: P0, Rung: RungBegan}:                             "Act now: somebody may be at risk. Please take this case at once.",
		{Level: P0, Rung: RungOwner, Waited: 5 * time.Minute}:    "Act now: nobody has taken this case, and somebody may be at risk. It has waited 5 minutes.",
		{Level: P1, Rung: RungRemind, Waited: 15 * time.Minute}:  "Nobody has taken this case yet, and it needs a person. It has waited 15 minutes.",
		{Level: P2, Rung: RungManager, Waited: 62 * time.Minute}: "Nobody has decided on this draft yet. It has waited 62 minutes.",
	} {
		if got := step.words(); got != want {
			t.Errorf("words of %s %s = %q, want %q", step.Level, step.Rung, got, want)
		}
	}
}
