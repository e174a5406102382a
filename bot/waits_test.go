package bot_test

import (
	"fmt"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// toldOtherwise compares what the ledger tells of each client, whether they wait,
// with the cases: the figures of a digest rest on nothing else. "" where they agree.
func (d *desk) toldOtherwise() string {
	d.t.Helper()
	files, err := measure.Read(d.t.Context(), d.store, time.Time{}, time.Time{})
	if err != nil {
		d.t.Fatal(err)
	}
	for _, f := range files {
		k := d.kase(f.ID)
		if waits, told := k.State.Open() && len(k.Asked()) > 0, f.Waits(d.clock.now().Add(time.Hour)); waits != told {
			return fmt.Sprintf("case %d is %s and asks %q; the ledger tells that its client waits: %t, by %v", k.ID, k.State, k.Question(), told, d.kinds(k.ID))
		}
	}
	return ""
}

// TestTheLedgerTellsWhoWaits after each of the turns that a thread may take; random
// ones are in TestWhoeverIsQuickerNothingIsMissed.
func TestTheLedgerTellsWhoWaits(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "When are you open?")
	staff := func(id string, written time.Time) {
		d.receive(bot.Enquiry{MessageID: id, Thread: r.Thread, Role: bot.RoleStaff, Author: bot.Person{ID: "U_PRIYA", Name: "Priya"}, Text: "Until five.", SentAt: written})
	}
	for _, step := range []struct {
		name  string
		do    func()
		waits bool
	}{
		{"asked", func() {}, true},
		{"answered", func() { d.decided(r.Case, bot.Approve, 1); d.drain() }, false},
		{"asked again, and given to people", func() {
			d.receive(bot.Enquiry{MessageID: "m2", Thread: r.Thread, Text: "It is a complaint.", SentAt: d.clock.now()})
		}, true},
		{"a colleague's answer came late", func() { staff("s1", d.clock.now().Add(-time.Hour)) }, true},
		{"a colleague answered", func() { staff("s2", d.clock.now()) }, false},
		{"the answered question was edited", func() {
			d.receive(bot.Enquiry{MessageID: "m2", Thread: r.Thread, Text: "It is a complaint now.", Change: bot.ChangeEdited})
		}, true},
		{"what was left of it was deleted", func() { d.receive(bot.Enquiry{MessageID: "m2", Thread: r.Thread, Change: bot.ChangeDeleted}) }, false},
	} {
		d.clock.advance(time.Minute)
		step.do()
		d.settle()
		k := d.kase(r.Case)
		if waits := k.State.Open() && len(k.Asked()) > 0; waits != step.waits {
			t.Errorf("%s: the case is %s and asks %q; its client waits: %t, want %t", step.name, k.State, k.Question(), waits, step.waits)
		}
		if wrong := d.toldOtherwise(); wrong != "" {
			t.Errorf("%s: %s", step.name, wrong)
		}
	}
}
