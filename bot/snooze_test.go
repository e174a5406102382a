package bot_test

import (
	"slices"
	"testing"
	"time"

	"countersign/bot"
)

func TestACardThatWasPutAsideComesBackAtItsTime(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	until := d.clock.now().Add(2 * time.Hour)
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Snooze}), "needs a date and a time")
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Snooze, Due: until.AddDate(0, 2, 0)}), "more than 31 days")
	d.must(r.Case, bot.Decision{Action: bot.Snooze, Due: until})
	if k := d.wantState(r.Case, bot.StateInReview); !k.Snoozed(d.clock.now()) || k.SnoozedBy != priya {
		t.Errorf("put aside until %s by %+v", k.SnoozedTo, k.SnoozedBy)
	}
	cards := d.platform.cards
	d.clock.advance(time.Hour)
	d.drain()
	if d.platform.cards != cards {
		t.Error("the card came back too early")
	}
	d.clock.advance(time.Hour)
	d.drain()
	if k := d.kase(r.Case); d.platform.cards != cards+1 || !k.SnoozedTo.IsZero() || !slices.Contains(d.kinds(r.Case), bot.EventSnoozeOver) {
		t.Errorf("%d cards, put aside until %s", d.platform.cards-cards, k.SnoozedTo)
	}
	d.decided(r.Case, bot.Approve, 1)
}

func TestWhatHappensToACaseBringsItsCardBack(t *testing.T) {
	for name, happens := range map[string]func(d *desk, r bot.Receipt){
		"the client writes again": func(d *desk, r bot.Receipt) { d.says("m2", "Hello?", r.Thread) },
		"a colleague takes it":    func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Claim, 0) },
		"a colleague decides":     func(d *desk, r bot.Receipt) { d.decided(r.Case, bot.Approve, 1) },
		"a person answers": func(d *desk, r bot.Receipt) {
			d.receive(bot.Enquiry{Text: "At nine.", MessageID: "s1", Thread: r.Thread, Role: bot.RoleStaff, Author: priya})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			r := d.asked("m1")
			d.must(r.Case, bot.Decision{Action: bot.Snooze, Due: d.clock.now().Add(2 * time.Hour)})
			happens(d, r)
			if k := d.kase(r.Case); k.Snoozed(d.clock.now()) {
				t.Errorf("the card is aside until %s", k.SnoozedTo)
			}
		})
	}
}

func TestWhatCannotWaitIsNotPutAside(t *testing.T) {
	d := newDesk(t)
	r := d.says("m1", "I am in danger")
	d.settle()
	d.wantState(r.Case, bot.StateEscalated)
	later := d.clock.now().Add(time.Hour)
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Snooze, Due: later}), "cannot wait")
	d.must(r.Case, bot.Decision{Action: bot.Claim})
	d.must(r.Case, bot.Decision{Action: bot.Snooze, Due: later})
	d.must(r.Case, bot.Decision{Action: bot.Resolve, Reason: "rang"})
	wantInvalid(t, d.by(r.Case, bot.Decision{Action: bot.Snooze, Due: later}), "waits for nobody")
}
