package digest_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/baseline"
	"countersign/bot/bottest"
	"countersign/bot/clock"
	"countersign/bot/digest"
	"countersign/bot/measure"
)

// november is the outcome pack of the golden ledger's month, with a baseline.
func november(t *testing.T, withBaseline bool) *digest.Pack {
	t.Helper()
	s := bottest.ReadScript(t, "../measure/testdata/golden.ledger", monday)
	if withBaseline {
		ev := bot.Event{Kind: bot.EventBaseline, At: monday.AddDate(0, 0, -1), Actor: "staff:Priya", Facts: map[string]any{"sha256": "abc", "late": false, "rows": rows(40)}}
		s.Events = append([]bot.Event{ev}, s.Events...)
	}
	month, err := digest.MonthOf("2026-11", london, monday.AddDate(0, 0, 45))
	if err != nil {
		t.Fatal(err)
	}
	m := digest.Maker{Ledger: s.Ledger(), Firm: "Harbour & Finch", Rules: measure.DefaultRules(clock.Default(london)), Owner: "Priya",
		Verify: func(context.Context) (int64, error) { return 400, nil }}
	p, err := m.Pack(t.Context(), month, monday.AddDate(0, 0, 45))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rows are a baseline in which every enquiry was answered after two hours and every second one came back.
func rows(n int) []string {
	var out []string
	for i := range n {
		at := monday.AddDate(0, 0, -20).Add(10 * time.Hour)
		done := at.Add(2 * time.Hour).UTC().Format(time.RFC3339)
		out = append(out, fmt.Sprintf("%d,%s,%s,%s,%s,no,no,fees", i+2, at.UTC().Format(time.RFC3339), done, done, []string{"yes", "no"}[i%2]))
	}
	return out
}

func TestTheOutcomePackIsCutByWhetherAClientIsFlaggedAsVulnerable(t *testing.T) {
	p := november(t, false)
	if !slices.Equal(p.Flagged.Enquiries, []int64{63}) || len(p.Others.Enquiries)+1 != len(p.All.Enquiries) {
		t.Errorf("flagged %v, others %d, all %d", p.Flagged.Enquiries, len(p.Others.Enquiries), len(p.All.Enquiries))
	}
	page, err := p.Document()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Flagged vulnerable", "low data (1/1)", "no baseline to compare with", "Ledger verified up to no. 400", "Answers for it: Priya", "Case 58, a drafted text was sent first"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(string(page), "health") {
		t.Error("the page tells what somebody's flag is")
	}
}

func TestTheTableOfAPackListsTheCasesBehindEachFigure(t *testing.T) {
	p := november(t, true)
	var b bytes.Buffer
	if err := p.CSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, l := range lines[1:] {
		if l[2] == "Overrides" && l[3] == "all" {
			found = true
			if l[9] != "6 8 9 10 11 13 32" || l[5] != "7" {
				t.Errorf("overrides: %v", l)
			}
		}
		flagged := strings.Contains(l[3], "flagged")
		if flagged && l[9]+l[10] != "" {
			t.Errorf("%s, %s: it says whose client is flagged: %q %q", l[2], l[3], l[9], l[10])
		}
		if k := strings.Fields(l[9]); !flagged && l[5] != "" && fmt.Sprint(len(k)) != l[5] {
			t.Errorf("%s, %s: k is %s and %d cases are listed", l[2], l[3], l[5], len(k))
		}
		for _, cell := range l[:5] {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if !found {
		t.Errorf("no line for overrides in %d", len(lines))
	}
}

func TestThePackComparesWithTheFrozenBaselineByIntervals(t *testing.T) {
	p := november(t, true)
	var said []string
	for _, c := range p.Changes {
		said = append(said, c.Name+": "+c.Text)
		if c.Claim != (c.NAway >= baseline.Fewest && c.NHere >= baseline.Fewest) {
			t.Errorf("%+v", c)
		}
	}
	// Before: 20 of 40 came back. After: 5 of 58. The first answer took 2 h before, 28 min after.
	if text := strings.Join(said, "\n"); !strings.Contains(text, "Repeat contact within 7 days: fewer: ") || !strings.Contains(text, "First answer, in working time: shorter: ") {
		t.Errorf("the changes:\n%s", text)
	}
	if v := p.Verdict(); !strings.Contains(v, "than before, ") {
		t.Errorf("verdict: %s", v)
	}
}

func TestAMonthIsNamedAndHasBegun(t *testing.T) {
	for text, says := range map[string]string{"November": "is not a month like 2026-11", "2026-13": "is not a month", "2027-01": "has not begun"} {
		if _, err := digest.MonthOf(text, london, monday); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", text, err, says)
		}
	}
}
