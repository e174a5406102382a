package ledger

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
)

// ExportCSV writes entries as RFC 4180 CSV with a header: number, case, kind,
// time, actor, facts and seal, without words. A caseID of 0 writes all. Text that a
// spreadsheet would run as a formula is made plain: see SafeCell. The events must
// be all of the ledger: as with ExportAll, one that is missing, changed or moved
// is a *BrokenError at the end, of whatever case it is.
func ExportCSV(w io.Writer, events iter.Seq2[bot.Sealed, error], caseID int64) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"seq", "case", "kind", "at", "actor", "facts", "seal"}); err != nil {
		return err
	}
	var fault error
	r := Report{Head: Genesis()}
	for s, err := range events {
		if err != nil {
			return err
		}
		if fault == nil {
			fault = r.take(s)
		}
		if caseID != 0 && s.Case != caseID {
			continue
		}
		if err := writeRow(out, s); err != nil {
			return err
		}
	}
	if out.Flush(); out.Error() != nil {
		return out.Error()
	}
	return fault
}

// writeRow writes an entry, unless its sealed bytes say nothing: that is a fault
// of the ledger, which is told at the end.
func writeRow(out *csv.Writer, s bot.Sealed) error {
	b, err := Decode(s.Body)
	if err != nil {
		return nil //nolint:nilerr // the caller has it from the chain
	}
	facts, err := json.Marshal(b.Facts)
	if err != nil {
		return fmt.Errorf("entry %d: %w", s.Seq, err)
	}
	return out.Write([]string{strconv.FormatInt(s.Seq, 10), strconv.FormatInt(s.Case, 10), SafeCell(string(s.Kind)),
		s.At.UTC().Format(time.RFC3339Nano), SafeCell(b.Actor), SafeCell(string(facts)), fmt.Sprintf("%x", s.Seal)})
}

// formulaStart holds what makes a spreadsheet take a cell for a formula, the
// full-width forms included (OWASP, CSV Injection).
const formulaStart = "=+-@\t\r\n\x00＝＋－＠"

// SafeCell makes a text safe to open in a spreadsheet: one that would start a
// formula gets an apostrophe in front. Numbers that the program itself writes
// do not need it.
func SafeCell(text string) string {
	if text == "" || !strings.ContainsRune(formulaStart, []rune(text)[0]) {
		return text
	}
	return "'" + text
}
