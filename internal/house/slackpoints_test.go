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
	pointsTests = regexp.MustCompile("(?m)^   - `(Test\\w+)` in `([\\w/]+)`$")
)

// TestEachPointOfSlackNamesTestsThatAreThere holds docs/slack-points.md to the tests.
func TestEachPointOfSlackNamesTestsThatAreThere(t *testing.T) {
	page, err := os.ReadFile("../../docs/slack-points.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	starts := pointStart.FindAllStringSubmatchIndex(text, -1)
	if len(starts) != 33 {
		t.Fatalf("%d points, want 33", len(starts))
	}
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		point := text[at[0]:end]
		if got := text[at[2]:at[3]]; got != fmt.Sprint(i+1) {
			t.Errorf("point %d is numbered %s", i+1, got)
		}
		named := pointsTests.FindAllStringSubmatch(point, -1)
		if len(named) == 0 || len(named) != strings.Count(point, "\n   - ") {
			t.Errorf("point %d names %d tests in the form that is checked", i+1, len(named))
		}
		for _, n := range named {
			if !declares(t, n[2], n[1]) {
				t.Errorf("point %d: there is no %s in %s", i+1, n[1], n[2])
			}
		}
	}
}
