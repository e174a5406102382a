package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	"countersign/bot/measure"
)

// TestACaseThatAPersonPutsOnRecordIsWithPeople: what the rules open a record for is never
// drafted, and neither is what a person opens one for, wherever the case stands. What the
// client writes next goes to people too.
func TestACaseThatAPersonPutsOnRecordIsWithPeople(t *testing.T) {
	for name, tt := range map[string]struct {
		until func(d *desk, id int64)
		state bot.State // once it is on record
	}{
		"before it is sorted": {func(*desk, int64) {}, bot.StateEscalated},
		"with a draft":        {func(d *desk, _ int64) { d.settle() }, bot.StateEscalated},
		"drafted anew":        {func(d *desk, _ int64) { d.settle(); d.says("m2", "And on Friday?", "m1") }, bot.StateEscalated},
		"answered":            {func(d *desk, id int64) { d.settle(); d.decided(id, bot.Approve, 1); d.drain() }, bot.StateAnswered},
		"asked again": {func(d *desk, id int64) {
			d.settle()
			d.decided(id, bot.Approve, 1)
			d.drain()
			d.says("m2", "And on Friday?", "m1")
		}, bot.StateEscalated},
		"resolved":               {func(d *desk, id int64) { d.settle(); d.decided(id, bot.Resolve, 0) }, bot.StateResolved},
		"answered, on their way": {func(d *desk, id int64) { d.settle(); d.decided(id, bot.Approve, 1) }, bot.StateDecided},
	} {
		t.Run(name, func(t *testing.T) {
			d := recordDesk(t)
			id := d.says("m1", "When are you open?").Case
			tt.until(d, id)
			was := len(d.kase(id).Drafts)
			if err := d.record(id, bot.LogRecord, "on the telephone", nil); err != nil {
				t.Fatal(err)
			}
			k := d.wantState(id, tt.state)
			if !k.Complains() || k.Tier() != bot.TierHuman || !strings.Contains(k.Assessment.Reasons[0].Evidence, "Priya: a complaint") {
				t.Errorf("complains %t, tier %s, because of %+v; want it with people, by Priya's word", k.Complains(), k.Tier(), k.Assessment.Reasons)
			}
			if by := d.events(id, bot.EventEscalated); (len(by) == 1) != (tt.state == bot.StateEscalated) || len(by) == 1 && by[0].Actor != "staff:U_PRIYA" {
				t.Errorf("the ledger says %+v", by)
			}
			d.settle()
			d.says("m3", "And on Saturday?", "m1")
			d.settle()
			if k := d.wantState(id, bot.StateEscalated); len(k.Drafts) != was {
				t.Errorf("%d drafts, want %d: none is made any more", len(k.Drafts), was)
			}
			if tt.state == bot.StateEscalated && was > 0 && name != "asked again" {
				wantSettled(t, d.decide(id, bot.Approve, was, ""), "")
			}
		})
	}
}

// TestAnAnswerThatAPersonDecidedOnLeavesThoughAComplaintWasPutOnRecord since: it is a
// person's word, and once it has arrived the record stands beside it.
func TestAnAnswerThatAPersonDecidedOnLeavesThoughAComplaintWasPutOnRecord(t *testing.T) {
	d := recordDesk(t)
	id := d.asked("m1").Case
	d.decided(id, bot.Approve, 1)
	if err := d.record(id, bot.LogRecord, "on the telephone", map[string]string{bot.FieldLoss: "distress"}); err != nil {
		t.Fatal(err)
	}
	d.drain()
	if k := d.wantState(id, bot.StateAnswered); !k.Complains() || k.Record(bot.RecordComplaint).Loss != "distress" || len(k.Deliveries) == 0 || k.Deliveries[0].State != bot.PostSent {
		t.Errorf("complains %t, deliveries %+v", k.Complains(), k.Deliveries)
	}
}

// TestACaseThatSleepsAndIsPutOnRecordWakes: nobody put a complaint aside.
func TestACaseThatSleepsAndIsPutOnRecordWakes(t *testing.T) {
	d := recordDesk(t)
	id := d.asked("m1").Case
	_, err := d.Decide(t.Context(), id, bot.Decision{Action: bot.Snooze, Due: d.clock.now().Add(2 * time.Hour), By: priya})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.record(id, bot.LogRecord, "", nil); err != nil {
		t.Fatal(err)
	}
	if k := d.wantState(id, bot.StateEscalated); !k.SnoozedTo.IsZero() {
		t.Errorf("it sleeps until %s", k.SnoozedTo)
	}
}

// TestARecordCountsFromTheOldestMessageThatWasNotSorted, also where a later one is sorted
// first: a colleague's answer to the older one was taken back, and the later was closed.
func TestARecordCountsFromTheOldestMessageThatWasNotSorted(t *testing.T) {
	d := recordDesk(t)
	id := d.says("m1", "I have a complaint").Case
	d.staffSay("s1", "We will look into it.", "m1")
	d.decided(id, bot.Resolve, 0)
	d.clock.advance(time.Second)
	d.says("m2", "It is still a complaint", "m1")
	d.decided(id, bot.Resolve, 0)
	d.clock.advance(time.Second)
	d.says("m3", "Hello?", "m1")
	d.receive(bot.Enquiry{MessageID: "s1", Change: bot.ChangeDeleted, ChangedAt: d.clock.now()})
	d.settle()
	k := d.kase(id)
	if len(k.Records) != 1 || !k.Records[0].OpenedAt.Equal(k.Messages[0].ReceivedAt) {
		t.Errorf("records %+v, want one that counts from %s", k.Records, k.Messages[0].ReceivedAt)
	}
	if sorted := d.events(id, bot.EventAssessed); len(sorted) != 2 || fmt.Sprint(sorted[0].Facts["messages"]) != "[m2]" {
		t.Errorf("sorted in the order %+v: this proves nothing", sorted)
	}
}

// TestACasePutOnRecordAfterItsAnswerNeedsPeopleInTheFiguresToo.
func TestACasePutOnRecordAfterItsAnswerNeedsPeopleInTheFiguresToo(t *testing.T) {
	d := recordDesk(t)
	id := d.asked("m1").Case
	d.decided(id, bot.Approve, 1)
	d.drain()
	if err := d.record(id, bot.LogRecord, "on the telephone", map[string]string{bot.FieldRecord: bot.RecordAccess}); err != nil {
		t.Fatal(err)
	}
	files, err := measure.Read(t.Context(), d.store, time.Time{}, time.Time{})
	if err != nil || len(files) != 1 || files[0].Tier != bot.TierHuman {
		t.Errorf("files %+v (%v)", files, err)
	}
}

// TestAnAnswerThatIsTakenBackOfACaseOnRecordGoesToPeople: its text is no draft any more.
func TestAnAnswerThatIsTakenBackOfACaseOnRecordGoesToPeople(t *testing.T) {
	d := recordDesk(t)
	d.tune = append(d.tune, undoable)
	d.Copilot = d.copilot()
	id := d.asked("m1").Case
	d.decided(id, bot.Approve, 1)
	d.drain()
	if err := d.record(id, bot.LogRecord, "on the telephone", nil); err != nil {
		t.Fatal(err)
	}
	if err := d.decide(id, bot.TakeBack, 0, ""); err != nil {
		t.Fatal(err)
	}
	d.settle()
	if k := d.wantState(id, bot.StateEscalated); len(k.Drafts) != 1 || len(k.Asked()) != 1 || k.OwnerID != "" {
		t.Errorf("%d drafts, %d messages wait, owner %q", len(k.Drafts), len(k.Asked()), k.OwnerID)
	}
	d.wantClientsSaw()
}

// TestNobodyApprovesADraftOfACaseThatNeedsAPerson, wherever the case stands: also where
// its draft is before staff.
func TestNobodyApprovesADraftOfACaseThatNeedsAPerson(t *testing.T) {
	for _, x := range []struct {
		action bot.Action
		text   string
	}{{bot.Approve, ""}, {bot.Edit, "We are open from nine."}} {
		d := newDesk(t)
		id := d.asked("m1").Case
		err := d.store.Write(t.Context(), func(tx bot.Tx) error {
			k, err := tx.Case(id)
			if err != nil {
				return err
			}
			k.Assessment.Tier = bot.TierHuman
			return tx.Update(k)
		})
		if err != nil {
			t.Fatal(err)
		}
		wantInvalid(t, d.decide(id, x.action, 1, x.text), "needs a person")
		d.drain()
		d.wantState(id, bot.StateInReview)
		d.wantClientsSaw()
	}
}

// TestOnlyAComplaintThatIsOpenComplains, or the question whether there is one: another
// record, and one that is closed, keep no answer from the account.
func TestOnlyAComplaintThatIsOpenComplains(t *testing.T) {
	at := time.Unix(1, 0).UTC()
	for name, tt := range map[string]struct {
		of   bot.Case
		want bool
	}{
		"nothing":              {bot.Case{}, false},
		"a complaint":          {bot.Case{Records: []bot.Record{{Kind: bot.RecordComplaint, OpenedAt: at}}}, true},
		"a complaint of data":  {bot.Case{Records: []bot.Record{{Kind: bot.RecordDataComplaint, OpenedAt: at}}}, true},
		"one that is closed":   {bot.Case{Records: []bot.Record{{Kind: bot.RecordComplaint, OpenedAt: at, ClosedAt: at}}}, false},
		"a request for access": {bot.Case{Records: []bot.Record{{Kind: bot.RecordAccess, OpenedAt: at}}}, false},
		"is it one":            {bot.Case{Mark: &bot.Mark{Since: at}}, true},
	} {
		if got := tt.of.Complains(); got != tt.want {
			t.Errorf("%s: Complains() = %t, want %t", name, got, tt.want)
		}
	}
}

// TestStaffReadWhoPutACaseOnRecordAndWhy: as the reason that comes first, and as the
// words of the escalation where the case was not with people yet.
func TestStaffReadWhoPutACaseOnRecordAndWhy(t *testing.T) {
	for name, tt := range map[string]struct {
		kind, reason, why string
		code              bot.Code
	}{
		"a complaint":          {bot.RecordComplaint, "on the telephone", "a complaint", bot.Complaint},
		"a request for access": {bot.RecordAccess, "", "a person was needed", bot.DataRights},
	} {
		t.Run(name, func(t *testing.T) {
			d := recordDesk(t)
			answered := d.asked("m1").Case
			d.decided(answered, bot.Approve, 1)
			d.drain()
			log := func(id int64) {
				if err := d.record(id, bot.LogRecord, tt.reason, map[string]string{bot.FieldRecord: tt.kind}); err != nil {
					t.Fatal(err)
				}
				d.drain()
			}
			log(answered)
			want := bot.Reason{Code: tt.code, Source: "staff", Evidence: "Priya: " + tt.why, Note: "Put on record by Priya."}
			if got := d.kase(answered).Assessment.Reasons[0]; got != want {
				t.Errorf("of an answered case they read %+v, want %+v", got, want)
			}
			if card := d.platform.lastCard; card.ID != answered || len(card.Records) != 1 {
				t.Errorf("the card shows case %d with %+v", card.ID, card.Records)
			}
			asked := d.says("m9", "When are you open?", "t9").Case
			d.settle()
			from := d.clock.now()
			log(asked)
			why := strings.TrimSuffix(tt.why+": "+tt.reason, ": ")
			done := d.kase(asked).Decisions
			if last := done[len(done)-1]; last.Action != bot.Escalate || last.Reason != why || last.By.ID != priya.ID || !last.At.After(from) {
				t.Errorf("of a draft the decision is %+v, want an escalation because of %q", last, why)
			}
		})
	}
}

// TestARecordMoreOfACaseThatPeopleHaveShowsOnItsCard, and says nothing new of why they have it.
func TestARecordMoreOfACaseThatPeopleHaveShowsOnItsCard(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	was := d.kase(id).Assessment.Reasons
	if err := d.record(id, bot.LogRecord, "on the telephone", map[string]string{bot.FieldRecord: bot.RecordAccess}); err != nil {
		t.Fatal(err)
	}
	d.drain()
	if card := d.platform.lastCard; len(card.Records) != 2 || len(card.Assessment.Reasons) != len(was) {
		t.Errorf("the card shows %+v because of %+v", card.Records, card.Assessment.Reasons)
	}
}
