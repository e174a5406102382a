package console

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTheDigestIsOfSevenDaysUnlessItSaysOtherwise(t *testing.T) {
	now := time.Date(2026, 11, 26, 15, 0, 0, 0, time.UTC)
	h := New(Options{Demo: true}, Deps{Hub: NewHub(), Now: func() time.Time { return now }}, slog.New(slog.DiscardHandler))
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, h.zone()) }
	for _, tt := range []struct {
		query        string
		since, until time.Time
		says         string
	}{
		{"", day(20), day(27), ""},
		{"until=2026-11-10", day(3), day(10), ""},
		{"since=2026-11-25", day(25), day(27), ""},
		{"since=2026-11-01&until=2026-11-02", day(1), day(2), ""},
		{"since=2026-11-01T12:00:00Z", time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC), day(27), ""},
		{"since=2026-11-27", day(27), day(27), "since must be before until"},
		{"since=2026-11-28", day(28), day(27), "since must be before until"},
		{"since=yesterday", time.Time{}, day(27), "since must be a date"},
		{"until=2026-13-01", day(20), time.Time{}, "until must be a date"},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "/digest?"+tt.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := h.period(r)
		if tt.says == "" && (err != nil || !p.since.Equal(tt.since) || !p.until.Equal(tt.until)) {
			t.Errorf("%q: from %s until %s, error %v", tt.query, p.since, p.until, err)
		}
		if tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
			t.Errorf("%q: error %v, want %q", tt.query, err, tt.says)
		}
	}
}

func TestADrillIsPassedOnlyWhenEveryPartOfThePromiseIsKept(t *testing.T) {
	good := Drill{Reached: true, ModelAsked: true, Seconds: DrillTarget.Seconds()}
	for name, change := range map[string]func(*Drill){
		"it reached nobody":        func(d *Drill) { d.Reached = false },
		"the model was not asked":  func(d *Drill) { d.ModelAsked = false },
		"the client got something": func(d *Drill) { d.Sent = 1 },
		"it took too long":         func(d *Drill) { d.Seconds += 0.1 },
	} {
		d := good
		if change(&d); d.Passed() || !good.Passed() {
			t.Errorf("%s: passed %v; all kept: passed %v", name, d.Passed(), good.Passed())
		}
	}
}
