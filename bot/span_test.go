package bot

import (
	"testing"
	"time"
)

// TestAWaitIsToldInWholeMinutesOrHours, to whoever is paged.
func TestAWaitIsToldInWholeMinutesOrHours(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		time.Minute: "1 minute", 29 * time.Second: "0 minutes", 59*time.Minute + 20*time.Second: "59 minutes", 61 * time.Minute: "61 minutes",
		119 * time.Minute: "119 minutes", 2 * time.Hour: "2 hours", 121 * time.Minute: "2 hours and 1 minute", 26*time.Hour + 30*time.Minute: "26 hours and 30 minutes",
	} {
		if got := span(wait); got != want {
			t.Errorf("span(%s) = %q, want %q", wait, got, want)
		}
	}
}
