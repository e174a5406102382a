package bot_test

import (
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// TestAMessageThatWentAstrayIsReportedFromItsCard: in a person's name, once, with
// the 72 hours from when it was noticed; what happened stands in the record of
// breaches, not in the case.
func TestAMessageThatWentAstrayIsReportedFromItsCard(t *testing.T) {
	d := newDesk(t)
	id := d.answered("m1").Case
	noticed := d.clock.now().Add(-5 * time.Hour)
	wantInvalid(t, d.by(id, bot.Decision{Action: bot.ReportBreach}), "what went to whom")
	wantInvalid(t, d.by(id, bot.Decision{Action: bot.ReportBreach, Reason: "it went to Penhale", Due: d.clock.now().Add(time.Minute)}), "in the future")
	d.must(id, bot.Decision{Action: bot.ReportBreach, Reason: "it went to Penhale", Due: noticed})
	wantSettled(t, d.by(id, bot.Decision{Action: bot.ReportBreach, Reason: "once more"}), "")
	all := d.events(0, bot.EventBreach)
	if len(all) != 1 {
		t.Fatalf("%d breaches on record, want one", len(all))
	}
	ev := all[0]
	due, err := time.Parse(time.RFC3339Nano, ev.Facts["due_at"].(string))
	if err != nil || !due.Equal(noticed.Add(72*time.Hour)) || ev.Actor != "staff:"+priya.ID || ev.Facts["case"] != float64(id) {
		t.Errorf("the breach is %+v (%v), want case %d by Priya with 72 hours from %s", ev, err, id, noticed)
	}
	k := d.kase(id)
	if last := k.Decisions[len(k.Decisions)-1]; last.Action != bot.ReportBreach || !last.Due.Equal(due) || last.Reason != "" {
		t.Errorf("the case says %+v, want who reported it and the end of the 72 hours, not what happened", last)
	}
	d.wantState(id, bot.StateAnswered)
}

// TestABreachIsReportedWithoutAnAnswerToo: a client may say that somebody else's
// papers came.
func TestABreachIsReportedWithoutAnAnswerToo(t *testing.T) {
	d := newDesk(t)
	id := d.escalated("m1").Case
	d.must(id, bot.Decision{Action: bot.ReportBreach, Reason: "they were sent another tenant's contract"})
	if all := d.events(0, bot.EventBreach); len(all) != 1 || !strings.HasPrefix(all[0].Facts["aware_at"].(string), d.clock.now().Format("2006-01-02T15:04")) {
		t.Errorf("breaches %+v, want one noticed now", all)
	}
	d.wantState(id, bot.StateEscalated)
}
