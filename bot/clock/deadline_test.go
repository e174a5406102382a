package clock_test

import (
	"testing"
	"time"

	"countersign/bot/clock"
)

var london = func() *time.Location {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return zone
}()

// in is a firm in a division with ordinary hours.
func in(t *testing.T, d clock.Division) clock.Hours {
	t.Helper()
	h, err := clock.New(clock.Options{Division: d, Opening: clock.OfficeWeek(), Zone: london})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func moment(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", text, london)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

const (
	ew = clock.EnglandAndWales
	sc = clock.Scotland
	ni = clock.NorthernIreland
)

func TestTheThirdBusinessDayAfterReceipt(t *testing.T) {
	for _, c := range []struct {
		name, received string
		want           map[clock.Division]string
	}{
		{"over Christmas 2026", "2026-12-24 10:00:00", map[clock.Division]string{ew: "2026-12-31", sc: "2026-12-31", ni: "2026-12-31"}},
		{"over Easter 2026", "2026-04-02 10:00:00", map[clock.Division]string{ew: "2026-04-09", sc: "2026-04-08", ni: "2026-04-09"}},
		{"over Easter 2027 and the clock change", "2027-03-25 10:00:00", map[clock.Division]string{ew: "2027-04-01", sc: "2027-03-31", ni: "2027-04-01"}},
		{"the last second of a Sunday", "2026-11-22 23:59:59", map[clock.Division]string{ew: "2026-11-25", sc: "2026-11-25", ni: "2026-11-25"}},
		{"the first second of a Monday", "2026-11-23 00:00:00", map[clock.Division]string{ew: "2026-11-26", sc: "2026-11-26", ni: "2026-11-26"}},
		{"the last second of the Sunday of the clock change", "2026-10-25 23:59:59", map[clock.Division]string{ew: "2026-10-28", sc: "2026-10-28", ni: "2026-10-28"}},
		{"out of hours counts from the day itself", "2026-11-23 23:00:00", map[clock.Division]string{ew: "2026-11-26", sc: "2026-11-26", ni: "2026-11-26"}},
		{"St Andrew's Day", "2026-11-27 12:00:00", map[clock.Division]string{ew: "2026-12-02", sc: "2026-12-03", ni: "2026-12-02"}},
		{"the Boyne", "2026-07-10 12:00:00", map[clock.Division]string{ew: "2026-07-15", sc: "2026-07-15", ni: "2026-07-16"}},
		{"St Patrick's Day", "2027-03-16 12:00:00", map[clock.Division]string{ew: "2027-03-19", sc: "2027-03-19", ni: "2027-03-22"}},
		{"New Year", "2027-12-31 12:00:00", map[clock.Division]string{ew: "2028-01-06", sc: "2028-01-07", ni: "2028-01-06"}},
		{"the World Cup", "2026-06-12 12:00:00", map[clock.Division]string{ew: "2026-06-17", sc: "2026-06-18", ni: "2026-06-17"}},
	} {
		for d, want := range c.want {
			got, err := in(t, d).CloseOf(moment(t, c.received), 3)
			if err != nil || !got.Equal(moment(t, want+" 17:30:00")) {
				t.Errorf("%s, %s: due %v (%v), want %s at 17:30", c.name, d, got, err, want)
			}
		}
	}
}

func TestEightWeeksAreCalendarDays(t *testing.T) {
	for received, want := range map[string]string{
		"2026-12-24 10:00:00": "2027-02-18 23:59:59",
		"2026-11-22 23:59:59": "2027-01-17 23:59:59", // a Sunday: not moved
		"2026-10-24 00:00:00": "2026-12-19 23:59:59", // over the end of summer time
		"2027-02-01 09:00:00": "2027-03-29 23:59:59", // Easter Monday: not moved
	} {
		for _, d := range clock.Divisions() {
			if got := in(t, d).CalendarDays(moment(t, received), 56); !got.Equal(moment(t, want)) {
				t.Errorf("%s, %s: due %v, want %s", received, d, got, want)
			}
		}
	}
}

func TestThirtyDaysFromTheDayAfterReceipt(t *testing.T) {
	for _, c := range []struct {
		received string
		want     map[clock.Division]string
	}{
		{"2026-11-27 09:00:00", map[clock.Division]string{ew: "2026-12-29", sc: "2026-12-29", ni: "2026-12-29"}},
		{"2026-11-22 23:59:59", map[clock.Division]string{ew: "2026-12-22", sc: "2026-12-22", ni: "2026-12-22"}},
		{"2026-10-31 09:00:00", map[clock.Division]string{ew: "2026-11-30", sc: "2026-12-01", ni: "2026-11-30"}},
		{"2027-02-24 09:00:00", map[clock.Division]string{ew: "2027-03-30", sc: "2027-03-29", ni: "2027-03-30"}},
		{"2027-02-15 09:00:00", map[clock.Division]string{ew: "2027-03-17", sc: "2027-03-17", ni: "2027-03-18"}},
	} {
		for d, want := range c.want {
			got, err := in(t, d).CalendarDaysMoved(moment(t, c.received), 30)
			if err != nil || !got.Equal(moment(t, want+" 23:59:59")) {
				t.Errorf("%s, %s: due %v (%v), want %s", c.received, d, got, err, want)
			}
		}
	}
}

func TestOneCalendarMonthForASubjectAccessRequest(t *testing.T) {
	for _, c := range []struct {
		received string
		months   int
		want     map[clock.Division]string
	}{
		{"2027-01-31 09:00:00", 1, map[clock.Division]string{ew: "2027-03-01", sc: "2027-03-01", ni: "2027-03-01"}},
		{"2028-01-31 09:00:00", 1, map[clock.Division]string{ew: "2028-02-29", sc: "2028-02-29", ni: "2028-02-29"}},
		{"2026-11-22 23:59:59", 1, map[clock.Division]string{ew: "2026-12-22", sc: "2026-12-22", ni: "2026-12-22"}},
		{"2026-11-25 09:00:00", 1, map[clock.Division]string{ew: "2026-12-29", sc: "2026-12-29", ni: "2026-12-29"}},
		{"2026-10-30 09:00:00", 1, map[clock.Division]string{ew: "2026-11-30", sc: "2026-12-01", ni: "2026-11-30"}},
		{"2026-11-30 09:00:00", 3, map[clock.Division]string{ew: "2027-03-01", sc: "2027-03-01", ni: "2027-03-01"}},
	} {
		for d, want := range c.want {
			got, err := in(t, d).MonthsMoved(moment(t, c.received), c.months)
			if err != nil || !got.Equal(moment(t, want+" 23:59:59")) {
				t.Errorf("%s, %s: due %v (%v), want %s", c.received, d, got, err, want)
			}
		}
	}
}

func TestADayIsTheFirmsNotTheServers(t *testing.T) {
	// 23:30 UTC on 28 March 2027 is half past midnight in London: Easter Monday.
	received := time.Date(2027, 3, 28, 23, 30, 0, 0, time.UTC)
	got, err := in(t, ew).CloseOf(received, 1)
	if err != nil || !got.Equal(moment(t, "2027-03-30 17:30:00")) {
		t.Errorf("due %v, %v", got, err)
	}
	if ok, err := in(t, ew).BusinessDay(received); ok || err != nil {
		t.Errorf("Easter Monday counts as a business day: %v, %v", ok, err)
	}
}

func TestCloseOfBusinessWhereTheFirmIsClosedOnABusinessDay(t *testing.T) {
	week := clock.OfficeWeek()
	week.Wednesday, week.Saturday = clock.Day{}, week.Monday
	h, err := clock.New(clock.Options{Opening: week, Zone: london})
	if err != nil {
		t.Fatal(err)
	}
	got, err := h.CloseOf(moment(t, "2026-11-20 10:00:00"), 3) // Wednesday 25 November
	if err != nil || !got.Equal(moment(t, "2026-11-24 17:30:00")) {
		t.Errorf("due %v (%v), want the close of Tuesday", got, err)
	}
	got, err = h.CloseOf(moment(t, "2026-11-24 18:00:00"), 1) // after the last close before it
	if err != nil || !got.Equal(moment(t, "2026-11-25 23:59:59")) {
		t.Errorf("due %v (%v), want the end of Wednesday", got, err)
	}
	if got, err = h.CloseOf(moment(t, "2026-11-20 10:00:00"), 1); err != nil || !got.Equal(moment(t, "2026-11-23 17:30:00")) {
		t.Errorf("due %v (%v): an open Saturday is no business day", got, err)
	}
}

func TestRemindersCountBusinessDaysBack(t *testing.T) {
	got, err := in(t, ew).BusinessDaysBefore(moment(t, "2027-03-30 12:00:00"), 2)
	if err != nil || !got.Equal(moment(t, "2027-03-24 00:00:00")) {
		t.Errorf("two business days before the Tuesday after Easter: %v, %v", got, err)
	}
}
