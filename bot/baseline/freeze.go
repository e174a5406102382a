package baseline

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// key is what a store does once: freeze a baseline.
const key = "baseline"

// Ledger is the store as a baseline needs it.
type Ledger interface {
	measure.Events
	Write(ctx context.Context, fn func(tx bot.Tx) error) error
}

// OtherError says that another baseline is frozen already.
type OtherError struct {
	Hash string
	At   time.Time
}

// Error says it in a sentence.
func (e *OtherError) Error() string {
	return fmt.Sprintf("a baseline was imported on %s already (SHA-256 %.12s…), and it stays: a firm has one, so that nobody can choose the past", e.At.Format("2 January 2006"), e.Hash)
}

// Freeze puts a baseline into the ledger, once, in the name of who imports it.
// again is true where the same file was frozen before: nothing changes then. The
// error is *OtherError where another one is. Enquiries that came after the firm's
// first one in the ledger are refused: they are not from before. So are times after
// now.
func Freeze(ctx context.Context, ledger Ledger, b *Baseline, by bot.Person, now time.Time) (again bool, err error) {
	if err := b.happened(now); err != nil {
		return false, err
	}
	began, err := firstEnquiry(ctx, ledger)
	if err != nil {
		return false, err
	}
	if _, to := b.Span(); !began.IsZero() && !to.Before(began) {
		return false, fmt.Errorf("the enquiry of %s came after the first one in the ledger (%s): a baseline is from before",
			to.Format("2 January 2006 15:04"), began.Format("2 January 2006 15:04"))
	}
	mine := false
	err = ledger.Write(ctx, func(tx bot.Tx) error {
		var err error
		if mine, err = tx.Once(key); err != nil || !mine {
			return err
		}
		return tx.Append(b.event(by, now, !began.IsZero()))
	})
	if err != nil || mine {
		return false, err
	}
	old, ok, err := Frozen(ctx, ledger)
	switch {
	case err != nil:
		return false, err
	case !ok:
		return false, errors.New("a baseline was imported, and the ledger does not hold it")
	case old.Hash != b.Hash:
		return false, &OtherError{Hash: old.Hash, At: old.ImportedAt}
	}
	return true, nil
}

// happened refuses times that have not come yet: what is frozen cannot be put
// right, and a wrong year would count as an answer.
func (b *Baseline) happened(now time.Time) error {
	for _, r := range b.Rows {
		for i, at := range []time.Time{r.Received, r.Answered, r.Resolved} {
			if at.After(now) {
				return fmt.Errorf("line %d: %s is %s, which has not come yet", r.Line, columns[i], at.Format("2 January 2006 15:04"))
			}
		}
	}
	return nil
}

func firstEnquiry(ctx context.Context, ledger measure.Events) (time.Time, error) {
	first, _, err := measure.First(ctx, ledger, func(ev bot.Event) bool {
		return !strings.HasPrefix(measure.Text(ev, "account"), bot.DrillAccounts)
	}, bot.EventReceived)
	return first.At, err
}

// event is the baseline as the ledger keeps it: a line for each row.
func (b *Baseline) event(by bot.Person, now time.Time, late bool) *bot.Event {
	from, to := b.Span()
	var rows []string
	for _, r := range b.Rows {
		rows = append(rows, r.line())
	}
	return &bot.Event{Kind: bot.EventBaseline, At: now.UTC(), Actor: by.Actor(), Words: map[string]string{"by": by.Label()}, Facts: map[string]any{
		"sha256": b.Hash, "enquiries": len(rows), "from": from.Format(time.RFC3339), "to": to.Format(time.RFC3339), "late": late,
		"columns": append([]string{"line"}, columns...), "rows": rows,
	}}
}

// unknown stands in a frozen row for a time of which the file said nothing; an
// empty one is never.
const unknown = "?"

func (r Row) line() string {
	at := func(t time.Time, unsaid bool) string {
		switch {
		case unsaid:
			return unknown
		case t.IsZero():
			return ""
		}
		return t.Format(time.RFC3339)
	}
	yes := func(a Answer) string { return []string{"", "no", "yes"}[a] }
	return strings.Join([]string{strconv.Itoa(r.Line), at(r.Received, false), at(r.Answered, r.AnswerUnsaid), at(r.Resolved, r.EndUnsaid), yes(r.Repeat), yes(r.Reopened), yes(r.Complaint), r.Topic}, ",")
}

// Frozen reads the baseline of a ledger; false without one. The first counts.
func Frozen(ctx context.Context, ledger measure.Events) (*Baseline, bool, error) {
	var out *Baseline
	err := ledger.Events(ctx, bot.EventFilter{Kinds: []bot.EventKind{bot.EventBaseline}}, func(ev bot.Event) error {
		if out != nil {
			return nil
		}
		b := &Baseline{Hash: measure.Text(ev, "sha256"), ImportedAt: ev.At, Late: measure.Yes(ev, "late")}
		in := &input{zone: time.UTC}
		for _, row := range measure.List(ev, "rows") {
			in.frozen(row)
		}
		if b.Rows = in.rows; len(in.faults) > 0 || len(b.Rows) == 0 {
			return fmt.Errorf("the baseline of entry %d cannot be read: %s", ev.Seq, strings.Join(in.faults, "; "))
		}
		out = b
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("reading the baseline: %w", err)
	}
	return out, out != nil, nil
}

// frozen reads a row as line wrote it.
func (in *input) frozen(row string) {
	fields := strings.Split(row, ",")
	line, err := strconv.Atoi(fields[0])
	if err != nil || len(fields) != len(columns)+1 {
		in.fault(0, "row %q", clip(row))
		return
	}
	said := map[string]string{}
	unsaid := map[string]bool{}
	for i, name := range columns {
		if unsaid[name] = fields[i+1] == unknown; !unsaid[name] {
			said[name] = fields[i+1]
		}
	}
	before := len(in.rows)
	in.row(line, said)
	for i := before; i < len(in.rows); i++ {
		in.rows[i].AnswerUnsaid, in.rows[i].EndUnsaid = unsaid["answered_at"], unsaid["resolved_at"]
	}
}
