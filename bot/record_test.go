package bot_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"countersign/bot"
	hours "countersign/bot/clock"
	"countersign/bot/complaint"
)

// TestAComplaintsClockStartsAtReceipt holds that neither the quiet window nor an
// outage costs the client any of the time that the firm has.
func TestAComplaintsClockStartsAtReceipt(t *testing.T) {
	d := newDesk(t)
	received := d.clock.now()
	r := d.says("m1", "I have a complaint")
	d.clock.advance(5 * time.Hour) // nothing ran
	d.drain()
	k := d.wantState(r.Case, bot.StateEscalated)
	if len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Fatalf("records %+v, want one opened at %s", k.Records, received)
	}
	d.clock.advance(time.Hour)
	d.says("m2", "As I said, a complaint", "m1")
	d.settle()
	if again := d.kase(r.Case).Records; len(again) != 1 || !again[0].OpenedAt.Equal(k.Records[0].OpenedAt) {
		t.Errorf("saying it again made it %+v", again)
	}
}

func TestAComplaintInALaterMessageCountsFromThatMessage(t *testing.T) {
	d := newDesk(t)
	r := d.asked("m1")
	d.decided(r.Case, bot.Approve, 1)
	d.settle()
	d.clock.advance(3 * time.Hour)
	received := d.clock.now()
	later := d.says("m2", "That was wrong, I have a complaint", "m1")
	d.clock.advance(5 * time.Hour) // nothing ran
	d.drain()
	k := d.wantState(later.Case, bot.StateEscalated)
	if len(k.Records) != 1 || k.Records[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Errorf("records %+v, want one opened at %s", k.Records, received)
	}
	if !k.Records[0].AIHandled {
		t.Error("the client had an answer that came from a draft before, and the record does not say so")
	}
}

// recordDesk is a desk with a register of a firm under the FCA's rules.
func recordDesk(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	register, err := complaint.New(complaint.Options{Profile: complaint.FCA, Firm: "Harbour & Finch"}, hours.Default(time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	d.register = register
	d.Copilot = d.copilot()
	return d
}

// complained takes a complaint to people.
func (d *desk) complained(id string) bot.Receipt {
	d.t.Helper()
	r := d.says(id, "I have a complaint")
	d.settle()
	if k := d.wantState(r.Case, bot.StateEscalated); len(k.OpenRecords()) != 1 {
		d.t.Fatalf("records %+v, want one that is open", k.Records)
	}
	return r
}

// record carries an action on a record out as Priya.
func (d *desk) record(id int64, action bot.Action, reason string, fields map[string]string) error {
	_, err := d.Decide(d.t.Context(), id, bot.Decision{Action: action, Reason: reason, Fields: fields, By: priya})
	return err
}

func TestARecordOpenedByRulesIsWhole(t *testing.T) {
	d := recordDesk(t)
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		a, err := assessByWord(s)
		a.Flags = []string{"complaint", "vulnerability:health"}
		a.Substance = bot.Substance{Cause: "delay", Loss: "financial", OnBehalfOf: "my mother", AboutVulnerability: true}
		return a, err
	}
	k := d.kase(d.complained("m1").Case)
	r := k.Records[0]
	if r.Profile != "fca_disp" || r.Channel != "acme" || r.Account != "acct_acme" || r.Complainant.Name != "Jo" || r.Product != "opening_hours" ||
		r.Cause != "delay" || r.Loss != "financial" || r.OnBehalfOf != "my mother" || !r.AboutVulnerability || r.AIHandled ||
		!slices.Equal(r.Drivers, []string{"health"}) || len(r.Due) != 3 || len(r.Reminders) < 4 || r.Acknowledgement == "" {
		t.Errorf("the record is %+v", r)
	}
}

// TestARecordIsOfWhoeverAskedForIt: two people of a client may write in a thread
// within seconds, and the wrong one must not be answered, or erased.
func TestARecordIsOfWhoeverAskedForIt(t *testing.T) {
	d := recordDesk(t)
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		a := bot.Assessment{Tier: bot.TierHuman, Topic: "data_protection", Priority: bot.P1, Language: "en"}
		for _, m := range s.Messages {
			if strings.Contains(m.Text, "delete") {
				a.Records = []string{bot.RecordErasure}
				a.Reasons = append(a.Reasons, bot.Reason{Code: bot.DataRights, Points: 50, Source: "rules", Message: m.ID})
			}
		}
		return a, nil
	}
	r := d.receive(bot.Enquiry{MessageID: "m1", Text: "When are you open?", Author: bot.Person{ID: "U_RAVI", Name: "Ravi"}})
	d.says("m2", "And delete everything you hold about me", "m1")
	d.settle()
	k := d.kase(r.Case)
	if len(k.Records) != 1 || k.Records[0].Complainant.ID != "U_JO" || k.Client.ID != "U_RAVI" {
		t.Errorf("records %+v of a case of %s, want one whose complainant is Jo", k.Records, k.Client.Name)
	}
}

// TestTheAcknowledgementIsSentOnOnePressAndStandsInTheRecord: the text is the
// one that was shown, byte for byte, in the name of whoever sent it.
func TestTheAcknowledgementIsSentOnOnePressAndStandsInTheRecord(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	text := d.kase(id).Records[0].Acknowledgement
	if err := d.record(id, bot.Acknowledge, "", nil); err != nil {
		t.Fatal(err)
	}
	wantSettled(t, d.record(id, bot.Acknowledge, "", nil), "sent by Priya already") // two presses at once
	d.drain()
	d.wantClientsSaw(text)
	r := d.kase(id).Records[0]
	if r.AckAt.IsZero() || r.AckBy.Name != "Priya" || !r.Open() {
		t.Errorf("the record says acknowledged at %s by %q, open %t", r.AckAt, r.AckBy.Name, r.Open())
	}
	if d.wantState(id, bot.StateEscalated); !d.kase(id).AnsweredAt.IsZero() {
		t.Error("an acknowledgement counts as an answer")
	}
	var who []string
	for _, ev := range d.events(id, bot.EventRecordChanged) {
		who = append(who, ev.Actor)
	}
	if !slices.Equal(who, []string{"staff:U_PRIYA", "staff:U_PRIYA"}) {
		t.Errorf("the changes of the record stand in the names of %v", who)
	}
}

func TestAnAcknowledgementThatCannotBeDeliveredIsOfferedAgain(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	d.platform.next(outcome{posting: bot.Posting{Outcome: bot.NotSent, Permanent: true}})
	if err := d.record(id, bot.Acknowledge, "", nil); err != nil {
		t.Fatal(err)
	}
	d.drain()
	if r := d.kase(id).Unacknowledged(); r == nil {
		t.Fatalf("nobody is asked to acknowledge: %+v", d.kase(id).Records)
	}
	if err := d.record(id, bot.Acknowledge, "", nil); err != nil {
		t.Fatal(err)
	}
	d.drain()
	if got := d.platform.texts(); len(got) != 1 || d.kase(id).Records[0].AckAt.IsZero() {
		t.Errorf("clients saw %d texts; acknowledged at %s", len(got), d.kase(id).Records[0].AckAt)
	}
}

func TestAnotherTextThanTheFixedOneIsNoAcknowledgement(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	_, err := d.Decide(t.Context(), id, bot.Decision{Action: bot.Acknowledge, Text: "We are very sorry and will pay.", By: priya})
	wantInvalid(t, err, "fixed text")
	d.drain()
	d.wantClientsSaw()
}

// TestDissatisfactionAloneIsForStaffToMark: a question with a clock, answered by
// a person with a reason.
func TestDissatisfactionAloneIsForStaffToMark(t *testing.T) {
	d := recordDesk(t)
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		a, err := assessByWord(s)
		a.Tier, a.Priority, a.MustMark = bot.TierHuman, bot.P1, true
		return a, err
	}
	asked := func(id string) int64 {
		r := d.says(id, "this is not great")
		d.settle()
		k := d.wantState(r.Case, bot.StateEscalated)
		if !k.Mark.Open() || k.Mark.Due.Format(time.DateTime) != "2026-11-24 17:30:00" || len(k.Records) != 0 {
			t.Fatalf("mark %+v, records %+v: want a question until the close of the next business day", k.Mark, k.Records)
		}
		return r.Case
	}
	none, one := asked("m1"), asked("m2")
	wantInvalid(t, d.record(none, bot.NotComplaint, " ", nil), "say why")
	if err := d.record(none, bot.NotComplaint, "about the weather", nil); err != nil {
		t.Fatal(err)
	}
	if k := d.kase(none); k.Mark.Open() || k.Mark.Complaint || k.Mark.Reason != "about the weather" || k.Mark.By.Name != "Priya" || len(k.Records) != 0 {
		t.Errorf("mark %+v, records %+v", k.Mark, k.Records)
	}
	if err := d.record(one, bot.LogRecord, "", map[string]string{bot.FieldLoss: "distress"}); err != nil {
		t.Fatal(err)
	}
	k := d.kase(one)
	if r := k.Record(bot.RecordComplaint); r == nil || !r.Open() || r.Loss != "distress" || r.OpenedBy.Name != "Priya" || !r.OpenedAt.Equal(k.Messages[0].ReceivedAt) {
		t.Errorf("records %+v, want a complaint that counts from receipt", k.Records)
	}
	if ev := d.events(one, bot.EventMarked); len(ev) != 1 || ev[0].Facts["complaint"] != true {
		t.Errorf("the ledger says %+v", ev)
	}
}

func TestWhatAPersonCalledNoComplaintIsOpenedAgainOnlyByNewWords(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	if err := d.record(id, bot.NotComplaint, "about their own supplier", nil); err != nil {
		t.Fatal(err)
	}
	if r := d.kase(id).Records[0]; r.Open() || r.Outcome != bot.OutcomeNoComplaint {
		t.Fatalf("the record is %+v", r)
	}
	d.says("m2", "When are you open?", "m1")
	d.settle()
	if k := d.kase(id); len(k.OpenRecords()) != 0 {
		t.Error("the same words opened it again")
	}
	received := d.clock.now()
	d.says("m3", "I do have a complaint about you", "m1")
	d.settle()
	open := d.kase(id).OpenRecords()
	if len(open) != 1 || open[0].OpenedAt.Sub(received).Abs() > time.Second {
		t.Errorf("open records %+v, want one from %s", open, received)
	}
}

func TestEachChangeOfARecordStandsInTheLedgerInAPersonsName(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	fields := map[string]string{bot.FieldCause: "delay", bot.FieldOnBehalfOf: "her late husband", bot.FieldDriver: "life_event", bot.FieldAboutCare: "yes"}
	if err := d.record(id, bot.AmendRecord, "read again", fields); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, d.record(id, bot.AmendRecord, "", fields), "nothing was changed")
	wantInvalid(t, d.record(id, bot.AmendRecord, "", map[string]string{bot.FieldLoss: "huge"}), "use financial")
	r := d.kase(id).Records[0]
	if r.Cause != "delay" || r.OnBehalfOf != "her late husband" || !r.AboutVulnerability || !slices.Equal(r.Drivers, []string{"life_event"}) {
		t.Errorf("the record is %+v", r)
	}
	ev := d.events(id, bot.EventRecordChanged)
	if len(ev) != 1 || ev[0].Actor != "staff:U_PRIYA" || ev[0].Facts["cause"] != "delay" {
		t.Fatalf("the ledger says %+v", ev)
	}
	for name, value := range ev[0].Facts {
		if s, ok := value.(string); ok && (strings.Contains(s, "husband") || s == "life_event") {
			t.Errorf("the fact %s holds %q in clear", name, s)
		}
	}
}

func TestTheClockOfARequestStopsRunsAndIsExtended(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	log := map[string]string{bot.FieldRecord: bot.RecordAccess}
	if err := d.record(id, bot.LogRecord, "", log); err != nil {
		t.Fatal(err)
	}
	told := func(what, reason string) error {
		_, err := d.Decide(t.Context(), id, bot.Decision{Action: bot.AmendRecord, Record: bot.RecordAccess, Reason: reason, Fields: map[string]string{bot.FieldClock: what}, By: priya})
		return err
	}
	due := func() string {
		x, _ := d.kase(id).Record(bot.RecordAccess).Deadline(bot.DueResponse)
		return x.At.Format(time.DateOnly)
	}
	if due() != "2026-12-23" {
		t.Fatalf("due %s, want a month from 23 November", due())
	}
	wantInvalid(t, told(bot.ClockRestart, "they answered"), "runs already")
	wantInvalid(t, told(bot.ClockStop, ""), "say why")
	if err := told(bot.ClockStop, "asked which years"); err != nil {
		t.Fatal(err)
	}
	wantInvalid(t, told(bot.ClockStop, "again"), "stands already")
	d.clock.advance(7*24*time.Hour + time.Minute)
	if err := told(bot.ClockRestart, "they said 2024"); err != nil {
		t.Fatal(err)
	}
	if due() != "2026-12-30" {
		t.Errorf("due %s, want seven days later", due())
	}
	if err := told(bot.ClockComplex, "nine years of files"); err != nil {
		t.Fatal(err)
	}
	if due() != "2027-03-01" { // 28 February is a Sunday
		t.Errorf("due %s, want two months more, on a working day", due())
	}
	wantInvalid(t, told(bot.ClockComplex, "and more"), "extended already")
	if k := d.kase(id); len(k.OpenRecords()) != 2 {
		t.Errorf("records %+v: a request can stand beside a complaint", k.Records)
	}
}
