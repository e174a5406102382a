package triage

import (
	"slices"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/clock"
)

// TestAWaitIsCountedInTheFirmsOpeningHours has a client ask on a Thursday before
// Easter and again on the Tuesday after it: a long time, and no long wait.
func TestAWaitIsCountedInTheFirmsOpeningHours(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	week := clock.OfficeWeek()
	week.Saturday = week.Monday
	saturdays, err := clock.New(clock.Options{Opening: week, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name  string
		hours bot.Hours
		asked time.Time
		now   time.Time
		want  bool
	}{
		{"over Easter", clock.Default(zone), time.Date(2027, 3, 25, 16, 0, 0, 0, zone), time.Date(2027, 3, 30, 10, 0, 0, 0, zone), false},
		{"over two working days", clock.Default(zone), time.Date(2026, 11, 23, 10, 0, 0, 0, zone), time.Date(2026, 11, 25, 10, 0, 0, 0, zone), true},
		{"over a weekend", clock.Default(zone), time.Date(2026, 11, 20, 16, 0, 0, 0, zone), time.Date(2026, 11, 23, 10, 0, 0, 0, zone), false},
		{"over a weekend on which the firm opens", saturdays, time.Date(2026, 11, 20, 16, 0, 0, 0, zone), time.Date(2026, 11, 23, 10, 0, 0, 0, zone), true},
		{"where nothing is told of its hours", nil, time.Date(2027, 3, 25, 16, 0, 0, 0, time.UTC), time.Date(2027, 3, 30, 10, 0, 0, 0, time.UTC), false},
	} {
		s := of("Which day suits you?")
		s.Now, s.Hours = tt.now, tt.hours
		s.Turns = []bot.Turn{{Role: bot.RoleClient, Author: "U_JO", Text: "Could you send the form?", At: tt.asked}}
		found := history(s, "other", "which day suits you?", func(string) int { return 0 })
		if got := slices.ContainsFunc(found, func(f fact) bool { return f.name == "waited_day" || f.name == "waited_days" }); got != tt.want {
			t.Errorf("%s: a long wait is %v, want %v", tt.name, got, tt.want)
		}
	}
}
