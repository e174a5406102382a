package store

import (
	"reflect"
	"testing"
	"time"

	"countersign/bot"
)

// A database of an older program holds cases without outlines: they are made
// from the cases themselves. An erased case keeps where it stood, and no more.
func TestOutlinesAreThereForOldCasesAndEmptyForErasedOnes(t *testing.T) {
	s := openWith(t, testOptions(t))
	for range 2 {
		c := &bot.Case{Platform: bot.Console, Channel: "acme", Thread: "t", Account: "acme", Client: bot.Person{ID: "U1"}, OpenedAt: start,
			State: bot.StateEscalated, AnsweredAt: start.Add(time.Hour), Records: []bot.Record{{Kind: "complaint", OpenedAt: start}},
			Assessment: &bot.Assessment{Tier: bot.TierHuman, Topic: "fees", Reasons: []bot.Reason{{Code: bot.Complaint}}}}
		if err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.Create(c) }); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.db.ExecContext(t.Context(), `UPDATE cases SET outline = NULL WHERE id = 1`); err != nil {
		t.Fatal(err)
	}
	if err := s.Erase(t.Context(), 2, "staff:U9"); err != nil {
		t.Fatal(err)
	}
	got, err := s.Outlines(t.Context(), bot.CaseFilter{})
	if err != nil || len(got) != 2 {
		t.Fatalf("Outlines gave %v and error %v, want two", got, err)
	}
	erased := bot.Earlier{Case: 2, Topic: "fees", Tier: bot.TierHuman, State: bot.StateEscalated, OpenedAt: start, Channel: "acme", Thread: "t"}
	if !reflect.DeepEqual(got[0], erased) {
		t.Errorf("outline of the erased case is %+v, want %+v", got[0], erased)
	}
	old := erased
	old.Case, old.AnsweredAt, old.Author = 1, start.Add(time.Hour), "U1"
	old.Codes, old.Records = []bot.Code{bot.Complaint}, []string{"complaint"}
	if !reflect.DeepEqual(got[1], old) {
		t.Errorf("outline of the old case is %+v, want %+v", got[1], old)
	}
}
