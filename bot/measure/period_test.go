package measure

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAPeriodIsOfTenYearsAtMost(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	tests := []struct{ since, until, says string }{
		{"2016-11-24", "2026-11-24", ""},
		{"2016-11-24", "2026-11-25", "longer than 10 years"},
		{"0000-01-01", "9999-12-31", "outside the years 1970 to 9998"},
		{"9990-01-01", "9999-12-31", "outside the years"},
		{"2026-11-24", "2026-11-24", "not after its start"},
	}
	for _, tt := range tests {
		p, err := Between(day(tt.since), day(tt.until))
		if (err == nil) != (tt.says == "") || (err != nil && !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%s to %s: %v, want %q", tt.since, tt.until, err, tt.says)
		}
		if _, err := json.Marshal([]Period{p, p.Before(1)}); tt.says == "" && err != nil {
			t.Errorf("%s to %s cannot be told: %v", tt.since, tt.until, err)
		}
	}
}

// TestAWeekHasSevenDaysThroughBothClockChanges: it begins and ends at the firm's
// midnight, and every moment lies in exactly one.
func TestAWeekHasSevenDaysThroughBothClockChanges(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]string{
		"2026-10-25 12:00": "2026-10-19 to 2026-10-26, 169 h", // the clocks go back on the Sunday
		"2026-10-26 00:00": "2026-10-26 to 2026-11-02, 168 h",
		"2027-03-28 12:00": "2027-03-22 to 2027-03-29, 167 h", // and forward
		"2026-12-31 23:59": "2026-12-28 to 2027-01-04, 168 h",
	} {
		when, err := time.ParseInLocation("2006-01-02 15:04", at, london)
		if err != nil {
			t.Fatal(err)
		}
		p := PeriodOf(Weekly, when)
		got := fmt.Sprintf("%s to %s, %.0f h", p.Start.Format(time.DateOnly), p.End.Format(time.DateOnly), p.End.Sub(p.Start).Hours())
		if got != want || !p.Holds(when) || p.Start.Hour() != 0 || p.End.Hour() != 0 {
			t.Errorf("the week of %s: %s, want %s, with that moment in it", at, got, want)
		}
		if before := p.Before(1); !before.End.Equal(p.Start) || PeriodBefore(Weekly, when) != before {
			t.Errorf("the week before %s ends %s, want it to end where this one begins", at, before.End)
		}
		weeks := p.Weeks(8)
		for i, w := range weeks[1:] {
			if !w.Start.Equal(weeks[i].End) {
				t.Errorf("week %d of %s begins %s, the one before ended %s", i+1, at, w.Start, weeks[i].End)
			}
		}
		if !weeks[7].End.Equal(p.End) {
			t.Errorf("the eight weeks of %s end %s", at, weeks[7].End)
		}
	}
}

// TestBeforeWholeDaysLieAsManyDays, whatever the clocks did; before hours as many hours.
func TestBeforeWholeDaysLieAsManyDays(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", s, london)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range [][4]string{
		{"2026-10-26 00:00", "2026-11-02 00:00", "2026-10-19 00:00", "2026-10-26 00:00"}, // the week before had 169 hours
		{"2027-03-28 00:00", "2027-03-29 00:00", "2027-03-27 00:00", "2027-03-28 00:00"}, // a day of 23
		{"2026-10-25 00:00", "2026-10-26 00:00", "2026-10-24 00:00", "2026-10-25 00:00"}, // and of 25
		{"2026-11-04 00:00", "2026-11-05 10:00", "2026-11-02 14:00", "2026-11-04 00:00"},
	} {
		p, err := Between(at(c[0]), at(c[1]))
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Before(1); !got.Start.Equal(at(c[2])) || !got.End.Equal(at(c[3])) || !got.End.Equal(p.Start) {
			t.Errorf("before %s to %s lies %s to %s, want %s to %s", c[0], c[1], got.Start, got.End, c[2], c[3])
		}
	}
}

// TestWeeksAreOfWholeDays, so that a day stands in one of them, also where the period
// ends in the middle of one.
func TestWeeksAreOfWholeDays(t *testing.T) {
	start := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	for end, want := range map[string]string{"2026-11-23T00:00:00Z": "2026-11-16 to 2026-11-23", "2026-11-23T00:00:01Z": "2026-11-17 to 2026-11-24", "2026-11-23T20:30:00Z": "2026-11-17 to 2026-11-24"} {
		at, err := time.Parse(time.RFC3339, end)
		if err != nil {
			t.Fatal(err)
		}
		weeks := Period{Kind: Custom, Start: start, End: at}.Weeks(3)
		last := weeks[2]
		if got := last.Start.Format(time.DateOnly) + " to " + last.End.Format(time.DateOnly); got != want || last.Start.Hour()+last.End.Hour() != 0 || !weeks[1].End.Equal(last.Start) {
			t.Errorf("up to %s the last week is %s to %s, want %s", end, last.Start, last.End, want)
		}
	}
}

func TestAPeriodIsNamedByItsFirstAndLastDay(t *testing.T) {
	at := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for want, p := range map[string]Period{
		"Monday 2 November 2026":             PeriodOf(Daily, at("2026-11-02")),
		"2 November to 8 November 2026":      PeriodOf(Weekly, at("2026-11-04")),
		"28 December 2026 to 3 January 2027": PeriodOf(Weekly, at("2027-01-01")),
	} {
		if got := p.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
