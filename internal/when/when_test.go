package when

import (
	"strings"
	"testing"
	"time"
)

func TestYearsOfTwoDigitsAreReadAsSpreadsheetsWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"5-Oct-26":                  "2026-10-05 00:00",
		"05-OCT-26":                 "2026-10-05 00:00",
		"05/10/26":                  "2026-10-05 00:00",
		"5/10/26":                   "2026-10-05 00:00",
		"5.10.26":                   "2026-10-05 00:00",
		"5 Oct 26":                  "2026-10-05 00:00",
		"5 October 26":              "2026-10-05 00:00",
		"16/11/26":                  "2026-11-16 00:00",
		"05/10/26 09:30":            "2026-10-05 09:30",
		"05/10/26, 09:30":           "2026-10-05 09:30",
		"05/10/26 9:30 PM":          "2026-10-05 21:30",
		"5-Oct-26 09:30:15":         "2026-10-05 09:30",
		"5 Oct 26 09:30 BST":        "2026-10-05 08:30",
		"Mon, 5 Oct 26 09:30 GMT":   "2026-10-05 09:30",
		"Mon, 5 Oct 26 09:30:00":    "2026-10-05 09:30",
		"05/10/00":                  "2000-10-05 00:00",
		"05/10/69":                  "2069-10-05 00:00",
		"05/10/99":                  "1999-10-05 00:00",
		"5-Oct-90":                  "1990-10-05 00:00",
		"05/10/2026":                "2026-10-05 00:00",
		"5 Oct 2026 12:10":          "2026-10-05 12:10",
		"2026-10-05T09:30:00+01:00": "2026-10-05 08:30",
	} {
		got, clock, err := Parse(text, time.UTC)
		if err != nil || got.UTC().Format("2006-01-02 15:04") != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", text, got, err, want)
		}
		if clock != strings.Contains(text, ":") {
			t.Errorf("Parse(%q) says of a time of day: %v", text, clock)
		}
	}
}

func TestADateThatCouldBeReadInTwoWaysIsRefusedWithAReason(t *testing.T) {
	for text, want := range map[string]string{
		"11/16/26":       `"11/16/26" has the month first; write all dates of the file like`,
		"11/16/26 09:30": "has the month first",
		"11.16.26":       "has the month first",
		"11/16/2026":     "has the month first",
		"10/31/2026":     "has the month first",
		"5/10/2201":      `"5/10/2201" is in the year 2201`,
		"05-10-26":       `"05-10-26" may have the year first or last; write all dates of the file like`,
		"26-10-05 09:30": "may have the year first or last",
		"5/10/70":        `"5/10/70" is in the year 1970`,
		"5-Oct-89":       "is in the year 1989",
		"31/02/26":       "is not a time like 2026-11-16T12:10:00Z",
		"5/10-26":        "is not a time like",
		"5 Oct":          "is not a time like",
		"5 Oct 12:10":    "is not a time like",
		"Oct 5 26":       "is not a time like",
		"5/10/6":         "is not a time like",
		"5/10/026":       "is not a time like",
		"":               "is not a time like",
	} {
		if got, _, err := Parse(text, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q) = %s, %v; want it to say %q", text, got, err, want)
		}
	}
}

func TestWhatIsQuotedIsShort(t *testing.T) {
	for n, quoted := range map[int]string{40: `"` + strings.Repeat("x", 40) + `"`, 41: `"` + strings.Repeat("x", 39) + `…"`} {
		if _, _, err := Parse(strings.Repeat("x", n), time.UTC); err == nil || !strings.HasPrefix(err.Error(), quoted+" is not a time") {
			t.Errorf("of %d characters: %v, want %s quoted", n, err, quoted)
		}
	}
	if _, _, err := Parse(strings.Repeat("never\n", 100), time.UTC); err == nil || len(err.Error()) > 150 || strings.Contains(err.Error(), `\n`) {
		t.Errorf("Parse: %v", err)
	}
}
