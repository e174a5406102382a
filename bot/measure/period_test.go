package measure

import (
	"encoding/json"
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
