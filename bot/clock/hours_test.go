package clock_test

import (
	"testing"
	"time"

	"countersign/bot/clock"
)

func TestOpenAndNextOpening(t *testing.T) {
	for _, c := range []struct{ at, next string }{
		{"2026-11-25 08:59:59", "2026-11-25 09:00:00"},
		{"2026-11-25 09:00:00", ""},
		{"2026-11-25 17:29:59", ""},
		{"2026-11-25 17:30:00", "2026-11-26 09:00:00"},
		{"2026-11-27 17:30:00", "2026-11-30 09:00:00"},
		{"2026-12-24 18:00:00", "2026-12-29 09:00:00"},
		{"2026-10-25 01:30:00", "2026-10-26 09:00:00"},
		{"2027-03-28 00:30:00", "2027-03-30 09:00:00"},
		{"2026-11-22 23:59:59", "2026-11-23 09:00:00"},
	} {
		h, at := in(t, ew), moment(t, c.at)
		if h.Open(at) != (c.next == "") {
			t.Errorf("%s: open is %v", c.at, h.Open(at))
		}
		want := at
		if c.next != "" {
			want = moment(t, c.next)
		}
		if got, err := h.NextOpening(at); err != nil || !got.Equal(want) {
			t.Errorf("%s: next opening %v (%v), want %v", c.at, got, err, want)
		}
	}
}

func TestBusinessTimeAddedAndCounted(t *testing.T) {
	for _, c := range []struct {
		from string
		d    time.Duration
		to   string
	}{
		{"2026-11-25 10:00:00", 30 * time.Minute, "2026-11-25 10:30:00"},
		{"2026-11-25 17:00:00", 30 * time.Minute, "2026-11-25 17:30:00"},
		{"2026-11-25 17:15:00", 30 * time.Minute, "2026-11-26 09:15:00"},
		{"2026-11-27 17:15:00", time.Hour, "2026-11-30 09:45:00"},
		{"2026-11-28 12:00:00", time.Hour, "2026-11-30 10:00:00"},
		{"2026-11-28 12:00:00", 0, "2026-11-30 09:00:00"},
		{"2026-12-24 17:00:00", 9 * time.Hour, "2026-12-29 17:30:00"},
		{"2026-10-23 17:00:00", time.Hour, "2026-10-26 09:30:00"},
		{"2027-03-25 17:00:00", time.Hour, "2027-03-30 09:30:00"},
	} {
		h := in(t, ew)
		from, to := moment(t, c.from), moment(t, c.to)
		if got, err := h.Add(from, c.d); err != nil || !got.Equal(to) {
			t.Errorf("%s + %s = %v (%v), want %s", c.from, c.d, got, err, c.to)
		}
		if got, err := h.Between(from, to); err != nil || got != c.d {
			t.Errorf("between %s and %s: %s (%v), want %s", c.from, c.to, got, err, c.d)
		}
		if got, err := h.Between(to.Add(time.Second), from); err != nil || got != 0 {
			t.Errorf("backwards: %s, %v", got, err)
		}
	}
}

func TestADayOfAClockChangeHasTheHoursItHas(t *testing.T) {
	round := clock.Day{Closes: 24 * time.Hour}
	h, err := clock.New(clock.Options{Opening: clock.Week{Sunday: round, Monday: round}, Zone: london})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		from, to string
		want     time.Duration
	}{
		{"2026-10-25 00:00:00", "2026-10-26 00:00:00", 25 * time.Hour},
		{"2027-03-28 00:00:00", "2027-03-29 00:00:00", 23 * time.Hour},
		{"2026-11-22 00:00:00", "2026-11-24 00:00:00", 48 * time.Hour},
	} {
		from, to := moment(t, c.from), moment(t, c.to)
		if got, err := h.Between(from, to); err != nil || got != c.want {
			t.Errorf("from %s to %s: %s (%v), want %s", c.from, c.to, got, err, c.want)
		}
		if got, err := h.Add(from, c.want-time.Hour); err != nil || !got.Equal(from.Add(c.want-time.Hour)) {
			t.Errorf("%s and %s: %v, %v", c.from, c.want-time.Hour, got, err)
		}
	}
	// The hour that comes twice: both of its halves past one are open.
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	if !h.Open(first) || !h.Open(first.Add(time.Hour)) {
		t.Error("closed in the hour that comes twice")
	}
}

func TestAFirmThatNeverOpensIsRefused(t *testing.T) {
	if _, err := clock.New(clock.Options{}); err == nil {
		t.Error("a week without opening was taken")
	}
	if _, err := clock.New(clock.Options{Division: "wales", Opening: clock.OfficeWeek()}); err == nil {
		t.Error("an unknown division was taken")
	}
	var zero clock.Hours
	if _, err := zero.WithoutEnd().NextOpening(time.Now()); err == nil || zero.Open(time.Now()) {
		t.Error("the zero value opens")
	}
}

func TestOpeningTimesAsText(t *testing.T) {
	for text, want := range map[string]string{
		"09:00-17:30": "09:00-17:30", "9:00 - 17:30": "09:00-17:30", "00:00-24:00": "00:00-24:00", "closed": "closed",
		"": "", "09:00": "", "17:30-09:00": "", "09:00-09:00": "", "9-17": "", "09:00-24:30": "", "09:60-10:00": "", "-1:00-10:00": "", "Closed": "",
	} {
		var d clock.Day
		err := d.UnmarshalText([]byte(text))
		if (err != nil) != (want == "") || err == nil && d.String() != want {
			t.Errorf("%q: %v, %v; want %q", text, d, err, want)
		}
	}
}
