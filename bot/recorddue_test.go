package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"countersign/bot"
	hours "countersign/bot/clock"
	"countersign/bot/complaint"
)

// toldOf lists what staff were told of a case's records, in its order.
func (d *desk) toldOf(id int64) []string {
	d.t.Helper()
	var out []string
	err := d.store.Events(d.t.Context(), bot.EventFilter{Case: id, Kinds: []bot.EventKind{bot.EventRecordReminder, bot.EventRecordOverdue}}, func(ev bot.Event) error {
		out = append(out, fmt.Sprintf("%s %s %s %s", ev.At.Format("01-02"), ev.Kind, ev.Facts["record"], ev.Facts["deadline"]))
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// days lets time pass in steps of four hours, as replicas see it: both do
// what is due at the same moment.
func (d *desk) days(n int, replicas ...*bot.Copilot) {
	d.t.Helper()
	for range n * 6 {
		d.clock.advance(4 * time.Hour)
		var both sync.WaitGroup
		for _, c := range replicas {
			both.Go(func() {
				if err := c.Drain(d.t.Context()); err != nil {
					d.t.Error(err)
				}
			})
		}
		both.Wait()
	}
}

// TestEachDeadlineIsToldOnceOverReplicasAndRestarts runs the eight weeks of a
// complaint that nobody sees to.
func TestEachDeadlineIsToldOnceOverReplicasAndRestarts(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case // Monday 23 November 2026, 9:00
	other := d.copilot()
	d.days(25, d.Copilot, other)
	d.days(34, d.copilot()) // restarted, and alone
	want := []string{
		"11-24 record_reminder complaint acknowledge_today",
		"11-24 record_overdue complaint acknowledge",
		"11-26 record_reminder complaint third_business_day_today",
		"11-26 record_reminder complaint third_business_day",
		"12-21 record_reminder complaint response_day_28",
		"01-04 record_reminder complaint response_day_42",
		"01-11 record_reminder complaint response_day_49",
		"01-14 record_reminder complaint response_in_2_business_days",
		"01-19 record_overdue complaint response",
	}
	if got := d.toldOf(id); !slices.Equal(got, want) {
		t.Errorf("staff were told\n%q\nwant\n%q", got, want)
	}
	pages := []string{
		"approvers The complaint of case 1 must be acknowledged by 24 November 2026.",
		"owner Overdue: the complaint of case 1 was to be acknowledged by 24 November 2026, and is not.",
		"approvers Until the close of today, 26 November 2026, the complaint of case 1 can be settled by the client's acceptance.",
		"approvers The complaint of case 1 must be answered in full by 18 January 2027.",
		"approvers The complaint of case 1 must be answered in full by 18 January 2027.",
		"approvers The complaint of case 1 must be answered in full by 18 January 2027.",
		"approvers The complaint of case 1 must be answered in full by 18 January 2027.",
		"owner Overdue: the complaint of case 1 was to be answered in full by 18 January 2027, and is not.",
	}
	if got := d.recordPages(); !slices.Equal(got, pages) {
		t.Errorf("the staff place got\n%q\nwant\n%q", got, pages)
	}
}

// recordPages lists what the staff place got about records, and for whom.
func (d *desk) recordPages() []string {
	d.platform.mu.Lock()
	defer d.platform.mu.Unlock()
	var out []string
	for _, p := range d.platform.pages {
		if p.Notice == "record" {
			out = append(out, p.To+" "+p.Text)
		}
	}
	return out
}

func TestWhatWasDoneInTimeIsNeitherRemindedOfNorMissed(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	if err := d.record(id, bot.Acknowledge, "", nil); err != nil {
		t.Fatal(err)
	}
	d.days(2, d.Copilot)
	if err := d.record(id, bot.CloseRecord, "put right", map[string]string{bot.FieldOutcome: bot.OutcomeUpheld, bot.FieldContents: strings.Join(bot.Contents(), ",")}); err != nil {
		t.Fatal(err)
	}
	d.days(60, d.Copilot)
	for _, told := range d.toldOf(id) {
		t.Errorf("staff were told %q of a complaint that was seen to", told)
	}
}

func TestAStandingClockIsNotRemindedOf(t *testing.T) {
	d := recordDesk(t)
	r := d.says("m1", "danger: send me my data")
	d.settle()
	log := map[string]string{bot.FieldRecord: bot.RecordAccess}
	if err := d.record(r.Case, bot.LogRecord, "", log); err != nil {
		t.Fatal(err)
	}
	if err := d.record(r.Case, bot.AmendRecord, "asked which years", map[string]string{bot.FieldClock: bot.ClockStop}); err != nil {
		t.Fatal(err)
	}
	d.days(40, d.Copilot)
	if got := d.toldOf(r.Case); len(got) != 0 {
		t.Fatalf("staff were told %q while the clock stood", got)
	}
	if err := d.record(r.Case, bot.AmendRecord, "they answered", map[string]string{bot.FieldClock: bot.ClockRestart}); err != nil {
		t.Fatal(err)
	}
	d.days(40, d.Copilot)
	if got := d.toldOf(r.Case); len(got) != 3 {
		t.Errorf("staff were told %q, want two reminders and that it passed", got)
	}
}

func TestAnUnansweredQuestionWhetherItIsAComplaintIsToldOnce(t *testing.T) {
	d := recordDesk(t)
	d.assess = func(s bot.Situation) (bot.Assessment, error) {
		a, err := assessByWord(s)
		a.Tier, a.Priority, a.MustMark = bot.TierHuman, bot.P1, true
		return a, err
	}
	r := d.says("m1", "not great")
	d.settle()
	d.days(5, d.Copilot)
	if got := d.toldOf(r.Case); !slices.Equal(got, []string{"11-24 record_overdue mark mark"}) {
		t.Errorf("staff were told %q", got)
	}
}

// TestAResolvedCaseStillRemindsOfItsRecord: resolving the case is no end of the
// complaint.
func TestAResolvedCaseStillRemindsOfItsRecord(t *testing.T) {
	d := recordDesk(t)
	id := d.complained("m1").Case
	if err := d.decide(id, bot.Resolve, 0, ""); err != nil {
		t.Fatal(err)
	}
	d.days(3, d.copilot())
	if got := d.toldOf(id); len(got) < 3 || d.kase(id).State != bot.StateResolved {
		t.Errorf("staff were told %q of a case that is %s", got, d.kase(id).State)
	}
}

// TestAPageNamesTheDayOfADeadlineAsTheFirmReadsIt: by the clock of the ledger the eight
// weeks end on the next day there.
func TestAPageNamesTheDayOfADeadlineAsTheFirmReadsIt(t *testing.T) {
	zone := time.FixedZone("EST", -5*60*60)
	d := newDesk(t, func(o *bot.Options) { o.Zone = zone })
	register, err := complaint.New(complaint.Options{Profile: complaint.FCA, Firm: "Harbour & Finch"}, hours.Default(zone))
	if err != nil {
		t.Fatal(err)
	}
	d.register = register
	d.Copilot = d.copilot()
	d.complained("m1")
	d.days(29, d.Copilot)
	if got := d.recordPages(); !slices.Contains(got, "approvers The complaint of case 1 must be answered in full by 18 January 2027.") {
		t.Errorf("the staff place got %q", got)
	}
}
