package baseline_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/baseline"
)

func TestABaselineIsFrozenOnceAndAnotherIsRefused(t *testing.T) {
	s, b := open(t), read(t, file(40, 20))
	for i, want := range []bool{false, true, true} {
		again, err := baseline.Freeze(t.Context(), s, b, priya, day.AddDate(0, 1, i))
		if err != nil || again != want {
			t.Fatalf("import %d: again %v, %v", i+1, again, err)
		}
	}
	_, err := baseline.Freeze(t.Context(), s, read(t, file(41, 20)), priya, day.AddDate(0, 2, 0))
	if other, ok := errors.AsType[*baseline.OtherError](err); !ok || other.Hash != b.Hash {
		t.Errorf("another file: %v", err)
	}
	var who []string
	err = s.Events(t.Context(), bot.EventFilter{Kinds: []bot.EventKind{bot.EventBaseline}, Words: true}, func(ev bot.Event) error {
		who = append(who, ev.Actor, ev.Words["by"])
		return nil
	})
	if err != nil || !slices.Equal(who, []string{"staff:s-priya", "Priya"}) {
		t.Errorf("the ledger names %v (%v), want Priya once: her id in clear and her name among the words", who, err)
	}
	kept, ok, err := baseline.Frozen(t.Context(), s)
	if err != nil || !ok || kept.Hash != b.Hash || !slices.Equal(kept.Rows, b.Rows) || !kept.ImportedAt.Equal(day.AddDate(0, 1, 0)) || kept.Late {
		t.Errorf("the ledger keeps %+v, %v, %v", kept, ok, err)
	}
	if _, ok, err := baseline.Frozen(t.Context(), open(t)); ok || err != nil {
		t.Errorf("an empty ledger has a baseline: %v, %v", ok, err)
	}
}

func TestABaselineHoldsNothingThatHasNotHappenedYet(t *testing.T) {
	now := day.AddDate(0, 0, 7)
	for name, text := range map[string]string{
		"received": "received_at\n2031-01-02 09:00\n",
		"answered": "received_at,answered_at\n2026-10-05 09:00,2099-01-02 10:00\n",
		"resolved": "received_at,resolved_at\n2026-10-05 09:00,2026-10-12 09:00:01\n",
	} {
		s := open(t)
		if _, err := baseline.Freeze(t.Context(), s, read(t, text), priya, now); err == nil || !strings.Contains(err.Error(), "line 2: "+name+"_at") {
			t.Errorf("%s after the import: %v, want it refused with its line", name, err)
		}
		if _, ok, err := baseline.Frozen(t.Context(), s); ok || err != nil {
			t.Errorf("%s after the import: frozen %t, %v", name, ok, err)
		}
	}
}

func TestABaselineIsFromBeforeTheFirmBegan(t *testing.T) {
	s := open(t)
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		return tx.Append(&bot.Event{Kind: bot.EventReceived, At: day.Add(2 * time.Hour), Actor: "client:U", Facts: map[string]any{"account": "a"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := baseline.Freeze(t.Context(), s, read(t, file(40, 20)), priya, day.AddDate(0, 1, 0)); err == nil || !strings.Contains(err.Error(), "a baseline is from before") {
		t.Errorf("enquiries of after: %v", err)
	}
	if _, err := baseline.Freeze(t.Context(), s, read(t, file(5, 20)), priya, day.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
	if kept, _, err := baseline.Frozen(t.Context(), s); err != nil || !kept.Late {
		t.Errorf("an import after the firm began is not marked: %+v, %v", kept, err)
	}
}
