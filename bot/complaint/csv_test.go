package complaint_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/complaint"
)

// TestNoCellOfTheRegisterIsAFormula writes a record whose every word is hostile
// and reads the file back.
func TestNoCellOfTheRegisterIsAFormula(t *testing.T) {
	received := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, evil := range []string{"=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r\n=1", "＝1", "\x00=1", "a,\"b\"\nc"} {
		r := bot.Record{Kind: bot.RecordComplaint, OpenedAt: received, Channel: evil, Account: evil, Complainant: bot.Person{Name: evil}, OnBehalfOf: evil,
			Product: evil, Cause: evil, Loss: evil, Drivers: []string{evil}, HowItEnded: evil, Redress: evil, Acceptance: evil,
			ClosedBy: bot.Person{Name: evil}, ClosedAt: received, AckAt: received, AckBy: bot.Person{Name: evil}, OpenedBy: bot.Person{Name: evil}}
		var b bytes.Buffer
		if err := complaint.WriteCSV(&b, []complaint.Entry{{Case: &bot.Case{ID: 7}, Record: r}}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %d rows, %v", evil, len(rows), err)
		}
		for i, cell := range rows[1] {
			if cell == rows[0][i] {
				t.Errorf("%s holds its own name", cell)
			}
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n\x00") || strings.HasPrefix(cell, "＝") {
				t.Errorf("%s holds %q, which a spreadsheet runs", rows[0][i], cell)
			}
		}
	}
}

func TestTheRegisterHasEveryFieldThatAReturnAsksFor(t *testing.T) {
	var b bytes.Buffer
	if err := complaint.WriteCSV(&b, nil); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"received_at", "channel", "account", "complainant", "on_behalf_of", "product", "cause", "loss", "vulnerable", "driver",
		"about_vulnerability", "ai_handled", "acknowledged_at", "outcome", "redress", "closed_at", "acceptance_message"} {
		if !strings.Contains(","+strings.TrimSpace(b.String())+",", ","+name+",") {
			t.Errorf("the header %q lacks %s", b.String(), name)
		}
	}
}

// TestARowOfTheRegisterSaysWhatTheRecordSays: who was vulnerable and who
// acknowledged are said of those records alone.
func TestARowOfTheRegisterSaysWhatTheRecordSays(t *testing.T) {
	received := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	plain := bot.Record{Kind: bot.RecordComplaint, OpenedAt: received, AckBy: bot.Person{Name: "Owen"}}
	whole := plain
	whole.Drivers, whole.AboutVulnerability, whole.AIHandled, whole.AckAt = []string{"health", "life_events"}, true, true, received.Add(time.Hour)
	var b bytes.Buffer
	if err := complaint.WriteCSV(&b, []complaint.Entry{{Case: &bot.Case{ID: 7}, Record: plain}, {Case: &bot.Case{ID: 8}, Record: whole}}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "\n"); n != 3 || strings.Count(b.String(), "\r\n") != n {
		t.Errorf("%q: want three lines that end in CRLF", b.String())
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, plain, whole string }{
		{"case", "7", "8"}, {"record", "complaint", "complaint"}, {"received_at", "2026-11-23T09:00:00Z", "2026-11-23T09:00:00Z"},
		{"vulnerable", "no", "yes"}, {"driver", "", "health;life_events"}, {"about_vulnerability", "no", "yes"}, {"ai_handled", "no", "yes"},
		{"acknowledged_at", "", "2026-11-23T10:00:00Z"}, {"acknowledged_by", "", "Owen"}, {"opened_by", "rules", "rules"},
	} {
		i := slices.Index(rows[0], tt.name)
		if i < 0 || rows[1][i] != tt.plain || rows[2][i] != tt.whole {
			t.Errorf("column %d, %s: %q and %q, want %q and %q", i, tt.name, rows[1], rows[2], tt.plain, tt.whole)
		}
	}
}

// ledger is a reader of hand-made events and cases.
type ledger struct {
	cases  map[int64]*bot.Case
	events []bot.Event
}

func (l ledger) Case(_ context.Context, id int64) (*bot.Case, error) {
	if k, ok := l.cases[id]; ok {
		return k, nil
	}
	return nil, bot.ErrNotFound
}

func (l ledger) Events(_ context.Context, f bot.EventFilter, fn func(bot.Event) error) error {
	for _, ev := range l.events {
		if !slices.Contains(f.Kinds, ev.Kind) {
			continue
		}
		if err := fn(ev); err != nil {
			return err
		}
	}
	return nil
}

// TestAnErasedCaseStaysInTheRegisterWithoutItsWords: that there was a complaint,
// when and how it ended is kept.
func TestAnErasedCaseStaysInTheRegisterWithoutItsWords(t *testing.T) {
	received := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	l := ledger{cases: map[int64]*bot.Case{
		3: {ID: 3, Records: []bot.Record{{Kind: bot.RecordAccess, OpenedAt: received.Add(time.Hour)}}},
		7: {ID: 7},
		8: {ID: 8, Mark: &bot.Mark{Since: received}},
	}, events: []bot.Event{
		{Case: 7, Kind: bot.EventRecordOpened, Facts: map[string]any{"record": "complaint", "profile": "generic", "opened_at": received.Format(time.RFC3339), "ai_handled": true}},
		{Case: 3, Kind: bot.EventRecordOpened, Facts: map[string]any{"record": "sar"}},
		{Case: 5, Kind: bot.EventReceived},
		{Case: 7, Kind: bot.EventRecordOpened, Facts: map[string]any{"record": "sar", "opened_at": received.Add(2 * time.Hour).Format(time.RFC3339)}},
		{Case: 7, Kind: bot.EventRecordClosed, At: received.Add(24 * time.Hour), Facts: map[string]any{"record": "complaint", "outcome": "upheld"}},
		{Case: 8, Kind: bot.EventMarkAsked},
		{Case: 7, Kind: bot.EventRecordOpened, Facts: map[string]any{"record": "complaint", "opened_at": received.Add(48 * time.Hour).Format(time.RFC3339)}},
		{Case: 7, Kind: bot.EventRecordClosed, At: received.Add(72 * time.Hour), Facts: map[string]any{"record": "complaint", "outcome": "withdrawn", "acceptance": "m4"}},
	}}
	cases, err := complaint.Cases(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, k := range cases {
		ids = append(ids, k.ID)
	}
	if !slices.Equal(ids, []int64{3, 7, 8}) {
		t.Errorf("read cases %v, want those with a record or asked about, the oldest first: 3, 7 and 8", ids)
	}
	all := complaint.Collect(cases)
	if len(all) != 4 || all[0].Case.ID != 7 || all[1].Case.ID != 3 {
		t.Fatalf("the register is %+v, want the complaint of case 7, case 3, then the others of case 7", all)
	}
	if sar, second := all[2].Record, all[3].Record; !sar.Open() || second.Outcome != "withdrawn" || second.Acceptance != "m4" {
		t.Errorf("its request is %+v and its second complaint %+v, want the one open and the other withdrawn", sar, second)
	}
	r := all[0].Record
	if !r.OpenedAt.Equal(received) || r.Outcome != "upheld" || r.Open() || !r.AIHandled || r.Profile != "generic" || r.Warning == "" || r.Complainant.ID != "" {
		t.Errorf("of the erased case is left %+v", r)
	}
}

// TestARecordReadOnATerminalIsALineForEachFieldWhateverSomebodyWrote: words of a
// client cannot pass for a field of ours, nor move the cursor or hide.
func TestARecordReadOnATerminalIsALineForEachFieldWhateverSomebodyWrote(t *testing.T) {
	received := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	evil := "paid back\noutcome: upheld\r\x1b[2J\u202e\u200bnow"
	r := bot.Record{Kind: bot.RecordComplaint, Profile: "generic", OpenedAt: received, Complainant: bot.Person{Name: evil}, OnBehalfOf: evil, Redress: evil, HowItEnded: evil,
		ClosedBy: bot.Person{Name: "Owen"}, ClosedAt: received.Add(time.Hour), Outcome: bot.OutcomePartly}
	var b bytes.Buffer
	if err := complaint.Print(&b, complaint.Entry{Case: &bot.Case{ID: 7}, Record: r}); err != nil {
		t.Fatal(err)
	}
	names := map[string]int{}
	for line := range strings.Lines(b.String()) {
		name, _, _ := strings.Cut(line, ":")
		names[strings.TrimSpace(name)]++
		if strings.ContainsAny(line, "\r\x1b\u202e\u200b") {
			t.Errorf("the line %q holds what cannot be seen", line)
		}
	}
	for _, want := range []string{"case", "record", "received_at", "complainant", "on_behalf_of", "outcome", "how_it_ended", "redress", "closed_at", "closed_by", "opened_by"} {
		if names[want] != 1 {
			t.Errorf("%s stands there %d times, want once:\n%s", want, names[want], b.String())
		}
	}
	if names["acknowledged_at"] != 0 || !strings.Contains(b.String(), "outcome: partly_upheld\n") || !strings.Contains(b.String(), "opened_by: rules\n") {
		t.Errorf("it reads\n%s", b.String())
	}
}
