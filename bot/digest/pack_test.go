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
	return packOf(t, "2026-11", withBaseline)
}

func packOf(t *testing.T, of string, withBaseline bool) *digest.Pack {
	t.Helper()
	s := bottest.ReadScript(t, "../measure/testdata/golden.ledger", monday)
	if withBaseline {
		ev := bot.Event{Kind: bot.EventBaseline, At: monday.AddDate(0, 0, -1), Actor: "staff:Priya", Facts: map[string]any{"sha256": "abc", "late": false, "rows": rows(40)}}
		s.Events = append([]bot.Event{ev}, s.Events...)
	}
	month, err := digest.MonthOf(of, london, monday.AddDate(0, 0, 45))
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

// TestAPackHasEveryMeasureOnceInItsOrder, as the golden ledger gives it.
func TestAPackHasEveryMeasureOnceInItsOrder(t *testing.T) {
	p := november(t, true)
	var b bytes.Buffer
	if err := p.CSV(&b); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range lines[1:] {
		if l[0] != "November 2026" {
			t.Errorf("%v is of no month", l)
		}
		if l[3] == "all" {
			got = append(got, l[1]+": "+l[2]+": "+l[4])
		}
	}
	if want := strings.Split(strings.TrimSpace(packLines), "\n"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), packLines)
	}
	if next := packOf(t, "2026-12", false); next.Month != "December 2026" || next.Before.Enquiries.Len() != p.All.Enquiries.Len() {
		t.Errorf("%s: %d enquiries in the month before, want %d", next.Month, next.Before.Enquiries.Len(), p.All.Enquiries.Len())
	}
	if p.Firm != "Harbour & Finch" || p.Made != "2026-12-17T00:00:00Z" {
		t.Errorf("it is of %q, made %s", p.Firm, p.Made)
	}
}

const packLines = `
Enquiries: Enquiries: 65
Enquiries: Ended with a person: 25/65 (95 %: 27–51 %)
Enquiries: Needed a person, and the system said so before any drafted text: low data (16/18)
Enquiries: Given to a person, and staff say it was routine: 1/22 (95 %: 0–22 %)
Waiting: First answer, working time: half within 28 min, nine in ten within 59 min (n 63)
Waiting: Answered in time: 52/63 (95 %: 71–90 %)
Waiting: Resolution, working time: half within 29 min, nine in ten within 1.7 h (n 63)
Waiting: Unseen by staff for over 15 working minutes: 57/63 (95 %: 80–96 %)
How answers held: Repeat contact within 7 days: 5/60 (95 %: 3–19 %)
How answers held: Of those, not sure to be about the same: 1
How answers held: Reopened within 14 days: 9/60 (95 %: 8–27 %)
Complaints: Opened: 5
Complaints: Within 30 days of an AI-drafted answer: 3/35 (95 %: 2–23 %)
Complaints: Within 30 days of people's own answer: 2/20 (95 %: 2–31 %)
Complaints: Of those, not sure to be about the answer: 0
Complaints: Still maturing: 4
Drafts: Overrides: 7/39 (95 %: 8–33 %)
Drafts: Touched at all: 11/39 (95 %: 16–44 %)
Drafts: Approved in under 5 seconds: low data (2/3)
Automatic answers beside what they may cost: Sent automatically, and it held (net deflection): 1/61 (95 %: 0–9 %)
Automatic answers beside what they may cost: Came back within 7 days: 5/60 (95 %: 3–19 %)
Automatic answers beside what they may cost: Complained within 30 days: 3/35 (95 %: 2–23 %)
Automatic answers beside what they may cost: Needed a person, and were told apart in time: low data (16/18)
`

// TestAWaitListsItsCasesAndAChangeItsBounds, for whoever counts again.
func TestAWaitListsItsCasesAndAChangeItsBounds(t *testing.T) {
	p := november(t, true)
	zero, half := 0.0, 0.5
	p.Changes = []baseline.Change{{Name: "=1+1", NHere: 58, Before: "20/40", After: "5/58", Text: "fewer", Low: &zero, High: &half}, {Name: "Waits", Before: "2 h"}}
	var b bytes.Buffer
	if err := p.CSV(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"'=1+1,baseline to all,20/40 → 5/58: fewer,,58,0.0000,0.5000,,\n", "Waits,baseline to all,2 h → : ,,0,,,,\n"} {
		if !strings.Contains(b.String(), "November 2026,Before and after,"+want) {
			t.Errorf("no line ends in %q", want)
		}
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l[2] == "First answer, working time" && l[3] == "all" && (l[6] != "63" || len(strings.Fields(l[10])) != 63) {
			t.Errorf("the wait is of %s cases and lists %q", l[6], l[10])
		}
	}
}

// TestTheVerdictOfAMonthSaysWhatThereIsToSay, and no more.
func TestTheVerdictOfAMonthSaysWhatThereIsToSay(t *testing.T) {
	some := &baseline.Figures{}
	for name, tt := range map[string]struct {
		complaints measure.Cases
		misses     []measure.Miss
		baseline   *baseline.Figures
		better     []int
		want       string
	}{
		"a quiet month":    {want: "November 2026: 2 enquiries, 1 of clients flagged as vulnerable; no baseline to compare with."},
		"a complaint":      {complaints: measure.Cases{4}, want: "November 2026: 2 enquiries, 1 of clients flagged as vulnerable, 1 complaint; no baseline to compare with."},
		"misses":           {misses: []measure.Miss{{Case: 4}, {Case: 5}}, want: "November 2026: 2 enquiries, 1 of clients flagged as vulnerable; 2 enquiries should have had a person at once; no baseline to compare with."},
		"nothing to tell":  {baseline: some, better: []int{0, 0}, want: "November 2026: 2 enquiries, 1 of clients flagged as vulnerable; no difference from before can be told yet."},
		"better and worse": {baseline: some, better: []int{1, -1, 1}, want: "November 2026: 2 enquiries, 1 of clients flagged as vulnerable; than before, 2 measures are better and 1 worse."},
	} {
		p := digest.Pack{Month: "November 2026", Baseline: tt.baseline}
		p.All.Enquiries, p.Flagged.Enquiries = measure.Cases{1, 2}, measure.Cases{2}
		p.All.Complaints.Opened, p.All.Recall.Misses = tt.complaints, tt.misses
		for _, n := range tt.better {
			p.Changes = append(p.Changes, baseline.Change{Better: n})
		}
		if got := p.Verdict(); got != tt.want {
			t.Errorf("%s: %s\nwant %s", name, got, tt.want)
		}
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
