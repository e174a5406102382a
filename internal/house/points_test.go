package house

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	pointStart  = regexp.MustCompile(`(?m)^(\d+)\. `)
	pointsTests = regexp.MustCompile("(?m)^ +- `(Test\\w+)` in `([\\w/]+)`$")
)

// TestEachPointOfAPlatformNamesTestsThatAreThere holds the pages that list what
// Slack's and Teams' halves promise to the tests.
func TestEachPointOfAPlatformNamesTestsThatAreThere(t *testing.T) {
	for name, want := range map[string]int{"slack-points.md": 33, "teams-points.md": 24} {
		t.Run(name, func(t *testing.T) {
			page, err := os.ReadFile("../../docs/" + name)
			if err != nil {
				t.Fatal(err)
			}
			text := string(page)
			starts := pointStart.FindAllStringSubmatchIndex(text, -1)
			if len(starts) != want {
				t.Fatalf("%d points, want %d", len(starts), want)
			}
			for i, at := range starts {
				end := len(text)
				if i+1 < len(starts) {
					end = starts[i+1][0]
				}
				if got := text[at[2]:at[3]]; got != fmt.Sprint(i+1) {
					t.Errorf("point %d is numbered %s", i+1, got)
				}
				wantTests(t, i+1, text[at[0]:end])
			}
		})
	}
}

// wantTests checks the tests that a point names.
func wantTests(t *testing.T, number int, point string) {
	t.Helper()
	named := pointsTests.FindAllStringSubmatch(point, -1)
	if len(named) == 0 || len(named) != strings.Count(point, " - `") {
		t.Errorf("point %d names %d tests in the form that is checked", number, len(named))
	}
	for _, n := range named {
		if !declares(t, n[2], n[1]) {
			t.Errorf("point %d: there is no %s in %s", number, n[1], n[2])
		}
	}
}
