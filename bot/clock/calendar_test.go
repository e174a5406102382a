package clock_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot/clock"
)

// easter is Easter Sunday of a year, by the anonymous Gregorian computus.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	n := h + l - 7*((a+11*h+22*l)/451) + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}

// year works the bank holidays of a year out from the rules, without the file.
type year struct {
	n    int
	days []string
}

func (y *year) date(m time.Month, d int) time.Time {
	return time.Date(y.n, m, d, 0, 0, 0, 0, time.UTC)
}

// add takes the day, or where it is a weekend or taken the next one that is not.
func (y *year) add(t time.Time) {
	for t.Weekday() == time.Saturday || t.Weekday() == time.Sunday || slices.Contains(y.days, t.Format(time.DateOnly)) {
		t = t.AddDate(0, 0, 1)
	}
	y.days = append(y.days, t.Format(time.DateOnly))
}

// monday adds the first Monday from a day on.
func (y *year) monday(t time.Time) {
	y.add(t.AddDate(0, 0, (8-int(t.Weekday()))%7))
}

func holidaysByRule(n int, d clock.Division) []string {
	y := &year{n: n}
	y.add(y.date(time.January, 1))
	y.add(easter(n).AddDate(0, 0, -2))
	y.monday(y.date(time.May, 1))
	y.monday(y.date(time.May, 25))
	y.add(y.date(time.December, 25))
	y.add(y.date(time.December, 26))
	switch d {
	case clock.Scotland:
		y.add(y.date(time.January, 2))
		y.monday(y.date(time.August, 1))
		y.add(y.date(time.November, 30))
		if n == 2026 {
			y.add(y.date(time.June, 15)) // proclaimed for the World Cup
		}
	case clock.NorthernIreland:
		y.add(y.date(time.March, 17))
		y.add(y.date(time.July, 12))
		fallthrough
	case clock.EnglandAndWales:
		y.add(easter(n).AddDate(0, 0, 1))
		y.monday(y.date(time.August, 25))
	}
	slices.Sort(y.days)
	return y.days
}

func TestTheBankHolidaysAreThoseOfTheRules(t *testing.T) {
	for _, d := range clock.Divisions() {
		c, err := clock.UK(d)
		if err != nil {
			t.Fatal(err)
		}
		first, last := c.Years()
		if first != 2025 || last != 2028 {
			t.Fatalf("%s holds %d to %d, want 2025 to 2028", d, first, last)
		}
		for n := first; n <= last; n++ {
			var got []string
			for at := time.Date(n, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == n; at = at.AddDate(0, 0, 1) {
				title, err := c.Holiday(at)
				if err != nil {
					t.Fatal(err)
				}
				if title != "" {
					got = append(got, at.Format(time.DateOnly))
				}
			}
			if want := holidaysByRule(n, d); !slices.Equal(got, want) {
				t.Errorf("%s %d:\ngot  %v\nwant %v", d, n, got, want)
			}
		}
	}
}

func TestTheFileHasTheFormOfGovUK(t *testing.T) {
	data, err := os.ReadFile("bank-holidays.json")
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]struct {
		Division string
		Events   []struct {
			Title, Date, Notes string
			Bunting            *bool
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	for name, part := range file {
		if part.Division != name {
			t.Errorf("%s calls itself %q", name, part.Division)
		}
		if !slices.IsSortedFunc(part.Events, func(a, b struct {
			Title, Date, Notes string
			Bunting            *bool
		}) int {
			return strings.Compare(a.Date, b.Date)
		}) {
			t.Errorf("the events of %s are not in order", name)
		}
		for _, e := range part.Events {
			if e.Title == "" || e.Bunting == nil {
				t.Errorf("%s: %q on %s is not whole", name, e.Title, e.Date)
			}
		}
	}
}

func TestAFirmCanPutItsOwnFileOfHolidays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "days.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"scotland":{"division":"scotland","events":[{"title":"Coronation","date":"2031-05-05"},{"title":"Christmas Day","date":"2031-12-25"}]}}`)
	h, err := clock.New(clock.Options{Division: clock.Scotland, Holidays: path, Opening: clock.OfficeWeek()})
	if err != nil {
		t.Fatal(err)
	}
	if h.Open(time.Date(2031, 5, 5, 12, 0, 0, 0, time.UTC)) || !h.Open(time.Date(2031, 5, 6, 12, 0, 0, 0, time.UTC)) {
		t.Error("the firm's own holiday is not kept")
	}
	for _, c := range []struct{ name, text, want string }{
		{"no JSON", `Christmas`, "is not in the form"},
		{"another division", `{"scotland":{"events":[]}}`, `no bank holidays of "england-and-wales"`},
		{"no date", `{"england-and-wales":{"events":[{"title":"x","date":"25/12/2026"}]}}`, "is not a date"},
		{"a year begun", `{"england-and-wales":{"events":[{"title":"x","date":"2029-01-01"}]}}`, "no whole year"},
		{"larger than any", `{"england-and-wales":{"events":[{"date":"2026-12-25"}]}}` + strings.Repeat(" ", 1<<20), "is not a file of at most"},
		{"a year missing", `{"england-and-wales":{"events":[{"date":"2026-12-25"},{"date":"2028-12-25"}]}}`, "no Christmas of 2027"},
	} {
		write(c.text)
		if _, err := clock.OpenCalendar(path, clock.EnglandAndWales); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	write(`{"scotland":{"events":[{"date":"2031-12-25"},{"title":"St Andrew's Day, a day later","date":"2032-12-01"}]}}`)
	c, err := clock.OpenCalendar(path, clock.Scotland)
	if first, last := c.Years(); err != nil || first != 2031 || last != 2031 {
		t.Errorf("of a file that ends before a Christmas the years are %d to %d (%v), want 2031 alone", first, last, err)
	}
	for _, missing := range []string{filepath.Join(t.TempDir(), "none.json"), t.TempDir()} {
		if _, err := clock.OpenCalendar(missing, clock.EnglandAndWales); err == nil {
			t.Errorf("%s was read", missing)
		}
	}
}

func TestAYearPastTheCalendarIsRefusedAndWarnedOf(t *testing.T) {
	h := clock.Default(london)
	at := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, london) }
	beyond := map[string]error{}
	_, beyond["NextOpening"] = h.NextOpening(at(2028, 12, 30))
	_, beyond["Add"] = h.Add(at(2028, 12, 29), 8*time.Hour)
	_, beyond["Between"] = h.Between(at(2028, 12, 29), at(2029, 1, 3))
	_, beyond["BusinessDay"] = h.BusinessDay(at(2029, 1, 2))
	_, beyond["CloseOf"] = h.CloseOf(at(2028, 12, 28), 3)
	_, beyond["WorkingDay"] = h.WorkingDay(at(2028, 12, 31))
	_, beyond["CalendarDaysMoved"] = h.CalendarDaysMoved(at(2028, 12, 10), 30)
	_, beyond["MonthsMoved"] = h.MonthsMoved(at(2028, 12, 10), 1)
	_, beyond["BusinessDaysBefore"] = h.BusinessDaysBefore(at(2025, 1, 3), 2)
	_, beyond["before the first year"] = h.NextOpening(at(2024, 12, 2))
	for name, err := range beyond {
		if !errors.Is(err, clock.ErrBeyondCalendar) || !strings.Contains(err.Error(), "hours.holidays") {
			t.Errorf("%s: got %v, want ErrBeyondCalendar with what to do", name, err)
		}
	}
	for _, c := range []struct {
		now  time.Time
		want bool
	}{{at(2026, 11, 25), false}, {at(2028, 8, 31), false}, {at(2028, 9, 10), true}, {at(2029, 2, 1), true}, {at(2024, 6, 1), true}} {
		if got := h.Calendar.Warning(c.now); (got != "") != c.want || c.want && !strings.Contains(got, "(England and Wales)") {
			t.Errorf("on %s the warning is %q", c.now.Format(time.DateOnly), got)
		}
	}
	if got, err := h.WithoutEnd().NextOpening(at(2028, 12, 30)); err != nil || !got.Equal(time.Date(2029, 1, 1, 9, 0, 0, 0, london)) {
		t.Errorf("without end: %v, %v", got, err)
	}
	if !h.Open(at(2029, 1, 2)) || h.Open(at(2029, 1, 6)) {
		t.Error("beyond the calendar it is not open as in a week without bank holidays")
	}
	if _, err := h.NextOpening(at(2028, 12, 30)); err == nil {
		t.Error("WithoutEnd changed the hours it was made from")
	}
}
