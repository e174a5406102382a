package complaint

import (
	"context"
	"fmt"
	"slices"

	"countersign/bot"
)

// Reader reads cases and the ledger. [bot.Store] is one.
type Reader interface {
	Case(ctx context.Context, id int64) (*bot.Case, error)
	Events(ctx context.Context, f bot.EventFilter, fn func(bot.Event) error) error
}

// Entry is one record of the register with its case.
type Entry struct {
	Case   *bot.Case
	Record bot.Record
}

// Cases reads the cases that hold a record, or of which staff were asked whether
// they are a complaint, the oldest first. The ledger says
// which they are, so that no other case is read. Of a case that was erased the
// ledger's facts are left, and make the record that the firm must keep.
func Cases(ctx context.Context, r Reader) ([]*bot.Case, error) {
	left := map[int64][]bot.Record{}
	var ids []int64
	err := r.Events(ctx, bot.EventFilter{Kinds: []bot.EventKind{bot.EventRecordOpened, bot.EventRecordClosed, bot.EventMarkAsked}}, func(ev bot.Event) error {
		if _, known := left[ev.Case]; !known {
			ids = append(ids, ev.Case)
		}
		left[ev.Case] = fromFacts(left[ev.Case], ev)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the register: %w", err)
	}
	slices.Sort(ids)
	var out []*bot.Case
	for _, id := range ids {
		k, err := r.Case(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading case %d of the register: %w", id, err)
		}
		if len(k.Records) == 0 {
			k.Records = left[id]
		}
		out = append(out, k)
	}
	return out, nil
}

// fromFacts brings what the ledger tells of a case's records up to date.
func fromFacts(records []bot.Record, ev bot.Event) []bot.Record {
	text := func(name string) string { s, _ := ev.Facts[name].(string); return s }
	if ev.Kind == bot.EventRecordOpened {
		handled, _ := ev.Facts["ai_handled"].(bool)
		return append(records, bot.Record{Kind: text("record"), Profile: text("profile"), OpenedAt: moment(text("opened_at")), AIHandled: handled,
			Warning: "the words of this case were erased"})
	}
	for i := range records { // none where the event only asked
		if r := &records[i]; r.Kind == text("record") && r.Open() {
			r.Outcome, r.ClosedAt, r.Acceptance = text("outcome"), ev.At, text("acceptance")
		}
	}
	return records
}

// Collect lists the records of cases, the oldest receipt first.
func Collect(cases []*bot.Case) []Entry {
	var out []Entry
	for _, k := range cases {
		for _, r := range k.Records {
			out = append(out, Entry{k, r})
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return a.Record.OpenedAt.Compare(b.Record.OpenedAt) })
	return out
}
