package bot_test

import (
	"errors"
	"strings"
	"testing"

	"countersign/bot"
)

// TestARefusedDecisionIsInTheLedger with who tried what, and why it was refused.
func TestARefusedDecisionIsInTheLedger(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	wantInvalid(t, d.decide(r.Case, bot.Approve, 7, ""), "no draft version")
	_, err := d.Decide(t.Context(), r.Case, bot.Decision{Action: bot.CloseRecord, Record: bot.RecordComplaint})
	if err == nil {
		t.Fatal("nobody closed a record")
	}
	got := d.events(r.Case, bot.EventRefused)
	if len(got) != 2 {
		t.Fatalf("%d refusals are in the ledger, want 2", len(got))
	}
	if ev := got[0]; ev.Actor != "staff:U_PRIYA" || ev.Facts["action"] != "approve" || ev.Facts["version"] != 7.0 || ev.Facts["state"] != "in_review" || ev.Facts["record"] != nil ||
		ev.Words["name"] != "Priya" || !strings.Contains(ev.Words["why"], "no draft version 7") {
		t.Errorf("the first is told as %+v", ev)
	}
	if ev := got[1]; ev.Actor != "nobody" || ev.Facts["record"] != bot.RecordComplaint || ev.Words["why"] == "" {
		t.Errorf("that of nobody is told as %+v", ev)
	}
}

// TestALateDecisionIsToldWhereTheCaseStandsNow, for the card to be brought up to date.
func TestALateDecisionIsToldWhereTheCaseStandsNow(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	again := d.asked("m2")
	d.says("m3", "And on Sunday?", "m2")
	d.settle()
	for _, tt := range []struct {
		id      int64
		says    string
		state   bot.State
		current int
	}{{r.Case, "already decided by Priya", bot.StateDecided, 1}, {again.Case, "draft 1 was replaced; draft 2 is before staff now", bot.StateInReview, 2}} {
		if k := d.kase(tt.id); k.State == bot.StateAnswered {
			tt.state = bot.StateAnswered
		}
		err := d.decide(tt.id, bot.Approve, 1, "")
		wantSettled(t, err, tt.says)
		if settled, ok := errors.AsType[*bot.SettledError](err); !ok || settled.State != tt.state || settled.Current != tt.current {
			t.Errorf("case %d: %+v, want state %s and draft %d", tt.id, settled, tt.state, tt.current)
		}
	}
}

func TestAnAttemptByAStrangerIsInTheLedger(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	if err := d.Refuse(t.Context(), r.Case, bot.Person{ID: "U_JO", Team: "T_ACME"}, "not an approver"); err != nil {
		t.Fatal(err)
	}
	got := d.events(r.Case, bot.EventRefused)
	if len(got) != 1 || got[0].Actor != "person" || got[0].Facts["why"] != "not an approver" || got[0].Facts["team"] != "T_ACME" || got[0].Words["author"] != "U_JO" {
		t.Errorf("it is told as %+v", got)
	}
	d.wantState(r.Case, bot.StateInReview)
	if err := d.store.Erase(t.Context(), r.Case, "staff:U_PRIYA"); err != nil {
		t.Fatal(err)
	}
	if err := d.Refuse(t.Context(), r.Case, bot.Person{ID: "U_JO"}, "not an approver"); err != nil {
		t.Errorf("of a case whose words were erased: %v", err)
	}
	if got := d.events(r.Case, bot.EventRefused); len(got) != 2 || len(got[1].Words) != 0 {
		t.Errorf("it is told as %+v, want it without words", got)
	}
}
